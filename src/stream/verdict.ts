/**
 * How a stream ends, and which chunks end it: the one place that lists them.
 *
 * @internal
 */
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"

/**
 * How a stream ended.
 *
 * @category models
 * @since 0.1.0
 */
export type Verdict = "Completed" | "Incomplete" | "Failed" | "Errored" | "Truncated" | "ItemsCompleteWithoutTerminal"

/** A chunk that ends the response and carries it. */
export type TerminalChunk = Extract<
  ResponsesStreamChunk,
  { readonly type: "response.completed" | "response.incomplete" | "response.failed" }
>

/** A chunk that is an error of the stream. */
export type ErrorChunk = Extract<ResponsesStreamChunk, { readonly type: "error" | "response.error" }>

/** How a response ends whose terminal chunk is of a wire type. `undefined` where that type ends none. */
export const terminalVerdict = (type: unknown): "Completed" | "Incomplete" | "Failed" | undefined => {
  switch (type as TerminalChunk["type"]) {
    case "response.completed":
      return "Completed"
    case "response.incomplete":
      return "Incomplete"
    case "response.failed":
      return "Failed"
    default:
      return undefined
  }
}

/** Whether a wire type is that of an error of the stream. */
export const isErrorType = (type: unknown): type is ErrorChunk["type"] =>
  (type as ErrorChunk["type"]) === "error" || (type as ErrorChunk["type"]) === "response.error"

/** Whether a chunk is terminal. */
export const isTerminal = (chunk: ResponsesStreamChunk): chunk is TerminalChunk =>
  terminalVerdict(chunk.type) !== undefined

/** Whether nothing of the response follows a chunk: it is terminal, or an error. */
export const endsResponse = (chunk: ResponsesStreamChunk): chunk is TerminalChunk | ErrorChunk =>
  isTerminal(chunk) || isErrorType(chunk.type)
