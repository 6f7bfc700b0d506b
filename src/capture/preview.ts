/**
 * An event in a few words, for people. It goes by the fields of the wire rather than by types, so that events without a
 * model and invalid ones have a preview too.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { WireType } from "../chunk/ResponsesStreamChunk.ts"
import { count, formatBytes, sanitize } from "./text.ts"

/** How much of a text is looked at: more than any terminal is wide. */
const maxText = 600

const audioDelta: WireType = "response.audio.delta"

/** What carries the bulk of an event, in order of preference. */
const textKeys = ["text", "arguments", "refusal", "code", "input", "transcript", "command", "content", "diff"] as const

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

/** Describes an event. */
export const preview = (json: unknown): string => {
  if (!isObject(json)) return ""
  const { annotation, delta, error, item, part, response } = json
  if (delta !== undefined) return json["type"] === audioDelta ? bytes(deltaText(json)) : quote(deltaText(json))
  if (isObject(response)) return responsePreview(response)
  if (isObject(item)) return itemPreview(item)
  if (isObject(part)) return words(name(part["type"]), text(part))
  if (isObject(annotation)) return words(name(annotation["type"]), name(annotation["title"] ?? annotation["url"]))
  if (isObject(error)) return errorPreview(error)
  const image = json["partial_image_b64"]
  if (typeof image === "string") {
    return words(
      `#${number(json["partial_image_index"])}`,
      bytes(image),
      name(json["output_format"]),
      name(json["size"])
    )
  }
  if (typeof json["message"] === "string") return errorPreview(json)
  return words(name(json["model"]), text(json), typeof error === "string" ? name(error) : "")
}

/** The item that an event belongs to: its index in the output, or `""`. */
export const itemOf = (json: unknown): string => (isObject(json) ? number(json["output_index"]) : "")

const responsePreview = (response: Json): string => {
  const { error, incomplete_details: details, usage } = response
  return words(
    name(response["status"]),
    isObject(usage) ? usagePreview(usage) : "",
    isObject(details) ? name(details["reason"]) : "",
    isObject(error) ? errorPreview(error) : "",
    name(response["model"])
  )
}

const usagePreview = (usage: Json): string => {
  const { input_tokens: input, output_tokens: output } = usage
  return typeof input === "number" && typeof output === "number" ? `${input} tokens in, ${output} out` : ""
}

const itemPreview = (item: Json): string => {
  const { action, content, queries, result, status, type } = item
  return words(
    name(type),
    status === "completed" ? "" : name(status),
    name(item["name"]),
    isObject(action) ? words(name(action["type"]), name(action["query"] ?? action["url"] ?? action["command"])) : "",
    Array.isArray(queries) ? queries.map(name).join(", ") : "",
    typeof result === "string" && result !== "" ? bytes(result) : "",
    Array.isArray(content) ? parts(content) : text(item),
    Array.isArray(item["summary"]) ? parts(item["summary"]) : ""
  )
}

const errorPreview = (error: Json): string => words(name(error["code"] ?? error["type"]), name(error["message"]))

// -----------------------------------------------------------------------------
// Deltas
// -----------------------------------------------------------------------------

/**
 * The key of what an event is a piece of. `undefined` if it is not a piece.
 */
export const foldKey = (type: string, json: unknown): string | undefined =>
  type.endsWith(".delta") && isObject(json) && json["delta"] !== undefined
    ? [
        type,
        ...["output_index", "content_index", "summary_index", "command_index", "model"].map((key) => name(json[key]))
      ].join("\n")
    : undefined

/** The pieces of one thing, joined for a preview in constant memory. */
export interface Joined {
  readonly add: (json: unknown) => void
  readonly preview: () => string
}

/** Starts to join pieces. */
export const join = (): Joined => {
  let start = ""
  let size = 0
  let isAudio = false
  return {
    add: (json) => {
      if (!isObject(json)) return
      isAudio = json["type"] === audioDelta
      const piece = deltaText(json)
      size += decodedSize(piece)
      if (start.length < maxText) start += piece.slice(0, maxText)
    },
    preview: () => (isAudio ? formatBytes(size) : quote(start))
  }
}

const deltaText = ({ delta }: Json): string =>
  typeof delta === "string" ? delta : isObject(delta) ? Object.values(delta).filter(isString).join("") : ""

// -----------------------------------------------------------------------------
// Values
// -----------------------------------------------------------------------------

const isString = (value: unknown): value is string => typeof value === "string"

const words = (...all: ReadonlyArray<string>): string => all.filter((word) => word !== "").join(" · ")

const number = (value: unknown): string => (typeof value === "number" ? String(value) : "")

const name = (value: unknown): string =>
  isString(value)
    ? sanitize(value.slice(0, maxText))
    : Array.isArray(value)
      ? value.filter(isString).slice(0, 20).map(name).join(" ")
      : number(value)

const quote = (value: string): string => (value === "" ? "" : `"${sanitize(value.slice(0, maxText))}"`)

const text = (json: Json): string => {
  for (const key of textKeys) {
    const value = json[key]
    if (isString(value) && value !== "") return quote(value)
  }
  return ""
}

const parts = (all: ReadonlyArray<unknown>): string => {
  let joined = ""
  for (const part of all) {
    const piece = isObject(part) ? (part["text"] ?? part["refusal"]) : undefined
    if (isString(piece)) joined += piece
    if (joined.length >= maxText) break
  }
  return joined === "" && all.length > 0 ? count(all.length, "part") : quote(joined)
}

/** The size of base64 text as bytes. It may be a data URL. */
const bytes = (base64: string): string => formatBytes(decodedSize(base64))

const decodedSize = (base64: string): number => {
  const start = base64.startsWith("data:") ? base64.indexOf(",") + 1 : 0
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0
  return Math.max(0, Math.floor(((base64.length - start - padding) * 3) / 4))
}
