/**
 * The length of the unfinished event at the end of a text.
 *
 * @internal
 */

/** Counts characters since the last blank line, wherever the text is cut. */
export class Tail {
  length = 0
  /** The line breaks at the end of the text so far. */
  #lineEnds = ""

  reset(): void {
    this.length = 0
    this.#lineEnds = "\n"
  }

  add(text: string): void {
    if (this.#lineEnds === "" && !text.includes("\n") && !text.includes("\r")) {
      this.length += text.length
      return
    }
    const read = this.#lineEnds + text
    const end = blankLineEnd(read)
    this.length = end === -1 ? this.length + text.length : read.length - end
    this.#lineEnds = /[\r\n]*$/.exec(read.slice(-3))![0]
  }
}

/** The offset behind the last blank line, or -1. */
const blankLineEnd = (text: string): number => {
  if (text.includes("\r")) return upToBlankLine.exec(text)?.[0].length ?? -1
  const at = text.lastIndexOf("\n\n")
  return at === -1 ? -1 : at + 2
}

/** A `\r` and the `\n` behind it are one line break. */
const upToBlankLine = /^[^]*(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)/
