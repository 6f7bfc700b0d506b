/**
 * A regular stream out of an irregular one, for clients that take no other.
 *
 * What goes out breaks no rule of `StreamProtocol`, neither of its errors nor of its warnings. It ends with one terminal
 * chunk, whatever happened to the stream. An event that needs no change goes out as it came.
 *
 * `step` is pure: it takes a state and an event, and gives the next state, the events that go out, and reports of what was
 * added or changed. `normalize` is the stream operator. `Web.normalize` does the same to a `Response`.
 *
 * @since 0.1.0
 */
import type * as Stream from "effect/Stream"
import { guard } from "../base/callback.ts"
import { conceal, reveal } from "../base/opaque.ts"
import type { Opaque } from "../base/opaque.ts"
import { transduce } from "../base/transduce.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { isEvent } from "../stream/event.ts"
import { failureOf } from "./failure.ts"
import type { NormalizeReport } from "./report.ts"
import * as Internal from "./state.ts"
import type { NormalizedEvent } from "./state.ts"
import * as Step from "./step.ts"

export type { NormalizeReport, ReportName } from "./report.ts"
export type { NormalizedEvent } from "./state.ts"

// -----------------------------------------------------------------------------
// Stepping
// -----------------------------------------------------------------------------

/**
 * What {@link step} keeps of a stream. It never changes: you may keep a state, and step from it more than once.
 *
 * @category models
 * @since 0.1.0
 */
export interface State extends Opaque<Internal.State> {}

/**
 * The state before the first event.
 *
 * @category folding
 * @since 0.1.0
 */
export const initial: State = /* @__PURE__ */ conceal(Internal.initial)

/**
 * A chunk, or the event that it came from. The option `as: "event"` of decoding gives such events.
 *
 * @category models
 * @since 0.1.0
 */
export type Input = ResponsesStreamChunk | NormalizedEvent

/**
 * Steps over a chunk or an event: gives the next state, the events that go out, and what was added or changed.
 *
 * **When to use**
 *
 * Use it in a reducer of your own. For a `Stream` there is {@link normalize}.
 *
 * **Details**
 *
 * An event that needs no change is the same object, unless events before it were added or dropped: then only its `index`
 * differs.
 *
 * **Example** (Normalizing an array of chunks)
 *
 * ```ts
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 * import * as StreamNormalize from "effect-responses-stream/StreamNormalize"
 *
 * const normalized = (chunks: ReadonlyArray<ResponsesStreamChunk>) => {
 *   let state = StreamNormalize.initial
 *   const all = chunks.flatMap((chunk) => {
 *     const [next, events] = StreamNormalize.step(state, chunk)
 *     state = next
 *     return events
 *   })
 *   const [last] = StreamNormalize.end(state)
 *   return [...all, ...last].map(({ chunk }) => chunk)
 * }
 * ```
 *
 * @category folding
 * @since 0.1.0
 */
export const step = (
  state: State,
  input: Input
): readonly [State, ReadonlyArray<NormalizedEvent>, ReadonlyArray<NormalizeReport>] => {
  const internal = reveal(state)
  const [next, events, reports] = Step.step(
    internal,
    isEvent(input) ? input : { index: internal.outputs, chunk: input }
  )
  return [conceal(next), events, reports]
}

/**
 * Gives what goes out when the stream ends, by itself or by an error. If the response is over, that is nothing.
 *
 * **Details**
 *
 * Without a terminal chunk it is a `response.failed`. Its `error` has a name for the kind of the error, and no payload. An
 * `error` chunk before the end gives it the provider's code and message instead, and so does a `NotAnEventStream` that has
 * them.
 *
 * @category folding
 * @since 0.1.0
 */
export const end = (
  state: State,
  error?: unknown
): readonly [ReadonlyArray<NormalizedEvent>, ReadonlyArray<NormalizeReport>] =>
  Step.end(reveal(state), failureOf(error))

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Options of {@link normalize}.
 *
 * @category options
 * @since 0.1.0
 */
export interface NormalizeOptions {
  /** Called for each addition and each change. What it throws goes to the console. */
  readonly onReport?: (report: NormalizeReport) => void
}

/**
 * Makes a stream of chunks or events regular.
 *
 * **When to use**
 *
 * Use it before clients that take regular streams only: SDKs that join chunks by ids and indexes, and fail where these
 * contradict each other. `ChunkStream.toResponse` sends what comes out.
 *
 * **Details**
 *
 * | in                                                          | out                                                |
 * | ----------------------------------------------------------- | -------------------------------------------------- |
 * | the beginning of the response, an item or a part is missing | it is added before the first chunk that needs it   |
 * | the `done` of a text, a part or an item is missing          | it is added                                        |
 * | a `done` has more text than the deltas                      | a delta has the rest                               |
 * | a `done` has another text than the deltas                   | the text of the deltas, which can't be unsaid      |
 * | ids of one item or response differ, or are empty            | the first one, or one that is made                 |
 * | indexes with gaps, or one for several items                 | 0, 1, 2 and so on, as they come                    |
 * | an item, a part or an annotation lacks a required field     | it has the field                                   |
 * | a part of another kind of item                              | nothing                                            |
 * | a keepalive before the response is created                  | the same, behind `response.created`                |
 * | sequence numbers are missing, repeat or skip                | 0, 1, 2 and so on                                  |
 * | the terminal response has no output                         | the output that was streamed                       |
 * | chunks come a second time, too late, or behind the end      | nothing                                            |
 * | a call comes without its name                               | the call, once its name is known                   |
 * | an `error`, and then `response.failed`                      | both, behind what is missing                       |
 * | an `error`, and then anything else or nothing               | a `response.failed` with the provider's reason     |
 * | the stream fails, or ends without a terminal chunk          | a `response.failed`                                |
 * | a repaired event                                            | its repaired form                                  |
 *
 * No event is lost silently: each goes out, or has a report with its index. The stream that comes out doesn't fail, but dies
 * of defects of the stream that came. Chunks of unknown types pass, with another number where they have one.
 *
 * **Gotchas**
 *
 * A call that was cut is never done, since clients would carry it out. It is in the output of the `response.failed`, with
 * the status `incomplete`.
 *
 * Decode with `onEnd: "synthesize"` if a stream whose items are all done is complete without a terminal chunk.
 *
 * **Example** (Serving an irregular gateway to strict clients)
 *
 * ```ts
 * import { ChunkStream, StreamNormalize } from "effect-responses-stream"
 *
 * const regular = (upstream: Response) =>
 *   ChunkStream.fromResponse(upstream, { as: "event", onEnd: "synthesize" }).pipe(
 *     StreamNormalize.normalize({ onReport: ({ index, name, type }) => console.warn(`${index}: ${name} ${type}`) })
 *   )
 * ```
 *
 * @category transforming
 * @since 0.1.0
 */
export const normalize =
  (options?: NormalizeOptions) =>
  <E, R>(self: Stream.Stream<Input, E, R>): Stream.Stream<NormalizedEvent, never, R> =>
    transduce<Input, E, R, NormalizedEvent, never>(self, ({ emit }) => {
      const onReport = guard(options?.onReport)
      let state = initial
      const give = (events: ReadonlyArray<NormalizedEvent>, reports: ReadonlyArray<NormalizeReport>): void => {
        for (const report of reports) onReport(report)
        for (const event of events) emit(event)
      }
      return {
        push: (input) => {
          const [next, events, reports] = step(state, input)
          state = next
          give(events, reports)
        },
        end: () => give(...end(state)),
        onError: (error) => give(...end(state, error))
      }
    })
