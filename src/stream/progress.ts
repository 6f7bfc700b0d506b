/**
 * What tells a finished stream from a cut one. Its size is O(open items), but for the last ones that are done.
 *
 * @internal
 */
import type { ResponsesStreamChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { OpenItem } from "../errors/StreamError.ts"
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import { outputItem, table } from "../wire/table.ts"
import { makeDecoder } from "../wire/tableDecoder.ts"
import { initialCounts } from "./counts.ts"
import type { Counts } from "./counts.ts"
import { finite } from "./event.ts"
import { findAdded, findDone, findUpdated, idsOf, isItemUpdate, itemTypesOf, takersOf } from "./items.ts"
import type { ItemRef, ItemReport } from "./items.ts"
import { ItemRegistry } from "./itemRegistry.ts"
import { addDone, beginsAnother, isErrorType, terminalVerdict, verdictOf } from "./verdict.ts"
import type { ItemsDone, TerminalVerdict, Verdict } from "./verdict.ts"

/** The progress of one stream, updated in place. */
export interface Progress extends Counts {
  terminal: TerminalVerdict | undefined
  errored: boolean
  items: ItemRegistry
  done: ItemsDone
  sequenceNumber: number | undefined
  responseId: string | undefined
  /** The last response. Like the items that are done, it is kept only for `onEnd: "synthesize"`. */
  response: Json | undefined
  readonly keeps: boolean
}

export const start = (keeps = false): Progress => ({
  ...initialCounts(),
  keeps,
  ...begin(keeps)
})

/** The state before the first event of a response. */
const begin = (keeps: boolean) => ({
  terminal: undefined,
  errored: false,
  items: new ItemRegistry(keeps),
  done: "nothing" as const,
  sequenceNumber: undefined,
  responseId: undefined,
  response: undefined
})

const added: WireType = "response.output_item.added"
const done: WireType = "response.output_item.done"

/** Adds the JSON of a valid event. Its sequence number is the reader's to add: a repair may have made it up. */
export const advance = (progress: Progress, type: string, json: Json): void => {
  switch (type) {
    case added:
      return onAdded(progress, reportOf(json))
    case done:
      return onDone(progress, reportOf(json), json["item"])
    default:
      if (isErrorType(type)) progress.errored = true
      else if (isObject(json["response"])) onResponse(progress, type, json["response"])
      else progress.terminal ??= terminalVerdict(type)
  }
}

/** Adds a chunk, for what follows chunks and not events. */
export const advanceChunk = (progress: Progress, chunk: ResponsesStreamChunk): void => {
  if (chunk.type === "UNKNOWN") return advance(progress, chunk.raw.type, chunk.raw)
  advance(progress, chunk.type, {
    ...("response" in chunk ? { response: chunk.response } : {}),
    ...("item" in chunk
      ? { output_index: chunk.outputIndex, item: chunk.item.type === "UNKNOWN" ? chunk.item.raw : chunk.item }
      : {})
  })
}

const onResponse = (progress: Progress, type: string, response: Json): void => {
  const { id, status } = response
  if (beginsAnother(type, id, progress.responseId)) Object.assign(progress, begin(progress.keeps))
  if (typeof id === "string" && id !== "") progress.responseId ??= id
  progress.terminal ??= terminalVerdict(type, status)
  if (progress.keeps) progress.response = response
}

const noFields: Json = {}

const reportOf = ({ item, output_index: outputIndex }: Json): ItemReport => {
  const { type } = isObject(item) ? item : noFields
  return {
    outputIndex: finite(outputIndex) ?? 0,
    type: typeof type === "string" ? type : "",
    ids: isObject(item) ? idsOf(item) : []
  }
}

/** The item that an event is about, where it leaves out an index or an id. */
export const itemOf = ({ items }: Progress, type: unknown, json: Json): ItemRef | undefined => {
  const given = finite(json["output_index"])
  if (type === added) return { outputIndex: given ?? items.nextIndex }
  if (type === done) {
    const report = reportOf(json)
    const known = report.ids.map((id) => items.byId(id))
    const item = known.find((item) => item?.isDone === false) ?? known.find(Boolean) ?? items.lastOf([report.type])
    return { outputIndex: given ?? item?.outputIndex ?? items.nextIndex }
  }
  if (!isItemUpdate(type)) return undefined
  const types = itemTypesOf(type)
  const takers = takersOf(types)
  const itemId = [json["item_id"], json["call_id"]].find((id) => typeof id === "string")
  const item =
    given === undefined
      ? ((itemId === undefined ? undefined : items.byId(itemId)) ?? items.lastOf(takers))
      : findUpdated(items, { outputIndex: given, ...(itemId === undefined ? {} : { itemId }) }, types, takers)
  // Of an item that was never added, more chunks may come: all get the index behind the others
  return { outputIndex: given ?? item?.outputIndex ?? items.nextIndex, itemId: item?.ids[0] ?? "" }
}

const onAdded = ({ items }: Progress, report: ItemReport): void => {
  if (findAdded(items, report) === undefined) items.add(report)
}

const onDone = (progress: Progress, report: ItemReport, item: unknown): void => {
  const { items } = progress
  const status = isObject(item) ? item["status"] : undefined
  progress.done = addDone(progress.done, report.type, status)
  items.close(findDone(items, report) ?? items.add(report), report, item)
}

/** An error lists at most so many open items. */
const maxOpenItems = 100

const itemDecoder = /* @__PURE__ */ makeDecoder(table, outputItem)

/** The items that were added and aren't done, as an error shows them: by types that have a model, and without ids. */
export const openItems = ({ items }: Progress): ReadonlyArray<OpenItem> => {
  const open: Array<OpenItem> = []
  for (const { outputIndex, type } of items.open) {
    if (open.length === maxOpenItems) break
    open.push({ outputIndex, type: itemDecoder.has(type) ? type : "UNKNOWN" })
  }
  return open
}

/** How the stream ends if it ends here. */
export const verdict = ({ done, errored, items, terminal }: Progress): Verdict =>
  verdictOf({ terminal, errored, done, openItems: items.open.size })
