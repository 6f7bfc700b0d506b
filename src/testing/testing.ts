/**
 * Streams for the tests of your own handlers: well-formed, cut or malformed answers, and generated ones.
 *
 * Operators change an answer; functions whose names begin with `to` convert it. Everything is pure and deterministic:
 * random choices come from a seed.
 *
 * **Example** (A stream with an image, in pieces of 7 bytes)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 * import * as Testing from "effect-responses-stream/testing"
 *
 * const answer = Testing.answer(Testing.reasoning("A cat, then."), Testing.image({ partialImages: 2 }))
 *
 * const types = Stream.fromIterable(Testing.toPieces(answer, 7)).pipe(
 *   ChunkStream.decode(),
 *   Stream.map((chunk) => chunk.type),
 *   Stream.runCollect,
 *   Effect.runPromise
 * )
 * ```
 *
 * @since 0.1.0
 */
import * as Arbitrary from "effect/Arbitrary"
import * as Pipeable from "effect/Pipeable"
import * as Schema from "effect/Schema"
import { reveal } from "../base/opaque.ts"
import type { Opaque } from "../base/opaque.ts"
import type { Case, WireType } from "../chunk/ResponsesStreamChunk.ts"
import { cases, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { Item, Json } from "./item.ts"
import { InvalidChunk } from "../errors/StreamError.ts"
import { functionCall, image, reasoning, refusal, text } from "./item.ts"
import { commentText, doneData, eventText } from "../stream/eventText.ts"
import type { Dialect, LineEnd } from "../stream/eventText.ts"
import { makeChunkDecoder } from "../wire/chunkDecoder.ts"

export { functionCall, image, reasoning, refusal, text } from "./item.ts"
export type { DeltaOptions, FunctionCallOptions, ImageOptions, Item, Json, ReasoningOptions } from "./item.ts"

// -----------------------------------------------------------------------------
// Answers
// -----------------------------------------------------------------------------

/**
 * How an answer ends.
 *
 * @category models
 * @since 0.1.0
 */
export type Ending = "completed" | "incomplete" | "failed"

/**
 * A fault of an event: its data is not JSON, or a required key is missing, is null, or has a value of another type. No
 * repair mends any of these.
 *
 * @category models
 * @since 0.1.0
 */
export type Fault = "notJson" | "missingKey" | "null" | "wrongType"

/**
 * An answer of a model, to be streamed. It is immutable.
 *
 * @category models
 * @since 0.1.0
 */
export interface Answer extends Pipeable.Pipeable, Opaque<Plan> {}

interface Plan {
  readonly items: ReadonlyArray<Item>
  readonly ending: Ending
  readonly seed: number | undefined
  readonly cutAt: number | undefined
  readonly faults: ReadonlyMap<number, Fault>
}

const fromPlan = (plan: Plan): Answer => Object.assign(Object.create(Pipeable.Prototype), plan)

/**
 * Makes a completed answer of some items, one after the other.
 *
 * **Details**
 *
 * The stream has `response.created`, `response.in_progress`, the events of the items, and `response.completed`. Ids
 * come from the output index (`msg_0`, `fc_1`), sequence numbers count from 0.
 *
 * @category constructors
 * @since 0.1.0
 */
export const answer = (...items: ReadonlyArray<Item>): Answer =>
  fromPlan({ items, ending: "completed", seed: undefined, cutAt: undefined, faults: new Map() })

/**
 * Interleaves the items at random. The events of one item keep their order. Each seed gives another mixture.
 *
 * @category combinators
 * @since 0.1.0
 */
export const interleaved =
  (seed: number) =>
  (self: Answer): Answer =>
    fromPlan({ ...reveal(self), seed })

/**
 * Ends the answer in another way than completed. Its items are complete.
 *
 * @category combinators
 * @since 0.1.0
 */
export const endingWith =
  (how: Ending) =>
  (self: Answer): Answer =>
    fromPlan({ ...reveal(self), ending: how })

/**
 * Cuts the stream in the middle of an event: the events before it arrive, and half of its data.
 *
 * **Details**
 *
 * Events count from 0, and from the end if the number is negative: `cut(-1)` cuts the terminal event. It throws a
 * `RangeError` if the answer doesn't have the event.
 *
 * @category combinators
 * @since 0.1.0
 */
export const cut =
  (at: number) =>
  (self: Answer): Answer =>
    fromPlan({ ...reveal(self), cutAt: indexOf(self, at) })

/**
 * Makes an event invalid.
 *
 * **Details**
 *
 * Events count as in {@link cut}. The missing or wrong key is the main one of the event: `response`, `item`, `part` or
 * `delta`, or else its `type`, then without an `event:` line.
 *
 * @category combinators
 * @since 0.1.0
 */
export const malformed =
  (at: number, fault: Fault) =>
  (self: Answer): Answer => {
    const plan = reveal(self)
    return fromPlan({ ...plan, faults: new Map(plan.faults).set(indexOf(self, at), fault) })
  }

const indexOf = (self: Answer, at: number): number => {
  const { length } = eventsOf(reveal(self))
  const index = at < 0 ? length + at : at
  if (Number.isInteger(index) && index >= 0 && index < length) return index
  throw new RangeError(`There is no event ${at}: the answer has ${length} events.`)
}

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

const idPrefixes = new Map<unknown, string>([
  ["message", "msg"],
  ["reasoning", "rs"],
  ["function_call", "fc"],
  ["image_generation_call", "ig"]
])

interface Lane {
  readonly events: ReadonlyArray<Json>
  readonly done: Json
}

const laneOf = ({ added, done, events }: Item, outputIndex: number): Lane => {
  const type = added["type"]
  const id = `${idPrefixes.get(type) ?? "item"}_${outputIndex}`
  const ids = type === "function_call" ? { id, call_id: `call_${outputIndex}` } : { id }
  const item = { ...ids, ...done }
  const itemId = { item_id: item.id, output_index: outputIndex }
  return {
    events: [
      { type: "response.output_item.added", output_index: outputIndex, item: { ...ids, ...added } },
      ...events.map((event) => ({ ...itemId, ...event })),
      { type: "response.output_item.done", output_index: outputIndex, item }
    ],
    done: item
  }
}

/** Pseudorandom integers from 0 to below a limit. */
const randomNumbers = (seed: number): ((limit: number) => number) => {
  let state = seed | 0
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000) * limit)
  }
}

