/**
 * Function calls as they grow, and as typed values once they are complete.
 *
 * `calls` turns chunks into events of calls: what is known of the arguments with each delta, and the arguments as JSON
 * when they are complete. `decode` goes on from there, with a schema for each of your functions. Nothing that a model
 * writes fails the stream: a call that can't be used is an event too.
 *
 * Calls of the functions that the request declares are meant (`function_call` items). MCP calls are run by the provider,
 * and custom tools take free text.
 *
 * @since 0.1.0
 */
import type * as Arr from "effect/Array"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type * as Pull from "effect/Pull"
import type * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import * as Stream from "effect/Stream"
import { invalidJsonPosition } from "../base/jsonPosition.ts"
import * as PartialJson from "./partialJson.ts"
import type { FunctionCallItem, OutputItem } from "../model/OutputItem.ts"
import type { Case, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { formatPath } from "../errors/StreamError.ts"
import type { Verdict } from "../stream/verdict.ts"

// -----------------------------------------------------------------------------
// Errors
// -----------------------------------------------------------------------------

/**
 * The arguments of a call are complete, and no JSON.
 *
 * @category errors
 * @since 0.1.0
 */
export class ArgumentsNotJson extends Data.TaggedError("ArgumentsNotJson")<{
  readonly message: string
  /** Index of the call in the response's `output`. */
  readonly outputIndex: number
  /** Id of the call. */
  readonly callId: string
  /** Name of the function, as the model wrote it. */
  readonly functionName: string
  /** Offset in the arguments, in UTF-16 code units, of the first character that can't stand there. */
  readonly position: number
}> {
  readonly #text: string

  constructor(fields: {
    readonly outputIndex: number
    readonly callId: string
    readonly functionName: string
    readonly argumentsText: string
  }) {
    const { argumentsText, ...rest } = fields
    const { length } = argumentsText
    const position = invalidJsonPosition(argumentsText)
    const what =
      position >= length
        ? `end before their JSON is complete (at position ${position})`
        : `are not JSON from position ${position} of ${length} on`
    super({ ...rest, position, message: `The arguments of ${callName(rest)} ${what}. ${answerHint}` })
    this.#text = argumentsText
  }

  /** The arguments as they came. */
  payload(): string {
    return this.#text
  }
}

/**
 * A wrong argument of a call.
 *
 * @category models
 * @since 0.1.0
 */
export interface InvalidArgument {
  /** Where the argument is: keys and indexes. */
  readonly path: ReadonlyArray<PropertyKey>
  /** What the function's schema says of it. */
  readonly message: string
}

/**
 * The arguments of a call are JSON, but not what the function's schema takes.
 *
 * **Details**
 *
 * The message and `fields` have paths and expectations, and nothing that the model wrote. `fields` is a good thing to
 * answer the call with: it has all that is wrong, so that the model can mend it at once.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidArguments extends Data.TaggedError("InvalidArguments")<{
  readonly message: string
  /** Index of the call in the response's `output`. */
  readonly outputIndex: number
  /** Id of the call. */
  readonly callId: string
  /** Name of the function. */
  readonly functionName: string
  /** Where the first wrong argument is. */
  readonly path: ReadonlyArray<PropertyKey>
  /** The wrong arguments, at most the first 100. */
  readonly fields: ReadonlyArray<InvalidArgument>
}> {
  readonly #json: Schema.Json
  readonly #issue: SchemaIssue.Issue | undefined

  constructor(fields: {
    readonly outputIndex: number
    readonly callId: string
    readonly functionName: string
    readonly fields: ReadonlyArray<InvalidArgument>
    readonly json: Schema.Json
    readonly issue?: SchemaIssue.Issue
  }) {
    const { issue, json, ...rest } = fields
    const [first, ...others] = rest.fields
    const { message = "they are not valid", path = [] } = first ?? {}
    const at = path.length === 0 ? "" : ` at ${formatPath(path)}`
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`
    super({
      ...rest,
      path,
      message: `The arguments of ${callName(rest)} don't fit its schema: ${message}${at}${more}. ${answerHint}`
    })
    this.#json = json
    this.#issue = issue
  }

  /** Effect's issue, for its formatters. Absent where the arguments nest too deeply for the schema. */
  get issue(): SchemaIssue.Issue | undefined {
    return this.#issue
  }

  /** The arguments as parsed JSON. */
  payload(): Schema.Json {
    return this.#json
  }
}

