/**
 * How a stream ends, and which events end it. Which chunks are terminal is said by `ResponsesStreamChunk`, as a type.
 *
 * @internal
 */
import type { ResponsesStreamChunk, TerminalChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"

/**
 * How a stream ended.
 *
 * - `Completed`, `Incomplete`, `Failed`, `Cancelled`: by the first terminal chunk.
 * - `Errored`: by an error, without a terminal chunk.
 * - `ItemsCompleteWithoutTerminal`: without either, but all output items are done, and there is more than reasoning.
 * - `Truncated`: it was cut.
 *
 * @category models
 * @since 0.1.0
 */
export type Verdict = TerminalVerdict | "Errored" | "Truncated" | "ItemsCompleteWithoutTerminal"

/** A chunk that is an error of the stream. */
export type ErrorChunk = Extract<ResponsesStreamChunk, { readonly type: "error" | "response.error" }>

/** The verdict that a terminal chunk gives. */
export type TerminalVerdict = "Completed" | "Incomplete" | "Failed" | "Cancelled"

/** Whether an event is what some gateways send when a response is canceled. It has no model. */
const isCancelledType = (type: unknown): boolean => type === "response.cancelled" || type === "response.canceled"

/**
 * The verdict that an event gives, by its wire type and the status of its response. `undefined` if it doesn't end the
 * response.
 */
export const terminalVerdict = (type: unknown, status?: unknown): TerminalVerdict | undefined => {
  const verdict = verdictOfType(type)
  return verdict !== undefined && (status === "cancelled" || status === "canceled") ? "Cancelled" : verdict
}

/** By wire type. The type says which chunks are terminal, so that none is left out here. */
const terminalVerdicts: { readonly [Type in TerminalChunk["type"]]: TerminalVerdict } = {
  "response.completed": "Completed",
  "response.incomplete": "Incomplete",
  "response.failed": "Failed"
}

const isTerminalType = (type: unknown): type is TerminalChunk["type"] =>
  typeof type === "string" && Object.hasOwn(terminalVerdicts, type)

const verdictOfType = (type: unknown): TerminalVerdict | undefined =>
  isTerminalType(type) ? terminalVerdicts[type] : isCancelledType(type) ? "Cancelled" : undefined

/** Whether a wire type is that of an error of the stream. */
export const isErrorType = (type: unknown): type is ErrorChunk["type"] =>
  type === ("error" satisfies WireType) || type === ("response.error" satisfies WireType)

/** Whether a chunk is an error of the stream. */
export const isError = (chunk: ResponsesStreamChunk): chunk is ErrorChunk => isErrorType(chunk.type)

/** Whether a chunk is terminal and carries the response. */
export const isTerminal = (chunk: ResponsesStreamChunk): chunk is TerminalChunk => isTerminalType(chunk.type)

/** The verdict that a chunk gives. `undefined` if it doesn't end the response. */
export const verdictOfChunk = (chunk: ResponsesStreamChunk): TerminalVerdict | undefined =>
  isTerminal(chunk)
    ? terminalVerdict(chunk.type, chunk.response.status)
    : chunk.type === "UNKNOWN"
      ? terminalVerdict(chunk.raw.type)
      : undefined

/** Whether a chunk ends the response: it is terminal, or an error. */
export const endsResponse = (chunk: ResponsesStreamChunk): boolean =>
  isError(chunk) || verdictOfChunk(chunk) !== undefined

/**
 * Whether an event begins another response than the one before: it is `response.created` with another id.
 */
export const beginsAnother = (type: string, id: unknown, before: string | undefined): id is string =>
  type === ("response.created" satisfies WireType) &&
  before !== undefined &&
  typeof id === "string" &&
  id !== "" &&
  id !== before

/** What a verdict depends on. */
export interface VerdictFacts {
  /** The verdict of the first terminal chunk, if one came. */
  readonly terminal: TerminalVerdict | undefined
  /** Whether an error chunk came. */
  readonly errored: boolean
  /** How many output items were added and aren't done. */
  readonly openItems: number
  /** The worst of the items that are done. */
  readonly done: ItemsDone
}

/** What the items that are done make: nothing yet, an answer, or an answer that was cut. */
export type ItemsDone = "nothing" | "answer" | "cut"

/** Adds an item that is done. Reasoning alone is no answer, and an item that is incomplete was cut. */
export const addDone = (done: ItemsDone, type: unknown, status: unknown): ItemsDone =>
  done === "cut" || status === "incomplete" ? "cut" : preliminary.has(type) ? done : "answer"

/** What comes before an answer. */
const preliminary: ReadonlySet<unknown> = new Set(["reasoning", "mcp_list_tools"])

/** The verdict of a stream that ends here. */
export const verdictOf = ({ done, errored, openItems, terminal }: VerdictFacts): Verdict =>
  terminal ??
  (errored ? "Errored" : done === "answer" && openItems === 0 ? "ItemsCompleteWithoutTerminal" : "Truncated")
