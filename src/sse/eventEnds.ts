/**
 * Where events end in the bytes of an event stream.
 *
 * @internal
 */

/** Finds the ends of events, wherever the pieces are cut. */
export interface EventEnds {
  /**
   * How many bytes at the beginning of a piece belong to the last line break of the piece before: 1 if a CRLF was cut,
   * else 0. Call it once for each piece, before `ends`.
   */
  readonly restOfLineEnd: (piece: Uint8Array) => 0 | 1
  /**
   * The offsets in a piece behind the events that end in it. An event ends with its blank line. A comment line before
   * an event counts as an event.
   */
  readonly ends: (piece: Uint8Array, from: number) => ReadonlyArray<number>
}

const lf = 10
const cr = 13
const colon = 58
/** The bytes of a byte order mark. */
const mark = [0xef, 0xbb, 0xbf]

export const makeEventEnds = (): EventEnds => {
  let lineIsEmpty = true
  let lineIsComment = false
  /** Whether a line that is not a comment has come since the last end. */
  let inEvent = false
  let endsWithCr = false
  /** How much of a mark at the beginning has come. It is no part of the first line. */
  let marked = 0

  const endLine = (): boolean => {
    const isEnd = lineIsEmpty || (lineIsComment && !inEvent)
    inEvent = !isEnd
    lineIsEmpty = true
    return isEnd
  }

  return {
    restOfLineEnd: (piece) => {
      const rest = endsWithCr && piece[0] === lf ? 1 : 0
      if (piece.length > 0) endsWithCr = false
      return rest
    },
    ends: (piece, from) => {
      const ends: Array<number> = []
      const { length } = piece
      let nextLf = -1
      let nextCr = -1
      let at = from
      while (at < length && piece[at] === mark[marked]) {
        at++
        marked++
      }
      if (at < length) marked = mark.length
      while (at < length) {
        if (nextLf < at) nextLf = indexOf(piece, lf, at)
        if (nextCr < at) nextCr = indexOf(piece, cr, at)
        const lineEnd = Math.min(nextLf, nextCr)
        if (lineIsEmpty && lineEnd > at) {
          lineIsEmpty = false
          lineIsComment = piece[at] === colon
        }
        if (lineEnd === length) break
        endsWithCr = lineEnd === nextCr && lineEnd + 1 === length
        at = lineEnd === nextCr && piece[lineEnd + 1] === lf ? lineEnd + 2 : lineEnd + 1
        if (endLine()) ends.push(at)
      }
      return ends
    }
  }
}

const indexOf = (piece: Uint8Array, byte: number, from: number): number => {
  const at = piece.indexOf(byte, from)
  return at === -1 ? piece.length : at
}