const mix = (lanes: ReadonlyArray<ReadonlyArray<Json>>, seed: number): ReadonlyArray<Json> => {
  const below = randomNumbers(seed)
  const left = lanes.filter((lane) => lane.length > 0).map((lane) => ({ lane, next: 0 }))
  const mixed: Array<Json> = []
  while (left.length > 0) {
    const at = below(left.length)
    const source = left[at]!
    mixed.push(source.lane[source.next++]!)
    if (source.next === source.lane.length) left.splice(at, 1)
  }
  return mixed
}

const usage = { input_tokens: 8, output_tokens: 16, total_tokens: 24 }

const responseOf = (status: string, more: Json): Json => ({
  id: "resp_test",
  object: "response",
  created_at: 1_700_000_000,
  model: "example/model",
  status,
  error: null,
  incomplete_details: null,
  output: [],
  usage: null,
  ...more
})

/** The fields of the final response, without its status. */
const endings: { readonly [_ in Ending]: (output: ReadonlyArray<Json>) => Json } = {
  completed: (output) => ({ output, usage }),
  incomplete: (output) => ({ output, usage, incomplete_details: { reason: "max_output_tokens" } }),
  failed: () => ({ error: { code: "server_error", message: "The model failed." } })
}

const numbered = ({ type, ...event }: Json, index: number): Json => ({ type, sequence_number: index, ...event })

/** The events without cut and faults. */
const eventsOf = ({ ending, items, seed }: Plan): ReadonlyArray<Json> => {
  const lanes = items.map(laneOf)
  const events = lanes.map((lane) => lane.events)
  const output = lanes.map(({ done }) => done)
  const begun = responseOf("in_progress", {})
  return [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    ...(seed === undefined ? events.flat() : mix(events, seed)),
    { type: `response.${ending}`, response: responseOf(ending, endings[ending](output)) }
  ].map(numbered)
}

/** Main keys, without which no repair helps. That of an event is the first that it has, or else its type. */
const keys = ["response", "item", "part", "delta", "partial_image_b64"]

