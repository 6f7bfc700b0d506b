/**
 * The step of a normalized stream: what goes out for an event, and at the end.
 *
 * @internal
 */
import type { ResponseError } from "../model/Response.ts"
import { step as snapshotStep } from "../snapshot/handlers.ts"
import { beginsAnother } from "../stream/verdict.ts"
import { handle, isKnown } from "./handlers.ts"
import { endHeld, mayWait, mustWait, onHeld, wait } from "./held.ts"
import type { NormalizeReport } from "./report.ts"
import { drop } from "./send.ts"
import type { Draft } from "./send.ts"
import { copy, initial } from "./state.ts"
import type { NormalizedEvent, State } from "./state.ts"
import { fail } from "./terminal.ts"
import { follow } from "./texts.ts"

/** The state after an event, and what goes out. */
export const step = (
  state: State,
  event: NormalizedEvent
): readonly [State, ReadonlyArray<NormalizedEvent>, ReadonlyArray<NormalizeReport>] => {
  const next = follow(state, event)
  if (next !== undefined) {
    next.snapshot = snapshotStep(state.snapshot, event.chunk)
    return [next, [event.index === state.outputs ? event : { ...event, index: state.outputs }], noReports]
  }
  const draft = makeDraft(state, event)
  draft.state.inputs++
  draft.state.hasEventLines = event.event !== undefined
  onEvent(draft)
  return [draft.state, draft.out, draft.reports]
}

const noReports: ReadonlyArray<NormalizeReport> = []

const onEvent = (draft: Draft): void => {
  const { event, state } = draft
  const { chunk } = event
  if (state.held.length > 0) return onHeld(draft)
  if (state.isOver) return afterEnd(draft)
  if (mustWait(event)) {
    state.held = wait(draft, [])
    return
  }
  if (state.stage < 0 && mayWait(chunk)) {
    state.early = wait(draft, state.early)
    return
  }
  if (chunk.type === "response.created" && isKnown(chunk) && state.stage >= 0) {
    const isOther = beginsAnother(chunk.type, chunk.response.id, state.snapshot.responseId)
    if (isOther && state.count > 0) return fail(draft, restarted)
  }
  handle(draft)
}

const restarted: ResponseError = {
  code: "response_restarted",
  message: "The provider began another response before this one was complete."
}

/** Behind the end, only what is about steering goes out, and the response that follows. */
const afterEnd = (draft: Draft): void => {
  const { event, state } = draft
  const { chunk } = event
  if (chunk.type.startsWith("response.steer.")) return handle(draft)
  if (!state.mayFollow || chunk.type !== "response.created") return drop(draft)
  const { hasEventLines, inputs, nextNumber, outputs } = state
  const isAnew = isKnown(chunk) && chunk.sequenceNumber === 0
  Object.assign(state, initial, { hasEventLines, inputs, outputs, nextNumber: isAnew ? 0 : nextNumber })
  handle(draft)
}

/** What goes out when the stream ends, by itself or by an error. */
export const end = (
  before: State,
  error: ResponseError
): readonly [ReadonlyArray<NormalizedEvent>, ReadonlyArray<NormalizeReport>] => {
  const draft = makeDraft(before, nothing)
  if (before.held.length > 0) endHeld(draft)
  else if (!before.isOver) fail(draft, error)
  return [draft.out, draft.reports]
}

const nothing: NormalizedEvent = { index: -1, chunk: { type: "keepalive", sequenceNumber: -1 } }

const makeDraft = (state: State, event: NormalizedEvent): Draft => ({
  state: copy(state),
  before: state.snapshot,
  event,
  ordinal: state.inputs,
  out: [],
  reports: []
})
