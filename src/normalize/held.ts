/**
 * Errors, and failures without a reason. They are held until the next event, or the end, says what they mean.
 *
 * @internal
 */
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { step as snapshotStep } from "../snapshot/handlers.ts"
import { update } from "../snapshot/share.ts"
import * as Snapshot from "../snapshot/state.ts"
import { isAside } from "../stream/event.ts"
import { isError, isTerminal, verdictOfChunk } from "../stream/verdict.ts"
import { handle } from "./handlers.ts"
import { begin } from "./response.ts"
import { drop, report } from "./send.ts"
import type { Draft } from "./send.ts"
import type { Held, NormalizedEvent } from "./state.ts"
import { fail, withCode } from "./terminal.ts"

/** An error, or a failure without a reason, which the next chunk may have. */
export const mustWait = ({ chunk }: NormalizedEvent): boolean =>
  isError(chunk) || (chunk.type === "response.failed" && !chunk.response.error?.code && !chunk.response.error?.message)

/** Whether a chunk may wait for what comes behind it: it isn't about the response. */
export const mayWait = (chunk: ResponsesStreamChunk): boolean =>
  isAside(chunk.type) && verdictOfChunk(chunk) === undefined

/** How many chunks wait at most. A provider that sends nothing else is alive, but has nothing to say. */
const maxWaiting = 100

/** The list of what waits, with the event behind it. */
export const wait = (draft: Draft, waiting: ReadonlyArray<Held>): ReadonlyArray<Held> => {
  const { event, ordinal } = draft
  if (waiting.length < maxWaiting) return [...waiting, { event, ordinal }]
  drop(draft)
  return waiting
}

/** What follows an error decides what becomes of it. */
export const onHeld = (draft: Draft): void => {
  const { event, state } = draft
  const { chunk } = event
  const [first] = state.held
  if (mayWait(chunk)) {
    state.held = wait(draft, state.held)
    return
  }
  if (isError(first!.event.chunk)) {
    if (isError(chunk)) return drop(draft)
    // It sends what is held, behind what was missing
    if (chunk.type === "response.failed") return handle(draft)
    failByError(draft)
    return drop(draft)
  }
  releaseFailure(draft, isError(chunk) ? chunk : undefined)
  drop(draft)
}

/** The held error becomes the failure of the response. What came behind it goes out before. */
const failByError = (draft: Draft): void => {
  const { state } = draft
  const [error, ...others] = state.held
  state.held = []
  const { event } = error!
  begin(draft)
  for (const held of others) apply(draft, held)
  state.snapshot = snapshotStep(state.snapshot, event.chunk)
  fail({ ...draft, ...error }, state.snapshot.error ?? { message: "" })
}

/** Sends the held failure, with the reason that came behind it. */
const releaseFailure = (draft: Draft, reason: ResponsesStreamChunk | undefined): void => {
  const { state } = draft
  const [failure, ...others] = state.held
  state.held = []
  sendFailure(draft, failure!, reason)
  for (const held of others) drop({ ...draft, ...held })
}

const sendFailure = (draft: Draft, failure: Held, reason: ResponsesStreamChunk | undefined): void => {
  const { event, ordinal } = failure
  const { chunk } = event
  if (reason === undefined || chunk.type !== "response.failed") return apply(draft, failure)
  const { error } = snapshotStep(Snapshot.initial, reason)
  const { json: _, ...rest } = event
  report({ ...draft, ordinal }, "changed-response", chunk.type)
  const withReason = update(chunk.response, { error: withCode(error ?? { message: "" }) })
  apply(draft, { event: { ...rest, chunk: update(chunk, { response: withReason }) }, ordinal })
}

/** Handles an event with a draft of its own, and adds what it gives. */
const apply = (draft: Draft, held: Held): void => {
  handle({ ...draft, ...held, before: draft.state.snapshot })
}

/** The stream has ended behind what is held. */
export const endHeld = (draft: Draft): void => {
  if (isTerminal(draft.state.held[0]!.event.chunk)) releaseFailure(draft, undefined)
  else failByError(draft)
}
