/**
 * What an input is that is no stream of events, and what to do about it, for people.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import * as PartialJson from "../base/partialJson.ts"

// -----------------------------------------------------------------------------
// Words
// -----------------------------------------------------------------------------

const request = 'To get a stream, send "stream": true to POST …/responses.'
const captures =
  "Give it what the server sent (.sse), one event a line (.jsonl), or a JSON array of events, " +
  "each with a type such as response.created."

/** The input has nothing but blank lines. */
const emptyInput = "The input is empty. Look at what should have written it: curl -v shows what a server answers."

/** The input has the events of another API. */
export const chatChunks =
  "These are chunks of Chat Completions, not events of the Responses API. " +
  "Send the request to …/responses instead of …/chat/completions."

/** The input has events, and none of a type that the Responses API has. */
export const foreignEvents = `No event has a type of the Responses API. ${captures}`

const chatCompletion =
  "This is a chat completion that was not streamed. " +
  'Send the request to …/responses instead of …/chat/completions, with "stream": true.'

const response =
  'This is a complete response that was not streamed: it has no events. To get some, send "stream": true. ' +
  "In a program, decode it with the schema Response."

const providerError = "This is an error that a server sent instead of a stream. Its message says what to mend."
const page = `This is a web page, not a stream of events. Check the URL. ${request}`
const array = `This is a JSON array, but not of events. ${captures}`
const object = `This is JSON, but not an event. ${captures}`

/** The input is some other text, as far as its characters tell. */
export const words = `This is text, not a stream of events. ${captures}`

/** The input isn't even that. */
export const notText =
  "This is not text in UTF-8, so it is no stream of events. Check that nothing damages or compresses it."

// -----------------------------------------------------------------------------
// Detection
// -----------------------------------------------------------------------------

/** Describes an input that has no events, by its beginning. `undefined` if it may be a stream of events. */
export const describeInput = (beginning: string): string | undefined => {
  const text = beginning.replace(/^\s+/, "")
  if (text === "") return emptyInput
  if (text[0] === "<") return page
  if (text[0] === "{" || text[0] === "[") return describeJson(firstValue(text))
  return mayBeField(text) ? undefined : words
}

const describeJson = (json: unknown): string => {
  if (Array.isArray(json)) return array
  if (!isObject(json)) return object
  if (json["object"] === "chat.completion.chunk") return chatChunks
  if (json["object"] === "chat.completion") return chatCompletion
  if (isResponse(json)) return response
  return isProviderError(json) ? providerError : object
}

/** Whether a JSON document is a complete answer, which isn't streamed. */
export const isAnswer = (json: unknown): boolean =>
  isObject(json) && (isResponse(json) || json["object"] === "chat.completion" || isProviderError(json))

const isResponse = (json: { readonly [key: string]: unknown }): boolean => json["object"] === "response"

const isProviderError = ({ error, type }: { readonly [key: string]: unknown }): boolean =>
  type === undefined && (isObject(error) || typeof error === "string")

const field = /^(?:data|event|id|retry)?:/

/** Whether a text begins like a line of an event stream, or like the beginning of one. */
export const isField = (text: string): boolean => field.test(text)

const mayBeField = (text: string): boolean =>
  isField(text) || ["data:", "event:", "id:", "retry:"].some((name) => name.startsWith(text))

/** The first JSON value of a text, as far as the text goes. */
export const firstValue = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return PartialJson.valueOf(PartialJson.push(PartialJson.initial, text.replace(/^\uFEFF/, "")))
  }
}
