/**
 * Text from outside, and figures, for people.
 *
 * @internal
 */

// CSI, then OSC and its like up to their end, then any other two-character sequence
const escapeSequence =
  // oxlint-disable-next-line no-control-regex
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]/g

// Control and format characters (what turns the direction of text, or hides in it), separators of lines, and lone
// surrogates. Joiners stay: scripts and emoji need them
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

/** Makes text from outside harmless: removes escape sequences and control characters, and shows line breaks as `↵`. */
export const sanitize = (text: string): string =>
  text
    .replace(escapeSequence, "")
    .replace(/\r\n|\n|\r/g, "↵")
    .replaceAll("\t", " ")
    .replace(unprintable, "")

/** Escapes the characters of a JSON text that a terminal obeys or hides, and JSON allows. */
export const escapeJson = (json: string): string =>
  json.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    Array.from({ length: character.length }, (_, i) => `\\u${hex(character.charCodeAt(i))}`).join("")
  )

const hex = (unit: number): string => unit.toString(16).padStart(4, "0")

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
