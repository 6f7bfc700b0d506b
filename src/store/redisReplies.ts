/**
 * What Redis answers. It may be of either protocol, and someone else may have written it.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Entry, StreamState, StreamStatus } from "./backend.ts"

/** An entry of a stream: an event, or a mark. */
export interface StreamEntry {
  readonly id: string
  /** Absent of a mark. */
  readonly entry: Entry | undefined
}

/** The answer of `XREAD`, by the name of the stream. The second protocol has lists in place of maps. */
export const streamsOf = (reply: unknown): ReadonlyArray<readonly [name: string, entries: unknown]> => {
  if (Array.isArray(reply)) return reply.map((pair: ReadonlyArray<unknown>) => [String(pair[0]), pair[1]] as const)
  if (reply instanceof Map) return [...reply].map(([name, entries]) => [String(name), entries] as const)
  return isObject(reply) ? Object.entries(reply) : []
}

/** The entries of a stream, of `XREAD` or `XRANGE`. */
export const entriesOf = (reply: unknown): ReadonlyArray<StreamEntry> =>
  Array.isArray(reply) ? reply.map((entry: ReadonlyArray<unknown>) => entryOf(String(entry[0]), entry[1])) : []

const entryOf = (id: string, fields: unknown): StreamEntry => {
  const [offset, mark] = id.split("-").map(Number)
  if (mark !== 0) return { id, entry: undefined }
  const data = fieldOf(fields, "d")
  const name = fieldOf(fields, "e")
  // An entry without data is invalid, and the empty text is what keeps a connection open
  return { id, entry: { offset: offset ?? 0, data: data ?? " ", name } }
}

const fieldOf = (fields: unknown, name: string): string | undefined => {
  if (!Array.isArray(fields)) return undefined
  for (let i = 0; i + 1 < fields.length; i += 2) if (fields[i] === name) return String(fields[i + 1])
  return undefined
}

/** What is known of a stream, how many marks it has, and the first writer, which tells it from others under its key. */
export interface MarkedStatus extends StreamStatus {
  readonly marks: number
  readonly first: string
}

/** The answer of the script `status`. */
export const statusOf = (reply: ReadonlyArray<string> | null): MarkedStatus | undefined => {
  if (reply === null) return undefined
  const [state, offset, responseId, sequenceNumber, marks, first = ""] = reply
  return {
    state: isState(state) ? state : "lost",
    offset: Number(offset),
    marks: Number(marks),
    first,
    ...(responseId === "" || responseId === undefined ? {} : { responseId }),
    ...(sequenceNumber === "" ? {} : { sequenceNumber: Number(sequenceNumber) })
  }
}

const isState = (state: unknown): state is StreamState =>
  state === "open" || state === "ended" || state === "cancelled" || state === "lost"
