/**
 * The text of JSON, taken apart without parsing it: what JSON.parse would lose stays.
 *
 * @internal
 */

/** The offset behind a string that begins at an offset, or -1 if it doesn't end. */
export const stringEnd = (text: string, from: number): number => {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text[at - 1 - backslashes] === "\\") backslashes++
    if (backslashes % 2 === 0) return at + 1
  }
  return -1
}

/** The values of an object by their keys, as they are written. The text is JSON. */
export const entriesOf = (text: string): ReadonlyMap<string, string> => {
  const entries = new Map<string, string>()
  let depth = 0
  let key: string | undefined
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (character === '"') {
      const end = stringEnd(text, at)
      if (depth === 1 && key === undefined) key = String(JSON.parse(text.slice(at, end)))
      at = end - 1
    } else if (character === ":" && depth === 1) start = at + 1
    else if (depth === 1 && (character === "," || character === "}")) {
      if (key !== undefined) entries.set(key, text.slice(start, at).trim())
      key = undefined
    } else if (character === "{" || character === "[") depth++
    else if (character === "}" || character === "]") depth--
  }
  return entries
}
