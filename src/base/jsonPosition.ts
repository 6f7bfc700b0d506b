/**
 * Where a text stops being JSON. The messages of engines differ, and quote the text, so they can't be shown. It runs
 * only after `JSON.parse` has failed, in one pass and without recursion.
 *
 * @internal
 */

/** The offset of the first character that JSON doesn't allow. The length of the text if it ends too early. */
export const invalidJsonPosition = (text: string): number => {
  const closers: Array<string> = []
  /** What comes next: a key, this punctuation, or, if empty, a value. */
  let expected: "" | "key" | ":" | "," = ""
  /** Whether the innermost object or list may end here. */
  let mayClose = false
  let at = 0
  /** Moves behind what a pattern matches. */
  const skip = (pattern: RegExp): void => {
    pattern.lastIndex = at
    pattern.exec(text)
    at = pattern.lastIndex
  }
  for (;;) {
    skip(whitespace)
    const start = at
    const char = text.charAt(at++)
    const closer = closers.at(-1)
    if (mayClose && char !== "" && char === closer) {
      closers.pop()
      expected = ","
    } else if (expected === ":" || expected === ",") {
      if (closer === undefined || char !== expected) return start
      mayClose = false
      expected = char === "," && closer === "}" ? "key" : ""
    } else if (char === '"') {
      for (let before = 0; before < at; skip(part)) before = at
      const end = at
      skip(badEscape)
      if (at > end || text.charAt(at) !== '"') return at
      at++
      mayClose = expected === ""
      expected = mayClose ? "," : ":"
    } else if (expected !== "") {
      return start
    } else if (char === "{" || char === "[") {
      closers.push(char === "{" ? "}" : "]")
      mayClose = true
      expected = char === "{" ? "key" : ""
    } else {
      at = start
      skip(word)
      if (!scalar.test(text.slice(start, at))) return at
      mayClose = true
      expected = ","
    }
  }
}

// All match the empty text too, so that a match always sets `lastIndex`

const whitespace = /[ \t\n\r]*/y

/** A part of a string. One match for the entire string would need memory for each of its escapes. */
const part = /(?:[ !#-[\]-\uffff]+|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})){0,99}/y

/** The valid beginning of an invalid escape. */
const badEscape = /(?:\\(?:u[\dA-Fa-f]{0,3})?)?/y

/** A word or a number, as far as it is valid. */
const word =
  /(?:t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|n(?:u(?:ll?)?)?|-?(?:0|[1-9]\d*)?(?:(?<=\d)\.\d*)?(?:(?<=\d)[eE][+-]?\d*)?)/y

const scalar = /^(?:true|false|null|.*\d)$/