/**
 * The model calls a function for which there is no schema.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnknownFunction extends Data.TaggedError("UnknownFunction")<{
  readonly message: string
  /** Index of the call in the response's `output`. */
  readonly outputIndex: number
  /** Id of the call. */
  readonly callId: string
  /** Name of the function, as the model wrote it. */
  readonly functionName: string
}> {
  constructor(fields: { readonly outputIndex: number; readonly callId: string; readonly functionName: string }) {
    super({
      ...fields,
      message: `There is no schema for ${callName(fields)}. Give one to decode, or answer the call with an error.`
    })
  }
}

/**
 * What a complete call may be wrong with.
 *
 * @category models
 * @since 0.1.0
 */
export type CallError = ArgumentsNotJson | InvalidArguments | UnknownFunction

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

/**
 * Which call it is.
 *
 * @category models
 * @since 0.1.0
 */
export interface CallIdentity {
  /** Index of the call in the response's `output`: what tells the calls of a stream apart. */
  readonly outputIndex: number
  /** Id of the output item. It is no key: some gateways send other ids in the chunks of one item, or none. */
  readonly itemId?: string
  /** Id of the call, by which its output refers to it. */
  readonly callId: string
  /** Name of the function. */
  readonly name: string
  /** The namespace that the function belongs to. Absent where it belongs to none. */
  readonly namespace?: string
}

/**
 * The arguments as far as they have come.
 *
 * @category models
 * @since 0.1.0
 */
export interface ArgumentsSoFar {
  /** The text of the arguments so far. */
  readonly argumentsText: string
  /**
   * What is known of the value: strings as far as they go; numbers and words once they are finished; keys once something
   * of their value is known. `undefined` where nothing is known. It never changes, and is made when it is first read.
   */
  readonly partial: Schema.Json | undefined
}

/**
 * A call has begun. It comes once a call, before any other event of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Started extends CallIdentity {
  readonly _tag: "Started"
}

/**
 * The arguments have grown.
 *
 * @category models
 * @since 0.1.0
 */
export interface Arguments extends CallIdentity, ArgumentsSoFar {
  readonly _tag: "Arguments"
  /** The text by which they have grown. */
  readonly delta: string
}

/**
 * The arguments are complete.
 *
 * @category models
 * @since 0.1.0
 */
export interface Finished<Name extends string = string, Args = Schema.Json> extends CallIdentity {
  readonly _tag: "Finished"
  readonly name: Name
  /** The whole text of the arguments, as it was said to be in the end, whatever the deltas were. */
  readonly argumentsText: string
  /** The arguments: JSON, or what the function's schema makes of it. A call without arguments has `{}`. */
  readonly arguments: Args
}

/**
 * The arguments are complete and can't be used. `error` says why.
 *
 * @category models
 * @since 0.1.0
 */
export interface Invalid<E extends CallError = ArgumentsNotJson> extends CallIdentity {
  readonly _tag: "Invalid"
  /** The whole text of the arguments. */
  readonly argumentsText: string
  /** What is wrong. */
  readonly error: E
}

/**
 * The arguments will never be complete. Don't run such a call, even if what came looks whole.
 *
 * @category models
 * @since 0.1.0
 */
export interface Unfinished extends Omit<CallIdentity, "callId" | "name">, ArgumentsSoFar {
  readonly _tag: "Unfinished"
  /** Id of the call. Absent where the stream never said it. */
  readonly callId?: string
  /** Name of the function. Absent where the stream never said it. */
  readonly name?: string
  /**
   * How the response, or the call's item, has ended. `"Completed"`: the response ended well without a word of this call.
   * `"Truncated"`: the stream ended or failed before the response did.
   */
  readonly verdict: Exclude<Verdict, "ItemsCompleteWithoutTerminal">
}

/**
 * What happens to a call: `Started`, any number of `Arguments`, and one of `Finished`, `Invalid` and `Unfinished`.
 *
 * @category models
 * @since 0.1.0
 */
export type CallEvent<Call extends Finished<string, unknown> = Finished, E extends CallError = ArgumentsNotJson> =
  | Started
  | Arguments
  | Call
  | Invalid<E>
  | Unfinished

