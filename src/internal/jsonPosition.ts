/**
 * Where a text stops being JSON. Engines word this differently or not at all, and quote the text, so that their
 * messages can't be shown. Runs only after `JSON.parse` has failed, in one pass and without recursion.
 *
 * @internal
 */

/**
 * The offset of the first character that can't stand in JSON: the text's length if it only ends too early.
 */
export const invalidJsonPosition = (text: string): number => {
  const closers: Array<string> = []
  let expected: "value" | "firstKey" | "key" | "colon" | "firstItem" | "separator" = "value"
  let at = 0
  /** Goes on behind what a pattern takes. */
  const skip = (pattern: RegExp): void => {
    pattern.lastIndex = at
    pattern.exec(text)
    at = pattern.lastIndex
  }
  for (;;) {
    skip(whitespace)
    const char = text.charAt(at)
    const closer = closers.at(-1)
    const isKey: boolean = expected === "key" || expected === "firstKey"
    if (char !== "" && char === closer && (expected === "separator" || expected.startsWith("first"))) {
      closers.pop()
      expected = "separator"
      at++
    } else if (expected === "separator" || expected === "colon") {
      if (closer === undefined || char !== (expected === "colon" ? ":" : ",")) return at
      expected = expected === "separator" && closer === "}" ? "key" : "value"
      at++
    } else if (char === '"') {
      at++
      // One match for all of a string would need memory for each of its escapes
      for (skip(plain); text.charAt(at) === "\\"; skip(plain)) {
        const start = at
        skip(escape)
        if (at - start !== (text.charAt(start + 1) === "u" ? 6 : 2)) return at
      }
      if (text.charAt(at) !== '"') return at
      at++
      expected = isKey ? "colon" : "separator"
    } else if (isKey) {
      return at
    } else if (char === "{" || char === "[") {
      closers.push(char === "{" ? "}" : "]")
      expected = char === "{" ? "firstKey" : "firstItem"
      at++
    } else {
      const start = at
      skip(word)
      if (!scalar.test(text.slice(start, at))) return at
      expected = "separator"
    }
  }
}

// All match the empty text too, so that a match always sets `lastIndex`

const whitespace = /[ \t\n\r]*/y

/** What stands in a string as it is. */
const plain = /[ !#-[\]-\uffff]*/y

/** An escape as far as it goes. */
const escape = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{0,4})?/y

/** A word or a number as far as it goes. */
const word =
  /(?:t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|n(?:u(?:ll?)?)?|-?(?:0|[1-9]\d*)?(?:(?<=\d)\.\d*)?(?:(?<=\d)[eE][+-]?\d*)?)/y

const scalar = /^(?:true|false|null|.*\d)$/
