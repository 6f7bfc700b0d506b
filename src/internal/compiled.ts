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

type Decode = (json: { readonly [key: string]: unknown }) => object | undefined

/** Decoders by shape, as `shapeOf` writes it. */
export const compiled: { readonly [shape: string]: (type: string) => Decode } = {
  "contentIndex n,itemId s,outputIndex n,sequenceNumber n,delta s,obfuscation s?": (type) => (json) => {
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
        Number.isFinite(contentIndex) &&
        typeof itemId === "string" &&
        Number.isFinite(outputIndex) &&
        Number.isFinite(sequenceNumber) &&
        typeof delta === "string" &&
        (obfuscation === undefined ? !("obfuscation" in json) : typeof obfuscation === "string")
      )
    )
      return undefined
    if (obfuscation !== undefined)
      return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta, obfuscation }
    return { type, contentIndex, itemId, outputIndex, sequenceNumber, delta }
  },
  "contentIndex n,itemId s,outputIndex n,sequenceNumber n,delta s,obfuscation s?,logprobs a0?": (type) => (json) => {
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
        Number.isFinite(contentIndex) &&
        typeof itemId === "string" &&
        Number.isFinite(outputIndex) &&
        Number.isFinite(sequenceNumber) &&
        typeof delta === "string" &&
        (obfuscation === undefined ? !("obfuscation" in json) : typeof obfuscation === "string") &&
        (logprobs === undefined
          ? !("logprobs" in json)
          : logprobs === null || (Array.isArray(logprobs) && logprobs.length === 0))
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
  "itemId s,outputIndex n,sequenceNumber n": (type) => (json) => {
    const { item_id: itemId, output_index: outputIndex, sequence_number: sequenceNumber } = json
    if (!(typeof itemId === "string" && Number.isFinite(outputIndex) && Number.isFinite(sequenceNumber)))
      return undefined
    return { type, itemId, outputIndex, sequenceNumber }
  },
  "itemId s,outputIndex n,sequenceNumber n,analystModel s,judgeModel s": (type) => (json) => {
    const {
      item_id: itemId,
      output_index: outputIndex,
      sequence_number: sequenceNumber,
      analyst_model: analystModel,
      judge_model: judgeModel
    } = json
    if (
      !(
        typeof itemId === "string" &&
        Number.isFinite(outputIndex) &&
        Number.isFinite(sequenceNumber) &&
        typeof analystModel === "string" &&
        typeof judgeModel === "string"
      )
    )
      return undefined
    return { type, itemId, outputIndex, sequenceNumber, analystModel, judgeModel }
  },
  "itemId s,outputIndex n,sequenceNumber n,delta s,obfuscation s?": (type) => (json) => {
    const { item_id: itemId, output_index: outputIndex, sequence_number: sequenceNumber, delta, obfuscation } = json
    if (
      !(
        typeof itemId === "string" &&
        Number.isFinite(outputIndex) &&
        Number.isFinite(sequenceNumber) &&
        typeof delta === "string" &&
        (obfuscation === undefined ? !("obfuscation" in json) : typeof obfuscation === "string")
      )
    )
      return undefined
    if (obfuscation !== undefined) return { type, itemId, outputIndex, sequenceNumber, delta, obfuscation }
    return { type, itemId, outputIndex, sequenceNumber, delta }
  },
  "itemId s,outputIndex n,sequenceNumber n,model s,delta s,obfuscation s?": (type) => (json) => {
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
        typeof itemId === "string" &&
        Number.isFinite(outputIndex) &&
        Number.isFinite(sequenceNumber) &&
        typeof model === "string" &&
        typeof delta === "string" &&
        (obfuscation === undefined ? !("obfuscation" in json) : typeof obfuscation === "string")
      )
    )
      return undefined
    if (obfuscation !== undefined) return { type, itemId, outputIndex, sequenceNumber, model, delta, obfuscation }
    return { type, itemId, outputIndex, sequenceNumber, model, delta }
  },
  "itemId s,outputIndex n,sequenceNumber n,partialImageB64 s,partialImageIndex n,size s0?,quality s0?,background s0?,outputFormat s0?":
    (type) => (json) => {
      const {
        item_id: itemId,
        output_index: outputIndex,
        sequence_number: sequenceNumber,
        partial_image_b64: partialImageB64,
        partial_image_index: partialImageIndex,
        size,
        quality,
        background,
        output_format: outputFormat
      } = json
      if (
        !(
          typeof itemId === "string" &&
          Number.isFinite(outputIndex) &&
          Number.isFinite(sequenceNumber) &&
          typeof partialImageB64 === "string" &&
          Number.isFinite(partialImageIndex) &&
          (size === undefined ? !("size" in json) : size === null || typeof size === "string") &&
          (quality === undefined ? !("quality" in json) : quality === null || typeof quality === "string") &&
          (background === undefined
            ? !("background" in json)
            : background === null || typeof background === "string") &&
          (outputFormat === undefined
            ? !("output_format" in json)
            : outputFormat === null || typeof outputFormat === "string")
        )
      )
        return undefined
      if (size !== undefined && quality !== undefined && background !== undefined && outputFormat !== undefined)
        return {
          type,
          itemId,
          outputIndex,
          sequenceNumber,
          partialImageB64,
          partialImageIndex,
          size,
          quality,
          background,
          outputFormat
        }
      const chunk: Chunk = { type, itemId, outputIndex, sequenceNumber, partialImageB64, partialImageIndex }
      if (size !== undefined) chunk.size = size
      if (quality !== undefined) chunk.quality = quality
      if (background !== undefined) chunk.background = background
      if (outputFormat !== undefined) chunk.outputFormat = outputFormat
      return chunk
    },
  "itemId s,outputIndex n,sequenceNumber n,summaryIndex n,delta s,obfuscation s?": (type) => (json) => {
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
        typeof itemId === "string" &&
        Number.isFinite(outputIndex) &&
        Number.isFinite(sequenceNumber) &&
        Number.isFinite(summaryIndex) &&
        typeof delta === "string" &&
        (obfuscation === undefined ? !("obfuscation" in json) : typeof obfuscation === "string")
      )
    )
      return undefined
    if (obfuscation !== undefined)
      return { type, itemId, outputIndex, sequenceNumber, summaryIndex, delta, obfuscation }
    return { type, itemId, outputIndex, sequenceNumber, summaryIndex, delta }
  },
  "itemId s?,outputIndex n,sequenceNumber n,commandIndex n,delta s,obfuscation s?": (type) => (json) => {
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
        (itemId === undefined ? !("item_id" in json) : typeof itemId === "string") &&
        Number.isFinite(outputIndex) &&
        Number.isFinite(sequenceNumber) &&
        Number.isFinite(commandIndex) &&
        typeof delta === "string" &&
        (obfuscation === undefined ? !("obfuscation" in json) : typeof obfuscation === "string")
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
  "sequenceNumber n": (type) => (json) => {
    const { sequence_number: sequenceNumber } = json
    if (!Number.isFinite(sequenceNumber)) return undefined
    return { type, sequenceNumber }
  },
  "sequenceNumber n,delta s,obfuscation s?": (type) => (json) => {
    const { sequence_number: sequenceNumber, delta, obfuscation } = json
    if (
      !(
        Number.isFinite(sequenceNumber) &&
        typeof delta === "string" &&
        (obfuscation === undefined ? !("obfuscation" in json) : typeof obfuscation === "string")
      )
    )
      return undefined
    if (obfuscation !== undefined) return { type, sequenceNumber, delta, obfuscation }
    return { type, sequenceNumber, delta }
  }
}
