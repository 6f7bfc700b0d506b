/**
 * Where events end in the bytes of an event stream.
 *
 * @internal
 */

/** Finds the ends of events, whatever the cuts. */
export interface EventBoundaries {
  /**
   * How many bytes at the beginning of a piece belong to the line end that the piece before ended with: 1 where a CRLF
   * was cut, else 0. To be asked once for each piece, before its ends.
   */
  readonly restOfLineEnd: (piece: Uint8Array) => 0 | 1
  /**
   * The offsets in a piece behind the events that end there. An event ends with its blank line. A comment line in front
   * of an event stands for itself.
   */
  readonly ends: (piece: Uint8Array, from: number) => ReadonlyArray<number>
}

const lf = 10
const cr = 13
const colon = 58

export const makeEventBoundaries = (): EventBoundaries => {
  let lineIsEmpty = true
  let lineIsComment = false
  /** A line that is no comment has come since the last end. */
  let inEvent = false
  let endsWithCr = false

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