const corrupt = (event: Json, fault: Exclude<Fault, "notJson">): Json => {
  const key = keys.find((key) => Object.hasOwn(event, key)) ?? "type"
  const { [key]: value, ...rest } = event
  if (fault === "missingKey") return rest
  return { ...rest, [key]: fault === "null" ? null : typeof value === "string" ? 42 : "text" }
}

const jsonOf = (event: Json, fault: Fault | undefined): Json | undefined =>
  fault === undefined ? event : fault === "notJson" ? undefined : corrupt(event, fault)

/** The events before the cut, each with its fault. */
const arriving = (plan: Plan): ReadonlyArray<readonly [event: Json, fault: Fault | undefined]> =>
  eventsOf(plan)
    .slice(0, plan.cutAt)
    .map((event, i) => [event, plan.faults.get(i)])

// -----------------------------------------------------------------------------
// Reading
// -----------------------------------------------------------------------------

/**
 * Gives the decoded chunks of an answer. Malformed events have none.
 *
 * @category converting
 * @since 0.1.0
 */
export const toChunks = (self: Answer): ReadonlyArray<ResponsesStreamChunk> => {
  const decoder = makeChunkDecoder({ tolerance: "strict" })
  return arriving(reveal(self)).flatMap(([event, fault], i) => {
    if (fault !== undefined) return []
    const chunk = decoder.decode(event, i)
    if (chunk instanceof InvalidChunk) throw chunk
    return [chunk]
  })
}

/**
 * Gives the JSON objects of an answer, as in a WebSocket or a file of JSON lines. Malformed ones are included, but not
 * those that are not JSON.
 *
 * @category converting
 * @since 0.1.0
 */
export const toJson = (self: Answer): ReadonlyArray<Json> =>
  arriving(reveal(self)).flatMap(([event, fault]): ReadonlyArray<Json> => {
    const json = jsonOf(event, fault)
    return json === undefined ? [] : [json]
  })

/**
 * How an answer becomes an event stream.
 *
 * @category options
 * @since 0.1.0
 */
export interface SseOptions {
  /** How events are written. Default `"OpenAI"`. The answers of `"OpenRouter"` begin with comments. */
  readonly dialect?: Dialect
  /** How lines end. A line feed by default. */
  readonly lineEnd?: LineEnd
}

const comment = "OPENROUTER PROCESSING"

/**
 * Gives an answer as the text of an event stream.
 *
 * @category converting
 * @since 0.1.0
 */
export const toText = (self: Answer, { dialect = "OpenAI", lineEnd = "\n" }: SseOptions = {}): string => {
  const plan = reveal(self)
  const isOpenAI = dialect === "OpenAI"
  const textOf = ({ type }: Json, data: string): string =>
    eventText({ data, event: isOpenAI && typeof type === "string" ? type : undefined }, lineEnd)
  const texts = arriving(plan).map(([event, fault], i) => {
    const json = jsonOf(event, fault)
    const data = json === undefined ? "upstream connect error" : JSON.stringify(json)
    return `${!isOpenAI && i < 2 ? commentText(comment, lineEnd) : ""}${textOf(json ?? event, data)}`
  })
  const cutEvent = plan.cutAt === undefined ? undefined : eventsOf(plan)[plan.cutAt]!
  if (cutEvent !== undefined) {
    const data = JSON.stringify(cutEvent)
    texts.push(textOf(cutEvent, data.slice(0, data.length / 2)).slice(0, -2 * lineEnd.length))
  } else if (!isOpenAI) texts.push(eventText({ data: doneData }, lineEnd))
  return texts.join("")
}

/**
 * Gives an answer as the bytes of an event stream.
 *
 * @category converting
 * @since 0.1.0
 */
export const toBytes = (self: Answer, options?: SseOptions): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(toText(self, options))

/**
 * Gives an answer as the bytes of an event stream, in pieces of a size. As on a network, a cut may be within a line or
 * a character.
 *
 * @category converting
 * @since 0.1.0
 */
export const toPieces = (self: Answer, size: number, options?: SseOptions): ReadonlyArray<Uint8Array<ArrayBuffer>> => {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`A piece can't have ${size} bytes.`)
  const bytes = toBytes(self, options)
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size))
}

