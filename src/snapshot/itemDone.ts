/**
 * Merges a complete item, from `added`, `done` or the terminal chunk, with what was streamed.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import { idsOf } from "../stream/items.ts"
import { commandsIn, fieldsOf, hasImage, isText, listOf, partsIn, textFields, textIn } from "./itemFields.ts"
import type { PartField, TextField } from "./itemFields.ts"
import { newItem } from "./itemState.ts"
import type { ItemKey, ItemState, Streamed, TextState } from "./itemState.ts"
import { partsOf, textOf } from "./itemUpdates.ts"
import { fieldsOfPanels, view } from "./itemView.ts"
import { indexed } from "./orderedMap.ts"
import type { OrderedMap } from "./orderedMap.ts"
import { closePart, newPart, textOfPart } from "./part.ts"
import type { Part } from "./part.ts"
import { share, update } from "./share.ts"
import type { SnapshotItem } from "./types.ts"

/** The `added` of an item whose chunks came before it. */
export const adopt = (state: ItemState, base: OutputItem): ItemState => ({ ...state, base, isInferred: false })

/** The state of a done item. Its fields replace the streamed ones, unless they are empty. */
export const complete = (state: ItemState, item: OutputItem): ItemState => {
  const old = view(state)
  return {
    ...state,
    base: share(old.item, withPanels(item, old)),
    isDone: true,
    isInferred: false,
    streamed: leftEmpty(state, item)
  }
}

/** The state of an item of the terminal chunk. Of what was streamed, only what has no field in the item is kept. */
export const seal = (key: ItemKey, item: OutputItem, old: ItemState | undefined): ItemState => {
  if (old === undefined) return newItem(key, item, { isDone: true })
  const base = share(view(old).item, item)
  if (base === old.base && old.isDone && old.streamed === undefined && old.key === key) return old
  const { analystModel, judgeModel, outputs, panelCount, panels } = old.streamed ?? {}
  const streamed = pruned({ analystModel, judgeModel, outputs, panelCount, panels })
  const ids = [...new Set([...old.ids, ...idsOf(fieldsOf(item))])]
  return { ...old, key, base, isDone: true, isInferred: false, ids, streamed }
}

const withPanels = (item: OutputItem, { extra }: SnapshotItem): OutputItem => {
  if (item.type !== "openrouter:fusion" || extra?.panels === undefined) return item
  const { failedModels, responses } = fieldsOfPanels(extra.panels)
  return update(item, {
    ...(listOf(item.responses).length === 0 && responses.length > 0 ? { responses } : {}),
    ...(listOf(item.failedModels).length === 0 && failedModels.length > 0 ? { failedModels } : {})
  })
}

/** What was streamed and is not in the finished item. */
const leftEmpty = (state: ItemState, item: OutputItem): Streamed | undefined => {
  const { analysis, analystModel, commands, judgeModel, outputs, panelCount, panels, partialImage, status } =
    state.streamed ?? {}
  const fields = fieldsOf(item)
  const texts: { [_ in TextField]?: TextState } = {}
  for (const field of textFields) {
    const text = textOf(state, field)
    if (text.text !== "" && textIn(item, field) === "") texts[field] = text
  }
  return pruned({
    ...texts,
    content: partsLeft(state, item, "content"),
    summary: partsLeft(state, item, "summary"),
    commands: commandsIn(item).length === 0 ? commands : undefined,
    status: isText(fields["status"]) ? undefined : status,
    partialImage: hasImage(item) ? undefined : partialImage,
    analysis: isObject(fields["analysis"]) ? undefined : analysis,
    analystModel,
    judgeModel,
    outputs,
    panelCount,
    panels
  })
}

const partsLeft = (state: ItemState, item: OutputItem, field: PartField): OrderedMap<number, Part> | undefined => {
  const before = partsOf(state, field)
  if (before.isEmpty) return undefined
  const parts = partsIn(item, field)
  if (parts.length === 0) return before
  const old = before.values()
  if (!parts.some((part, i) => textOfPart(part) === "" && isText(old[i]?.text))) return undefined
  return indexed(parts, (part, i) => {
    const streamed = old[i]
    return streamed === undefined ? newPart(part, true) : closePart(part)(streamed)
  })
}

const pruned = (streamed: Streamed): Streamed | undefined => {
  const entries = Object.entries(streamed).filter(([, value]) => value !== undefined)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}
