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
  /** The last event or comment, or the end. */
  readonly last: number | undefined
  /** The longest time without an event or a comment, and the index of the event behind it: their number at the end. */
  readonly longestGap: { readonly duration: number; readonly before: number } | undefined
}

/** Nothing has come. */
export const initial: Timing = {
  firstEvent: undefined,
  firstToken: undefined,
  lastToken: undefined,
  lastEvent: undefined,
  last: undefined,
  longestGap: undefined
}

/**
 * An event or a comment has come, or the end.
 *
 * **Details**
 *
 * `index` is that of the event, or of the one behind the comment or the end. `type` is the wire type of the event, empty if it has
 * none, and `undefined` for a comment and the end.
 */
export const step = (timing: Timing, at: number, index: number, type: string | undefined): Timing => {
  const duration = timing.last === undefined ? undefined : at - timing.last
  const isLonger = duration !== undefined && duration > (timing.longestGap?.duration ?? 0)
  const isToken = type?.endsWith(".delta") === true
  return {
    firstEvent: timing.firstEvent ?? (type === undefined ? undefined : at),
    firstToken: timing.firstToken ?? (isToken ? at : undefined),
    lastToken: isToken ? at : timing.lastToken,
    lastEvent: type === undefined ? timing.lastEvent : at,
    last: at,
    longestGap: isLonger ? { duration, before: index } : timing.longestGap
  }
}

/** Tokens a second, from the first token to the last. `undefined` where there is nothing to divide. */
export const tokensPerSecond = (
  { firstToken, lastToken }: Timing,
  outputTokens: number | undefined
): number | undefined =>
  outputTokens === undefined || firstToken === undefined || lastToken === undefined || lastToken <= firstToken
    ? undefined
    : (outputTokens * 1000) / (lastToken - firstToken)