// -----------------------------------------------------------------------------
// Functions
// -----------------------------------------------------------------------------

/**
 * Schemas of arguments by the name of their function. They decode the JSON that the model writes; they may be
 * asynchronous, and may need services.
 *
 * @category models
 * @since 0.1.0
 */
export interface Functions {
  readonly [name: string]: Schema.Constraint
}

/**
 * A finished call of one of the functions: a union that `name` tells apart.
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
  /** What happens to arguments that a schema doesn't name: they are left out (the default), or make the call invalid. */
  readonly onExcessProperty?: "ignore" | "error"
}

// -----------------------------------------------------------------------------
// Collecting
// -----------------------------------------------------------------------------

declare const opaque: unique symbol

/**
 * What is remembered of a stream. It is never changed: a state may be kept, and stepped from more than once.
 *
 * @category models
 * @since 0.1.0
 */
export interface State {
  readonly [opaque]: never
}

type Seen = State & Memory

interface Memory {
  readonly calls: Calls
  /** The terminal chunk has come. */
  readonly ended: boolean
  /** An error has come. */
  readonly errored: boolean
}

/** Calls by output index. One whose index was taken by another call stands under its id, to be known again. */
type Calls = HashMap.HashMap<number | string, Call>

interface Call {
  readonly outputIndex: number
  /** Name and ids, once a chunk has said them. */
  readonly identity: CallIdentity | undefined
  /** Its last event was given. */
  readonly isSettled: boolean
  /** The deltas, joined. */
  readonly text: string
  readonly json: PartialJson.PartialJson
  /** The text of `response.function_call_arguments.done`. */
  readonly doneText: string
}

type Step = readonly [State, ReadonlyArray<CallEvent>]

type Ending = "Completed" | "Incomplete" | "Failed"

const remember = (memory: Memory): Seen => memory as Seen

/**
 * The state before the first chunk.
 *
 * @category collecting
 * @since 0.1.0
 */
export const initial: State = remember({ calls: HashMap.empty(), ended: false, errored: false })

/**
 * Takes a chunk: gives the state after it, and what it says of calls.
 *
 * **When to use**
 *
 * Use it in a reducer of your own. For a stream of Effect there is {@link calls}.
 *
 * **Details**
 *
 * The given state stays as it is. When the chunks end, {@link end} tells which calls were left open.
 *
 * **Example** (Collecting without a stream)
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
 * @category collecting
 * @since 0.1.0
 */
export const step = (state: State, chunk: ResponsesStreamChunk): readonly [State, ReadonlyArray<CallEvent>] => {
  const seen = state as Seen
  switch (chunk.type) {
    case "response.created":
      // Another response on the same stream, as on a WebSocket
      return [seen.ended ? initial : state, none]
    case "response.output_item.added":
      return chunk.item.type === "function_call" ? addItem(seen, chunk.outputIndex, chunk.item) : [state, none]
    case "response.function_call_arguments.delta":
      return addDelta(seen, chunk)
    case "response.function_call_arguments.done":
      return finishArguments(seen, chunk)
    case "response.output_item.done":
      return chunk.item.type === "function_call" ? finishItem(seen, chunk.outputIndex, chunk.item) : [state, none]
    case "response.completed":
      return finishResponse(seen, chunk.response, "Completed")
    case "response.incomplete":
      return finishResponse(seen, chunk.response, "Incomplete")
    case "response.failed":
      return finishResponse(seen, chunk.response, "Failed")
    case "error":
    case "response.error":
      return [seen.errored ? state : remember({ ...seen, errored: true }), none]
    default:
      return [state, none]
  }
}

/**
 * Gives what the end of the chunks says of the calls that are open.
 *
 * @category collecting
 * @since 0.1.0
 */
export const end = (state: State): ReadonlyArray<Unfinished> => {
  const seen = state as Seen
  return openCalls(seen).map((call) => unfinished(call, seen.errored ? "Errored" : "Truncated"))
}

