/**
 * What the address says: `#/stream/3/event/12`, `#/compare/3/4`, `#rule-I2`.
 *
 * @internal
 */
import { isRuleId } from "./rules.ts"
import type { RuleId } from "../../errors/protocolViolation.ts"

/** What the page shows. */
export type Route =
  | { readonly view: "streams" }
  | { readonly view: "stream"; readonly id: string; readonly event: number | undefined }
  | { readonly view: "compare"; readonly ids: readonly [string, string] }

/** Reads the address. `undefined` if it names nothing that there is. */
export const parse = (hash: string): Route | undefined => {
  if (hash === "" || hash === "#" || hash === "#/") return { view: "streams" }
  const [, view, first, second, third] = hash.slice(1).split("/").map(decode)
  if (view === "stream" && first !== undefined) {
    const event = second === "event" && third !== undefined && /^\d{1,9}$/.test(third) ? Number(third) : undefined
    return { view, id: first, event }
  }
  if (view === "compare" && first !== undefined && second !== undefined) return { view, ids: [first, second] }
  return undefined
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Writes the address of a stream. */
export const streamHash = (id: string, event?: number): string =>
  `#/stream/${encodeURIComponent(id)}${event === undefined ? "" : `/event/${event}`}`

/** Writes the address of two streams, side by side. */
export const compareHash = (one: string, other: string): string =>
  `#/compare/${encodeURIComponent(one)}/${encodeURIComponent(other)}`

/** Writes the address of a rule's text. */
export const ruleHash = (rule: RuleId): string => `#rule-${rule}`

/** The rule whose text an address names. */
export const ruleOf = (hash: string): RuleId | undefined => {
  const rule = hash.startsWith("#rule-") ? hash.slice(6) : ""
  return isRuleId(rule) ? rule : undefined
}
