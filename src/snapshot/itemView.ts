/**
 * Items as users see them. What was streamed is in the fields of the item, or beside it if it has no field.
 *
 * @internal
 */
import type { Mutable } from "effect/Types"
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { SummaryPart } from "../model/ContentPart.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import { fieldsOf, holders, textFields } from "./itemFields.ts"
import type { ItemKey, ItemState, Panel, Streamed } from "./itemState.ts"
import type { OrderedMap } from "./orderedMap.ts"
import { viewParts } from "./part.ts"
import { memoize, update } from "./share.ts"
import type { SnapshotExtra, SnapshotItem, SnapshotPanel } from "./types.ts"

const keyText = ({ index, nth }: ItemKey): string => (nth === 0 ? `${index}` : `${index}.${nth}`)

/** The view of an item: the same object until the item changes. */
export const view = memoize((state: ItemState): SnapshotItem => {
  const { base, isDone, isInferred, key, streamed } = state
  const { extra, fields } = streamed === undefined ? nothingStreamed : place(base, isDone, streamed)
  return {
    key: keyText(key),
    outputIndex: key.index,
    item: fields === undefined ? base : update(base, fields),
    isDone,
    isInferred,
    ...(extra === undefined ? {} : { extra })
  }
})

interface Placed {
  /** What goes into the item. */
  readonly fields: Json | undefined
  /** What goes beside it. */
  readonly extra: SnapshotExtra | undefined
}

const nothingStreamed: Placed = { fields: undefined, extra: undefined }

const place = (base: OutputItem, isDone: boolean, streamed: Streamed): Placed => {
  const fields: Record<string, unknown> = {}
  const extra: Mutable<SnapshotExtra> = {}
  const { type } = base
  if (streamed.status !== undefined) {
    if (type === "UNKNOWN" || isDone) extra.status = streamed.status
    else fields["status"] = streamed.status
  }
  for (const field of ["content", "summary"] as const) {
    const parts = streamed[field]
    if (parts === undefined) continue
    if (holders[field].has(type)) fields[field] = viewParts(parts)
    else if (field === "content") extra.content = viewParts(parts)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- chunks of a summary have no other parts
    else extra.summary = viewParts(parts) as ReadonlyArray<SummaryPart>
  }
  for (const field of textFields) {
    const text = streamed[field]?.text
    if (text === undefined) continue
    if (field === "diff" && holders.diff.has(type)) fields["operation"] = withDiff(base, text)
    else if (holders[field].has(type)) fields[field] = text
    else extra[field] = text
  }
  if (streamed.commands !== undefined) {
    const commands = streamed.commands.values().map(({ text }) => text)
    const { action } = fieldsOf(base)
    if (holders.commands.has(type)) fields["action"] = { ...(isObject(action) && action), commands }
    else extra.commands = commands
  }
  if (streamed.outputs !== undefined) {
    const outputs = streamed.outputs.values()
    const whole = outputs.flatMap(({ output = [] }) => output)
    if (whole.length > 0 && !isDone && holders.outputs.has(type)) fields["output"] = whole
    extra.outputs = streamed.outputs.entries().map(([commandIndex, { output, stderr, stdout }]) => ({
      commandIndex,
      stdout,
      stderr,
      output
    }))
  }
  if (streamed.panels !== undefined) {
    extra.panels = panelsOf(streamed.panels)
    if (!isDone && holders.panels.has(type)) Object.assign(fields, fieldsOfPanels(extra.panels))
  }
  if (streamed.analysis !== undefined) {
    if (holders.panels.has(type)) fields["analysis"] = streamed.analysis
    else extra.analysis = streamed.analysis
  }
  if (streamed.analystModel !== undefined) extra.analystModel = streamed.analystModel
  if (streamed.judgeModel !== undefined) extra.judgeModel = streamed.judgeModel
  if (streamed.partialImage !== undefined) extra.partialImage = streamed.partialImage
  return {
    fields: Object.keys(fields).length === 0 ? undefined : fields,
    extra: Object.keys(extra).length === 0 ? undefined : extra
  }
}

const withDiff = (base: OutputItem, diff: string): unknown => {
  const { operation } = fieldsOf(base)
  if (!isObject(operation)) return { type: "update_file", path: "", diff }
  return isObject(operation["raw"]) ? { ...operation, raw: { ...operation["raw"], diff } } : { ...operation, diff }
}

const panelsOf = (panels: OrderedMap<string, Panel>): ReadonlyArray<SnapshotPanel> =>
  panels
    .entries()
    .toSorted(([, a], [, b]) => a.nth - b.nth)
    .map(([model, { content, error, reasoning, statusCode }]) => ({
      model,
      status: error !== undefined ? "failed" : content.isWhole ? "completed" : "in_progress",
      content: content.text,
      reasoning,
      error,
      statusCode
    }))

export const fieldsOfPanels = (panels: ReadonlyArray<SnapshotPanel>) => ({
  responses: panels
    .filter(({ content, status }) => status === "completed" || (status === "in_progress" && content !== ""))
    .map(({ content, model }) => ({ model, content })),
  failedModels: panels.filter(({ status }) => status === "failed").map(failedModel)
})

const failedModel = ({ error = "", model, statusCode }: SnapshotPanel) =>
  statusCode === undefined ? { model, error } : { model, error, statusCode }

/** The text of a message. */
export const messageText = memoize((state: ItemState): { readonly text: string } => {
  const { item } = view(state)
  let text = ""
  if (item.type === "message") {
    for (const part of item.content) if (part.type === "output_text") text += part.text
  }
  return { text }
})