/**
 * Turns chunks into what happens to function calls.
 *
 * **Details**
 *
 * A call is finished when `response.function_call_arguments.done`, `response.output_item.done` or the terminal chunk
 * says that its arguments are complete, whichever is first, and only once. If they aren't whole then, the item
 * decides: an incomplete item makes the call `Unfinished`, a complete one makes it `Invalid`. Empty arguments of a
 * complete item are `{}`. What is open when the chunks end is `Unfinished`, also when they end with an error, which
 * follows.
 *
 * Reading all deltas is linear, however they are cut. `partial` is made when it is read: that copies the arrays and
 * objects that are open at that point, and shares those that are closed.
 *
 * **Gotchas**
 *
 * Deltas are a preview. Act on `Finished`, and not on a `partial` that looks whole.
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
 *     FunctionCall.calls,
 *     Stream.runForEach((event) =>
 *       Effect.sync(() => {
 *         if (event._tag === "Arguments") console.log(event.name, event.partial)
 *         if (event._tag === "Finished") console.log(event.name, event.arguments)
 *       })
 *     )
 *   )
 * ```
 *
 * @category streams
 * @since 0.1.0
 */
export const calls = <E, R>(chunks: Stream.Stream<ResponsesStreamChunk, E, R>): Stream.Stream<CallEvent, E, R> =>
  Stream.mapAccumArray(
    chunks,
    () => initial,
    (state, chunks) => {
      const events: Array<CallEvent> = []
      for (const chunk of chunks) {
        const [next, made] = step(state, chunk)
        state = next
        for (const event of made) events.push(event)
      }
      return [state, events]
    },
    // Called at an error too, which follows
    { onHalt: end }
  )

// -----------------------------------------------------------------------------
// Decoding
// -----------------------------------------------------------------------------

