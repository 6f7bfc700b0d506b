/**
 * How a stream ends, and which chunks end it. No other file lists them.
 *
 * @internal
 */
import type { ResponsesStreamChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"

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

/** The verdict that a terminal chunk gives. */
export type TerminalVerdict = Extract<Verdict, "Completed" | "Incomplete" | "Failed">

/** The verdict that a wire type gives. `undefined` if it is not that of a terminal chunk. */
export const terminalVerdict = (type: unknown): TerminalVerdict | undefined => {
  switch (type) {
    case "response.completed" satisfies WireType:
      return "Completed"
    case "response.incomplete" satisfies WireType:
      return "Incomplete"
    case "response.failed" satisfies WireType:
      return "Failed"
    default:
      return undefined
  }
}

/** Whether a wire type is that of an error of the stream. */
export const isErrorType = (type: unknown): type is ErrorChunk["type"] =>
  type === ("error" satisfies WireType) || type === ("response.error" satisfies WireType)

/** Whether a chunk is terminal. */
export const isTerminal = (chunk: ResponsesStreamChunk): chunk is TerminalChunk =>
  terminalVerdict(chunk.type) !== undefined

/** Whether a chunk ends the response: it is terminal, or an error. */
export const endsResponse = (chunk: ResponsesStreamChunk): chunk is TerminalChunk | ErrorChunk =>
  isTerminal(chunk) || isErrorType(chunk.type)

/** What a verdict depends on. */
export interface VerdictFacts {
  /** The verdict of the terminal chunk, if one came. */
  readonly terminal: TerminalVerdict | undefined
  /** Whether an error chunk came. */
  readonly errored: boolean
  /** Whether an output item was added. */
  readonly itemsOpened: boolean
  /** How many output items were added and aren't done. */
  readonly openItems: number
}

/** The verdict of a stream that ends here. */
export const verdictOf = ({ errored, itemsOpened, openItems, terminal }: VerdictFacts): Verdict =>
  terminal ?? (errored ? "Errored" : itemsOpened && openItems === 0 ? "ItemsCompleteWithoutTerminal" : "Truncated")
