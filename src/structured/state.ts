/**
 * The reducer behind structured output.
 *
 * The answer is the last message with a text or a refusal. Commentary is no answer, and a message that says that it is
 * the final one goes before those that don't. Which message a chunk is about is decided in `src/stream/items.ts`.
 *
 * @internal
 */
import type { Json } from "effect/Schema"
import * as PartialJson from "../base/partialJson.ts"
import { invalidJsonPosition } from "../base/jsonPosition.ts"
import type { Case, ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { ContentPart } from "../model/ContentPart.ts"
import type { MessageItem, OutputItem } from "../model/OutputItem.ts"
import type { Response } from "../model/Response.ts"
import { responseIdOf } from "../stream/event.ts"
import { ItemMap } from "../stream/itemMap.ts"
import type { MapItem } from "../stream/itemMap.ts"
import { findAdded, findDone, findUpdated, fitsType, idsOf, itemTypesOf } from "../stream/items.ts"
import type { ItemUpdateType } from "../stream/items.ts"
import { beginsAnother, isError, isTerminal, verdictOfChunk } from "../stream/verdict.ts"
import { InvalidOutputJson } from "./errors.ts"
import * as Event from "./event.ts"

/** The messages of a response. It never changes. */
export interface State {
  readonly messages: ItemMap<Message>
  /** The answer as far as is known. */
  readonly answer: Message | undefined
  readonly responseId: string | undefined
  /** Whether the terminal chunk has come. */
  readonly ended: boolean
  /** Whether an error has come. */
  readonly errored: boolean
}

/** What an answer is chosen and made from. */
interface Answer {
  readonly phase: MessageItem["phase"]
  readonly status: MessageItem["status"]
  /** The texts of all parts, joined in the order in which they came. */
  readonly whole: Event.GrownText
  readonly refusal: string
}

interface Message extends MapItem, Answer {
  /** The last part that has come. */
  readonly part: Part
}

interface Part {
  readonly contentIndex: number
  readonly text: string
  /** The texts of the parts before it. */
  readonly before: Event.GrownText
}

type Step = readonly [State, ReadonlyArray<Event.OutputEvent>]

const noText: Event.GrownText = { text: "", json: PartialJson.initial }

const noPart: Part = { contentIndex: -1, text: "", before: noText }

/** The state before the first chunk. */
export const initial: State = {
  messages: /* @__PURE__ */ new ItemMap<Message>(),
  answer: undefined,
  responseId: undefined,
  ended: false,
  errored: false
}

/** Steps over a chunk: gives the next state, and the events of the text. */
export const step = (state: State, chunk: ResponsesStreamChunk): Step => {
  const responseId = responseIdOf(chunk)
  // Another response on the same stream, as on a WebSocket
  if (beginsAnother(chunk.type, responseId, state.responseId)) return [{ ...initial, responseId }, end(state)]
  if (state.ended) return [state, none]
  return onChunk(state.responseId === undefined && responseId !== undefined ? { ...state, responseId } : state, chunk)
}

/** Gives the outcome of a response that is open, if the chunks end here. */
export const end = (state: State): ReadonlyArray<Event.Outcome> =>
  state.ended ? none : [outcomeOf(chooseAnswer(messagesOf(state)), state.errored ? "Errored" : "Truncated")]

// -----------------------------------------------------------------------------
// Chunks
// -----------------------------------------------------------------------------

const none: ReadonlyArray<never> = []

const onChunk = (state: State, chunk: ResponsesStreamChunk): Step => {
  switch (chunk.type) {
    case "response.output_item.added":
    case "response.output_item.done":
      return onItem(state, chunk)
    case "response.content_part.added":
      return onUpdate(state, chunk, (message) => openPart(message, chunk.contentIndex, chunk.part))
    case "response.content_part.done":
      return onUpdate(state, chunk, (message) => finishPart(message, chunk.contentIndex, chunk.part))
    case "response.output_text.delta":
      return onUpdate(state, chunk, (message) => addText(message, chunk.contentIndex, chunk.delta))
    case "response.output_text.done":
      return onUpdate(state, chunk, (message) => finishText(message, chunk.contentIndex, chunk.text))
    case "response.refusal.delta":
      return onUpdate(state, chunk, (message) => ({ ...message, refusal: message.refusal + chunk.delta }))
    case "response.refusal.done":
      return onUpdate(state, chunk, (message) => finishRefusal(message, chunk.refusal))
    default: {
      const verdict = verdictOfChunk(chunk)
      if (verdict === undefined) return [isError(chunk) ? { ...state, errored: true } : state, none]
      const response = isTerminal(chunk) ? chunk.response : undefined
      const answer = chooseAnswer(answersIn(response?.output ?? none)) ?? chooseAnswer(messagesOf(state))
      return [{ ...initial, responseId: state.responseId, ended: true }, [outcomeOf(answer, verdict, response)]]
    }
  }
}

/** Opens or closes an item. Items of unknown types may take the chunks of messages, so they are kept too. */
const onItem = (state: State, { item, outputIndex, type }: Case<`response.output_item.${"added" | "done"}`>): Step => {
  if (!fitsType(item.type, ["message"])) return [state, none]
  const isDone = type === "response.output_item.done"
  const wire = item.type === "UNKNOWN" ? item.raw : item
  const report = { outputIndex, type: wire.type, ids: idsOf(wire) }
  const found = (isDone ? findDone : findAdded)(state.messages, report)
  const before = found ?? newMessage(state, outputIndex)
  if (before.isDone || (found?.isInferred === false && !isDone)) return [state, none]
  const ids = [...new Set([...before.ids, ...report.ids])]
  const next: Message = { ...before, type: item.type, wireType: wire.type, ids, isInferred: false, isDone }
  if (item.type !== "message") return grow(state, before, next)
  const { content, phase = before.phase, status } = item
  return grow(state, before, setContent({ ...next, phase, status }, content))
}

type MessageChunk = Case<
  Extract<ItemUpdateType, `response.${"content_part" | "refusal" | "output_text"}.${"added" | "delta" | "done"}`>
>

const onUpdate = (state: State, chunk: MessageChunk, change: (message: Message) => Message): Step => {
  const before =
    findUpdated(state.messages, chunk, itemTypesOf(chunk.type)) ??
    newMessage(state, chunk.outputIndex, chunk.itemId === "" ? none : [chunk.itemId])
  return before.isDone ? [state, none] : grow(state, before, change(before))
}

/** Puts a message, and says what is new in the answer. */
const grow = (state: State, before: Message, message: Message): Step => {
  const messages = state.messages.set(message)
  const other = state.answer?.key === message.key ? undefined : state.answer
  const others = other === undefined ? none : [other]
  const answer = message.type === "message" ? chooseAnswer([...others, message].toSorted(byPlace)) : other
  const hasGrown = answer === message && message.whole !== before.whole
  return [{ ...state, messages, answer }, hasGrown ? Event.textGrown(message.whole) : none]
}

// -----------------------------------------------------------------------------
// Messages
// -----------------------------------------------------------------------------

const newMessage = ({ messages }: State, outputIndex: number, ids: ReadonlyArray<string> = none): Message => ({
  ...messages.nextPlace(outputIndex),
  type: "message",
  ids,
  isInferred: true,
  isDone: false,
  phase: undefined,
  status: undefined,
  whole: noText,
  part: noPart,
  refusal: ""
})

const append = ({ json, text }: Event.GrownText, delta: string): Event.GrownText => ({
  text: text + delta,
  json: PartialJson.push(json, delta)
})

const addText = (message: Message, contentIndex: number, delta: string): Message => {
  if (delta === "") return message
  const { part, whole } = message
  const begun = contentIndex === part.contentIndex ? part : { contentIndex, text: "", before: whole }
  return { ...message, whole: append(whole, delta), part: { ...begun, text: begun.text + delta } }
}

/** Makes a text that of the last part, or of a new one. */
const finishText = (message: Message, contentIndex: number, text: string): Message => {
  const { part } = message
  if (text === "" || contentIndex < part.contentIndex) return message
  if (contentIndex > part.contentIndex) return addText(message, contentIndex, text)
  if (text.startsWith(part.text)) return addText(message, contentIndex, text.slice(part.text.length))
  return { ...message, whole: append(part.before, text), part: { ...part, text } }
}

const finishRefusal = (message: Message, refusal: string): Message =>
  refusal === "" ? message : { ...message, refusal }

const openPart = (message: Message, contentIndex: number, part: ContentPart): Message =>
  contentIndex > message.part.contentIndex ? finishPart(message, contentIndex, part) : message

const finishPart = (message: Message, contentIndex: number, part: ContentPart): Message => {
  switch (part.type) {
    case "output_text":
      return finishText(message, contentIndex, part.text)
    case "refusal":
      return finishRefusal(message, part.refusal)
    default:
      return message
  }
}

/** Sets what an item has as a whole. What it leaves empty stays as it was streamed. */
const setContent = <A extends Answer>(message: A, content: ReadonlyArray<ContentPart>): A => {
  const text = content.map((part) => (part.type === "output_text" ? part.text : "")).join("")
  const refusal = content.map((part) => (part.type === "refusal" ? part.refusal : "")).join("")
  return { ...message, whole: setText(message.whole, text), refusal: refusal || message.refusal }
}

const setText = (before: Event.GrownText, text: string): Event.GrownText => {
  if (text === "" || text === before.text) return before
  return text.startsWith(before.text) ? append(before, text.slice(before.text.length)) : append(noText, text)
}

// -----------------------------------------------------------------------------
// Outcomes
// -----------------------------------------------------------------------------

const answersIn = (output: ReadonlyArray<OutputItem>): ReadonlyArray<Answer> =>
  output.flatMap((item) =>
    item.type === "message"
      ? [setContent({ phase: item.phase, status: item.status, whole: noText, refusal: "" }, item.content)]
      : []
  )

const messagesOf = ({ messages }: State): ReadonlyArray<Message> =>
  messages.values().filter(({ type }) => type === "message")

const isCandidate = ({ phase, refusal, whole }: Answer): boolean =>
  phase !== "commentary" && (refusal !== "" || whole.text !== "")

const chooseAnswer = <A extends Answer>(inOrder: ReadonlyArray<A>): A | undefined => {
  const candidates = inOrder.filter(isCandidate)
  return candidates.findLast(({ phase }) => phase === "final_answer") ?? candidates.at(-1)
}

const byPlace = (a: MapItem, b: MapItem): number => a.outputIndex - b.outputIndex || a.nth - b.nth

/** Only a completed response has a value or an invalid one, however whole the text of another looks. */
const outcomeOf = (
  answer: Answer | undefined,
  verdict: Event.Unfinished["verdict"],
  response?: Response
): Event.Outcome => {
  const { refusal = "", status, whole = noText } = answer ?? {}
  const { text } = whole
  if (refusal !== "") return { _tag: "Refused", refusal }
  if (verdict === "Completed" && status !== "incomplete") {
    const json = parse(text)
    if (json !== undefined) return { _tag: "Finished", text, value: json }
    if (invalidJsonPosition(text) < text.length)
      return { _tag: "Invalid", text, error: new InvalidOutputJson({ text }) }
    return Event.unfinished(whole, verdict, response?.incompleteDetails)
  }
  return Event.unfinished(whole, verdict === "Completed" ? "Incomplete" : verdict, response?.incompleteDetails)
}

const parse = (text: string): Json | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
