/**
 * Decodes the arguments of a function by its schema.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import type { InvalidArgument } from "./errors.ts"

/** Why arguments don't match a schema. */
interface Mismatch {
  readonly fields: ReadonlyArray<InvalidArgument>
  readonly issue?: SchemaIssue.Issue
}

/** Makes the decoder of a schema. */
export const makeArgumentDecoder = <S extends Schema.Constraint>(
  schema: S,
  options?: { readonly onExcessProperty?: "ignore" | "error" }
): ((json: Schema.Json) => Effect.Effect<S["Type"], Mismatch, S["DecodingServices"]>) => {
  const decode = SchemaParser.decodeUnknownEffect(schema, { ...options, errors: "all" })
  return (json) =>
    Effect.suspend(() => decode(json)).pipe(
      Effect.mapError((issue): Mismatch => ({ issue, fields: fieldsOf(issue) })),
      Effect.catchDefect((defect) => (isOverflow(defect) ? Effect.fail(tooDeep) : Effect.die(defect)))
    )
}

const tooDeep: Mismatch = { fields: [{ path: [], message: "they are nested too deeply" }] }

const formatter = /* @__PURE__ */ SchemaIssue.makeFormatterStandardSchemaV1()

/** A longer list is no help. */
const maxFields = 100

const fieldsOf = (issue: SchemaIssue.Issue): ReadonlyArray<InvalidArgument> =>
  formatter(issue)
    .issues.slice(0, maxFields)
    .map(({ message, path = [] }) => ({
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Effect gives keys, and none of the standard's objects with keys
      path: path as ReadonlyArray<PropertyKey>,
      message: message.charAt(0).toLowerCase() + message.slice(1)
    }))

/** Engines differ in the class and the message of this error. */
const isOverflow = (defect: unknown): boolean => defect instanceof Error && /call stack|recursion/i.test(defect.message)
