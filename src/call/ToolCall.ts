/**
 * Calls of every kind: functions, custom tools, MCP, shell, patches, code, searches, and the tools that OpenRouter runs
 * itself.
 *
 * `events` follows calls while they grow, `calls` gives how each ended. `type` says which kind a call is of.
 *
 * | what                                     | how it grows             | what a finished one has                                       |
 * | ---------------------------------------- | ------------------------ | ------------------------------------------------------------- |
 * | a function, an MCP call or its approval  | `Arguments`              | `arguments`; of an MCP call, `item.output`                    |
 * | a custom tool                            | `Input`                  | `item.input`                                                  |
 * | a shell call, its output                 | `Input`, `Output`        | `item.action`; `item.output`                                  |
 * | a patch                                  | `Input`                  | `item.operation`                                              |
 * | code                                     | `Input`, `StatusChanged` | `item.code`, `item.outputs`                                   |
 * | a search, an image, another hosted tool  | `StatusChanged`          | what its `item` has: `action`, `queries`, `results`, `result` |
 *
 * @since 0.1.0
 */
import * as Stream from "effect/Stream"
import { runSteps } from "../base/runSteps.ts"
import { type Opaque, conceal, reveal } from "../base/opaque.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { toolCalls } from "./kinds.ts"
import * as reducer from "./state.ts"
import type { CallEvent, Outcome, Unfinished } from "./toolEvent.ts"

export type { ArgumentsSoFar } from "./event.ts"

export type {
  Arguments,
  CallEvent,
  CallIdentity,
  CallItem,
  CallType,
  Finished,
  Input,
  Invalid,
  JsonCallType,
  Outcome,
  Output,
  ShellCallType,
  Started,
  StatusChanged,
  TextCallType,
  Unfinished
} from "./toolEvent.ts"

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Follows calls of every kind while they grow.
 *
 * **When to use**
 *
 * Use it to show what tools are at work, and with what. For how calls ended there is {@link calls}.
 *
 * **Details**
 *
 * Calls begin, grow and end as in `FunctionCall.events`, which gives the same events for function calls, without `type`
 * and `item`. A call is `Finished` only if its item is done and completed, or the final response has it so. Calls that
 * are only input (functions, custom tools, patches, shell calls, approvals) are so too if the response is completed and
 * a chunk had all of the input. A call that failed is `Unfinished`, with the verdict `"Failed"` and the error in its
 * `item`.
 *
 * What a call gave may be an item of its own: a `shell_call_output` has the `callId` of its call.
 *
 * **Gotchas**
 *
 * A status of `completed` is a preview, as all that comes before the outcome.
 *
 * Of images, there are status and final item alone. `ImageGeneration` has previews, and decodes them.
 *
 * **Example** (Showing what tools do)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, ToolCall } from "effect-responses-stream"
 *
 * const show = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     ToolCall.events,
 *     Stream.runForEach((event) =>
 *       Effect.sync(() => {
 *         if (event._tag === "StatusChanged") console.log(event.type, event.status)
 *         if (event._tag === "Input") console.log(event.type, event.input)
 *         if (event._tag === "Output") console.log(event.stdout)
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

/**
 * Gives each call of whatever kind once, as soon as it has ended.
 *
 * **When to use**
 *
 * Use it to run the calls that are yours, and to keep what the provider's tools gave. If all calls are of functions,
 * take `FunctionCall.calls`, which decodes them.
 *
 * **Details**
 *
 * It gives the last event of each call, in the order in which calls end. `FunctionCall.decode` takes a `Finished` one of
 * type `function_call`.
 *
 * **Example** (Running calls of several kinds)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, ToolCall } from "effect-responses-stream"
 *
 * const run = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     ToolCall.calls,
 *     Stream.runForEach((call) => {
 *       if (call._tag !== "Finished") return Effect.logWarning(`${call.type}: ${call._tag}`)
 *       switch (call.type) {
 *         case "custom_tool_call":
 *           return Effect.log(`${call.name} gets ${call.item.input}`)
 *         case "shell_call":
 *           return Effect.log(call.item.action?.commands)
 *         case "mcp_approval_request":
 *           return Effect.log(`May ${call.name} run?`, call.arguments)
 *         default:
 *           return Effect.void
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

const isOutcome = (event: CallEvent): event is Outcome =>
  event._tag === "Finished" || event._tag === "Invalid" || event._tag === "Unfinished"

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

const stepCalls = /* @__PURE__ */ reducer.makeStep(toolCalls)

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
 * import * as ToolCall from "effect-responses-stream/ToolCall"
 * import * as Web from "effect-responses-stream/Web"
 *
 * const show = async (response: Response) => {
 *   let state = ToolCall.initial
 *   for await (const chunk of Web.chunks(response)) {
 *     const [next, events] = ToolCall.step(state, chunk)
 *     state = next
 *     for (const event of events) console.log(event._tag, event.type)
 *   }
 * }
 * ```
 *
 * @category folding
 * @since 0.1.0
 */
export const step = (state: State, chunk: ResponsesStreamChunk): readonly [State, ReadonlyArray<CallEvent>] => {
  const [next, events] = stepCalls(reveal(state), chunk)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table says which events a call of a type has
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
