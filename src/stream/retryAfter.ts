/**
 * How long a provider asks to wait, from headers, fields or the text of its message. In seconds, rounded up.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"

const toSeconds = (seconds: number): number | undefined =>
  Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined

const first = <A>(list: Iterable<A>, find: (a: A) => number | undefined): number | undefined => {
  for (const a of list) {
    const found = find(a)
    if (found !== undefined) return found
  }
  return undefined
}

/** A number, or a text of its digits. */
const numberOf = (value: unknown): number | undefined =>
  (typeof value === "number" || typeof value === "string") && /^\s*\d{1,15}(?:\.\d{1,20})?\s*$/.test(`${value}`)
    ? Number(value)
    : undefined

/** Units of time in seconds, with patterns of their names. */
const units = [
  [86_400, "d(?:ays?)?"],
  [3600, "h(?:ours?)?"],
  [60, "m(?:in(?:ute)?s?)?"],
  [1, "s(?:ec(?:ond)?s?)?"],
  [0.001, "m(?:illi)?s(?:ec(?:ond)?s?)?"]
] as const

const duration = new RegExp(
  units.map(([, name]) => `(?:(\\d{1,9}(?:\\.\\d{1,9})?)\\s?${name}(?![a-z])(?:,? and |, |\\s)?)?`).join(""),
  "iy"
)

/** The seconds that a text says at a place, and where it goes on: `1m30s`, `20ms`, `2 hours, 5 minutes`. */
const secondsAt = (text: string, place: number): { readonly seconds: number; readonly end: number } | undefined => {
  duration.lastIndex = place
  const amounts = duration.exec(text)
  if (amounts === null || amounts[0] === "") return undefined
  const seconds = units.reduce((sum, [unit], i) => sum + unit * Number(amounts[i + 1] ?? 0), 0)
  return { seconds, end: duration.lastIndex }
}

const beginsDate = /^\s*(?:[A-Z][a-z]{2}|\d{4}-\d\d-\d\dT)/

/**
 * A time to wait: seconds, `6m0s`, a date, or a time in seconds or milliseconds since 1970, which is a number too large
 * for anything else.
 */
const fromTime = (value: unknown, now: number): number | undefined => {
  const number = numberOf(value)
  if (number !== undefined) {
    return toSeconds(number > 1e11 ? (number - now) / 1000 : number > 1e9 ? number - now / 1000 : number)
  }
  if (typeof value !== "string") return undefined
  if (beginsDate.test(value)) return toSeconds((Date.parse(value) - now) / 1000)
  const said = secondsAt(value, 0)
  return said?.end === value.length ? toSeconds(said.seconds) : undefined
}

const fromMilliseconds = (value: unknown): number | undefined => {
  const milliseconds = numberOf(value)
  return milliseconds === undefined ? undefined : toSeconds(milliseconds / 1000)
}

const limits = ["", "-requests", "-tokens"]

/**
 * Headers, of the answer or as a gateway repeats them in the body of an error. `get` takes names in lower case.
 *
 * `x-ratelimit-reset…` stand in answers of any kind. They say when to try again only if a limit was hit (`isLimit`), and
 * only those of which nothing remains, or nobody says what remains. All of these have to pass, so the last one counts.
 */
export const fromHeaders = (get: (name: string) => unknown, now: number, isLimit: boolean): number | undefined => {
  const asked = fromMilliseconds(get("retry-after-ms")) ?? fromTime(get("retry-after"), now)
  if (asked !== undefined || !isLimit) return asked
  let last: number | undefined
  for (const limit of limits) {
    const isUsedUp = numberOf(get(`x-ratelimit-remaining${limit}`) ?? 0) === 0
    const reset = isUsedUp ? fromTime(get(`x-ratelimit-reset${limit}`), now) : undefined
    if (reset !== undefined) last = Math.max(reset, last ?? 0)
  }
  return last
}

const fromFields = (json: Json, now: number): number | undefined =>
  fromMilliseconds(json["retry_after_ms"]) ??
  first(["retry_after", "retry_after_seconds", "retryDelay", "resets_in_seconds", "resets_at"], (key) =>
    fromTime(json[key], now)
  )

const asks = /\b(?:(?:re)?try(?: again| (?:the|this|your) request)?(?: after| in)|wait)(?: for| at least| about)?:?\s/gi

/** `Please try again in 1m30s`, `retry after 17 seconds`, `wait 5 s`: in a stream, only the message has the time. */
const fromText = (text: string): number | undefined => {
  for (const ask of text.matchAll(asks)) {
    const said = secondsAt(text, ask.index + ask[0].length)
    if (said !== undefined) return toSeconds(said.seconds)
  }
  return undefined
}

/** Where an error has more objects and texts: `raw` is what the provider behind a gateway said, often JSON as text. */
const within = ["error", "message", "metadata", "raw", "details"]

/** A text is read so far. An error that says when to try again is short. */
const maxLength = 65_536

const gather = (value: unknown, found: Set<unknown>, depth = 8): void => {
  const json = typeof value === "string" ? parsed(value.slice(0, maxLength)) : value
  if (depth === 0 || found.has(json)) return
  if (Array.isArray(json)) for (const item of json) gather(item, found, depth - 1)
  else if (typeof json === "string") found.add(json)
  else if (isObject(json)) {
    found.add(json)
    for (const key of within) gather(json[key], found, depth - 1)
  }
}

/** The JSON that a text is, or the text. */
const parsed = (text: string): unknown => {
  try {
    return /^\s*[[{]/.test(text) ? JSON.parse(text) : text
  } catch {
    return text
  }
}

/**
 * The seconds that an error asks to wait. `sources` are its message and its objects: the error, its metadata, the event
 * around it. `isLimit` tells whether a limit was hit: see `fromHeaders`.
 */
export const retryAfterOf = (sources: ReadonlyArray<unknown>, now: number, isLimit: boolean): number | undefined => {
  const found = new Set<unknown>()
  for (const source of sources) gather(source, found)
  const objects = [...found].filter(isObject)
  return (
    first(objects, ({ headers }) => fromHeaders(getterOf(headers), now, isLimit)) ??
    first(objects, (json) => fromFields(json, now)) ??
    first(found, (text) => (typeof text === "string" ? fromText(text) : undefined))
  )
}

const getterOf = (headers: unknown): ((name: string) => unknown) => {
  const byName = new Map(
    isObject(headers) ? Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]) : []
  )
  return (name) => byName.get(name)
}