/**
 * Decodes finished calls with the schemas of your functions. All other events pass.
 *
 * **When to use**
 *
 * Use it behind {@link calls}, for calls with typed arguments.
 *
 * **Details**
 *
 * A call becomes a `Finished` whose `name` tells the type of its `arguments`, or an `Invalid` whose error says why not:
 * `UnknownFunction`, `InvalidArguments` or `ArgumentsNotJson`. The stream goes on in both cases. Schemas may be
 * asynchronous and need services: events that came before the call are handed on first, later ones wait.
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
 *     Stream.runForEach((event) => {
 *       if (event._tag === "Invalid") return Effect.logWarning(event.error.message)
 *       if (event._tag !== "Finished") return Effect.void
 *       switch (event.name) {
 *         case "get_weather":
 *           return Effect.log(event.arguments.city)
 *         case "set_alarm":
 *           return Effect.log(event.arguments.at)
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
): (<E, R>(
  self: Stream.Stream<CallEvent, E, R>
) => Stream.Stream<CallEvent<CallOf<F>, CallError>, E, R | ServicesOf<F>>) => {
  const decodeOne = decodeCall(functions, options)
  type Event = CallEvent<CallOf<F>, CallError>
  return <E, R>(self: Stream.Stream<CallEvent, E, R>) =>
    Stream.transformPull(self, (pull) =>
      Effect.sync(() => {
        let batch: ReadonlyArray<CallEvent> = []
        let at = 0

        const next: Pull.Pull<Arr.NonEmptyReadonlyArray<Event>, E, void, R | ServicesOf<F>> = Effect.suspend(() => {
          const event = batch[at]
          if (event === undefined) {
            return Effect.flatMap(pull, (events) => {
              batch = events
              at = 0
              return next
            })
          }
          if (event._tag === "Finished") {
            at++
            return decodeOne(event).pipe(
              Effect.catch((error) => Effect.succeed(invalid(event, event.argumentsText, error))),
              Effect.map((decoded): Arr.NonEmptyReadonlyArray<Event> => [decoded])
            )
          }
          const passing: Arr.NonEmptyArray<Event> = [event]
          for (at++; at < batch.length; at++) {
            const other = batch[at]!
            if (other._tag === "Finished") break
            passing.push(other)
          }
          return Effect.succeed(passing)
        })

        return next
      })
    )
}

/**
 * Decodes a finished call with the schemas of your functions.
 *
 * **When to use**
 *
 * Use it where a call that can't be used should be a failure. In a stream of events there is {@link decode}.
 *
 * **Example** (The first call, or why it is invalid)
 *
 * ```ts
 * import * as Schema from "effect/Schema"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, FunctionCall } from "effect-responses-stream"
 *
 * const functions = { get_weather: Schema.Struct({ city: Schema.String }) }
 *
 * const firstCall = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     FunctionCall.calls,
 *     Stream.filter((event) => event._tag === "Finished"),
 *     Stream.mapEffect(FunctionCall.decodeCall(functions)),
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
    Object.entries(functions).map(([name, schema]) => [
      name,
      SchemaParser.decodeUnknownEffect(schema, { ...options, errors: "all" }) as (
        json: Schema.Json
      ) => Effect.Effect<unknown, SchemaIssue.Issue, ServicesOf<F>>
    ])
  )
  return (call) => {
    const decoder = decoders.get(call.name)
    const about = aboutCall(call)
    if (decoder === undefined) return Effect.fail(new UnknownFunction(about))
    const json = call.arguments
    return Effect.suspend(() => decoder(json)).pipe(
      Effect.map((value) => ({ ...call, arguments: value })),
      Effect.mapError((issue) => new InvalidArguments({ ...about, json, issue, fields: fieldsOf(issue) })),
      Effect.catchDefect((defect) =>
        isOverflow(defect)
          ? Effect.fail(
              new InvalidArguments({ ...about, json, fields: [{ path: [], message: "they are nested too deeply" }] })
            )
          : Effect.die(defect)
      )
    )
  }
}

// -----------------------------------------------------------------------------
// Internals: chunks
// -----------------------------------------------------------------------------

const none: ReadonlyArray<never> = []

const addDelta = (seen: Seen, chunk: Case<"response.function_call_arguments.delta">): Step => {
  const { delta, outputIndex } = chunk
  const call = callAt(seen, outputIndex) ?? newCall(outputIndex)
  if (seen.ended || call.isSettled || delta === "") return [seen, none]
  const next = grow(call, delta)
  return [put(seen, outputIndex, next), next.identity === undefined ? none : [grown(next, next.identity, delta)]]
}

const finishArguments = (seen: Seen, chunk: Case<"response.function_call_arguments.done">): Step => {
  const { outputIndex } = chunk
  const call = callAt(seen, outputIndex) ?? newCall(outputIndex)
  if (seen.ended || call.isSettled) return [seen, none]
  const { identity } = call
  const text = chunk.arguments
  const json = identity === undefined ? undefined : parse(text)
  return identity !== undefined && isWhole(json)
    ? [put(seen, outputIndex, settle(call)), [finished(identity, text, json)]]
    : [put(seen, outputIndex, { ...call, doneText: text }), none]
}

const addItem = (seen: Seen, outputIndex: number, item: FunctionCallItem): Step => {
  const there = callAt(seen, outputIndex)
  if (seen.ended || callAt(seen, item.callId) !== undefined) return [seen, none]
  if (there !== undefined && !fits(there, item)) return addItem(displace(seen, there), outputIndex, item)
  const call = there ?? newCall(outputIndex)
  if (call.isSettled || call.identity !== undefined) return [seen, none]
  const [next, events] = introduce(call.text === "" ? grow(call, item.arguments) : call, item)
  return [put(seen, outputIndex, next), events]
}

const finishItem = (seen: Seen, outputIndex: number, item: FunctionCallItem): Step => {
  const there = callAt(seen, outputIndex)
  if (there === undefined || fits(there, item)) return finishCall(seen, outputIndex, there, item)
  const displaced = callAt(seen, item.callId)
  if (displaced !== undefined) return finishCall(seen, item.callId, displaced, item)
  // A call that is open takes the id that its end says. One that is settled was another
  return there.isSettled
    ? finishCall(displace(seen, there), outputIndex, undefined, item)
    : finishCall(seen, outputIndex, there, item)
}

const finishCall = (seen: Seen, key: number | string, call: Call | undefined, item: FunctionCallItem): Step => {
  if (seen.ended || call?.isSettled === true) return [seen, none]
  const [next, events] = introduce(call ?? newCall(key as number), item)
  return [put(seen, key, settle(next)), [...events, outcomeOfItem(next, item)]]
}

const finishResponse = (
  seen: Seen,
  { output }: { readonly output: ReadonlyArray<OutputItem> },
  ending: Ending
): Step => {
  if (seen.ended) return [seen, none]
  const open = new Set(openCalls(seen))
  const find = finder(seen, open, output)
  const events: Array<CallEvent> = []
  for (const [outputIndex, item] of output.entries()) {
    if (item.type !== "function_call") continue
    const call = find(outputIndex, item)
    if (call !== undefined && !open.delete(call)) continue
    const [next, started] = introduce(call ?? newCall(outputIndex), item)
    events.push(...started, outcomeOfItem(next, item, ending))
  }
  for (const call of open) events.push(outcomeOfResponse(call, ending))
  return [remember({ ...seen, calls: HashMap.empty(), ended: true }), events]
}

/** Finds the calls that the items of a response are. Those may stand at other indexes: some gateways leave items out. */
const finder = (seen: Seen, open: ReadonlySet<Call>, output: ReadonlyArray<OutputItem>) => {
  const ids = new Set(output.map((item) => (item.type === "function_call" ? item.callId : undefined)))
  const byId = new Map<string, Call>()
  for (const call of HashMap.values(seen.calls)) {
    const id = call.identity?.callId
    if (id !== undefined && (open.has(call) || !byId.has(id))) byId.set(id, call)
  }
  return (outputIndex: number, item: FunctionCallItem): Call | undefined => {
    const there = callAt(seen, outputIndex)
    if (there !== undefined && fits(there, item)) return there
    // A call that no item has the id of is the one at its index, under a new id: to run it again would be worse
    return byId.get(item.callId) ?? (ids.has(there?.identity?.callId) ? undefined : there)
  }
}

