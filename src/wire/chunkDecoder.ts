/**
 * One event to one chunk: by a schema of the user's own or by the table, and with repairs if that fails.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { InvalidChunk } from "../errors/StreamError.ts"
import type { InvalidField } from "../errors/StreamError.ts"
import { validate } from "./ownChunks.ts"
import type { ChunkSchemas, StandardSchema } from "./ownChunks.ts"
import { applyRepairs } from "./repair.ts"
import { table } from "./table.ts"
import { kindOf } from "./fieldReport.ts"
import { makeDecoder, refused } from "./tableDecoder.ts"
import type { RepairName, ToleranceOptions } from "./Tolerance.ts"

/** Options of decoding one event. */
export interface ChunkDecoderOptions extends ToleranceOptions {
  readonly chunks?: ChunkSchemas
}

/** Decodes the events of one stream. */
export interface ChunkDecoder {
  /**
   * The chunk of a parsed event, or its error. The output of a schema of the user's own has the type of a known chunk
   * here. The public functions, which have the option `chunks`, give it its own.
   *
   * `index` is its ordinal in the stream, from 0. */
  readonly decode: (json: unknown, index: number) => ResponsesStreamChunk | InvalidChunk
  /** Whether a type has a schema. */
  readonly has: (type: unknown) => boolean
  /** The wire type of the last decoded event, after repairs. Events that the last delta has read don't count. */
  readonly lastType: () => unknown
  /** Whether a schema of the user's own decoded it. */
  readonly isLastOwn: () => boolean
  /** The repairs that made it valid, if it needed any. */
  readonly lastRepairs: () => ReadonlyArray<RepairName> | undefined
}

/** The decoder of known chunks. The first line of the table is the union of all. */
const chunks = /* @__PURE__ */ makeDecoder<ResponsesStreamChunk>(table, "#0.")

/** Makes a decoder of one stream. */
export const makeChunkDecoder = (options: ChunkDecoderOptions = {}): ChunkDecoder => new Decoder(options)

class Decoder implements ChunkDecoder {
  readonly #options: ChunkDecoderOptions
  readonly #own: ReadonlyMap<unknown, StandardSchema>
  #type: unknown
  #repairs: ReadonlyArray<RepairName> | undefined
  /** The last report of a schema of the user's own, which runs once an event. */
  #ownFields: ReadonlyArray<InvalidField> = []

  constructor(options: ChunkDecoderOptions) {
    this.#options = options
    this.#own = options.chunks === undefined ? none : new Map(Object.entries(options.chunks))
  }

  decode(json: unknown, index: number): ResponsesStreamChunk | InvalidChunk {
    if (!isObject(json)) {
      const [expected, actual] = ["an object", kindOf(json)]
      const message = `expected ${expected}, got ${actual}`
      return new InvalidChunk({ index, json, fields: [{ path: [], expected, actual, message }] })
    }
    this.#type = typeOf(json)
    this.#repairs = undefined
    const chunk = this.#attempt(json)
    if (chunk === refused) return this.#repair(json, index)
    return !this.isLastOwn() && chunk.type === "UNKNOWN" ? this.#repair(json, index, chunk) : chunk
  }

  has(type: unknown): boolean {
    return this.#own.has(type) || chunks.has(type)
  }

  lastType(): unknown {
    return this.#type
  }

  isLastOwn(): boolean {
    return this.#own.has(this.#type)
  }

  lastRepairs(): ReadonlyArray<RepairName> | undefined {
    return this.#repairs
  }

  /** The chunk of an event as it is, or `refused`. */
  #attempt(json: Json): ResponsesStreamChunk | typeof refused {
    const schema = this.#own.get(typeOf(json))
    if (schema !== undefined) {
      const result = validate(schema, json)
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see `decode`
      if (result.fields === undefined) return result.value as ResponsesStreamChunk
      this.#ownFields = result.fields
      return refused
    }
    try {
      return chunks.decode(json)
    } catch {
      // Data can cause only a stack overflow: `report` names it
      return refused
    }
  }

  #report(json: Json): ReadonlyArray<InvalidField> {
    if (this.#own.has(typeOf(json))) return this.#ownFields
    try {
      const fields = chunks.report(json)
      if (fields.length > 0) return fields
    } catch {
      // Reported below
    }
    return [{ path: [], expected: "less nesting", actual: kindOf(json), message: "it is nested too deeply" }]
  }

  /** The error of an event. `payload` is the event as received, before repairs. */
  #invalid(json: Json, index: number, payload: Json): InvalidChunk {
    const type = typeOf(json)
    const { sequence_number: sequenceNumber } = payload
    return new InvalidChunk({
      index,
      fields: this.#report(json),
      json: payload,
      ...(typeof type === "string" && this.has(type) ? { type } : {}),
      ...(typeof sequenceNumber === "number" && Number.isFinite(sequenceNumber) ? { sequenceNumber } : {}),
      ...(json["object"] === "chat.completion.chunk" ? { hint: chatCompletionsHint } : {})
    })
  }

  /** Repairs an event that was refused, or whose type is unknown: then `unknown` is its chunk. */
  #repair(json: Json, index: number, unknown?: ResponsesStreamChunk): ResponsesStreamChunk | InvalidChunk {
    const { onRepair, tolerance } = this.#options
    // A schema of the user's own gets the event as received. If a repaired event has no known type, nothing was mended
    const repaired = tolerance === "strict" || this.isLastOwn() ? undefined : applyRepairs(json, index)
    if (repaired === undefined || !this.has(typeOf(repaired.json))) return unknown ?? this.#invalid(json, index, json)
    const chunk = this.#attempt(repaired.json)
    if (chunk === refused) return this.#invalid(repaired.json, index, json)
    this.#type = typeOf(repaired.json)
    this.#repairs = repaired.names
    for (const name of repaired.names) onRepair?.({ name, index, type: String(this.#type) })
    return chunk
  }
}

const none: ReadonlyMap<unknown, StandardSchema> = /* @__PURE__ */ new Map()

const typeOf = (json: Json): unknown => (Object.hasOwn(json, "type") ? json["type"] : undefined)

const chatCompletionsHint =
  "This is a Chat Completions stream: send the request to the Responses endpoint (POST …/responses) instead."
