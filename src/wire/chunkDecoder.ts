/**
 * One event to one chunk: a schema of the user's own or the table, by `type`, and the repairs of `Tolerance` where that
 * fails.
 *
 * @internal
 */
import { isObject } from "../internal/json.ts"
import type { Json } from "../internal/json.ts"
import { InvalidChunk } from "../StreamError.ts"
import type { InvalidField } from "../StreamError.ts"
import { applyRepairs } from "../Tolerance.ts"
import type { AppliedRepair, Tolerance } from "../Tolerance.ts"
import { validate } from "./ownChunks.ts"
import type { ChunkSchemas } from "./ownChunks.ts"
import { table } from "./table.ts"
import { kindOf, makeDecoder, refused } from "./tableDecoder.ts"

/** Options of decoding one event. */
export interface ChunkDecoderOptions {
  /** `"recorded"` (the default) takes what providers are known to send beyond the contract; `"strict"` doesn't. */
  readonly tolerance?: Tolerance
  /** Called for each repair that made an event valid. */
  readonly onRepair?: (repair: AppliedRepair) => void
}

/** Decodes the events of any number of streams. */
export interface ChunkDecoder {
  /** The chunk of a parsed event, or the reason why there is none. `index` is its ordinal in the stream, from 0. */
  readonly decode: (json: unknown, index: number) => object | InvalidChunk
  /** Whether a type has a schema. */
  readonly has: (type: unknown) => boolean
  /** The wire type of the event that was decoded last, after its repairs. */
  readonly lastType: () => unknown
  /** Whether a schema of the user's own has decoded it. */
  readonly isLastOwn: () => boolean
}

/** The line of the union of all chunks. */
const chunks = /* @__PURE__ */ makeDecoder(table, "#0.")

/** Makes a decoder. */
export const makeChunkDecoder = (options?: ChunkDecoderOptions & { readonly chunks?: ChunkSchemas }): ChunkDecoder => {
  const own = new Map<unknown, ChunkSchemas[string]>(Object.entries(options?.chunks ?? {}))

  let lastType: unknown

  /** The chunk of an event as it is, or `refused`. */
  const attempt = (json: Json): unknown => {
    const schema = own.size === 0 ? undefined : own.get(typeOf(json))
    if (schema !== undefined) {
      const result = validate(schema, json)
      return result.fields === undefined ? result.value : refused
    }
    try {
      return chunks.decode(json)
    } catch {
      // The one thing that data can cause is a stack overflow: `report` says so
      return refused
    }
  }

  const report = (json: Json): ReadonlyArray<InvalidField> => {
    const schema = own.get(typeOf(json))
    if (schema !== undefined) return validate(schema, json).fields ?? []
    try {
      return chunks.report(json)
    } catch {
      return [{ path: [], expected: "less nesting", actual: kindOf(json), message: "it is nested too deeply" }]
    }
  }

  /** The error of an event. `payload` is what came, if that was repaired. */
  const invalid = (json: Json, index: number, payload: unknown): InvalidChunk => {
    const type = typeOf(json)
    const { sequence_number: sequenceNumber } = json
    return new InvalidChunk({
      index,
      fields: report(json),
      json: payload,
      ...(typeof type === "string" && has(type) ? { type } : {}),
      ...(Number.isFinite(sequenceNumber) ? { sequenceNumber: sequenceNumber as number } : {}),
      ...(json["object"] === "chat.completion.chunk" ? { hint: chatCompletionsHint } : {})
    })
  }

  /** What becomes of an event that was refused, or whose type is unknown: then `unknown` stands for it. */
  const repair = (json: Json, index: number, unknown?: object): object | InvalidChunk => {
    const repaired = options?.tolerance === "strict" ? undefined : applyRepairs(json, index)
    // Where the repaired event has no known type either, nothing was mended
    if (repaired === undefined || !has(typeOf(repaired.json))) return unknown ?? invalid(json, index, json)
    const chunk = attempt(repaired.json)
    if (chunk === refused) return invalid(repaired.json, index, json)
    lastType = typeOf(repaired.json)
    for (const name of repaired.names) options?.onRepair?.({ name, index, type: String(repaired.json["type"]) })
    return chunk as object
  }

  const has = (type: unknown): boolean => own.has(type) || chunks.has(type)

  return {
    decode: (json, index) => {
      if (!isObject(json)) {
        const [expected, actual] = ["an object", kindOf(json)]
        const message = `expected ${expected}, got ${actual}`
        return new InvalidChunk({ index, json, fields: [{ path: [], expected, actual, message }] })
      }
      lastType = typeOf(json)
      const chunk = attempt(json)
      if (chunk === refused) return repair(json, index)
      const isUnmodeled = isUnknown(chunk as object) && !own.has(lastType)
      return isUnmodeled ? repair(json, index, chunk as object) : (chunk as object)
    },
    has,
    lastType: () => lastType,
    isLastOwn: () => own.has(lastType)
  }
}

const isUnknown = (chunk: object): boolean => (chunk as { readonly type?: unknown }).type === "UNKNOWN"

const typeOf = (json: Json): unknown => (Object.hasOwn(json, "type") ? json["type"] : undefined)

const chatCompletionsHint =
  "This is a Chat Completions stream: send the request to the Responses endpoint (POST …/responses) instead."