// -----------------------------------------------------------------------------
// Internals: calls
// -----------------------------------------------------------------------------

const newCall = (outputIndex: number): Call => ({
  outputIndex,
  identity: undefined,
  isSettled: false,
  text: "",
  json: PartialJson.initial,
  doneText: ""
})

const callAt = ({ calls }: Memory, key: number | string): Call | undefined =>
  Option.getOrUndefined(HashMap.get(calls, key))

const put = (seen: Seen, key: number | string, call: Call): Seen =>
  remember({ ...seen, calls: HashMap.set(seen.calls, key, call) })

const openCalls = ({ calls }: Memory): ReadonlyArray<Call> =>
  Array.from(HashMap.values(calls))
    .filter((call) => !call.isSettled)
    .toSorted((a, b) => a.outputIndex - b.outputIndex)

/** Whether the item may be the call's. A call that no item has introduced takes any. */
const fits = ({ identity }: Call, { callId }: FunctionCallItem): boolean =>
  identity === undefined || identity.callId === "" || identity.callId === callId

/** Makes room at the call's index for another: gateways that don't count have index 0 for each item. */
const displace = (seen: Seen, call: Call): Seen =>
  remember({
    ...seen,
    calls: HashMap.remove(HashMap.set(seen.calls, call.identity!.callId, call), call.outputIndex)
  })

const grow = (call: Call, delta: string): Call => ({
  ...call,
  text: call.text + delta,
  json: PartialJson.push(call.json, delta)
})

/** Gives a call the ids and the name of its item. What came before them is caught up with. */
const introduce = (call: Call, item: FunctionCallItem): readonly [Call, ReadonlyArray<CallEvent>] => {
  const identity: CallIdentity = {
    outputIndex: call.outputIndex,
    callId: item.callId,
    name: item.name,
    ...(typeof item.id === "string" ? { itemId: item.id } : {}),
    ...(typeof item.namespace === "string" ? { namespace: item.namespace } : {})
  }
  const next = { ...call, identity }
  if (call.identity !== undefined) return [next, none]
  const started: Started = { _tag: "Started", ...identity }
  return [next, call.text === "" ? [started] : [started, grown(next, identity, call.text)]]
}

/** A call whose last event was given, without its text. */
const settle = (call: Call): Call => ({ ...newCall(call.outputIndex), identity: call.identity, isSettled: true })

/** What becomes of a call as its item ends: by itself, or in the response that does. */
const outcomeOfItem = (call: Call, item: FunctionCallItem, ending: Ending = "Completed"): CallEvent => {
  const { arguments: text, status } = item
  const cut = status === "incomplete" ? "Incomplete" : status === "failed" ? "Failed" : undefined
  const verdict = cut ?? (ending === "Completed" || status === "completed" ? undefined : ending)
  return outcomeOf(call, text === "" ? call.doneText || call.text : text, verdict)
}

