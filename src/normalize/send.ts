/**
 * How events go out: as they came, changed, or added.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import { fieldsOf, isObject } from "../base/json.ts"
import type { ResponsesStreamChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"
import { update } from "../snapshot/share.ts"
import type * as Snapshot from "../snapshot/state.ts"
import { finite } from "../stream/event.ts"
import { encodeChunk } from "../wire/chunkEncoder.ts"
import type { NormalizeReport, ReportName } from "./report.ts"
import type { NormalizedEvent, State } from "./state.ts"

/** The next state, while it is made, with what goes out. */
export interface Draft {
  readonly state: Mutable<State>
  /** The snapshot before the event. */
  readonly before: Snapshot.State
  /** The event that came, and its ordinal. */
  readonly event: NormalizedEvent
  readonly ordinal: number
  readonly out: Array<NormalizedEvent>
  readonly reports: Array<NormalizeReport>
}

export const report = (draft: Draft, name: ReportName, type: string): void => {
  draft.reports.push({ name, index: draft.ordinal, type })
}

/** The event doesn't go out. */
export const drop = (draft: Draft): void => report(draft, "dropped-chunk", draft.event.chunk.type)

const emit = (draft: Draft, event: Omit<NormalizedEvent, "index">): void => {
  const index = draft.state.outputs++
  draft.out.push({ ...event, index })
}

// -----------------------------------------------------------------------------
// Events that came
// -----------------------------------------------------------------------------

/** Fields of a chunk. */
export type Fields = Readonly<Record<string, unknown>>

const noFields: Fields = {}

/** The report of a field that changes. */
const nameOf = (field: string): ReportName => {
  switch (field) {
    case "sequenceNumber":
      return "changed-number"
    case "itemId":
      return "changed-item-id"
    case "annotation":
    case "item":
      return "changed-item"
    case "response":
      return "changed-response"
    case "type":
      return "changed-type"
    case "outputIndex":
    case "contentIndex":
    case "summaryIndex":
    case "annotationIndex":
    case "partialImageIndex":
      return "changed-index"
    default:
      return "changed-text"
  }
}

/** Sends the event that came, with the given values of some fields. */
export const pass = (draft: Draft, fields: Fields = noFields, name?: ReportName): void => {
  const { event, state } = draft
  const { chunk } = event
  if (chunk.type === "UNKNOWN" || !("sequenceNumber" in chunk) || typeof chunk.sequenceNumber !== "number") {
    return passOther(draft, fields)
  }
  const sequenceNumber = state.nextNumber++
  let changes: Record<string, unknown> | undefined
  const change = (field: string, value: unknown): void => {
    changes ??= {}
    changes[field] = value
    report(draft, name !== undefined && field !== "sequenceNumber" ? name : nameOf(field), chunk.type)
  }
  if (chunk.sequenceNumber !== sequenceNumber) change("sequenceNumber", sequenceNumber)
  const wire = fieldsOf(chunk)
  for (const field of Object.keys(fields)) if (!Object.is(wire[field], fields[field])) change(field, fields[field])
  sendChanged(draft, changes)
}

/** Sends the event that came, with other fields, if there are any. */
const sendChanged = (draft: Draft, changes: Fields | undefined): void => {
  const { event, state } = draft
  const isRepaired = event.repairs !== undefined
  const type = typeof changes?.["type"] === "string" ? changes["type"] : wireType(event.chunk)
  const isMisnamed = event.event !== undefined && event.event !== type
  if (changes === undefined && !isRepaired && !isMisnamed) {
    const index = state.outputs++
    draft.out.push(event.index === index ? event : { ...event, index })
    return
  }
  if (isRepaired) report(draft, "repaired", event.chunk.type)
  if (isMisnamed && changes?.["type"] === undefined) report(draft, "changed-type", event.chunk.type)
  const chunk = changes === undefined ? event.chunk : update(event.chunk, changes)
  const { event: _, json: before, repairs: __, ...rest } = event
  const json =
    isRepaired || before === undefined
      ? undefined
      : changes === undefined
        ? before
        : withFields(before, encodeChunk(chunk))
  emit(draft, {
    ...rest,
    chunk,
    ...(json === undefined ? {} : { json }),
    ...(event.event === undefined ? {} : { event: type })
  })
}

const wireType = (chunk: ResponsesStreamChunk): string => (chunk.type === "UNKNOWN" ? chunk.raw.type : chunk.type)

/** JSON of a changed chunk, with the fields of the JSON that came that no model has. */
const withFields = (before: unknown, json: unknown): unknown => {
  if (before === json) return json
  if (Array.isArray(before) && Array.isArray(json)) {
    return before.length === json.length ? json.map((each, i) => withFields(before[i], each)) : json
  }
  if (!isObject(before) || !isObject(json) || before["type"] !== json["type"]) return json
  const fields = Object.entries(json).map(([key, field]) => [key, withFields(before[key], field)])
  return { ...before, ...Object.fromEntries(fields) }
}

/** Sends an event that has no number, or whose chunk is unknown or one of the user's own. */
const passOther = (draft: Draft, fields: Fields): void => {
  const { event, state } = draft
  const { chunk, json } = event
  const raw = isObject(json) ? json : chunk.type === "UNKNOWN" ? chunk.raw : undefined
  const number = finite(raw?.["sequence_number"])
  if (number === undefined) return sendChanged(draft, Object.keys(fields).length === 0 ? undefined : fields)
  const next = state.nextNumber++
  if (number === next) return sendChanged(draft, undefined)
  report(draft, "changed-number", chunk.type)
  const type = raw?.["type"]
  const isMisnamed = event.event !== undefined && typeof type === "string" && event.event !== type
  if (isMisnamed) report(draft, "changed-type", chunk.type)
  const renumbered = { sequence_number: next }
  emit(draft, {
    ...event,
    chunk: chunk.type === "UNKNOWN" ? update(chunk, { raw: { ...chunk.raw, ...renumbered } }) : chunk,
    ...(isObject(json) ? { json: { ...json, ...renumbered } } : {}),
    ...(isMisnamed ? { event: type } : {})
  })
}

// -----------------------------------------------------------------------------
// Added events
// -----------------------------------------------------------------------------

/** Sends an event that didn't come. */
export const add = (draft: Draft, name: ReportName, type: WireType, fields: Fields): void => {
  const { state } = draft
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has the fields of its type
  const chunk = { type, ...fields, sequenceNumber: state.nextNumber++ } as unknown as ResponsesStreamChunk
  report(draft, name, type)
  emit(draft, { chunk, ...(state.hasEventLines ? { event: type } : {}) })
}
