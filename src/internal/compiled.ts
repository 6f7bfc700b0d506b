/**
 * Generated from the schemas by `npm run compile`. Do not edit: a test compares it with what the schemas give.
 *
 * One function for each shape of the chunks that stream many times: check and rename in one pass, no dynamic code. What
 * a function doesn't take, it leaves to others.
 *
 * @internal
 */

/** Makes the decoder of a wire type. */
export type Compiled = (type: string) => (json: { readonly [key: string]: unknown }) => object | undefined

const isFinite = (value: unknown): boolean => Number.isFinite(value)

const isString = (value: unknown): boolean => typeof value === "string"

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/** Decodes `response.refusal.delta`, and what has its fields. */
export const contentPartPiece: Compiled = (type) => (json) => {
  const {
    content_index: contentIndex,
    item_id: itemId,
    output_index: outputIndex,
    sequence_number: sequenceNumber,
    delta,
    obfuscation
  } = json
  if (
    !(
      isFinite(contentIndex) &&
      isString(itemId) &&
      isFinite(outputIndex) &&
      isFinite(sequenceNumber) &&
      isString(delta) &&
      (obfuscation === undefined ? !("obfuscation" in json) : isString(obfuscation))
    )
  )
    return undefined
  if (obfuscation !== undefined) {
    return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta, obfuscation }
  }
  return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta }
}

/** Decodes `response.output_text.delta`, and what has its fields. */
export const textPiece: Compiled = (type) => (json) => {
  const {
    content_index: contentIndex,
    item_id: itemId,
    output_index: outputIndex,
    sequence_number: sequenceNumber,
    delta,
    obfuscation,
    logprobs
  } = json
  if (
    !(
      isFinite(contentIndex) &&
      isString(itemId) &&
      isFinite(outputIndex) &&
      isFinite(sequenceNumber) &&
      isString(delta) &&
      (obfuscation === undefined ? !("obfuscation" in json) : isString(obfuscation)) &&
      (logprobs === undefined ? !("logprobs" in json) : logprobs === null || isEmpty(logprobs))
    )
  )
    return undefined
  if (obfuscation !== undefined) {
    if (logprobs !== undefined) {
      return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta, obfuscation, logprobs }
    }
    return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta, obfuscation }
  }
  if (logprobs !== undefined) {
    return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta, logprobs }
  }
  return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta }
}

/** Decodes `response.function_call_arguments.delta`, and what has its fields. */
export const itemPiece: Compiled = (type) => (json) => {
  const { item_id: itemId, output_index: outputIndex, sequence_number: sequenceNumber, delta, obfuscation } = json
  if (
    !(
      isString(itemId) &&
      isFinite(outputIndex) &&
      isFinite(sequenceNumber) &&
      isString(delta) &&
      (obfuscation === undefined ? !("obfuscation" in json) : isString(obfuscation))
    )
  )
    return undefined
  if (obfuscation !== undefined) {
    return { type, itemId, outputIndex, sequenceNumber, delta, obfuscation }
  }
  return { type, itemId, outputIndex, sequenceNumber, delta }
}

/** Decodes `response.reasoning_summary_text.delta`, and what has its fields. */
export const summaryPartPiece: Compiled = (type) => (json) => {
  const {
    item_id: itemId,
    output_index: outputIndex,
    sequence_number: sequenceNumber,
    summary_index: summaryIndex,
    delta,
    obfuscation
  } = json
  if (
    !(
      isString(itemId) &&
      isFinite(outputIndex) &&
      isFinite(sequenceNumber) &&
      isFinite(summaryIndex) &&
      isString(delta) &&
      (obfuscation === undefined ? !("obfuscation" in json) : isString(obfuscation))
    )
  )
    return undefined
  if (obfuscation !== undefined) {
    return { type, itemId, outputIndex, sequenceNumber, summaryIndex, delta, obfuscation }
  }
  return { type, itemId, outputIndex, sequenceNumber, summaryIndex, delta }
}

/** Decodes `response.fusion_call.panel.delta`, and what has its fields. */
export const fusionPanelPiece: Compiled = (type) => (json) => {
  const {
    item_id: itemId,
    output_index: outputIndex,
    sequence_number: sequenceNumber,
    model,
    delta,
    obfuscation
  } = json
  if (
    !(
      isString(itemId) &&
      isFinite(outputIndex) &&
      isFinite(sequenceNumber) &&
      isString(model) &&
      isString(delta) &&
      (obfuscation === undefined ? !("obfuscation" in json) : isString(obfuscation))
    )
  )
    return undefined
  if (obfuscation !== undefined) {
    return { type, itemId, outputIndex, sequenceNumber, model, delta, obfuscation }
  }
  return { type, itemId, outputIndex, sequenceNumber, model, delta }
}

/** Decodes `response.shell_call_command.delta`, and what has its fields. */
export const shellCommandPiece: Compiled = (type) => (json) => {
  const {
    item_id: itemId,
    output_index: outputIndex,
    sequence_number: sequenceNumber,
    command_index: commandIndex,
    delta,
    obfuscation
  } = json
  if (
    !(
      (itemId === undefined ? !("item_id" in json) : isString(itemId)) &&
      isFinite(outputIndex) &&
      isFinite(sequenceNumber) &&
      isFinite(commandIndex) &&
      isString(delta) &&
      (obfuscation === undefined ? !("obfuscation" in json) : isString(obfuscation))
    )
  )
    return undefined
  if (itemId !== undefined) {
    if (obfuscation !== undefined) {
      return { type, itemId, outputIndex, sequenceNumber, commandIndex, delta, obfuscation }
    }
    return { type, itemId, outputIndex, sequenceNumber, commandIndex, delta }
  }
  if (obfuscation !== undefined) {
    return { type, outputIndex, sequenceNumber, commandIndex, delta, obfuscation }
  }
  return { type, outputIndex, sequenceNumber, commandIndex, delta }
}

/** Decodes `response.audio.delta`, and what has its fields. */
export const audioPiece: Compiled = (type) => (json) => {
  const { sequence_number: sequenceNumber, delta, obfuscation } = json
  if (
    !(
      isFinite(sequenceNumber) &&
      isString(delta) &&
      (obfuscation === undefined ? !("obfuscation" in json) : isString(obfuscation))
    )
  )
    return undefined
  if (obfuscation !== undefined) {
    return { type, sequenceNumber, delta, obfuscation }
  }
  return { type, sequenceNumber, delta }
}
