/**
 * The repairs of `Tolerance`, but for those of a missing field that has a natural value: the decoder makes these.
 *
 * @internal
 */
import { isEmptyObject, isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"

/** What a repair may know beside its event. */
export interface RepairContext {
  /** Ordinal of the event, from 0. */
  readonly index: number
  /** The name in the `event:` line. */
  readonly event?: string | undefined
  readonly stream?: StreamContext | undefined
}

/** What a stream knows from the events before. */
export interface StreamContext {
  /** The id of the response. */
  readonly responseId: string | undefined
  /** The item that an event is about, where it leaves out an index or an id. */
  readonly findItem: (type: unknown, json: Json) => FoundItem | undefined
}

/** An item that an event is about. */
interface FoundItem {
  readonly outputIndex: number
  readonly itemId?: string
}

interface Repair<Name extends string> {
  readonly name: Name
  /** The repaired event, or `undefined` if there is nothing to repair. It never changes its input. */
  readonly apply: (json: Json, context: RepairContext) => Json | undefined
}

const repair = <const Name extends string>(name: Name, apply: Repair<Name>["apply"]): Repair<Name> => ({ name, apply })

/** The new value of a field, or `undefined` to leave it. `json` is the event. */
type Change = (value: unknown, json: Json, context: RepairContext) => unknown

const put = (json: Json, key: string, value: unknown): Json | undefined =>
  value === undefined || value === json[key] ? undefined : { ...json, [key]: value }

/** Repairs a field of an event. */
const field = <const Name extends string>(name: Name, key: string, change: Change): Repair<Name> =>
  repair(name, (json, context) => put(json, key, change(json[key], json, context)))

/** Repairs a field of the response in an event. */
const responseField = <const Name extends string>(name: Name, key: string, change: Change): Repair<Name> =>
  field(name, "response", (response, json, context) =>
    isObject(response) ? put(response, key, change(response[key], json, context)) : undefined
  )

const isMissing = (value: unknown): value is undefined | null => value === undefined || value === null

const ifMissing =
  (change: (json: Json, context: RepairContext) => unknown): Change =>
  (value, json, context) =>
    isMissing(value) ? change(json, context) : undefined

type KnownType = Exclude<ResponsesStreamChunk["type"], "UNKNOWN">

// -----------------------------------------------------------------------------
// Types
// -----------------------------------------------------------------------------

const errorType: KnownType = "error"

const responseErrorType: KnownType = "response.error"

/** Other names of chunk types. */
const renamed: ReadonlyMap<unknown, KnownType> = new Map<unknown, KnownType>([
  ["response.reasoning.delta", "response.reasoning_text.delta"],
  ["response.reasoning.done", "response.reasoning_text.done"],
  ["response.output_text_annotation.added", "response.output_text.annotation.added"],
  ["response.done", "response.completed"]
])

/** The types of events that carry a response, with the status that it has in them. */
const statuses: ReadonlyMap<unknown, string> = new Map<KnownType, string>([
  ["response.created", "in_progress"],
  ["response.queued", "queued"],
  ["response.in_progress", "in_progress"],
  ["response.completed", "completed"],
  ["response.incomplete", "incomplete"],
  ["response.failed", "failed"]
])

/** The name of today. An end that has one name for all says in its status which one it is. */
const rename: Change = (type, { response }) => {
  const ending = type === "response.done" && isObject(response) ? `response.${String(response["status"])}` : undefined
  return statuses.has(ending) ? ending : renamed.get(type)
}

// -----------------------------------------------------------------------------
// Errors
// -----------------------------------------------------------------------------

const isTextOrNull = (value: unknown): boolean => typeof value === "string" || value === null

const isObjectOrMissing = (value: unknown): boolean => isMissing(value) || isObject(value)

const toText = (value: unknown): unknown => (typeof value === "number" ? String(value) : (value ?? null))

/** Moves the fields of a nested error up into its event. `undefined` if there is none. */
const flatten = (json: Json): Json | undefined => {
  const { error, ...rest } = json
  if (typeof error === "string") return { message: error, ...rest }
  if (!isObject(error)) return undefined
  const { code, headers, message, misalignment, param, type } = error
  return {
    ...(isMissing(headers) ? {} : { headers }),
    ...(isMissing(misalignment) ? {} : { misalignment }),
    ...rest,
    code,
    ...(isMissing(message) ? {} : { message }),
    param,
    ...(isMissing(type) ? {} : { error_type: type })
  }
}

/** The flat form of an `error`. `undefined` for one that has it, and for any other event. */
export const flattenError = (json: Json): Json | undefined => {
  if (json["type"] !== errorType) return undefined
  const flat = flatten(json)
  const event = flat ?? json
  const { code, headers, misalignment, param, status, ...rest } = event
  const isFlat =
    flat === undefined &&
    isTextOrNull(code) &&
    isTextOrNull(param) &&
    [headers, misalignment].every(isObjectOrMissing) &&
    (isMissing(status) || typeof status === "number")
  if (isFlat) return undefined
  const number = typeof status === "string" && /^\d{3}$/.test(status) ? Number(status) : status
  return {
    ...rest,
    code: toText(code),
    param: toText(param),
    ...(isObject(headers) ? { headers } : {}),
    ...(isObject(misalignment) ? { misalignment } : {}),
    ...(typeof number === "number" ? { status: number } : {})
  }
}

/** Makes an object of an error that is a text. */
const nestMessage: Change = (error) => (typeof error === "string" ? { message: error } : undefined)

/** The object that a `response.error` lacks, from the fields of the event. */
const nestFields = (error: unknown, { code = null, message = null }: Json): Json | undefined =>
  isMissing(error) ? { code, message } : undefined

const textCode: Change = (error) => (isObject(error) ? put(error, "code", textOfNumber(error["code"])) : undefined)

const textOfNumber = (value: unknown): unknown => (typeof value === "number" ? String(value) : undefined)

// -----------------------------------------------------------------------------
// Responses
// -----------------------------------------------------------------------------

/** What is only found in a response, or in an event that is one. */
const responseKeys: ReadonlySet<string> = new Set(["output", "usage", "error", "status", "object"])

/** Moves the fields of a response that stand in its event into the response. */
const nestResponse = (json: Json): Json | undefined => {
  const { event_id: _, response, sequence_number: sequenceNumber, type, ...rest } = json
  if (!statuses.has(type) || !(isMissing(response) || isObject(response))) return undefined
  const moved = Object.keys(rest).filter((key) => !isMissing(rest[key]) && isMissing(response?.[key]))
  return moved.some((key) => responseKeys.has(key))
    ? {
        type,
        ...(sequenceNumber === undefined ? {} : { sequence_number: sequenceNumber }),
        response: { ...response, ...Object.fromEntries(moved.map((key) => [key, rest[key]])) }
      }
    : undefined
}

/** Seconds since 1970, from digits or a date. */
const secondsOf: Change = (text) => {
  if (typeof text !== "string") return undefined
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000
  return Number.isFinite(seconds) ? seconds : undefined
}

const textValues: Change = (metadata) =>
  isObject(metadata) && Object.values(metadata).some((value) => typeof value !== "string")
    ? Object.fromEntries(
        Object.entries(metadata).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)])
      )
    : undefined

