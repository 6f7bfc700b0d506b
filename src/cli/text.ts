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

// CSI, then OSC and its like up to their end, then any other two-character sequence
const escapeSequence =
  // oxlint-disable-next-line no-control-regex
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]/g

// Control characters, lone surrogates, and what turns the direction of text
const unprintable = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Makes text from outside harmless: removes escape sequences and control characters, and shows line breaks as `↵`. */
export const sanitize = (text: string): string =>
  text
    .replace(escapeSequence, "")
    .replace(/\r\n|\n|\r/g, "↵")
    .replaceAll("\t", " ")
    .replace(unprintable, "")

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" })

const ascii = /^[ -~]*$/

/** The width of a text in columns. */
export const widthOf = (text: string): number => (ascii.test(text) ? text.length : displayWidth(text))

/** Cuts a text to a number of columns, with `…` at the cut. */
export const truncate = (text: string, width: number): string => {
  // No usual grapheme is longer: the rest can't fit
  const head = text.length > width * 8 ? text.slice(0, width * 8) : text
  if (head === text && widthOf(text) <= width) return text
  let kept = ""
  let room = width - 1
  for (const { segment } of segmenter.segment(head)) {
    room -= widthOf(segment)
    if (room < 0) break
    kept += segment
  }
  return kept + "…"
}

/** Fills text up to a number of columns. */
export const padEnd = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)))

/** Writes a size in bytes for people. */
export const formatBytes = (bytes: number): string =>
  bytes < 1000
    ? `${bytes} B`
    : bytes < 1_000_000
      ? `${(bytes / 1000).toFixed(1)} kB`
      : bytes < 1_000_000_000
        ? `${(bytes / 1_000_000).toFixed(1)} MB`
        : `${(bytes / 1_000_000_000).toFixed(2)} GB`

/** Writes a number with its noun. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`