/** What becomes of a call that the response ends without. Of one that completed well, the deltas may be trusted. */
const outcomeOfResponse = (call: Call, ending: Ending): CallEvent =>
  ending === "Completed"
    ? outcomeOf(call, call.doneText || call.text, call.doneText === "" ? ending : undefined)
    : unfinished(call, ending)

/** Arguments that are whole are good, whatever cut the rest. Others are good unless they were cut. */
const outcomeOf = (call: Call, text: string, cut: Unfinished["verdict"] | undefined): CallEvent => {
  const { identity } = call
  const json = parse(text)
  if (identity === undefined || (cut !== undefined && !isWhole(json))) {
    return unfinished(call, cut ?? "Completed", text)
  }
  if (json !== undefined) return finished(identity, text, json)
  if (text.trim() === "") return finished(identity, text, {})
  return invalid(identity, text, new ArgumentsNotJson({ ...aboutCall(identity), argumentsText: text }))
}

/** Nothing can be missing from an array or an object that is closed, as it can from `12`. */
const isWhole = (json: Schema.Json | undefined): json is Schema.JsonArray | Schema.JsonObject =>
  typeof json === "object" && json !== null

const parse = (text: string): Schema.Json | undefined => {
  try {
    return JSON.parse(text) as Schema.Json
  } catch {
    return undefined
  }
}

// -----------------------------------------------------------------------------
// Internals: events
// -----------------------------------------------------------------------------

/** Makes the value when it is first read: that costs more than reading a delta does. */
const soFar = ({ json, text }: Call): ArgumentsSoFar => {
  let value: { readonly partial: Schema.Json | undefined } | undefined
  return {
    argumentsText: text,
    get partial() {
      return (value ??= { partial: PartialJson.valueOf(json) }).partial
    }
  }
}

const grown = (call: Call, identity: CallIdentity, delta: string): Arguments =>
  Object.assign(soFar(call), { _tag: "Arguments" as const, ...identity, delta })

const finished = (identity: CallIdentity, argumentsText: string, json: Schema.Json): Finished => ({
  _tag: "Finished",
  ...identity,
  argumentsText,
  arguments: json
})

const invalid = <E extends CallError>(identity: CallIdentity, argumentsText: string, error: E): Invalid<E> => {
  const { callId, itemId, name, namespace, outputIndex } = identity
  return {
    _tag: "Invalid",
    outputIndex,
    callId,
    name,
    ...(itemId === undefined ? {} : { itemId }),
    ...(namespace === undefined ? {} : { namespace }),
    argumentsText,
    error
  }
}

const unfinished = (call: Call, verdict: Unfinished["verdict"], text: string = call.doneText): Unfinished =>
  Object.assign(soFar(call.text === "" ? grow(call, text) : call), {
    _tag: "Unfinished" as const,
    outputIndex: call.outputIndex,
    ...call.identity,
    verdict
  })

// -----------------------------------------------------------------------------
// Internals: errors
// -----------------------------------------------------------------------------

interface AboutCall {
  readonly outputIndex: number
  readonly callId: string
  readonly functionName: string
}

const aboutCall = ({ callId, name, outputIndex }: CallIdentity): AboutCall => ({
  outputIndex,
  callId,
  functionName: name
})

const answerHint = "Answer the call with an error, so that the model can write it anew."

// The model writes the name, and may write anything. Providers allow these
const functionName = /^[\w.-]{1,64}$/

const callName = ({ functionName: name, outputIndex }: AboutCall): string =>
  `${functionName.test(name) ? name : "a function"} (output item ${outputIndex})`

const formatter = /* @__PURE__ */ SchemaIssue.makeFormatterStandardSchemaV1()

/** A list of many wrong things has no use. */
const maxFields = 100

const fieldsOf = (issue: SchemaIssue.Issue): ReadonlyArray<InvalidArgument> =>
  formatter(issue)
    .issues.slice(0, maxFields)
    .map(({ message, path = [] }) => ({
      path: path as ReadonlyArray<PropertyKey>,
      message: message.charAt(0).toLowerCase() + message.slice(1)
    }))

/** Engines agree neither on the class of this error nor on its words. */
const isOverflow = (defect: unknown): boolean => defect instanceof Error && /call stack|recursion/i.test(defect.message)
