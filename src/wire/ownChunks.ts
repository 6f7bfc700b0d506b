/**
 * Schemas of the user's own: the option `chunks`.
 *
 * @internal
 */
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { InvalidField } from "../errors/StreamError.ts"
import { kindOf } from "./fieldReport.ts"

/** A schema of any library that follows Standard Schema, version 1: https://standardschema.dev. */
export interface StandardSchema<Output = object> {
  readonly "~standard": {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: ReadonlyArray<StandardIssue> }

interface StandardIssue {
  readonly message: string
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined
}

/** Schemas by wire type. */
export interface ChunkSchemas {
  readonly [type: string]: StandardSchema
}

type OutputOf<S> = S extends StandardSchema<infer Output> ? Output : never

/** The chunks of a stream with own schemas: the outputs of these, and the chunks of all other types. */
export type ChunkOf<Chunks extends ChunkSchemas> = [keyof Chunks] extends [never]
  ? ResponsesStreamChunk
  : KnownBut<keyof Chunks> | OutputOf<Chunks[keyof Chunks]>

/** If the types are known only at run time, none is excluded. */
type KnownBut<Types> = string extends Types
  ? ResponsesStreamChunk
  : Exclude<ResponsesStreamChunk, { readonly type: Exclude<Types, "UNKNOWN"> }>

/** The result of a schema of the user's own. */
export type OwnResult =
  | { readonly value: unknown; readonly fields?: undefined }
  | { readonly fields: ReadonlyArray<InvalidField> }

/** Validates an event with a schema. Its messages may quote the event, so no field has them. */
export const validate = (schema: StandardSchema, json: unknown): OwnResult => {
  try {
    const result = schema["~standard"].validate(json)
    if ("then" in result) {
      result.then(ignore, ignore)
      return { fields: [fieldAt(json, [], "a schema that answers at once", "its schema is asynchronous")] }
    }
    if (result.issues === undefined) {
      const { value } = result
      if (typeof value === "object" && value !== null) return { value }
      return { fields: [fieldAt(json, [], "a schema that gives an object", "its schema gives no object")] }
    }
    return {
      fields: result.issues.slice(0, 100).map(({ path = [] }) => fieldAt(json, path.map(keyOf), ownExpectation))
    }
  } catch {
    return { fields: [fieldAt(json, [], "a schema that doesn't throw", "its schema has thrown an error")] }
  }
}

const ownExpectation = "a value that its own schema takes"

const ignore = (): void => {}

/** The key of a segment of a path. */
export const keyOf = (segment: PropertyKey | { readonly key: PropertyKey }): PropertyKey =>
  typeof segment === "object" ? segment.key : segment

const fieldAt = (json: unknown, path: ReadonlyArray<PropertyKey>, expected: string, message?: string): InvalidField => {
  const value = valueAt(json, path)
  if (value === undefined) return { path, expected, actual: "missing", message: "missing key" }
  const actual = kindOf(value)
  return { path, expected, actual, message: message ?? `expected ${expected}, got ${actual}` }
}

/** The value at a path, or `undefined`, which JSON doesn't have. */
const valueAt = (json: unknown, path: ReadonlyArray<PropertyKey>): unknown => {
  let value = json
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
