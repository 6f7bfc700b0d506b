/**
 * How long a provider asks to wait, from headers, fields or the text of its message. In seconds, rounded up.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"

const toSeconds = (seconds: number): number | undefined =>
  Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined

const first = <A>(list: ReadonlyArray<A>, find: (a: A) => number | undefined): number | undefined => {
  for (const a of list) {
    const found = find(a)
    if (found !== undefined) return found
  }
  return undefined
}

/** A number, or a text of its digits. */
const numberOf = (value: unknown): number | undefined => {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined
  return typeof value === "string" && /^\s*\d{1,15}(?:\.\d{1,15})?\s*$/.test(value) ? Number(value) : undefined
}

/** A time in seconds or milliseconds since 1970. A number too small for either is a number of seconds to wait. */
const fromReset = (value: unknown, now: number): number | undefined => {
  const reset = numberOf(value)
  if (reset === undefined) return undefined
  return toSeconds(reset > 1e11 ? (reset - now) / 1000 : reset > 1e9 ? reset - now / 1000 : reset)
}

/** A `retry-after` header, which holds seconds or a date. */
export const fromHeader = (value: unknown, now: number): number | undefined => {
  const seconds = numberOf(value)
  if (seconds !== undefined) return toSeconds(seconds)
  return typeof value === "string" && /^\s*[A-Z][a-z]{2}/.test(value)
    ? toSeconds((Date.parse(value) - now) / 1000)
    : undefined
}

/** Headers that a gateway repeats in the body of an error. */
const fromHeaders = (headers: unknown, now: number): number | undefined => {
  if (!isObject(headers)) return undefined
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  const milliseconds = numberOf(byName.get("retry-after-ms"))
  if (milliseconds !== undefined) return toSeconds(milliseconds / 1000)
  return fromHeader(byName.get("retry-after"), now) ?? fromReset(byName.get("x-ratelimit-reset"), now)
}

const fromFields = (json: Json, now: number): number | undefined => {
  const milliseconds = numberOf(json["retry_after_ms"])
  if (milliseconds !== undefined) return toSeconds(milliseconds / 1000)
  return (
    first(["retry_after", "retry_after_seconds", "resets_in_seconds"], (key) => fromHeader(json[key], now)) ??
    fromReset(json["resets_at"], now)
  )
}

const secondsOf = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }

const unitOf = (name: string): keyof typeof secondsOf =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the pattern has no other letter
  /^m(?:s|illi)/i.test(name) ? "ms" : (name.charAt(0).toLowerCase() as "s" | "m" | "h" | "d")

const amounts =
  /(\d{1,9}(?:\.\d{1,9})?)\s?(milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h|days?|d)(?![a-z])\s?/iy

/** `Please try again in 1m30s`, `… in 20ms`, `… in 17 seconds`: in a stream, only the message has the time. */
const fromText = (message: string): number | undefined => {
  const start = /try again in /i.exec(message)
  if (start === null) return undefined
  let seconds: number | undefined
  amounts.lastIndex = start.index + start[0].length
  for (let amount = amounts.exec(message); amount !== null; amount = amounts.exec(message)) {
    seconds = (seconds ?? 0) + Number(amount[1]) * secondsOf[unitOf(amount[2]!)]
  }
  return seconds === undefined ? undefined : toSeconds(seconds)
}

/**
 * The seconds that an error asks to wait. `sources` are its objects: the error, its metadata, the event around it.
 */
export const retryAfterOf = (message: string, sources: ReadonlyArray<unknown>, now: number): number | undefined => {
  const objects = sources.filter(isObject)
  return (
    first(objects, (json) => fromHeaders(json["headers"], now)) ??
    first(objects, (json) => fromFields(json, now)) ??
    fromText(message)
  )
}
