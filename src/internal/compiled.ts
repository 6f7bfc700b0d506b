/**
 * Generated from the schemas by `npm run compile`. Do not edit: a test compares it with what the schemas give.
 *
 * One function for each shape of the chunks that stream many times: check and rename in one pass, no dynamic code. What
 * a function doesn't take, it leaves to the interpreter, which decides and makes every error report.
 *
 * @internal
 */

interface Chunk {
  [field: string]: unknown
}

const { isFinite } = Number

const isString = (value: unknown): boolean => typeof value === "string"

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

type Decode = (json: { readonly [key: string]: unknown }) => object | undefined

/** Decoders by shape, as `shapeOf` writes it. */
export const compiled: { readonly [shape: string]: (type: string) => Decode } = {
  "type,contentIndex,itemId,outputIndex,sequenceNumber,delta,obfuscation": (type) => (json) => {
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
    if (obfuscation !== undefined)
      return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta, obfuscation }
    return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta }
  },
  "type,contentIndex,itemId,outputIndex,sequenceNumber,delta,obfuscation,logprobs": (type) => (json) => {
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
    if (obfuscation !== undefined && logprobs !== undefined)
      return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta, obfuscation, logprobs }
    const chunk: Chunk = { type, contentIndex, itemId, outputIndex, sequenceNumber, delta }
    if (obfuscation !== undefined) chunk.obfuscation = obfuscation
    if (logprobs !== undefined) chunk.logprobs = logprobs
    return chunk
  },
  "type,itemId,outputIndex,sequenceNumber,delta,obfuscation": (type) => (json) => {
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
    if (obfuscation !== undefined) return { type, itemId, outputIndex, sequenceNumber, delta, obfuscation }
    return { type, itemId, outputIndex, sequenceNumber, delta }
  },
  "type,itemId,outputIndex,sequenceNumber,model,delta,obfuscation": (type) => (json) => {
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
    if (obfuscation !== undefined) return { type, itemId, outputIndex, sequenceNumber, model, delta, obfuscation }
    return { type, itemId, outputIndex, sequenceNumber, model, delta }
  },
  "type,itemId,outputIndex,sequenceNumber,summaryIndex,delta,obfuscation": (type) => (json) => {
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
    if (obfuscation !== undefined)
      return { type, itemId, outputIndex, sequenceNumber, summaryIndex, delta, obfuscation }
    return { type, itemId, outputIndex, sequenceNumber, summaryIndex, delta }
  },
  "type,itemId,outputIndex,sequenceNumber,commandIndex,delta,obfuscation": (type) => (json) => {
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
    if (itemId !== undefined && obfuscation !== undefined)
      return { type, itemId, outputIndex, sequenceNumber, commandIndex, delta, obfuscation }
    const chunk: Chunk = { type, outputIndex, sequenceNumber, commandIndex, delta }
    if (itemId !== undefined) chunk.itemId = itemId
    if (obfuscation !== undefined) chunk.obfuscation = obfuscation
    return chunk
  },
  "type,sequenceNumber": (type) => (json) => {
    const { sequence_number: sequenceNumber } = json
    if (!isFinite(sequenceNumber)) return undefined
    return { type, sequenceNumber }
  },
  "type,sequenceNumber,delta,obfuscation": (type) => (json) => {
    const { sequence_number: sequenceNumber, delta, obfuscation } = json
    if (
      !(
        isFinite(sequenceNumber) &&
        isString(delta) &&
        (obfuscation === undefined ? !("obfuscation" in json) : isString(obfuscation))
      )
    )
      return undefined
    if (obfuscation !== undefined) return { type, sequenceNumber, delta, obfuscation }
    return { type, sequenceNumber, delta }
  }
}
