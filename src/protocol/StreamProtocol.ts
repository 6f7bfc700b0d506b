/**
 * The rules of a well-formed stream, checked chunk by chunk.
 *
 * `step` is pure: it takes a state and an event, and gives the next state and the violations. `check` is the stream
 * operator. The state grows with the open items and parts, not with the text.
 *
 * @since 0.1.0
 */
import type * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { conceal, reveal } from "../base/opaque.ts"
import type { Opaque } from "../base/opaque.ts"
import { transduce } from "../base/transduce.ts"
import { ProtocolViolation } from "../errors/StreamError.ts"
import type { OpenItem, UnexpectedEnd } from "../errors/StreamError.ts"
import type { RuleId, Severity, Violation } from "../errors/protocolViolation.ts"
import { chunkOf, isEvent } from "../stream/event.ts"
import type { ChunkOrEvent, ProtocolEvent } from "../stream/event.ts"
import { isSynthetic } from "../stream/synthesize.ts"
import { verdictOf } from "../stream/verdict.ts"
import type { Verdict } from "../stream/verdict.ts"
import { applyEvent, isIndex } from "./handlers.ts"
import type { Draft, Finding } from "./handlers.ts"
import * as Open from "./open.ts"
import * as Internal from "./state.ts"

export type { RuleId, Severity, Violation } from "../errors/protocolViolation.ts"
export type { ProtocolEvent } from "../stream/event.ts"

// -----------------------------------------------------------------------------
// Rules
// -----------------------------------------------------------------------------

/**
 * A rule.
 *
 * @category models
 * @since 0.1.0
 */
export interface Rule {
  /** The name of the rule. */
  readonly id: RuleId
  /** The severity of a violation. Some cases of `R2`, `I2` and `I4` are only warnings. */
  readonly severity: Severity
  /** The rule, in a sentence. */
  readonly text: string
  /** Where the rule comes from: the Open Responses specification, or what OpenAI's SDK documents or relies on. */
  readonly source: "Open Responses" | "OpenAI"
}

const rule = (id: RuleId, severity: Severity, source: Rule["source"], text: string): Rule => ({
  id,
  severity,
  source,
  text
})

/**
 * The rules. `F3`, that nothing follows `[DONE]`, is not among them: reading stops there.
 *
 * @category constants
 * @since 0.1.0
 */
export const rules: ReadonlyArray<Rule> = [
  rule("F2", "warning", "Open Responses", "The event: line, if there is one, equals the data's type."),
  rule("S1", "warning", "OpenAI", "The sequence number grows from event to event."),
  rule("R1", "warning", "OpenAI", "The stream begins with response.created."),
  rule(
    "R2",
    "error",
    "Open Responses",
    "The response is created once, is queued, then in progress, ends once, and keeps its id."
  ),
  rule(
    "R3",
    "warning",
    "Open Responses",
    "Nothing but [DONE] follows the terminal chunk, unless the response was steered."
  ),
  rule("R4", "warning", "Open Responses", "An error is followed by response.failed or the end."),
  rule("I1", "error", "Open Responses", "An item is added once, then updated, then done."),
  rule("I2", "error", "Open Responses", "A part is added, gets deltas of its kind and their done, and is done."),
  rule("I3", "error", "Open Responses", "Nothing updates an item after its done."),
  rule("I4", "error", "OpenAI", "Output indexes are 0, 1, 2 and so on, in any order, one for each item."),
  rule("I5", "warning", "OpenAI", "A chunk has the id and the index of its item, and fits the item's type."),
  rule("I6", "warning", "OpenAI", "A text is done once, and each done equals its deltas, joined."),
  rule("G1", "warning", "OpenAI", "An image is in progress, generating, partial from 0 upward, and completed.")
]

export type {
  /**
   * How a stream ended.
   *
   * @category models
   * @since 0.1.0
   */
  Verdict
} from "../stream/verdict.ts"

// -----------------------------------------------------------------------------
// State
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
 * Gives the state of a stream that goes on after a sequence number, as one with `starting_after` does.
 *
 * **Details**
 *
 * What came before is unknown. So the stream need not begin with `response.created`, items need not be added, and no
 * output index is missed. Of an item that was added before, nothing else is checked.
 *
 * @category folding
 * @since 0.1.0
 */
