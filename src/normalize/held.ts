/**
 * Errors, and failures without a reason. They are held until the next event, or the end, says what they mean.
 *
 * @internal
 */
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { step as snapshotStep } from "../snapshot/handlers.ts"
import { update } from "../snapshot/share.ts"
import * as Snapshot from "../snapshot/state.ts"
import { isError, isTerminal, verdictOfChunk } from "../stream/verdict.ts"
import { handle } from "./handlers.ts"
import { drop, report } from "./send.ts"
import type { Draft } from "./send.ts"
import type { NormalizedEvent } from "./state.ts"
import { fail, withCode } from "./terminal.ts"

/** An error, or a failure without a reason, which the next chunk may have. */
export const mustWait = ({ chunk }: NormalizedEvent): boolean =>
  isError(chunk) || (chunk.type === "response.failed" && !chunk.response.error?.code && !chunk.response.error?.message)

/** Chunks that are not about the response. */
const asides: ReadonlySet<string> = /* @__PURE__ */ new Set(["keepalive", "response.debug", "UNKNOWN"])

/** What follows an error decides what becomes of it. */
export const onHeld = (draft: Draft): void => {
  const { event, state } = draft
  const { chunk } = event
  const [first] = state.held
  if (asides.has(chunk.type) && verdictOfChunk(chunk) === undefined) {
    state.held = [...state.held, event]
    return
  }
  if (isError(first!.chunk)) {
    if (isError(chunk)) return drop(draft)
    if (chunk.type === "response.failed") {
      releaseAll(draft)
      return handle(draft)
    }
    failByError(draft)
    return drop(draft)
  }
  releaseFailure(draft, isError(chunk) ? chunk : undefined)
  drop(draft)
}

/** Sends what was held, as it came. */
const releaseAll = (draft: Draft): void => {
  const { held } = draft.state
  draft.state.held = []
  for (const event of held) apply(draft, event)
}

/** The held error becomes the failure of the response. What came behind it goes out before. */
const failByError = (draft: Draft): void => {
  const { state } = draft
  const [error, ...others] = state.held
  state.held = []
  for (const event of others) apply(draft, event)
  state.snapshot = snapshotStep(state.snapshot, error!.chunk)
  fail(draft, state.snapshot.error ?? { message: "" })
}

/** Sends the held failure, with the reason that came behind it. */
const releaseFailure = (draft: Draft, reason: ResponsesStreamChunk | undefined): void => {
  const { state } = draft
  const [failure] = state.held
  state.held = []
  const { chunk } = failure!
  if (reason === undefined || chunk.type !== "response.failed") return apply(draft, failure!)
  const { error } = snapshotStep(Snapshot.initial, reason)
  const { json: _, ...rest } = failure!
  report(draft, "changed-response", chunk.type)
  apply(draft, {
    ...rest,
    chunk: update(chunk, { response: update(chunk.response, { error: withCode(error ?? { message: "" }) }) })
  })
}

/** Handles an event with a draft of its own, and adds what it gives. */
const apply = (draft: Draft, event: NormalizedEvent): void => {
  handle({ ...draft, event, before: draft.state.snapshot })
}

/** The stream has ended behind what is held. */
export const endHeld = (draft: Draft): void => {
  if (isTerminal(draft.state.held[0]!.chunk)) releaseFailure(draft, undefined)
  else failByError(draft)
}
