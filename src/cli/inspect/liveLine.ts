/**
 * The last line of a terminal, rewritten while it changes.
 *
 * @internal
 */

const eraseLine = "\r\x1b[K"

/** Makes the writer of one output. It gives what to write for new whole lines, and for the line that isn't whole yet. */
export const makeLiveLine = (): ((lines: string, unfinished: string) => string) => {
  let shown = ""
  return (lines, unfinished) => {
    if (lines === "" && unfinished === shown) return ""
    const erase = shown === "" ? "" : eraseLine
    shown = unfinished
    return erase + lines + unfinished
  }
}
