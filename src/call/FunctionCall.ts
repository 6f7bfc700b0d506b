/**
 * Function calls as they grow, and as typed values once they are complete.
 *
 * `events` follows calls while they grow: the arguments so far with each delta, and the final arguments as JSON.
 * `calls` gives finished ones. After either, `decode` decodes the arguments with your schemas. Nothing that a model
 * writes fails the stream: a call that can't be used is a value too.
 *
 * This is about the functions that the request declares (`function_call` items). The provider runs MCP calls itself,
 * and custom tools take free text.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { runSteps } from "../base/runSteps.ts"
import { type Opaque, conceal, reveal } from "../base/opaque.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { makeArgumentDecoder } from "./argumentDecoder.ts"
import { InvalidArguments, UnknownFunction } from "./errors.ts"
import {
  type CallEvent,
  type Finished,
  type Invalid,
  type Outcome,
  type Unfinished,
  invalid,
  isOutcome
} from "./event.ts"
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
  runSteps(reducer)(self)

/**
 * Gives each function call once, as soon as it has ended.
 *
 * **When to use**
 *
 * Use it to run the functions that the model calls, usually with {@link decode} after it.
 *
 * **Details**
 *
 * It gives the last event of each call, in the order in which calls end. Run `Finished` calls, and answer `Invalid`
 * ones with their error. Don't run `Unfinished` ones: they were cut.
 *
 * **Example** (Answering the calls of a response)
 *
 * ```ts
 * import * as Schema from "effect/Schema"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, FunctionCall } from "effect-responses-stream"
 *
 * const functions = { get_weather: Schema.Struct({ city: Schema.String }) }
 *
 * const answers = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     FunctionCall.calls,
 *     FunctionCall.decode(functions),
 *     Stream.map((call) => {
 *       switch (call._tag) {
 *         case "Finished":
 *           return { callId: call.callId, output: `It rains in ${call.arguments.city}.` }
 *         case "Invalid":
 *           return { callId: call.callId, output: call.error.message }
 *         case "Unfinished":
 *           return { callId: call.callId, output: undefined }
 *       }
 *     })
 *   )
 * ```
 *
 * @category transforming
 * @since 0.1.0
 */
export const calls = <E, R>(self: Stream.Stream<ResponsesStreamChunk, E, R>): Stream.Stream<Outcome, E, R> =>
  Stream.filter(events(self), isOutcome)

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
 * Decodes finished calls with the schemas of your functions. All other events pass.
 *
 * **When to use**
 *
 * Use it after {@link calls} or {@link events}, for typed arguments.
 *
 * **Details**
 *
 * A call becomes a `Finished` whose `name` decides the type of its `arguments`, or an `Invalid` with an
 * `UnknownFunction` or `InvalidArguments`. The stream goes on in both cases. Calls are decoded one after the other: the
 * events before a call are delivered before its schema runs, and later ones wait.
 *
 * **Example** (Typed calls)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, FunctionCall } from "effect-responses-stream"
 *
 * const functions = {
 *   get_weather: Schema.Struct({ city: Schema.String }),
 *   set_alarm: Schema.Struct({ at: Schema.DateTimeUtcFromString })
 * }
 *
 * const run = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     FunctionCall.calls,
 *     FunctionCall.decode(functions),
 *     Stream.runForEach((call) => {
 *       if (call._tag === "Invalid") return Effect.logWarning(call.error.message)
 *       if (call._tag === "Unfinished") return Effect.logWarning(`A call was cut: ${call.verdict}`)
 *       switch (call.name) {
 *         case "get_weather":
 *           return Effect.log(call.arguments.city)
 *         case "set_alarm":
 *           return Effect.log(call.arguments.at)
 *       }
 *     })
 *   )
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode = <const F extends Functions>(
  functions: F,
  options?: DecodeOptions
): (<Other extends Exclude<CallEvent, Finished>, E, R>(
  self: Stream.Stream<Finished | Other, E, R>
) => Stream.Stream<CallOf<F> | Invalid<UnknownFunction | InvalidArguments> | Other, E, R | ServicesOf<F>>) => {
  const decodeOne = decodeCall(functions, options)
  const decodeFinished = (call: Finished) =>
    decodeOne(call).pipe(Effect.catch((error) => Effect.succeed(invalid(call, call.argumentsText, error))))
  return <Other extends Exclude<CallEvent, Finished>, E, R>(self: Stream.Stream<Finished | Other, E, R>) =>
    Stream.mapEffect(
      self,
      (event): Effect.Effect<CallOf<F> | Invalid<UnknownFunction | InvalidArguments> | Other, never, ServicesOf<F>> =>
        event._tag === "Finished" ? decodeFinished(event) : Effect.succeed(event)
    )
}

/**
 * Decodes a finished call with the schemas of your functions.
 *
 * **When to use**
 *
 * Use it if a call that can't be used should be a failure. For a `Stream` there is {@link decode}.
 *
 * **Example** (Decoding the first call)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Schema from "effect/Schema"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, FunctionCall } from "effect-responses-stream"
 *
 * const functions = { get_weather: Schema.Struct({ city: Schema.String }) }
 * const decodeCall = FunctionCall.decodeCall(functions)
 *
 * const firstCall = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     FunctionCall.calls,
 *     Stream.mapEffect((call) =>
 *       Effect.gen(function* () {
 *         if (call._tag === "Finished") return yield* decodeCall(call)
 *         return yield* Effect.fail(call._tag === "Invalid" ? call.error : call)
 *       })
 *     ),
 *     Stream.runHead
 *   )
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const decodeCall = <const F extends Functions>(
  functions: F,
  options?: DecodeOptions
): ((call: Finished) => Effect.Effect<CallOf<F>, UnknownFunction | InvalidArguments, ServicesOf<F>>) => {
  // A Map has no prototype chain for a name like "constructor" to be found on
  const decoders = new Map(
    Object.entries(functions).map(([name, schema]) => [name, makeArgumentDecoder(schema, options)])
  )
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
  const [next, events] = reducer.step(reveal(state), chunk)
  return [conceal(next), events]
}

/**
 * Gives the outcomes of the calls that are open, if the chunks end here.
 *
 * @category folding
 * @since 0.1.0
 */
export const end = (state: State): ReadonlyArray<Unfinished> => reducer.end(reveal(state))
