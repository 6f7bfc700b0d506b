/**
 * The text of a response as a value that grows: structured output.
 *
 * `events` gives what is known of the value with each delta, and one outcome: the value of your schema, or why there is
 * none. `decode` gives the value alone. `textFormat` makes the `text.format` of the request from the same schema.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { isObject } from "../base/json.ts"
import { type Opaque, conceal, reveal } from "../base/opaque.ts"
import { runSteps } from "../base/runSteps.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { makeDecoder, makeStandardDecoder } from "../wire/ownSchema.ts"
import type { Mismatch } from "../wire/ownSchema.ts"
import type { StandardSchema } from "../wire/ownChunks.ts"
import { InvalidOutput, OutputRefused, OutputUnfinished } from "./errors.ts"
import type { InvalidOutputJson } from "./errors.ts"
import { isOutcome } from "./event.ts"
import type { Finished, Outcome, OutputEvent } from "./event.ts"
import * as reducer from "./state.ts"
import { describe } from "./textFormat.ts"

export {
  InvalidOutput,
  type InvalidOutputField,
  InvalidOutputJson,
  type OutputError,
  OutputRefused,
  OutputUnfinished
} from "./errors.ts"

export type { Finished, Invalid, Outcome, OutputEvent, PartialOutput, Refused, Unfinished } from "./event.ts"

// -----------------------------------------------------------------------------
// Types
// -----------------------------------------------------------------------------

/**
 * A schema of the output: an Effect schema, or a Standard Schema of any library. It may be asynchronous, and an Effect
 * schema may need services.
 *
 * @category models
 * @since 0.1.0
 */
export type OutputSchema = Schema.Constraint | StandardSchema<unknown>

/**
 * What a schema gives.
 *
 * @category models
 * @since 0.1.0
 */
export type ValueOf<S extends OutputSchema> = S extends Schema.Constraint
  ? S["Type"]
  : S extends StandardSchema<infer Output>
    ? Output
    : never

/**
 * What is known of the JSON that a schema takes, while it grows.
 *
 * @category models
 * @since 0.1.0
 */
export type PartialOf<S extends OutputSchema> = S extends Schema.Constraint
  ? PartialValue<S["Encoded"]>
  : S extends { readonly "~standard": { readonly types?: { readonly input: infer Input } | undefined } }
    ? PartialValue<Input>
    : Schema.Json

/**
 * The services that a schema needs to decode.
 *
 * @category models
 * @since 0.1.0
 */
export type ServicesOf<S extends OutputSchema> = S extends Schema.Constraint ? S["DecodingServices"] : never

/**
 * JSON of which some is known: a text may be cut, a field may be missing, and one that is optional may be null.
 *
 * @category models
 * @since 0.1.0
 */
export type PartialValue<A> = unknown extends A
  ? Schema.Json
  : A extends string
    ? string
    : A extends number | boolean | null
      ? A
      : A extends ReadonlyArray<infer Element>
        ? number extends A["length"]
          ? ReadonlyArray<PartialValue<Element>>
          : { readonly [Index in keyof A]?: PartialValue<A[Index]> }
        : A extends undefined
          ? null
          : A extends object
            ? PartialObject<A>
            : Schema.Json

/** Objects with methods, as `Date`, are of another shape in JSON. */
type PartialObject<A extends object> = [Extract<A[keyof A], (...args: never) => unknown>] extends [never]
  ? { readonly [Key in keyof A]?: PartialValue<A[Key]> | NullIfOptional<A, Key> }
  : Schema.Json

type NullIfOptional<A, Key extends keyof A> = string extends Key
  ? never
  : Pick<A, Key> extends Required<Pick<A, Key>>
    ? never
    : null

/**
 * Options of decoding the output.
 *
 * @category options
 * @since 0.1.0
 */
