/**
 * The beginning of the response, and chunks that carry it.
 *
 * @internal
 */
import type { Response } from "../model/Response.ts"
import { update } from "../snapshot/share.ts"
import type * as Event from "../stream/event.ts"
import { add, drop, pass } from "./send.ts"
import type { Draft } from "./send.ts"

export type ResponseChunk = { readonly response: Response }

/** The response with the one id that the client knows, and with what strict clients need. */
export const regular = ({ before, state }: Draft, response: Response): Response => {
  const responseId = (state.responseId ??= response.id || noId)
  const { createdAt, model } = response
  const isWhole = createdAt !== undefined && createdAt !== null && model !== undefined && model !== null
  if (response.id === responseId && isWhole) return response
  return update(response, {
    id: responseId,
    createdAt: createdAt ?? before.response?.createdAt ?? 0,
    model: model ?? before.response?.model ?? ""
  })
}

/** The id of a response that comes without one. */
export const noId = "resp_0"

/** What stands for a response of which nothing came. */
export const noResponse = (id: string): Response => ({ id, object: "response", status: "in_progress", output: [] })

/** Sends the beginning of the response, if it is missing. */
export const begin = (draft: Draft, hint?: string): void => {
  const { state } = draft
  if (state.stage >= 0) return
  const base = state.snapshot.response ?? noResponse(state.responseId ?? (hint ? `resp_${hint}` : noId))
  const started = update(base, { status: "in_progress", output: [], error: null, usage: null, incompleteDetails: null })
  const response = regular(draft, started)
  add(draft, "added-response", "response.created", { response })
  add(draft, "added-response", "response.in_progress", { response })
  state.stage = 2
  sendEarly(draft)
}

/** Sends what waited for the beginning of the response. */
const sendEarly = (draft: Draft): void => {
  const { early } = draft.state
  draft.state.early = []
  for (const held of early) pass({ ...draft, ...held })
}

/** Sends a chunk with its response, which has other fields. */
export const passResponse = (draft: Draft, { response }: ResponseChunk, fields?: object): void => {
  const next = regular(draft, fields === undefined ? response : update(response, fields))
  pass(draft, { response: next }, next.id === response.id ? "changed-response" : "changed-response-id")
}

export const onCreated: Event.Handler<Draft, ResponseChunk> = (draft, chunk) => {
  if (draft.state.stage >= 0) return drop(draft)
  draft.state.stage = 0
  passResponse(draft, chunk)
  sendEarly(draft)
}

export const onStage =
  (stage: 1 | 2): Event.Handler<Draft, ResponseChunk> =>
  (draft, chunk) => {
    const { state } = draft
    const hadBegun = state.stage >= 0
    begin(draft)
    if (stage < state.stage || !hadBegun) return drop(draft)
    state.stage = stage
    passResponse(draft, chunk)
  }
