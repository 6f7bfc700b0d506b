/**
 * Function calls as they grow, and as typed values once they are complete.
 *
 * `events` follows calls while they grow: the arguments so far with each delta, and the final arguments as JSON.
 * `calls` gives finished ones, decoded with your schemas. Nothing that a model writes fails the stream: a call that
 * can't be used is a value too.
 *
 * This is about the functions that the request declares (`function_call` items). For calls of other kinds, such as MCP
 * or custom tools, there is `ToolCall`.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { runSteps } from "../base/runSteps.ts"
import { type Opaque, conceal, reveal } from "../base/opaque.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { makeDecoder } from "../wire/ownSchema.ts"
import { type CallError, InvalidArguments, UnknownFunction } from "./errors.ts"
import { type CallEvent, type Finished, type Outcome, type Unfinished, isOutcome, refused } from "./event.ts"
import { functionCalls } from "./functions.ts"
import * as reducer from "./state.ts"

export {
  type CallError,
  type InvalidArgument,
  InvalidArguments,
  InvalidArgumentsJson,
  UnknownFunction
} from "./errors.ts"

export type {
  Arguments,
  ArgumentsSoFar,
  CallEvent,
  CallIdentity,
  Finished,
  Invalid,
  Outcome,
  Started,
  Unfinished
} from "./event.ts"

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Follows function calls while they grow.
 *
 * **When to use**
 *
 * Use it to show arguments while the model writes them. For finished calls there is {@link calls}.
 *
 * **Details**
 *
 * A call ends once: at its `response.output_item.done`, or else with the response. Only the item says whether it is
 * complete, so `response.function_call_arguments.done` ends no call. A complete item makes the call `Finished`, or
 * `Invalid` if its arguments aren't JSON. Empty arguments are `{}`. An incomplete item makes it `Unfinished`, however
 * whole its arguments look. So do a response that doesn't complete and chunks that end, for calls that are open. If the
 * chunks end with an error, it follows.
 *
 * A chunk belongs to the call of its id, if the id is known, or else to the last open one at its `outputIndex`. An item
 * of the final response that is known under another id is found by its place or the order. The first terminal chunk
 * decides, until another response is created on the same stream.
 *
 * Reading takes linear time, however the deltas are cut. `partial` is computed when it is first read. That copies open
 * arrays and objects only.
 *
 * **Gotchas**
 *
 * Deltas are a preview. Act on `Finished`, and not on a `partial` that looks complete.
 *
 * **Example** (Showing arguments while they are written)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, FunctionCall } from "effect-responses-stream"
 *
 * const show = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     FunctionCall.events,
 *     Stream.runForEach((event) =>
 *       Effect.sync(() => {
 *         if (event._tag === "Arguments") console.log(event.name, event.partial)
 *         if (event._tag === "Finished") console.log(event.name, event.arguments)
 *       })
 *     )
 *   )
 * ```
 *
 * @category transforming
 * @since 0.1.0
 */
export const events = <E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>): Stream.Stream<CallEvent, E, R> =>
  runSteps({ initial, step, end })(self)

// -----------------------------------------------------------------------------
// Decoding
// -----------------------------------------------------------------------------

/**
 * Schemas of arguments, by the name of the function. They may be asynchronous, and may need services.
 *
 * @category models
 * @since 0.1.0
 */
export interface Functions {
  readonly [name: string]: Schema.Constraint
}

/**
 * A finished call of one of the functions: a union by `name`.
 *
 * @category models
 * @since 0.1.0
 */
export type CallOf<F extends Functions> = {
  readonly [Name in keyof F & string]: Finished<Name, F[Name]["Type"]>
}[keyof F & string]

/**
 * The services that the functions' schemas need to decode.
 *
 * @category models
 * @since 0.1.0
 */
export type ServicesOf<F extends Functions> = F[keyof F]["DecodingServices"]

/**
 * Options of decoding arguments.
 *
 * @category options
 * @since 0.1.0
 */
export interface DecodeOptions {
  /** What happens to arguments that a schema doesn't name: they are dropped (the default), or make the call invalid. */
  readonly onExcessProperty?: "ignore" | "error"
}

