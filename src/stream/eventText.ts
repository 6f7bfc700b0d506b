/**
 * Events as the text of an event stream.
 *
 * @internal
 */

/**
 * How a provider writes its events: `"OpenAI"` names each in an `event:` line; `"OpenRouter"` has no such lines, and
 * `[DONE]` at the end.
 *
 * @category options
 * @since 0.1.0
 */
export type Dialect = "OpenAI" | "OpenRouter"

/** The lines of an event. */
export interface EventLines {
  /** Text without line breaks, such as JSON. */
  readonly data: string
  readonly event?: string | undefined
  readonly id?: string | undefined
}

/** The end of a line, `\n` or `\r\n`. */
export type LineEnd = "\n" | "\r\n"

/** The text of an event. A name or an id that no line can hold is left out. */
export const eventText = ({ data, event, id }: EventLines, lineEnd: LineEnd = "\n"): string =>
  `${lineOf("event", event, lineEnd)}${lineOf("id", id, lineEnd)}data: ${data}${lineEnd}${lineEnd}`

/** The text of a comment. */
export const commentText = (comment: string, lineEnd: LineEnd = "\n"): string => `: ${comment}${lineEnd}${lineEnd}`

/** The data of the last event, where a dialect has one. */
export const doneData = "[DONE]"

const lineOf = (name: string, value: string | undefined, lineEnd: LineEnd): string =>
  value === undefined || value === "" || breaks.test(value) ? "" : `${name}: ${value}${lineEnd}`

/** What would end a line. An id with NUL is ignored by those who read it. */
const breaks = /[\r\n\0]/