export const from = (sequenceNumber: number): State =>
  conceal({ ...Internal.initial, begun: true, isRest: true, sequenceNumber })

// -----------------------------------------------------------------------------
// Checking
// -----------------------------------------------------------------------------

/**
 * Steps over an event: gives the next state, and the violations.
 *
 * **When to use**
 *
 * Use it in a reducer of your own. For a `Stream` there is {@link check}.
 *
 * **Details**
 *
 * After a violation, the next state is that of a correct stream, so that one fault is reported only once.
 *
 * **Example** (Checking events one by one)
 *
 * ```ts
 * import * as StreamProtocol from "effect-responses-stream/StreamProtocol"
 *
 * let state = StreamProtocol.initial
 * const report = (event: StreamProtocol.ProtocolEvent) => {
 *   const [next, violations] = StreamProtocol.step(state, event)
 *   state = next
 *   for (const { index, message, rule } of violations) console.log(`${index}: ${rule} ${message}`)
 * }
 * ```
 *
 * @category folding
 * @since 0.1.0
 */
export const step = (state: State, event: ProtocolEvent): readonly [State, ReadonlyArray<Violation>] => {
  const { chunk, index } = event
  // The provider sent no such end
  if (chunk.type === "response.completed" && isSynthetic(chunk)) return [state, noViolations]
  const draft: Draft = { index, state: Internal.copy(reveal(state)), found: [] }
  applyEvent(draft, event)
  return [conceal(draft.state), draft.found.length === 0 ? noViolations : draft.found.map(violationAt(index))]
}

const noViolations: ReadonlyArray<Violation> = []

const severities = new Map(rules.map(({ id, severity }) => [id, severity]))

const violationAt =
  (index: number) =>
  ({ message, outputIndex, rule, severity = severities.get(rule)! }: Finding): Violation => ({
    rule,
    severity,
    index,
    message,
    ...(outputIndex === undefined ? {} : { outputIndex })
  })

/**
 * Gives the violations of a stream that ends here: open items, and the first output index that is missing.
 *
 * **Details**
 *
 * The violations have the index of the terminal chunk. Without a terminal chunk there are none: the {@link verdict}
 * shows that the stream was cut.
 *
 * @category folding
 * @since 0.1.0
 */
export const end = (state: State): ReadonlyArray<Violation> => {
  const internal = reveal(state)
  const { endIndex, skipped, terminal } = internal
  const found: Array<Finding & { readonly outputIndex: number }> = []
  if (terminal === "Completed") {
    for (const { isWhole, outputIndex, strayed, type } of openOf(internal.items)) {
      // An item that lost its done to a wrong index or kind was reported
      if ((strayed && !isWhole) || type === undefined || mayStayOpen.has(type)) continue
      found.push({ rule: "I1", message: "The response is completed, and the item isn't done.", outputIndex })
    }
  }
  const gap = terminal === "Completed" || terminal === "Incomplete" ? firstGap(internal) : undefined
  if (gap !== undefined) {
    const message = "The item was never added, and later ones were."
    found.push({ rule: "I4", message, outputIndex: gap, ...(skipped ? { severity: "warning" } : {}) })
  }
  return found.toSorted((a, b) => a.outputIndex - b.outputIndex).map(violationAt(endIndex))
}

/** The types of items that providers leave open. */
const mayStayOpen: ReadonlySet<string> = /* @__PURE__ */ new Set(["reasoning", "mcp_list_tools"])

/** The first output index that no item has, though a later one was added. */
const firstGap = ({ highest, isRest, misplaced, used }: Internal.State): number | undefined => {
  if (isRest || misplaced) return undefined
  let next = 0
  for (const [from, to] of used) {
    if (!isIndex(from)) continue
    if (from > next) break
    next = to + 1
  }
  return next <= highest ? next : undefined
}

/**
 * Gives the verdict of a stream that ends here.
 *
 * **Details**
 *
 * A synthetic `response.completed` (`onEnd: "synthesize"`) doesn't change the verdict.
 *
 * @category accessors
 * @since 0.1.0
 */
