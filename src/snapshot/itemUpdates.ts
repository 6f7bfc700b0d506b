/**
 * What the chunks of an item change in it.
 *
 * @internal
 */
import type { Case } from "../chunk/ResponsesStreamChunk.ts"
import { commandsIn, hasImage, isText, partsIn, textIn } from "./itemFields.ts"
import type { PartField, TextField } from "./itemFields.ts"
import { withStreamed } from "./itemState.ts"
import type { ItemState, Output, Panel, Streamed, TextState } from "./itemState.ts"
import { indexed, named, numbered } from "./orderedMap.ts"
import type { OrderedMap } from "./orderedMap.ts"
import { newPart } from "./part.ts"
import type { Part, PartChange } from "./part.ts"
import { update } from "./share.ts"

export const partsOf = (state: ItemState, field: PartField): OrderedMap<number, Part> =>
  state.streamed?.[field] ?? indexed(partsIn(state.base, field), (part) => newPart(part, state.isDone))

/** Whether chunks no longer change a field: a done item takes only what it left empty. */
const isClosed = (state: ItemState, field: PartField): boolean =>
  state.isDone && state.streamed?.[field] === undefined && partsIn(state.base, field).length > 0

/** Changes a part. */
export const changePart = (state: ItemState, field: PartField, index: number, change: PartChange): ItemState => {
  if (isClosed(state, field)) return state
  const parts = partsOf(state, field)
  const before = parts.get(index)
  const part = change(before)
  return part === before ? state : withStreamed(state, { ...state.streamed, [field]: parts.set(index, part) })
}

/** Appends to a text that isn't complete. */
export const extendText = (text: TextState, delta: string): TextState =>
  text.isWhole ? text : { text: text.text + delta, isWhole: false }

export const textOf = (state: ItemState, field: TextField): TextState => {
  const streamed = state.streamed?.[field]
  if (streamed !== undefined) return streamed
  const text = textIn(state.base, field)
  return { text, isWhole: state.isDone && text !== "" }
}

/** The field of a tool call's text. Some gateways send it in chunks of another kind of tool call. */
const fieldFor = ({ base: { type } }: ItemState, field: TextField): TextField =>
  field === "arguments" && type === "custom_tool_call"
    ? "input"
    : field === "input" && (type === "function_call" || type === "mcp_call")
      ? "arguments"
      : field

/** Appends to a text of the item. */
export const appendText = (state: ItemState, ofChunk: TextField, delta: string): ItemState => {
  const field = fieldFor(state, ofChunk)
  const before = textOf(state, field)
  const text = extendText(before, delta)
  return text === before ? state : withStreamed(state, { ...state.streamed, [field]: text })
}

/** Completes a text of the item. */
export const finishText = (state: ItemState, ofChunk: TextField, whole: string): ItemState => {
  const field = fieldFor(state, ofChunk)
  const { isWhole, text } = textOf(state, field)
  if (state.isDone && isWhole) return state
  return withStreamed(state, { ...state.streamed, [field]: { text: whole === "" ? text : whole, isWhole: true } })
}

/** Fills in the name of a function whose `added` is missing. */
export const nameCall = (state: ItemState, name: string | null | undefined): ItemState =>
  state.isInferred && state.base.type === "function_call" && state.base.name === "" && isText(name)
    ? { ...state, base: update(state.base, { name }) }
    : state

/** Sets the status that a chunk reports. */
export const setStatus = (state: ItemState, status: string): ItemState =>
  state.isDone || state.streamed?.status === status ? state : withStreamed(state, { ...state.streamed, status })

/** Keeps the newest partial image, until the final one comes. */
export const showPartialImage = (
  state: ItemState,
  chunk: Case<"response.image_generation_call.partial_image">
): ItemState => {
  const before = state.streamed?.partialImage
  if (hasImage(state.base) || (before !== undefined && before.partialImageIndex > chunk.partialImageIndex)) return state
  return setStatus(withStreamed(state, { ...state.streamed, partialImage: chunk }), "generating")
}

const commandsOf = (state: ItemState): OrderedMap<number, TextState> =>
  state.streamed?.commands ?? indexed(commandsIn(state.base), (text) => ({ text, isWhole: state.isDone }))

/** Changes a command of a shell call. */
export const changeCommand = (state: ItemState, index: number, change: (text: TextState) => TextState): ItemState => {
  if (state.isDone && state.streamed?.commands === undefined && commandsIn(state.base).length > 0) return state
  const commands = commandsOf(state)
  const before = commands.get(index)
  const text = change(before ?? { text: "", isWhole: false })
  return text === before ? state : withStreamed(state, { ...state.streamed, commands: commands.set(index, text) })
}

/** Changes the output of a shell command. */
export const changeOutput = (state: ItemState, index: number, change: (output: Output) => Output): ItemState => {
  const outputs = state.streamed?.outputs ?? numbered<Output>()
  const output = change(outputs.get(index) ?? { stdout: "", stderr: "" })
  return withStreamed(state, { ...state.streamed, outputs: outputs.set(index, output) })
}

/** Changes a model on the panel of a fusion call. */
export const changePanel = (state: ItemState, model: string, change: (panel: Panel) => Panel): ItemState => {
  const panels = state.streamed?.panels ?? named<Panel>()
  const before = panels.get(model)
  const nth = before?.nth ?? state.streamed?.panelCount ?? 0
  const panel = change(before ?? { nth, content: { text: "", isWhole: false }, reasoning: "" })
  const panelCount = Math.max(nth + 1, state.streamed?.panelCount ?? 0)
  return withStreamed(state, { ...state.streamed, panels: panels.set(model, panel), panelCount })
}

/** Sets a field that doesn't grow. */
export const setStreamed = (state: ItemState, streamed: Streamed): ItemState =>
  withStreamed(state, { ...state.streamed, ...streamed })
