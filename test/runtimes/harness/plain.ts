/**
 * A second reading of event streams, to hold the package's against. It uses nothing of the package or of Effect, and it
 * is right only for the streams of examples/streams and those of the cases: fields whose keys are the user's own are
 * named below, and the rest is renamed without knowing what it is.
 */

const userKeyed = new Set(["metadata", "parameters", "raw", "schema"])

const camel = (key: string): string => key.replaceAll(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase())

/** The types of items that no model has: they are kept as they came. */
const unknownItems = new Set<unknown>(["buoy_reading"])

/** The types of events that no model has. */
const unknownEvents = new Set<unknown>(["response.weather_call.observing"])

const rename = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(rename)
  if (typeof value !== "object" || value === null) return value
  const { type } = value as { readonly type?: unknown }
  if (unknownItems.has(type) || unknownEvents.has(type)) return { type: "UNKNOWN", isUnknown: true, raw: value }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [camel(key), userKeyed.has(key) ? inner : rename(inner)])
  )
}

/** The chunk of an event that is as it should be. */
export const chunkOf = (json: unknown): unknown => rename(json)

/** The data of each event of a text, as it stands there, without `[DONE]`. A last one without an end is one of them. */
export const dataOf = (text: string): ReadonlyArray<string> =>
  text
    .split(/\r?\n\r?\n/)
    .flatMap((block) => block.split(/\r?\n/).filter((line) => line.startsWith("data: ")))
    .map((line) => line.slice("data: ".length))
    .filter((data) => data !== "[DONE]")

/** The JSON of a text, or nothing if it isn't JSON. */
export const parse = (data: string): unknown => {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
