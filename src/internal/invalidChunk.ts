/**
 * From Effect's issue to the error that a user reads: paths, expectations and kinds of value, never values.
 *
 * @internal
 */
import * as SchemaIssue from "effect/SchemaIssue"
import { InvalidChunk } from "../StreamError.ts"
import type { InvalidField } from "../StreamError.ts"
import { isObject } from "./json.ts"

/** A list of many wrong things has no use, and would be as large as the event. */
const maxFields = 100

const formatter = SchemaIssue.makeFormatterStandardSchemaV1()

/** Reports an event that a schema refused. `payload` is the event as it came, before it was repaired. */
export const fromIssue = (
  json: object,
  index: number,
  type: string,
  issue: SchemaIssue.Issue,
  payload: object
): InvalidChunk => {
  const fields = formatter(issue)
    .issues.slice(0, maxFields)
    .map(({ message, path = [] }): InvalidField => {
      const keys = path as ReadonlyArray<PropertyKey>
      return { path: keys, message: explain(message, valueAt(json, keys)) }
    })
  const sequenceNumber = (json as { readonly sequence_number?: unknown }).sequence_number
  return new InvalidChunk({
    index,
    type,
    fields,
    json: payload,
    issue,
    ...(typeof sequenceNumber === "number" && Number.isFinite(sequenceNumber) ? { sequenceNumber } : {})
  })
}

/** Reports an event that has no type to go by. */
export const fromUntyped = (json: unknown, index: number): InvalidChunk => {
  if (!isObject(json)) {
    return new InvalidChunk({ index, json, fields: [{ path: [], message: `expected an object, got ${kindOf(json)}` }] })
  }
  const type = Object.hasOwn(json, "type") ? json["type"] : undefined
  const message = type === undefined ? "missing key" : `expected string, got ${kindOf(type)}`
  return new InvalidChunk({
    index,
    json,
    fields: [{ path: ["type"], message }],
    ...(json["object"] === "chat.completion.chunk" ? { hint: chatCompletionsHint } : {})
  })
}

/** Reports an event that nests so deep that reading it would overflow the stack. */
export const fromOverflow = (json: unknown, index: number, type: string): InvalidChunk =>
  new InvalidChunk({ index, type, json, fields: [{ path: [], message: "it is nested too deeply" }] })

const chatCompletionsHint =
  "This is a Chat Completions stream: send the request to the Responses endpoint (POST …/responses) instead."

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : typeof value

const explain = (message: string, value: unknown): string => {
  const text = message.charAt(0).toLowerCase() + message.slice(1)
  return value === undefined ? text : `${text}, got ${kindOf(value)}`
}

const valueAt = (json: unknown, path: ReadonlyArray<PropertyKey>): unknown => {
  let value = json
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}
