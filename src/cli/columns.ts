/**
 * How wide the output is.
 *
 * @internal
 */

/** Narrower terminals get lines of this width, and break them. */
const minWidth = 60

/** The columns to write in: those of `COLUMNS` if it is set, else those of the terminal, else `fallback`. */
export const outputWidth = (terminal: number | undefined, fallback: number): number => {
  const set = Number(process.env["COLUMNS"])
  const columns = Number.isInteger(set) && set > 0 ? set : terminal !== undefined && terminal > 0 ? terminal : fallback
  return Math.max(minWidth, columns)
}
