/**
 * What a response is made of, as the clients of chats and agents see it. `state.ts` makes these parts from chunks.
 * `AiParts` and `UiMessageStream` map each of them to one of their own.
 *
 * Texts, reasoning and inputs of tools begin, grow and end. Their ids are unique in a response. All that begins ends,
 * also if the chunks are cut.
 *
 * @internal
 */
import type { Json } from "../base/json.ts"
import type { CallType } from "../call/ToolCall.ts"
import type { Response } from "../model/Response.ts"
import type { Usage } from "../model/Usage.ts"
import type { Verdict } from "../stream/verdict.ts"

/** A part of a response. */
export type Part =
  | Begin
  | TextStart
  | TextDelta
  | TextEnd
  | ReasoningStart
  | ReasoningDelta
  | ReasoningEnd
  | ToolInputStart
  | ToolInputDelta
  | ToolInputEnd
  | ToolCall
  | ToolResult
  | ApprovalRequest
  | UrlSource
  | DocumentSource
  | ImageFile
  | LinkedImage
  | ImageFailure
  | PartialImage
  | Failure
  | Finish
  | Rest

/** The response begins, as the first chunk says that has the response. From some gateways, that is the last one. */
export interface Begin {
  readonly _tag: "Begin"
  /** Id of the response. */
  readonly responseId?: string
  /** Name of the model. */
  readonly model?: string
  /** When the response was created: Unix time in seconds. */
  readonly createdAt?: number
}

// -----------------------------------------------------------------------------
// Texts
// -----------------------------------------------------------------------------

/** Names a text. */
interface OfText {
  /** Identifies the text in the response. */
  readonly id: string
  /** Id of the output item, where it has one. */
  readonly itemId?: string
}

/** A text of a message begins. */
interface TextStart extends OfText {
  readonly _tag: "TextStart"
  /** Whether the model refuses to answer, and says why. */
  readonly isRefusal: boolean
  /** Whether the message is commentary or the final answer. Absent where the model doesn't say. */
  readonly phase?: string
}

/** A text of a message grows. */
interface TextDelta extends OfText {
  readonly _tag: "TextDelta"
  /** The new text. It isn't empty. */
  readonly delta: string
}

/** A text of a message ends, with its item. */
interface TextEnd extends OfText {
  readonly _tag: "TextEnd"
  /** Whether the model refuses to answer, and says why. */
  readonly isRefusal: boolean
  /** Whether the message is commentary or the final answer. Absent where the model doesn't say. */
  readonly phase?: string
  /** The final text. It may contradict the deltas. */
  readonly text: string
  /** The annotations that came before the end, as JSON. */
  readonly annotations: ReadonlyArray<Json>
}

/** A text of the reasoning begins. A reasoning item has at least one text, which may stay empty. */
export interface ReasoningStart extends OfText {
  readonly _tag: "ReasoningStart"
  /** The reasoning in a form that only the provider reads. Absent where the item doesn't have it yet. */
  readonly encryptedContent?: string
}

/** A text of the reasoning grows. */
interface ReasoningDelta extends OfText {
  readonly _tag: "ReasoningDelta"
  /** The new text. It isn't empty. */
  readonly delta: string
}

/** A text of the reasoning ends. The last one of an item ends with the item, which has the encrypted content. */
export interface ReasoningEnd extends OfText {
  readonly _tag: "ReasoningEnd"
  /** The final text. It may contradict the deltas. */
  readonly text: string
  /** The reasoning in a form that only the provider reads. Absent where the item doesn't have it. */
  readonly encryptedContent?: string
}

// -----------------------------------------------------------------------------
// Tools
// -----------------------------------------------------------------------------

/** Names a call. */
interface OfCall {
  /** Identifies the call: the id by which its output refers to it, or else that of its item. */
  readonly id: string
  /**
   * Name of the function or tool. Tools of the provider have that of their item: `web_search`, `openrouter:fusion`. Empty
   * if it never came.
   */
  readonly name: string
  /** The type of its item. */
  readonly type: CallType
  /** Id of the output item, where it has one. */
  readonly itemId?: string
  /** Whether the provider runs the call. */
  readonly providerExecuted: boolean
  /** Label of the MCP server, for a tool of one: such a tool isn't declared in the request. */
  readonly serverLabel?: string
}

/** The input of a call begins, once its name and id are known. */
export interface ToolInputStart extends OfCall {
  readonly _tag: "ToolInputStart"
}

/** The input of a call grows. All deltas together are JSON text, or empty for an input that comes whole. */
interface ToolInputDelta extends OfCall {
  readonly _tag: "ToolInputDelta"
  /** The new text. It isn't empty. */
  readonly delta: string
}

