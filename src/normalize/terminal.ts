/**
 * The end of the response: what is open is closed, and the output is told.
 *
 * @internal
 */
import { fieldsOf } from "../base/json.ts"
import type { TerminalChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { ResponseError } from "../model/Response.ts"
import { knownOf, reportOf } from "../snapshot/items.ts"
import { view } from "../snapshot/itemView.ts"
import { update } from "../snapshot/share.ts"
import { matchOutput } from "../stream/items.ts"
import { addWhole, closeItem, itemAt, ofType, toldAs } from "./items.ts"
import { withRequired } from "./required.ts"
import { begin, noId, noResponse, passResponse, regular } from "./response.ts"
import type { ResponseChunk } from "./response.ts"
import { add, pass } from "./send.ts"
import type { Draft } from "./send.ts"
import { heldItems, knownItems } from "./state.ts"
import type { Item } from "./state.ts"

/** Which of the known items each item of the final output is. */
const ownersOf = (draft: Draft, output: ReadonlyArray<OutputItem>) => {
  const reports = output.map(reportOf)
  const owners = matchOutput(draft.before.items.values().map(knownOf), reports)
  return reports.map((report) => owners.get(report)?.item)
}

const isCall = ({ type }: { readonly type: string }): boolean => type.endsWith("_call")

/** Whether an item may be closed that the provider left open. Clients would carry out half a call. */
const mayClose = (type: TerminalChunk["type"], item: OutputItem): boolean =>
  type === "response.completed" || !isCall(item) || fieldsOf(item)["status"] === "completed"

export const onTerminal = (draft: Draft, chunk: TerminalChunk): void => {
  const { state } = draft
  const { response, type } = chunk
  begin(draft)
  const owners = ownersOf(draft, response.output)
  let fresh = 0
  const items = response.output.map((final, i): Item | undefined => {
    const owner = owners[i]
    const key = owner?.key ?? { index: -1, nth: fresh++ }
    const known = ofType(draft, itemAt(draft, key), final)
    if (known?.isDone !== true && mayClose(type, final)) {
      if (known === undefined) addWhole(draft, key, final)
      else closeItem(draft, known, final)
    }
    return itemAt(draft, key)
  })
  if (response.output.length === 0) closeOpen(draft, type, heldItems(state))
  else if (type === "response.completed") closeOpen(draft, type, [])
  finish(draft, chunk, items)
}

/** Closes what the provider left open, but for half a call. */
const closeOpen = (draft: Draft, type: TerminalChunk["type"], held: ReadonlyArray<Item>): void => {
  const isCompleted = type === "response.completed"
  for (const item of [...knownItems(draft.state), ...(isCompleted ? held : [])]) {
    const streamed = draft.before.items.get(item.key)
    if (streamed === undefined || item.isDone || (!isCompleted && isCall(item))) continue
    closeItem(draft, item, view(streamed).item, isCompleted ? "completed" : "incomplete")
  }
}

/** The output as the client knows it. */
const outputOf = ({ before, state }: Draft): ReadonlyArray<OutputItem> =>
  knownItems(state).flatMap((item) => {
    const streamed = before.items.get(item.key)
    return item.told ?? (streamed === undefined ? [] : toldAs(cut(view(streamed).item), item))
  })

/** An item that was never done. */
const cut = (item: OutputItem): OutputItem => (item.type === "UNKNOWN" ? item : update(item, { status: "incomplete" }))

/** Sends the terminal chunk. */
const finish = (draft: Draft, { response }: ResponseChunk, items: ReadonlyArray<Item | undefined>): void => {
  const { state } = draft
  const final = response.output.map((item, i) => {
    const known = items[i]
    return known === undefined || known.isHeld || known.type !== item.type
      ? withRequired(item, "incomplete")
      : toldAs(item, known, known.isDone ? "completed" : "incomplete")
  })
  const output = final.length > 0 ? final : outputOf(draft)
  const isSame = output.length === response.output.length && output.every((item, i) => item === response.output[i])
  const text = response.outputText === "" ? { outputText: textOf(output) } : {}
  const { held } = state
  state.held = []
  for (const each of held) pass({ ...draft, ...each })
  passResponse(draft, { response }, isSame ? undefined : { output, ...text })
  if (response.incompleteDetails?.reason === "steered") state.mayFollow = true
  state.isOver = true
}

const textOf = (output: ReadonlyArray<OutputItem>): string =>
  output
    .flatMap((item) => (item.type === "message" ? item.content : []))
    .map((part) => (part.type === "output_text" ? part.text : ""))
    .join("")

/** Ends the response with an error. */
export const fail = (draft: Draft, error: ResponseError): void => {
  const { before, state } = draft
  begin(draft)
  closeOpen(draft, "response.failed", [])
  const base = regular(draft, before.response ?? noResponse(state.responseId ?? noId))
  const response = update(base, { status: "failed", error: withCode(error), output: outputOf(draft) })
  add(draft, "added-failure", "response.failed", { response })
  state.isOver = true
}

/** Strict clients need a code. */
export const withCode = (error: ResponseError): ResponseError =>
  error.code ? error : update(error, { code: "server_error" })