/** No usage for an empty object, the names of today, and the total. */
const mendUsage: Change = (usage) => {
  if (isEmptyObject(usage)) return null
  if (!isObject(usage)) return undefined
  const { prompt_tokens, completion_tokens, input_tokens = prompt_tokens, output_tokens = completion_tokens } = usage
  const total_tokens = usage["total_tokens"] ?? Number(input_tokens ?? 0) + Number(output_tokens ?? 0)
  const given = Object.entries({ input_tokens, output_tokens, total_tokens }).filter(([, value]) => !isMissing(value))
  return given.some(([key, value]) => usage[key] !== value) ? { ...usage, ...Object.fromEntries(given) } : undefined
}

// -----------------------------------------------------------------------------
// Objects anywhere in an event
// -----------------------------------------------------------------------------

/** Changes each object of a value, those within it first. Gives the same value if there is nothing to change. */
const mapObjects = (value: unknown, change: (json: Json) => Json | undefined): unknown => {
  if (Array.isArray(value)) {
    const list = value.map((item) => mapObjects(item, change))
    return list.some((item, i) => item !== value[i]) ? list : value
  }
  if (!isObject(value)) return value
  let json = value
  for (const key of Object.keys(value)) json = put(json, key, mapObjects(value[key], change)) ?? json
  return change(json) ?? json
}

/** Types of objects that some gateways nest in a field of that name, as Chat Completions does. */
const nested = /^(?:url_citation|(?:container_)?file_citation|file_path|function|custom)$/

const unnest = (json: Json): Json | undefined => {
  const type = String(json["type"])
  const { [type]: fields, ...rest } = json
  return nested.test(type) && isObject(fields) ? { ...fields, ...rest } : undefined
}

const withArguments = /(?:^|\.)(?:function|mcp)_call(?:_arguments\.done)?$/

const textArguments = (json: Json): Json | undefined =>
  withArguments.test(String(json["type"])) && isObject(json["arguments"])
    ? { ...json, arguments: JSON.stringify(json["arguments"]) }
    : undefined

