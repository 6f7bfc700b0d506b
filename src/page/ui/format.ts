/**
 * Figures for people.
 *
 * @internal
 */
import type { InputReport } from "../../capture/inspection.ts"
import type { Verdict } from "../../stream/verdict.ts"
import type { Fact } from "../model/facts.ts"

type ErrorTag = InputReport["errors"][number]["_tag"]

/** Writes milliseconds. */
export const duration = (ms: number): string => {
  if (ms < 1) return `${Number(ms.toFixed(2))} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_995) return `${(ms / 1000).toFixed(ms < 9995 ? 2 : 1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`
}

// To make one takes longer than to write a row
const integers = new Intl.NumberFormat("en-US")
const times = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" })

/** Writes a count. */
export const integer = (n: number): string => integers.format(n)

/** Writes the time of day of milliseconds since 1970. */
export const timeOfDay = (at: number): string => times.format(at)

/** Writes a count with its noun. */
export const counted = (n: number, noun: string): string => `${integer(n)} ${noun}${n === 1 ? "" : "s"}`

/** Writes a price in US dollars. A small one keeps two digits that count. */
const dollars = (amount: number): string =>
  `$${amount === 0 || amount >= 0.1 ? amount.toFixed(2) : amount.toFixed(Math.min(8, 1 - Math.floor(Math.log10(amount))))}`

/** A type without what all have in common. */
export const shortType = (type: string): string =>
  type === "" ? "(no type)" : type.startsWith("response.") && type.length > 9 ? type.slice(9) : type

/** A verdict, in words. */
const verdictWords: Readonly<Record<Verdict, string>> = {
  Completed: "Completed",
  Incomplete: "Incomplete",
  Failed: "Failed",
  Cancelled: "Cancelled",
  Errored: "Errored",
  Truncated: "Truncated",
  ItemsCompleteWithoutTerminal: "No terminal event"
}

/** How a stream ended, in words. What is no verdict is in words already. */
export const verdictText = (verdict: string): string => (isVerdict(verdict) ? verdictWords[verdict] : verdict)

/** What an error is, in the words of its chip and of its findings. */
export const errorWord = (tag: ErrorTag): string => {
  switch (tag) {
    case "InvalidUtf8":
      return "Not UTF-8"
    case "EventTooLarge":
      return "Too large"
    case "NotAnEventStream":
      return "Not a stream"
    default:
      return "Invalid"
  }
}

/** Whether it is the name of a verdict. */
export const isVerdict = (name: string): name is Verdict => Object.hasOwn(verdictWords, name)

/** Writes the value of a fact. */
export const factText = ({ name, unit, value }: Pick<Fact, "name" | "unit" | "value">): string => {
  if (typeof value !== "number") return name === "Verdict" && value !== undefined ? verdictText(value) : (value ?? "–")
  switch (unit) {
    case "milliseconds":
      return duration(value)
    case "dollars":
      return dollars(value)
    case "perSecond":
      return value < 10 ? value.toFixed(1) : integer(Math.round(value))
    default:
      return integer(value)
  }
}
