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
  const closers: Array<"}" | "]"> = []
  let expected: "value" | "firstKey" | "key" | "colon" | "firstItem" | "separator" = "value"
  let at = 0
  for (;;) {
    while (isWhitespace(text.charCodeAt(at))) at++
    const char = text[at]
    if (expected === "separator") {
      const closer = closers[closers.length - 1]
      if (closer === undefined || (char !== closer && char !== ",")) return at
      if (char === closer) closers.pop()
      else expected = closer === "}" ? "key" : "value"
      at++
    } else if (expected === "colon") {
      if (char !== ":") return at
      expected = "value"
      at++
    } else if ((expected === "firstKey" && char === "}") || (expected === "firstItem" && char === "]")) {
      closers.pop()
      expected = "separator"
      at++
    } else if (expected === "firstKey" || expected === "key") {
      if (char !== '"') return at
      const end = scanString(text, at)
      if (end < 0) return ~end
      at = end
      expected = "colon"
    } else if (char === "{") {
      closers.push("}")
      expected = "firstKey"
      at++
    } else if (char === "[") {
      closers.push("]")
      expected = "firstItem"
      at++
    } else {
      const end = scanScalar(text, at)
      if (end < 0) return ~end
      at = end
      expected = "separator"
    }
  }
}

// The scanners give the offset behind what they read, or the complement (~) of the offset at which it goes wrong.

const scanScalar = (text: string, start: number): number => {
  switch (text[start]) {
    case '"':
      return scanString(text, start)
    case "t":
      return scanWord(text, start, "true")
    case "f":
      return scanWord(text, start, "false")
    case "n":
      return scanWord(text, start, "null")
    default:
      return scanNumber(text, start)
  }
}

const scanWord = (text: string, start: number, word: string): number => {
  for (let i = 0; i < word.length; i++) {
    if (text[start + i] !== word[i]) return ~(start + i)
  }
  return start + word.length
}

const scanString = (text: string, start: number): number => {
  let at = start + 1
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at + 1
    // The comparison also ends the text, where the code is NaN
    if (!(code >= 0x20)) return ~at
    if (code !== 0x5c) {
      at++
      continue
    }
    const escaped = text[at + 1] ?? ""
    if (escaped !== "u") {
      if (escaped === "" || !'"\\/bfnrt'.includes(escaped)) return ~(at + 1)
      at += 2
      continue
    }
    for (let i = 2; i < 6; i++) {
      if (!/[0-9A-Fa-f]/.test(text[at + i] ?? "")) return ~(at + i)
    }
    at += 6
  }
}

const scanNumber = (text: string, start: number): number => {
  let at = start
  const digits = (): boolean => {
    const first = at
    while (isDigit(text.charCodeAt(at))) at++
    return at > first
  }
  if (text[at] === "-") at++
  if (text[at] === "0") at++
  else if (!digits()) return ~at
  if (text[at] === ".") {
    at++
    if (!digits()) return ~at
  }
  if (text[at] === "e" || text[at] === "E") {
    at++
    if (text[at] === "+" || text[at] === "-") at++
    if (!digits()) return ~at
  }
  return at
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

const isWhitespace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