const withAction = /(?:apply_patch|computer|local_shell|web_search)(?:_call)?$/

/** Leaves out what a call does, where that isn't known yet. */
const dropEmpty = (json: Json): Json | undefined => {
  const key = ["action", "operation"].find((key) => isEmptyObject(json[key]))
  return key !== undefined && withAction.test(String(json["type"])) ? put(json, key, null) : undefined
}

/** An agent by its name alone. */
const nestAgent = (json: Json): Json | undefined => {
  const { agent, type } = json
  return typeof agent === "string" && typeof type === "string" ? { ...json, agent: { agent_name: agent } } : undefined
}

/** Repairs an event and each object in it. */
const objects = <const Name extends string>(name: Name, change: (json: Json) => Json | undefined): Repair<Name> =>
  repair(name, (json) => {
    const mended = mapObjects(json, change)
    return isObject(mended) && mended !== json ? mended : undefined
  })

// -----------------------------------------------------------------------------
// Deltas
// -----------------------------------------------------------------------------

/** A delta that has another name, or is an object. */
const mendDelta: Change = (delta, { arguments: text, type }) => {
  const kind = /^response\.(?:\w+_(arguments)|\w+_text)\.delta$/.exec(String(type))
  if (kind === null) return undefined
  if (kind[1] === undefined) return isObject(delta) && typeof delta["text"] === "string" ? delta["text"] : undefined
  return isObject(delta) ? JSON.stringify(delta) : isMissing(delta) ? text : undefined
}

// -----------------------------------------------------------------------------
// List
// -----------------------------------------------------------------------------

/** The repairs, in the order in which they are applied. */
export const repairs = [
  field("type-from-event-line", "type", (type, _, { event }) =>
    (isMissing(type) || type === "") && event !== "message" ? event : undefined
  ),
  field("bare-error", "type", (type, { error }) =>
    type === undefined && (isObject(error) || typeof error === "string") ? errorType : undefined
  ),
  field("older-name", "type", rename),
  repair("error-shape", flattenError),
  repair("response-shape", nestResponse),
  responseField("error-text", "error", nestMessage),
  field("error-text", "error", (error, json, context) =>
    json["type"] === responseErrorType ? (nestMessage(error, json, context) ?? nestFields(error, json)) : undefined
  ),
  responseField("numeric-error-code", "error", textCode),
  field("numeric-error-code", "error", (error, json, context) =>
    json["type"] === responseErrorType ? textCode(error, json, context) : undefined
  ),
  responseField(
    "missing-id",
    "id",
    ifMissing((_, { stream }) => stream?.responseId)
  ),
  responseField(
    "missing-status",
    "status",
    ifMissing(({ type }) => statuses.get(type))
  ),
  responseField("timestamp-text", "created_at", secondsOf),
  responseField("timestamp-text", "completed_at", secondsOf),
  responseField("metadata-values", "metadata", textValues),
  responseField("conversation-id", "conversation", (id) => (typeof id === "string" ? { id } : undefined)),
  responseField("usage-shape", "usage", mendUsage),
  objects("nested-fields", unnest),
  objects("arguments-object", textArguments),
  objects("empty-action", dropEmpty),
  objects("agent-name", nestAgent),
  field("numeric-stream-id", "stream_id", (id) => (typeof id === "number" ? String(id) : undefined)),
  field("delta-shape", "delta", mendDelta),
  field(
    "missing-output-index",
    "output_index",
    ifMissing((json, { stream }) => stream?.findItem(json["type"], json)?.outputIndex)
  ),
  field(
    "missing-item-id",
    "item_id",
    ifMissing((json, { stream }) =>
      // Chunks of shell calls need none
      String(json["type"]).startsWith("response.shell_call_") ? undefined : stream?.findItem(json["type"], json)?.itemId
    )
  ),
  field(
    "missing-sequence-number",
    "sequence_number",
    ifMissing(({ type }, { index }) => (type === responseErrorType ? undefined : index))
  )
] as const

/** The name of a repair. */
export type RepairName = (typeof repairs)[number]["name"] | `missing-${string}`

/** The repair of a missing field with a natural value. */
export const repairOf = (key: string): `missing-${string}` => `missing-${key.replaceAll("_", "-")}`

/** Applies every repair that fits. */
export const applyRepairs = (
  json: Json,
  context: RepairContext
): { readonly json: Json; readonly names: ReadonlyArray<RepairName> } => {
  let repaired = json
  const names: Array<RepairName> = []
  for (const { apply, name } of repairs) {
    const next = apply(repaired, context)
    if (next === undefined) continue
    repaired = next
    names.push(name)
  }
  return { json: repaired, names }
}
