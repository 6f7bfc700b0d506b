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
import { applyRepairs, repairOf } from "./repair.ts"
import type { RepairContext, StreamContext } from "./repair.ts"
import { table } from "./table.ts"
import { kindOf } from "./fieldReport.ts"
import { makeDecoder, refused } from "./tableDecoder.ts"
import type { Filled } from "./tableDecoder.ts"
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
   * `index` is its ordinal in the stream, from 0, and `event` the name in its `event:` line. */
  readonly decode: (json: unknown, index: number, event?: string) => ResponsesStreamChunk | InvalidChunk
  /** Whether a type has a schema. */
  readonly has: (type: unknown) => boolean
  /** The last decoded event, after repairs of its JSON. Events that the last delta has read don't count. */
  readonly lastJson: () => Json
  /** Whether a schema of the user's own decoded it. */
  readonly isLastOwn: () => boolean
  /** The repairs that made it valid, if it needed any. */
  readonly lastRepairs: () => ReadonlyArray<RepairName> | undefined
}

/** The decoder of known chunks. The first line of the table is the union of all. */
const chunks = /* @__PURE__ */ makeDecoder<ResponsesStreamChunk>(table, "#0.")

/** Makes a decoder of one stream. */
export const makeChunkDecoder = (options: ChunkDecoderOptions = {}, stream?: StreamContext): ChunkDecoder =>
  new Decoder(options, stream)

class Decoder implements ChunkDecoder {
  readonly #options: ChunkDecoderOptions
  readonly #own: ReadonlyMap<unknown, StandardSchema>
  readonly #stream: StreamContext | undefined
  #json: Json = noJson
  #type: unknown
  #repairs: ReadonlyArray<RepairName> | undefined
  /** The last report of a schema of the user's own, which runs once an event. */
  #ownFields: ReadonlyArray<InvalidField> = []

  constructor(options: ChunkDecoderOptions, stream: StreamContext | undefined) {
    this.#options = options
    this.#stream = stream
    this.#own = options.chunks === undefined ? none : new Map(Object.entries(options.chunks))
  }

  decode(json: unknown, index: number, event?: string): ResponsesStreamChunk | InvalidChunk {
    if (!isObject(json)) {
      const [expected, actual] = ["an object", kindOf(json)]
      const message = `expected ${expected}, got ${actual}`
      return new InvalidChunk({ index, json, fields: [{ path: [], expected, actual, message }] })
    }
    this.#json = json
    this.#type = typeOf(json)
    this.#repairs = undefined
    const chunk = this.#attempt(json)
    if (chunk !== refused && (this.isLastOwn() || chunk.type !== "UNKNOWN")) return chunk
    const unknown = chunk === refused ? undefined : chunk
    return this.#options.tolerance === "strict" || this.isLastOwn() || isCamelCase(json)
      ? (unknown ?? this.#invalid(json, index, json, this.#report(json)))
      : this.#repair(json, { index, event, stream: this.#stream }, unknown)
  }

  has(type: unknown): boolean {
    return this.#own.has(type) || chunks.has(type)
  }

  lastJson(): Json {
    return this.#json
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
    if (schema !== undefined) return this.#validate(schema, json)
    try {
      return chunks.decode(json)
    } catch {
      // Data can cause only a stack overflow: `report` names it
      return refused
    }
  }

  #validate(schema: StandardSchema, json: Json): ResponsesStreamChunk | typeof refused {
    const result = validate(schema, json)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see `decode`
    if (result.fields === undefined) return result.value as ResponsesStreamChunk
    this.#ownFields = result.fields
    return refused
  }

  #report(json: Json): ReadonlyArray<InvalidField> {
    if (this.#own.has(typeOf(json))) return this.#ownFields
    try {
      return chunks.report(json)
    } catch {
      return tooDeep
    }
  }

  /** The error of an event. `payload` is the event as received, before repairs. */
  #invalid(json: Json, index: number, payload: Json, fields: ReadonlyArray<InvalidField>): InvalidChunk {
    const type = typeOf(json)
    const { sequence_number: sequenceNumber } = payload
    return new InvalidChunk({
      index,
      fields: fields.length > 0 ? fields : tooDeep,
      json: payload,
      ...(typeof type === "string" && this.has(type) ? { type } : {}),
      ...(typeof sequenceNumber === "number" && Number.isFinite(sequenceNumber) ? { sequenceNumber } : {}),
      ...(json["object"] === "chat.completion.chunk"
        ? { hint: chatCompletionsHint }
        : isCamelCase(json)
          ? { hint: camelCaseHint }
          : {})
    })
  }

  /** Repairs an event that was refused, or whose type is unknown: then `unknown` is its chunk. */
  #repair(json: Json, context: RepairContext, unknown?: ResponsesStreamChunk): ResponsesStreamChunk | InvalidChunk {
    const { index } = context
    const repaired = repair(json, context)
    const type = typeOf(repaired.json)
    // If a repaired event has no known type, nothing was mended
    if (unknown !== undefined && !this.has(type)) return unknown
    const schema = this.#own.get(type)
    const { fields, keys, value }: Filled<ResponsesStreamChunk> =
      schema === undefined
        ? fill(repaired.json)
        : { value: this.#validate(schema, repaired.json), fields: this.#ownFields, keys: new Set() }
    if (value === refused) return this.#invalid(repaired.json, index, json, fields)
    this.#json = repaired.json
    this.#type = type
    this.#repairs = [...repaired.names, ...Array.from(keys, repairOf)]
    for (const name of this.#repairs) this.#options.onRepair?.({ name, index, type: String(type) })
    return value
  }
}

const repair: typeof applyRepairs = (json, context) => {
  try {
    return applyRepairs(json, context)
  } catch {
    return { json, names: [] }
  }
}

const fill: typeof chunks.fill = (json) => {
  try {
    return chunks.fill(json)
  } catch {
    return { value: refused, fields: tooDeep, keys: new Set() }
  }
}

/** What is wrong with an event that nests too deeply. */
export const tooDeep: ReadonlyArray<InvalidField> = [
  { path: [], expected: "less nesting", actual: "an object", message: "it is nested too deeply" }
]

const noJson: Json = {}

const none: ReadonlyMap<unknown, StandardSchema> = /* @__PURE__ */ new Map()

const typeOf = (json: Json): unknown => (Object.hasOwn(json, "type") ? json["type"] : undefined)

/** Whether the keys are those of a decoded chunk. Repairs would fill what is there under another name. */
const isCamelCase = (json: Json): boolean => Object.hasOwn(json, "sequenceNumber")

const camelCaseHint = "Its keys are in camelCase, as some SDKs give them: decode the JSON of the wire instead."

const chatCompletionsHint =
  "This is a Chat Completions stream: send the request to the Responses endpoint (POST …/responses) instead."
