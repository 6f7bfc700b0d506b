/**
 * The repairs of `Tolerance`.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"

interface Repair<Name extends string> {
  readonly name: Name
  /** The repaired event, or `undefined` if there is nothing to repair. It never changes its input. */
  readonly apply: (json: Json, index: number) => Json | undefined
}

const repair = <const Name extends string>(name: Name, apply: Repair<Name>["apply"]): Repair<Name> => ({ name, apply })

type KnownType = Exclude<ResponsesStreamChunk["type"], "UNKNOWN">

/** Older names of chunk types. */
const renamed: ReadonlyMap<unknown, KnownType> = new Map<unknown, KnownType>([
  ["response.reasoning.delta", "response.reasoning_text.delta"],
  ["response.reasoning.done", "response.reasoning_text.done"],
  ["response.done", "response.completed"]
])

const errorType: KnownType = "error"

const responseErrorType: KnownType = "response.error"

const isTextOrNull = (value: unknown): boolean => typeof value === "string" || value === null

const toText = (value: unknown): unknown => (typeof value === "number" ? String(value) : (value ?? null))

/** Moves the fields of a nested error up into its event. `undefined` if there is none. */
const flatten = (json: Json): Json | undefined => {
  const { error, ...rest } = json
  if (typeof error === "string") return { message: error, ...rest }
  if (!isObject(error)) return undefined
  const { code, message = json["message"], param, type } = error
  return { ...rest, code, message, param, ...(type === undefined || type === null ? {} : { error_type: type }) }
}

const textCode = (error: unknown, put: (fixed: Json) => Json): Json | undefined =>
  isObject(error) && typeof error["code"] === "number" ? put({ ...error, code: String(error["code"]) }) : undefined

/** The repairs, in the order in which they are applied. */
export const repairs = [
  repair("bare-error", (json) =>
    !Object.hasOwn(json, "type") && (isObject(json["error"]) || typeof json["error"] === "string")
      ? { ...json, type: errorType }
      : undefined
  ),
  repair("error-shape", (json) => {
    if (json["type"] !== errorType) return undefined
    const nested = flatten(json)
    const { code, param } = nested ?? json
    return nested === undefined && isTextOrNull(code) && isTextOrNull(param)
      ? undefined
      : { ...(nested ?? json), code: toText(code), param: toText(param) }
  }),
  repair("numeric-error-code", (json) => {
    const { error, response } = json
    if (json["type"] === responseErrorType) return textCode(error, (fixed) => ({ ...json, error: fixed }))
    return isObject(response)
      ? textCode(response["error"], (fixed) => ({ ...json, response: { ...response, error: fixed } }))
      : undefined
  }),
  repair("older-name", (json) => {
    const type = renamed.get(json["type"])
    return type === undefined ? undefined : { ...json, type }
  }),
  repair("missing-sequence-number", (json, index) =>
    Object.hasOwn(json, "sequence_number") || json["type"] === responseErrorType
      ? undefined
      : { ...json, sequence_number: index }
  )
] as const

/** The name of a repair. */
export type RepairName = (typeof repairs)[number]["name"]

/** Applies every repair that fits. `undefined` if none does. */
export const applyRepairs = (
  json: Json,
  index: number
): { readonly json: Json; readonly names: ReadonlyArray<RepairName> } | undefined => {
  let repaired = json
  const names: Array<RepairName> = []
  for (const { apply, name } of repairs) {
    const next = apply(repaired, index)
    if (next === undefined) continue
    repaired = next
    names.push(name)
  }
  return names.length === 0 ? undefined : { json: repaired, names }
}