/** The input of a call ends. A call follows if it may run. */
interface ToolInputEnd extends OfCall {
  readonly _tag: "ToolInputEnd"
}

/** A call that is finished: never one that was cut. */
export interface ToolCall extends OfCall {
  readonly _tag: "ToolCall"
  /** The input, as JSON. The text of one that isn't JSON. */
  readonly input: unknown
  /** Whether it can't run: the input is text that should have been JSON, or the call has no name. */
  readonly isInvalid: boolean
}

/** What a call gave that the provider has run. */
export interface ToolResult extends OfCall {
  readonly _tag: "ToolResult"
  /** The output, as JSON. */
  readonly output: unknown
  /** Whether the call failed. */
  readonly isError: boolean
}

/** The provider asks for leave to run a call, whose part comes before. */
export interface ApprovalRequest {
  readonly _tag: "ApprovalRequest"
  /** Id of the request, by which the answer refers to it. */
  readonly approvalId: string
  /** The `id` of the call. */
  readonly callId: string
  /** The `name` of the call. */
  readonly name: string
}

// -----------------------------------------------------------------------------
// Sources and files
// -----------------------------------------------------------------------------

/** What annotations cite. */
interface OfSource {
  /** Identifies the source in the response. */
  readonly id: string
  /** The annotation, as JSON. */
  readonly annotation: Json
}

/** A page that a text cites. */
export interface UrlSource extends OfSource {
  readonly _tag: "UrlSource"
  /** Address of the page. It is a valid URL of `http` or `https`. */
  readonly url: string
  /** Title of the page. Empty where the provider doesn't know it. */
  readonly title: string
}

/** A file that a text cites or has made. */
export interface DocumentSource extends OfSource {
  readonly _tag: "DocumentSource"
  /** Media type, by the name of the file. */
  readonly mediaType: string
  /** Name of the file, or else its id. */
  readonly title: string
}

/** An image. */
interface OfImage {
  /** Id of the output item, where it has one. */
  readonly itemId?: string
  /** Media type by the signature of the file. */
  readonly mediaType: string
  /** The file as base64: standard alphabet, padded. */
  readonly base64: string
}

/** A final image. */
export interface ImageFile extends OfImage {
  readonly _tag: "File"
  /** The prompt as the image model rewrote it. */
  readonly revisedPrompt?: string
}

/** A final image that the provider has put on the web. Its item is in {@link Rest}. */
interface LinkedImage {
  readonly _tag: "LinkedImage"
  /** Id of the output item, where it has one. */
  readonly itemId?: string
  /** Media type by the name of the file. */
  readonly mediaType: string
  /** Address of the file. It is a valid URL of `http` or `https`. */
  readonly url: string
}

/** An image that never came, and isn't to come. Its item is in {@link Rest}. */
interface ImageFailure {
  readonly _tag: "ImageFailure"
  /** Identifies the image, as those of its previews. */
  readonly key: string
  /** Id of the output item, where it has one. */
  readonly itemId?: string
  /** The provider's name of the error, if it has one. */
  readonly code?: string
  /** The provider's words. */
  readonly message?: string
}

/** A preview of an image. */
export interface PartialImage extends OfImage {
  readonly _tag: "PartialImage"
  /** Identifies the image, whose previews replace each other. */
  readonly key: string
  /** Index of the preview. */
  readonly index: number
}

// -----------------------------------------------------------------------------
// Ends
// -----------------------------------------------------------------------------

/**
 * An error of the stream, or why the response failed, or a tool. `code` and `message` are the provider's: they may be
 * payload.
 *
 * @category models
 * @since 0.1.0
 */
export interface Failure {
  readonly _tag: "Failure"
  /** The provider's name of the error, if it has one. */
  readonly code?: string
  /** The provider's words. */
  readonly message?: string
  /** Name of the tool that failed, or whose input can't be read. Absent if it isn't about a tool. */
  readonly toolName?: string
}

/** Why a response ended. */
export type FinishReason = "stop" | "length" | "content-filter" | "tool-calls" | "error" | "other" | "unknown"

/** The last part of a response, once. */
export interface Finish {
  readonly _tag: "Finish"
  /** Why it ended. `unknown` if no terminal chunk came, nor an error. */
  readonly reason: FinishReason
  /** How it ended. */
  readonly verdict: Verdict
  /** Tokens and cost. Absent where they didn't come. */
  readonly usage?: Usage
  /** The response of the terminal chunk. Absent if none came. */
  readonly response?: Response
  /** The first error. */
  readonly failure?: Failure
}

/** What has no part of its own: a chunk of an unknown type, or an item that is done, as JSON. */
interface Rest {
  readonly _tag: "Rest"
  readonly of: "chunk" | "item"
  readonly json: Json
}