export const verdict = (state: State): Verdict => {
  const { done, errored, items, terminal } = reveal(state)
  return verdictOf({ terminal, errored, done, openItems: openOf(items).length })
}

/**
 * Gives the open items: added, and not done.
 *
 * @category accessors
 * @since 0.1.0
 */
export const openItems = (state: State): ReadonlyArray<OpenItem> =>
  openOf(reveal(state).items)
    .map(({ ids: [id], outputIndex, type = "" }) =>
      id === undefined ? { outputIndex, type } : { outputIndex, type, itemId: id }
    )
    .toSorted((a, b) => a.outputIndex - b.outputIndex)

/** The items that were added and aren't done. */
const openOf = (items: Internal.State["items"]): ReadonlyArray<Internal.Item> =>
  Open.values(items).filter(({ isInferred }) => !isInferred)

/**
 * Gives the last sequence number, if there is one.
 *
 * @category accessors
 * @since 0.1.0
 */
export const sequenceNumber = (state: State): number | undefined => reveal(state).sequenceNumber

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * What to do with a violation: fail the stream, or report it and go on.
 *
 * @category options
 * @since 0.1.0
 */
export type OnViolation = "fail" | "report"

/**
 * Options of {@link check}.
 *
 * @category options
 * @since 0.1.0
 */
export interface CheckOptions {
  /** What to do with violations: of both severities, or of each. By default errors fail, and warnings are reported. */
  readonly onViolation?: OnViolation | { readonly [_ in Severity]?: OnViolation }
  /** Called for each reported violation. Without it, violations are logged as warnings. */
  readonly onReport?: (violation: Violation) => void
  /** The sequence number after which the stream goes on, if it begins in the middle of a response: see {@link from}. */
  readonly from?: number
}

/**
 * Checks the events or the chunks of a stream, and passes them on.
 *
 * **Details**
 *
 * If a violation fails the stream, the events before it are delivered first. The event itself isn't delivered.
 * Violations of {@link end} come after the last event. Chunks alone are counted for their index, and have no `event:`
 * line to check.
 *
 * **Example** (Failing on errors, printing warnings)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, StreamProtocol } from "effect-responses-stream"
 *
 * const checked = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) =>
 *   bytes.pipe(
 *     ChunkStream.decode({ as: "event" }),
 *     StreamProtocol.check({ onReport: ({ index, message, rule }) => console.warn(`${index}: ${rule} ${message}`) }),
 *     Stream.map(({ chunk }) => chunk)
 *   )
 * ```
 *
 * @category validation
 * @since 0.1.0
 */
export const check =
  (options?: CheckOptions) =>
  <A extends ChunkOrEvent, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, ProtocolViolation | E, R> => {
    const { from: after, onReport, onViolation } = options ?? {}
    const policy = typeof onViolation === "string" ? { error: onViolation, warning: onViolation } : onViolation
    const fails = { error: policy?.error !== "report", warning: policy?.warning === "fail" }
    return transduce<A, E, R, A, ProtocolViolation>(self, ({ emit, fail }) => {
      let state = after === undefined ? initial : from(after)
      let index = 0
      let unreported: Array<Violation> = []
      /** Whether the stream goes on. */
      const report = (violations: ReadonlyArray<Violation>, event?: A): boolean => {
        for (const found of violations) {
          if (fails[found.severity]) {
            const type = event && chunkOf(event).type
            fail(new ProtocolViolation({ ...found, ...(type === undefined || type === "UNKNOWN" ? {} : { type }) }))
            return false
          }
          if (onReport === undefined) unreported.push(found)
          else onReport(found)
        }
        return true
      }
      return {
        push: (event) => {
          const [next, violations] = step(state, eventOf(event, index++))
          state = next
          if (report(violations, event)) emit(event)
        },
        end: () => void report(end(state)),
        notice: () => {
          if (unreported.length === 0) return undefined
          const logged = unreported
          unreported = []
          return Effect.forEach(
            logged,
            ({ index, message, rule }) => Effect.logWarning(`Event ${index} breaks rule ${rule}: ${message}`),
            { discard: true }
          )
        }
      }
    })
  }