export interface DecodeOptions {
  /** What happens to keys that an Effect schema doesn't name: they are dropped (the default), or make it invalid. */
  readonly onExcessProperty?: "ignore" | "error"
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Follows the text of a response while it grows, and decodes it once the response has ended.
 *
 * **When to use**
 *
 * Use it to show an answer while the model writes it. For the value alone there is {@link decode}.
 *
 * **Details**
 *
 * A response has any number of `Partial`, then one outcome. Nothing that a model writes fails the stream:
 *
 * - `Finished`: the response is completed, and its text is a value of the schema.
 * - `Invalid`: the response is completed, and its text is not JSON or doesn't fit the schema. `error` says where.
 * - `Refused`: the model refuses.
 * - `Unfinished`: the answer was cut, or there is none. `verdict` and `incompleteDetails` say why.
 *
 * The text is that of the last message that has one, in all its parts. Messages of the phase `commentary` don't count,
 * and one of the phase `final_answer` goes before those without a phase. White space around the JSON is allowed, a fence
 * of Markdown isn't. If the chunks end with an error, it follows the outcome.
 *
 * The schema reads JSON, as by `Schema.toCodecJson`. A field that is null, and that the schema takes as missing and not
 * as null, is missing: strict output has null in such places.
 *
 * Reading takes linear time, however the deltas are cut. `partial` is computed when it is first read.
 *
 * **Gotchas**
 *
 * A `Partial` is a preview, which no schema has checked. It begins again if another message turns out to be the answer.
 * Its `partial` is made when it is read: to read that of each event of a very long list copies the list each time.
 *
 * **Example** (Showing an answer while it is written)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, StructuredOutput } from "effect-responses-stream"
 *
 * const Recipe = Schema.Struct({ title: Schema.String, steps: Schema.Array(Schema.String) })
 *
 * const show = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     StructuredOutput.events(Recipe),
 *     Stream.runForEach((event) =>
 *       Effect.sync(() => {
 *         if (event._tag === "Partial") console.log(event.partial.title, event.partial.steps?.length)
 *         if (event._tag === "Finished") console.log(event.value.steps)
 *         if (event._tag === "Invalid") console.log(event.error.message)
 *       })
 *     )
 *   )
 * ```
 *
 * @category transforming
 * @since 0.1.0
 */
export const events = <S extends OutputSchema>(
  schema: S,
  options?: DecodeOptions
): (<E, R>(
  self: Stream.Stream<ResponsesStreamChunk, E, R>
) => Stream.Stream<OutputEvent<ValueOf<S>, PartialOf<S>, InvalidOutputJson | InvalidOutput>, E, R | ServicesOf<S>>) => {
  type Event = OutputEvent<ValueOf<S>, PartialOf<S>, InvalidOutputJson | InvalidOutput>
  const decodeOutput = makeOutputDecoder(schema, options)
  const decodeEvent = (event: OutputEvent): Effect.Effect<Event, never, ServicesOf<S>> =>
    event._tag === "Finished"
      ? decodeOutput(event).pipe(
          Effect.map((value): Event => ({ ...event, value })),
          Effect.catch((error) => Effect.succeed<Event>({ _tag: "Invalid", text: event.text, error }))
        )
      : // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the partial value has the type that it is promised
        Effect.succeed(event as Event)
  return (self) => Stream.mapEffect(runSteps(reducer)(self), decodeEvent)
}

/**
 * Reads a response to its end, and decodes its text.
 *
 * **When to use**
 *
 * Use it if only the whole value counts. To show it while it grows there is {@link events}.
 *
 * **Details**
 *
 * It fails with `InvalidOutputJson`, `InvalidOutput`, `OutputRefused` or `OutputUnfinished`, which are the outcomes of
 * {@link events} as errors. So an answer that was cut is never an error in the JSON. The stream's own errors pass
 * through as they are. Of several responses on one stream, it is the last.
 *
 * **Example** (A typed answer)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 * import { ChunkStream, StructuredOutput } from "effect-responses-stream"
 *
 * const Weather = Schema.Struct({ city: Schema.String, celsius: Schema.Finite })
 *
 * const weather = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     StructuredOutput.decode(Weather),
 *     Effect.tapErrorTag("OutputUnfinished", ({ incompleteDetails }) => Effect.logWarning(incompleteDetails?.reason))
 *   )
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode = <S extends OutputSchema>(
  schema: S,
  options?: DecodeOptions
): (<E, R>(
  self: Stream.Stream<ResponsesStreamChunk, E, R>
) => Effect.Effect<
  ValueOf<S>,
  InvalidOutputJson | InvalidOutput | OutputRefused | OutputUnfinished | E,
  R | ServicesOf<S>
>) => {
  const decodeOutput = makeOutputDecoder(schema, options)
  return (self) =>
    Effect.suspend(() => {
      let state = reducer.initial
      let outcome: Outcome | undefined
      const read = Stream.runForEachArray(self, (chunks) => {
        for (const chunk of chunks) {
          const [next, events] = reducer.step(state, chunk)
          state = next
          outcome = events.find(isOutcome) ?? outcome
        }
        return Effect.void
      })
      return Effect.flatMap(read, () => Effect.flatMap(finishedOf(reducer.end(state)[0] ?? outcome!), decodeOutput))
    })
}

const finishedOf = (
  outcome: Outcome
): Effect.Effect<Finished, InvalidOutputJson | OutputRefused | OutputUnfinished> => {
  switch (outcome._tag) {
    case "Finished":
      return Effect.succeed(outcome)
    case "Invalid":
      return Effect.fail(outcome.error)
    case "Refused":
      return Effect.fail(new OutputRefused(outcome))
    default:
      return Effect.fail(new OutputUnfinished(outcome))
  }
}

// -----------------------------------------------------------------------------
// Requests
// -----------------------------------------------------------------------------

/**
 * The `text.format` of a request that asks for JSON of a schema.
 *
 * @category models
 * @since 0.1.0
 */
export interface TextFormat {
  readonly type: "json_schema"
  readonly name: string
  readonly description?: string
  readonly strict: boolean
  readonly schema: { readonly [keyword: string]: unknown }
}

/**
 * Makes the `text.format` of a request from an Effect schema.
 *
 * **When to use**
 *
 * Use it with the schema that you give to {@link events} or {@link decode}.
 *
 * **Details**
 *
 * The JSON schema is that of `Schema.toJsonSchemaDocument`, with closed objects. It becomes strict where the subset of
 * OpenAI can describe the same JSON:
 *
 * - A key that may be missing is required, and may be null. Reading the answer takes such a null as missing.
 * - `oneOf` becomes `anyOf`.
 * - Lengths of strings, unique elements, defaults, examples and unknown formats are left out. Descriptions tell them,
 *   and reading the answer checks them.
 *
 * `strict` is false, and the JSON schema stays as Effect makes it, if the root is no object (a union or an array, for
 * example), or if anywhere in it there is a record, a tuple, a struct without fields, a value of any type, or what only
 * `not`, `allOf` or a pattern of keys describes. The provider may refuse such a schema.
 *
 * **Gotchas**
 *
 * Providers limit the size, the depth and the patterns of strict schemas, and the name. Those limits aren't checked here.
 *
 * Take `Schema.Finite` and not `Schema.Number`: the JSON of a number that may be infinite has the texts `"NaN"` and
 * `"Infinity"` too.
 *
 * **Example** (A request with a schema)
 *
 * ```ts
 * import * as Schema from "effect/Schema"
 * import { StructuredOutput } from "effect-responses-stream"
 *
 * const Weather = Schema.Struct({ city: Schema.String, celsius: Schema.Finite })
 *
 * const body = JSON.stringify({
 *   model: "openai/gpt-5.6",
 *   input: "How is the weather in Oslo?",
 *   text: { format: StructuredOutput.textFormat(Weather, { name: "weather" }) },
 *   stream: true
 * })
 * ```
 *
 * @category converting
 * @since 0.1.0
 */
export const textFormat = (
  schema: Schema.Constraint,
  options: {
    /** Name of the format, for the model: up to 64 letters, digits, `_` and `-`. */
    readonly name: string
    /** Its purpose, for the model. */
    readonly description?: string
  }
): TextFormat => ({ type: "json_schema", ...options, ...describe(schema) })

// -----------------------------------------------------------------------------
// Steps
// -----------------------------------------------------------------------------

/**
 * What {@link step} keeps of a stream. It never changes: you may keep a state, and step from it more than once.
 *
 * @category models
 * @since 0.1.0
 */
export interface State extends Opaque<reducer.State> {}

/**
 * The state before the first chunk.
 *
 * @category folding
 * @since 0.1.0
 */
export const initial: State = /* @__PURE__ */ conceal(reducer.initial)

/**
 * Steps over a chunk: gives the next state, and the events of the text, which no schema has read.
 *
 * **When to use**
 *
 * Use it in a reducer of your own, or without Effect. For a `Stream` there are {@link events} and {@link decode}.
 *
 * **Details**
 *
 * When the chunks end, {@link end} gives the outcome of an open response.
 *
 * **Example** (Following a text without a stream)
 *
 * ```ts
 * import * as StructuredOutput from "effect-responses-stream/StructuredOutput"
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 *
 * let state = StructuredOutput.initial
 * const onChunk = (chunk: ResponsesStreamChunk) => {
 *   const [next, events] = StructuredOutput.step(state, chunk)
 *   state = next
 *   for (const event of events) if (event._tag === "Partial") console.log(event.partial)
 * }
 * ```
 *
 * @category folding
 * @since 0.1.0
 */
export const step = (state: State, chunk: ResponsesStreamChunk): readonly [State, ReadonlyArray<OutputEvent>] => {
  const [next, events] = reducer.step(reveal(state), chunk)
  return [conceal(next), events]
}

/**
 * Gives the outcome of the response that is open, if the chunks end here.
 *
 * @category folding
 * @since 0.1.0
 */
export const end = (state: State): ReadonlyArray<Outcome> => reducer.end(reveal(state))

// -----------------------------------------------------------------------------
// Decoding
// -----------------------------------------------------------------------------

const makeOutputDecoder = <S extends OutputSchema>(
  schema: S,
  options?: DecodeOptions
): ((finished: Finished) => Effect.Effect<ValueOf<S>, InvalidOutput, ServicesOf<S>>) => {
  const given: OutputSchema = schema
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of either kind, this is its decoder
  const run = (
    isEffectSchema(given) ? makeDecoder(Schema.toCodecJson(given), options) : makeStandardDecoder(given)
  ) as (json: Schema.Json) => Effect.Effect<ValueOf<S>, Mismatch, ServicesOf<S>>
  return ({ text, value: json }) =>
    run(json).pipe(
      Effect.catch((mismatch) => {
        const less = withoutNulls(text, mismatch)
        return less === undefined ? Effect.fail(mismatch) : Effect.mapError(run(less), () => mismatch)
      }),
      Effect.mapError((mismatch) => new InvalidOutput({ ...mismatch, json }))
    )
}

const isEffectSchema = (schema: OutputSchema): schema is Schema.Constraint => Schema.isSchema(schema)

/** The JSON of a text without the keys that are null and don't fit. `undefined` if there are none. */
const withoutNulls = (text: string, { fields }: Mismatch): Schema.Json | undefined => {
  const json: Schema.Json = JSON.parse(text)
  let isLess = false
  for (const { path } of fields) {
    let parent: unknown = json
    for (const key of path.slice(0, -1))
      parent = isObject(parent) || Array.isArray(parent) ? own(parent, key) : undefined
    const key = path.at(-1)
    if (key === undefined || !isObject(parent) || own(parent, key) !== null) continue
    isLess = Reflect.deleteProperty(parent, key)
  }
  return isLess ? json : undefined
}

const own = (parent: object, key: PropertyKey): unknown =>
  Object.hasOwn(parent, key) ? Reflect.get(parent, key) : undefined