/**
 * Options of {@link toResponse}.
 *
 * @category options
 * @since 0.1.0
 */
export interface ResponseOptions extends SseOptions {
  /** The size of a piece in bytes. By default the body is in one piece. */
  readonly size?: number
}

/**
 * Makes a new `Response`, as `fetch` does, whose body gives an answer piece by piece.
 *
 * **Example** (Standing in for `fetch`)
 *
 * ```ts
 * import * as Testing from "effect-responses-stream/testing"
 *
 * const fetch = async () => Testing.toResponse(Testing.answer(Testing.text("Hello")), { size: 10 })
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const toResponse = (self: Answer, options: ResponseOptions = {}): Response => {
  const pieces = options.size === undefined ? [toBytes(self, options)] : toPieces(self, options.size, options)
  let next = 0
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const piece = pieces[next++]
      if (piece === undefined) controller.close()
      else controller.enqueue(piece)
    }
  })
  return new Response(body, { headers: { "content-type": "text/event-stream" } })
}

// -----------------------------------------------------------------------------
// Generators
// -----------------------------------------------------------------------------

/**
 * Generates chunks of any type, unknown ones included, or of one type.
 *
 * **Details**
 *
 * Generated chunks have a valid shape and random content. For well-formed streams there is {@link anyAnswer}.
 *
 * **Example** (Testing a handler with any chunk)
 *
 * ```ts
 * import * as Arbitrary from "effect/Arbitrary"
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 * import * as Testing from "effect-responses-stream/testing"
 *
 * const textOf = (chunk: ResponsesStreamChunk) => (chunk.type === "response.output_text.delta" ? chunk.delta : "")
 *
 * const check = Arbitrary.checkEffect(Testing.anyChunk(), (chunk) => typeof textOf(chunk) === "string")
 * const deltas = Testing.anyChunk("response.output_text.delta")
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const anyChunk: {
  (): Arbitrary.Arbitrary<ResponsesStreamChunk>
  <Type extends WireType>(type: Type): Arbitrary.Arbitrary<Case<Type>>
} = (type?: WireType): Arbitrary.Arbitrary<never> => {
  const schema: Schema.Constraint = type === undefined ? ResponsesStreamChunk : cases[type]
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the overloads say what it is
  return Arbitrary.schema(schema) as Arbitrary.Arbitrary<never>
}

/** Makes generated items from a text and a small number. */
const builders: { readonly [kind: string]: (content: string, size: number) => Item } = {
  text: (content, deltaSize) => text(content, { deltaSize }),
  refusal: (content, deltaSize) => refusal(content, { deltaSize }),
  summary: (content, deltaSize) => reasoning(content, { deltaSize }),
  reasoning: (content, deltaSize) => reasoning(content, { as: "text", deltaSize }),
  functionCall: (content, deltaSize) => functionCall({ name: "example", arguments: { text: content }, deltaSize }),
  image: (_, partialImages) => image({ partialImages })
}

/**
 * Generates answers: well-formed streams of any items, with deltas of any size, in order or interleaved.
 *
 * **Example** (Decoding any stream)
 *
 * ```ts
 * import * as Arbitrary from "effect/Arbitrary"
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream } from "effect-responses-stream"
 * import * as Testing from "effect-responses-stream/testing"
 *
 * const check = Arbitrary.checkEffect(Testing.anyAnswer(), (answer) =>
 *   Stream.fromIterable(Testing.toPieces(answer, 64)).pipe(
 *     ChunkStream.decode(),
 *     Stream.runCount,
 *     Effect.map((count) => count === Testing.toChunks(answer).length)
 *   )
 * )
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const anyAnswer = (): Arbitrary.Arbitrary<Answer> => {
  const item = Schema.Struct({
    kind: Schema.Literals(Object.keys(builders)),
    content: Schema.String,
    size: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 }))
  })
  const plan = Arbitrary.all({
    items: Arbitrary.array(Arbitrary.schema(item), { maxLength: 5 }),
    seed: Arbitrary.schema(Schema.NullOr(Schema.Int))
  })
  return Arbitrary.map(plan, ({ items, seed }) => {
    const made = answer(...items.map(({ content, kind, size }) => builders[kind]!(content, size)))
    return seed === null ? made : made.pipe(interleaved(seed))
  })
}
