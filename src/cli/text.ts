/**
 * Text for a terminal: removes control sequences, cuts text to a width, and adds colours.
 *
 * @internal
 */
import { displayWidth } from "effect/cli/CliOutput"

/** Text styles. Each is the identity if colours are off. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

/** Makes the style of an output. */
export const makeStyle = (colors: boolean): Style => {
  const sgr = (open: number, close: number) => (text: string) =>
    colors && text !== "" ? `\x1b[${open}m${text}\x1b[${close}m` : text
  return {
    bold: sgr(1, 22),
    dim: sgr(2, 22),
    red: sgr(31, 39),
    green: sgr(32, 39),
    yellow: sgr(33, 39),
    cyan: sgr(36, 39)
  }
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" })

const ascii = /^[ -~…]*$/

/** The width of a text in columns. */
export const widthOf = (text: string): number => (ascii.test(text) ? text.length : displayWidth(text))

/** Cuts a text to a number of columns, with `…` at the cut. */
export const truncate = (text: string, width: number): string => {
  // No usual grapheme is longer: the rest can't fit
  const head = text.length > width * 8 ? text.slice(0, width * 8) : text
  if (head === text && widthOf(text) <= width) return text
  if (ascii.test(head)) return head.slice(0, width - 1) + "…"
  let kept = ""
  let room = width - 1
  for (const { segment } of segmenter.segment(head)) {
    room -= widthOf(segment)
    if (room < 0) break
    kept += segment
  }
  return kept + "…"
}

/** Cuts the start off a text, for names whose ends tell them apart. */
export const truncateStart = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text
  if (ascii.test(text)) return "…" + text.slice(text.length - width + 1)
  let kept = ""
  let room = width - 1
  for (const { segment } of Array.from(segmenter.segment(text)).toReversed()) {
    room -= widthOf(segment)
    if (room < 0) break
    kept = segment + kept
  }
  return "…" + kept
}

/**
 * Writes words in lines of at most so many columns. A word that is too long for a line is cut, unless it is styled. All
 * lines but the first are indented.
 */
export const fill = (words: ReadonlyArray<string>, width: number, indent = ""): Array<string> => {
  const lines: Array<string> = []
  let line = ""
  const room = (): number => width - (lines.length === 0 ? 0 : indent.length)
  const next = (): void => {
    lines.push(((lines.length === 0 ? "" : indent) + line).trimEnd())
    line = ""
  }
  for (const word of words) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > room()) next()
    let rest = line === "" ? word.trimStart() : word
    while (line === "" && widthOf(rest) > room() && !rest.includes("\x1b")) {
      const head = headOf(rest, room())
      line = head
      next()
      rest = rest.slice(head.length)
    }
    line = line === "" ? rest : `${line} ${rest}`
  }
  if (line !== "" || lines.length === 0) next()
  return lines
}

/** Breaks a text into lines, at its spaces: see {@link fill}. */
export const wrap = (text: string, width: number, indent = ""): Array<string> =>
  fill(text.split(/ (?! )/), width, indent)

/** The start of a text that fits into a number of columns. It has a character at least. */
const headOf = (text: string, width: number): string => {
  let head = ""
  let room = width
  for (const { segment } of segmenter.segment(text)) {
    room -= widthOf(segment)
    if (room < 0 && head !== "") break
    head += segment
  }
  return head
}

/** Fills text up to a number of columns. */
export const padEnd = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)))