const eventOf = (value: ChunkOrEvent, index: number): ProtocolEvent =>
  isEvent(value) ? value : { index, chunk: value }

/**
 * Runs an effect with the verdict when a stream ends.
 *
 * **When to use**
 *
 * Use it to count or to log how streams end.
 *
 * **Details**
 *
 * The effect runs after the last chunk was delivered, if the stream ends, or if it fails with `UnexpectedEnd`, which
 * stays its error. It doesn't run if the stream fails otherwise, or if its consumer stops. The state has more: {@link
 * openItems}, {@link sequenceNumber}, {@link end}.
 *
 * **Example** (Logging cut streams)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import { ChunkStream, StreamProtocol } from "effect-responses-stream"
 *
 * const watched = (response: Response) =>
 *   ChunkStream.fromResponse(response).pipe(
 *     StreamProtocol.onVerdict((verdict, state) =>
 *       verdict === "Truncated"
 *         ? Effect.logWarning(`cut at ${StreamProtocol.sequenceNumber(state)}`)
 *         : Effect.void
 *     )
 *   )
 * ```
 *
 * @category validation
 * @since 0.1.0
 */
export const onVerdict =
  <X, E2, R2>(f: (verdict: Verdict, state: State) => Effect.Effect<X, E2, R2>) =>
  <A extends ChunkOrEvent, E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, E | E2, R | R2> =>
    Stream.suspend(() => {
      const { follow, stateNow } = makeFollower()
      return Stream.mapArray(self, follow).pipe(
        Stream.tapError((error) => (isUnexpectedEnd(error) ? f(error.verdict, stateNow()) : Effect.void)),
        Stream.onEnd(Effect.suspend(() => f(verdict(stateNow()), stateNow())))
      )
    })

/**
 * Runs a stream to its end and gives its verdict.
 *
 * **When to use**
 *
 * Use it instead of `Stream.runDrain`, to know how the stream ended.
 *
 * **Details**
 *
 * A cut stream gives a verdict instead of an `UnexpectedEnd`. Other errors fail.
 *
 * **Example** (Showing the text, and whether it is complete)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, StreamProtocol } from "effect-responses-stream"
 *
 * const show = Effect.fn("show")(function* (response: Response) {
 *   const verdict = yield* ChunkStream.fromResponse(response).pipe(
 *     Stream.tap((chunk) =>
 *       Effect.sync(() => {
 *         if (chunk.type === "response.output_text.delta") console.log(chunk.delta)
 *       })
 *     ),
 *     StreamProtocol.runVerdict
 *   )
 *   return verdict === "Completed" || verdict === "ItemsCompleteWithoutTerminal"
 * })
 * ```
 *
 * @category running
 * @since 0.1.0
 */
export const runVerdict = <A extends ChunkOrEvent, E, R>(
  self: Stream.Stream<A, E, R>
): Effect.Effect<Verdict, Exclude<E, UnexpectedEnd>, R> =>
  Effect.suspend(() => {
    const { follow, stateNow } = makeFollower()
    return Effect.matchEffect(Stream.runDrain(Stream.mapArray(self, follow)), {
      onFailure: (error) =>
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the guard has taken what is excluded
        isUnexpectedEnd(error) ? Effect.succeed(error.verdict) : Effect.fail(error as Exclude<E, UnexpectedEnd>),
      onSuccess: () => Effect.succeed(verdict(stateNow()))
    })
  })

/** Steps through the batches of one run of a stream, and passes them on. */
const makeFollower = () => {
  let state = initial
  let index = 0
  return {
    follow: <A extends ChunkOrEvent>(values: Arr.NonEmptyReadonlyArray<A>): Arr.NonEmptyReadonlyArray<A> => {
      for (const value of values) state = step(state, eventOf(value, index++))[0]
      return values
    },
    stateNow: (): State => state
  }
}

/** By the tag: the error may be of another copy of this package. */
const isUnexpectedEnd = <E>(error: E): error is Extract<E, UnexpectedEnd> => Predicate.isTagged(error, "UnexpectedEnd")
