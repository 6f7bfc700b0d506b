/** How a stream ends, by the valid events that came. It is a part of the reference. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { OutputItem } from "../../src/model/OutputItem.ts"
import type { ChunkEvent } from "../../src/stream/ChunkStream.ts"

/** How a response ends. What is about items counts only if no chunk ends it. */
export interface Ending {
  /** The verdict, if a chunk ends the response. */
  readonly verdict: string | undefined
  /** The id of the response, if one came. */
  readonly responseId: string | undefined
  /** Whether the items that are done make an answer: none is incomplete, and one is more than reasoning. */
  readonly isAnswered: boolean
  /** The items that were added, by types that have a model. */
  readonly added: ReadonlyArray<{ readonly outputIndex: number; readonly type: string }>
}

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {}

const verdicts: ReadonlyMap<unknown, string> = new Map([
  ["response.completed", "Completed"],
  ["response.incomplete", "Incomplete"],
  ["response.failed", "Failed"],
  ["response.cancelled", "Cancelled"],
  ["response.canceled", "Cancelled"]
])

const isCancelled = (status: unknown): boolean => status === "cancelled" || status === "canceled"

/** The type of an event, and the response that it carries. */
const readingOf = ({ chunk, json }: ChunkEvent): { readonly type: string; readonly response: Fields } =>
  chunk.type === "UNKNOWN"
    ? { type: chunk.raw.type, response: fieldsOf(chunk.raw["response"]) }
    : { type: chunk.type, response: fieldsOf("response" in chunk ? chunk.response : fieldsOf(json)["response"]) }

/** The verdict of a chunk, if it is terminal. */
export const terminalOf = (event: ChunkEvent): string | undefined => {
  const { response, type } = readingOf(event)
  const verdict = verdicts.get(type)
  return verdict !== undefined && isCancelled(response["status"]) ? "Cancelled" : verdict
}

const decodeItem = Schema.decodeUnknownResult(OutputItem)

/** The type of an item that has a model, or `UNKNOWN`. */
const modelOf = (type: string): string => {
  const item = decodeItem({ type })
  return Result.isSuccess(item) && item.success.type === "UNKNOWN" ? "UNKNOWN" : type
}

const isId = (id: unknown): id is string => typeof id === "string" && id !== ""

/** The types whose events are about something else than the response, whatever they carry. */
const otherTypes = new Set(["error", "response.error", "response.output_item.added", "response.output_item.done"])

/** The events of the last response: `response.created` with another id begins one. */
const lastResponse = (events: ReadonlyArray<ChunkEvent>) => {
  let responseId: string | undefined
  let from = 0
  for (const [i, event] of events.entries()) {
    const { response, type } = readingOf(event)
    const { id } = response
    if (!isId(id) || otherTypes.has(type)) continue
    if (type === "response.created" && responseId !== undefined && id !== responseId) {
      from = i
      responseId = id
    }
    responseId ??= id
  }
  return { responseId, events: events.slice(from) }
}

export const endingOf = (all: ReadonlyArray<ChunkEvent>): Ending => {
  const { events, responseId } = lastResponse(all)
  const isError = events.some(({ chunk }) => chunk.type === "error" || chunk.type === "response.error")
  const added: Array<Ending["added"][number]> = []
  const done: Array<Fields> = []
  for (const { chunk } of events) {
    if (chunk.type !== "response.output_item.added" && chunk.type !== "response.output_item.done") continue
    const item = fieldsOf(chunk.item.type === "UNKNOWN" ? chunk.item.raw : chunk.item)
    if (chunk.type === "response.output_item.done") done.push(item)
    else added.push({ outputIndex: chunk.outputIndex, type: modelOf(String(item["type"])) })
  }
  return {
    verdict: events.map(terminalOf).find((verdict) => verdict !== undefined) ?? (isError ? "Errored" : undefined),
    responseId,
    isAnswered:
      done.every(({ status }) => status !== "incomplete") &&
      done.some(({ type }) => type !== "reasoning" && type !== "mcp_list_tools"),
    added
  }
}
