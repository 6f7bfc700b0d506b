/**
 * JSON as text.
 *
 * @internal
 */
import { isOverflow } from "../../base/json.ts"

/** Writes JSON. What nests too deeply for the engine is written without its help. */
export const stringify = (json: unknown): string => {
  try {
    return JSON.stringify(json)
  } catch (thrown) {
    if (!isOverflow(thrown)) throw thrown
    return stringifyDeep(json)
  }
}

/** What is left to write: a text, or a value. */
type Left = { readonly text: string } | { readonly value: unknown }

const stringifyDeep = (json: unknown): string => {
  const left: Array<Left> = [{ value: json }]
  const texts: Array<string> = []
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if ("text" in next) texts.push(next.text)
    else if (typeof next.value !== "object" || next.value === null) texts.push(JSON.stringify(next.value))
    else {
      const { value } = next
      const isArray = Array.isArray(value)
      texts.push(isArray ? "[" : "{")
      left.push({ text: isArray ? "]" : "}" })
      for (const [i, [key, element]] of Array.from(Object.entries(value).entries()).toReversed()) {
        left.push({ value: element }, { text: `${i === 0 ? "" : ","}${isArray ? "" : `${JSON.stringify(key)}:`}` })
      }
    }
  }
  return texts.join("")
}