/**
 * Gives each function call once, as soon as it has ended, with its arguments decoded by the schemas of your functions.
 *
 * **When to use**
 *
 * Use it to run the functions that the model calls.
 *
 * **Details**
 *
 * It gives the last event of each call, in the order in which calls end. A `Finished` call has arguments of a type that
 * its `name` decides. An `Invalid` one has arguments that aren't JSON or don't fit, or the name of no function: answer it
 * with its `error`. Don't run `Unfinished` calls: they were cut.
 *
 * Calls are decoded one after the other: those before a call are delivered before its schema runs, and later ones wait.
 *
 * **Example** (Answering the calls of a response)
 *
 * ```ts
 * import * as Schema from "effect/Schema"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, FunctionCall } from "effect-responses-stream"
 *
 * const functions = {
 *   get_weather: Schema.Struct({ city: Schema.String }),
 *   set_alarm: Schema.Struct({ at: Schema.DateTimeUtcFromString })
 * }
 *
 * const run = (call: FunctionCall.CallOf<typeof functions>): string => {
 *   switch (call.name) {
 *     case "get_weather":
 *       return `It rains in ${call.arguments.city}.`
 *     case "set_alarm":
 *       return `It rings at ${call.arguments.at}.`
 *   }
 * }
 *
 * const answers = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     FunctionCall.calls(functions),
 *     Stream.filter((call) => call._tag !== "Unfinished"),
 *     Stream.map((call) => ({
 *       callId: call.callId,
 *       output: call._tag === "Finished" ? run(call) : call.error.message
 *     }))
 *   )
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const calls = <const F extends Functions>(
  functions: F,
  options?: DecodeOptions
): (<E, R>(
  self: Stream.Stream<ResponsesStreamChunk, E, R>
) => Stream.Stream<Outcome<CallOf<F>, CallError>, E, R | ServicesOf<F>>) => {
  const decodeFinished = decode(functions, options)
  const decodeOutcome = (outcome: Outcome): Effect.Effect<Outcome<CallOf<F>, CallError>, never, ServicesOf<F>> =>
    outcome._tag === "Finished"
      ? decodeFinished(outcome).pipe(Effect.catch((error) => Effect.succeed(refused(outcome, error))))
      : Effect.succeed(outcome)
  return (self) => Stream.mapEffect(Stream.filter(events(self), isOutcome), decodeOutcome)
}

/**
 * Decodes a finished call with the schemas of your functions.
 *
 * **When to use**
 *
 * Use it after {@link events} or {@link step}, or if a call that can't be used should be a failure. For the finished
 * calls of a `Stream` there is {@link calls}.
 *
 * **Example** (Showing arguments while they grow, and running the call)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, FunctionCall } from "effect-responses-stream"
 *
 * const decode = FunctionCall.decode({ get_weather: Schema.Struct({ city: Schema.String }) })
 *
 * const run = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     FunctionCall.events,
 *     Stream.runForEach((event) =>
 *       Effect.gen(function* () {
 *         if (event._tag === "Arguments") yield* Effect.log(event.partial)
 *         if (event._tag !== "Finished") return
 *         const call = yield* decode(event)
 *         yield* Effect.log(`It rains in ${call.arguments.city}.`)
 *       })
 *     )
 *   )
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode = <const F extends Functions>(
  functions: F,
  options?: DecodeOptions
): ((call: Finished) => Effect.Effect<CallOf<F>, UnknownFunction | InvalidArguments, ServicesOf<F>>) => {
  // A Map has no prototype chain for a name like "constructor" to be found on
  const decoders = new Map(Object.entries(functions).map(([name, schema]) => [name, makeDecoder(schema, options)]))
  return (call) => {
    const { arguments: json, callId, name: functionName, outputIndex } = call
    const about = { outputIndex, callId, functionName }
    const decoder = decoders.get(functionName)
    if (decoder === undefined) return Effect.fail(new UnknownFunction(about))
    return decoder(json).pipe(
      Effect.map((value) => ({ ...call, arguments: value })),
      Effect.mapError((mismatch) => new InvalidArguments({ ...about, json, ...mismatch }))
    )
  }
}

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

const stepFunctions = /* @__PURE__ */ reducer.makeStep(functionCalls)

/**
 * Steps over a chunk: gives the next state, and the events of calls.
 *
 * **When to use**
 *
 * Use it in a reducer of your own. For a `Stream` there are {@link events} and {@link calls}.
 *
 * **Details**
 *
 * When the chunks end, {@link end} gives the outcomes of open calls.
 *
 * **Example** (Following calls without a stream)
 *
 * ```ts
 * import * as FunctionCall from "effect-responses-stream/FunctionCall"
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 *
 * let state = FunctionCall.initial
 * const onChunk = (chunk: ResponsesStreamChunk) => {
 *   const [next, events] = FunctionCall.step(state, chunk)
 *   state = next
 *   for (const event of events) if (event._tag === "Arguments") console.log(event.name, event.partial)
 * }
 * ```
 *
 * @category folding
 * @since 0.1.0
 */
export const step = (state: State, chunk: ResponsesStreamChunk): readonly [State, ReadonlyArray<CallEvent>] => {
  const [next, events] = stepFunctions(reveal(state), chunk)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of function calls there are these events
  return [conceal(next), events as ReadonlyArray<CallEvent>]
}

/**
 * Gives the outcomes of the calls that are open, if the chunks end here.
 *
 * @category folding
 * @since 0.1.0
 */
export const end = (state: State): ReadonlyArray<Unfinished> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the end gives no other events
  reducer.end(reveal(state)) as ReadonlyArray<Unfinished>
