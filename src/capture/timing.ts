/**
 * How long a stream takes: to its first event, to its first token, between events, and tokens a second.
 *
 * @internal
 */

/** The times of a stream, in milliseconds since its request. What isn't known is absent. */
export interface Timing {
  readonly firstEvent: number | undefined
  /** The first delta of a text, of reasoning, of arguments or of code. */
  readonly firstToken: number | undefined
  readonly lastToken: number | undefined
  readonly lastEvent: number | undefined
  /** The longest time without an event or a comment, and the index of the event behind it. */
  readonly longestGap: { readonly duration: number; readonly before: number } | undefined
}

/** Nothing has come. */
export const initial: Timing = {
  firstEvent: undefined,
  firstToken: undefined,
  lastToken: undefined,
  lastEvent: undefined,
  longestGap: undefined
}
