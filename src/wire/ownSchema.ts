/**
 * Decodes JSON by a schema of the user's own, which may be asynchronous and may need services.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import { isOverflow } from "../base/json.ts"
import { keyOf } from "./ownChunks.ts"
import type { StandardSchema } from "./ownChunks.ts"

/** Why a value doesn't match a schema. */
export interface Mismatch {
  readonly fields: ReadonlyArray<WrongField>
  readonly issue?: SchemaIssue.Issue
  /** Whether the messages are those of another library, which may quote the value. */
  readonly mayQuote?: boolean
}

interface WrongField {
  readonly path: ReadonlyArray<PropertyKey>
  readonly message: string
}

/** An error lists so many fields. A longer list is no help. */
export const maxFields = 100

/** Makes the decoder of an Effect schema. */
export const makeDecoder = <S extends Schema.Constraint>(
  schema: S,
  options?: { readonly onExcessProperty?: "ignore" | "error" }
): ((json: Schema.Json) => Effect.Effect<S["Type"], Mismatch, S["DecodingServices"]>) => {
  const decode = SchemaParser.decodeUnknownEffect(schema, { ...options, errors: "all" })
  return (json) =>
    Effect.suspend(() => decode(json)).pipe(
      Effect.mapError((issue): Mismatch => ({ issue, fields: fieldsOf(issue) })),
      refuseOverflow
    )
}

/** Makes the decoder of a schema of another library. What it throws is a defect. */
export const makeStandardDecoder =
  (schema: StandardSchema<unknown>) =>
  (json: Schema.Json): Effect.Effect<unknown, Mismatch> =>
    Effect.suspend(() => {
      const result = schema["~standard"].validate(json)
      return "then" in result ? Effect.promise(() => result) : Effect.succeed(result)
    }).pipe(
      Effect.flatMap((result) =>
        result.issues === undefined
          ? Effect.succeed(result.value)
          : Effect.fail<Mismatch>({
              mayQuote: true,
              fields: result.issues.map(({ message, path = [] }) => ({ path: path.map(keyOf), message }))
            })
      ),
      refuseOverflow
    )

const formatter = /* @__PURE__ */ SchemaIssue.makeFormatterStandardSchemaV1()

const fieldsOf = (issue: SchemaIssue.Issue): ReadonlyArray<WrongField> =>
  formatter(issue).issues.map(({ message, path = [] }) => ({
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Effect gives keys, and none of the standard's objects with keys
    path: path as ReadonlyArray<PropertyKey>,
    message: message.charAt(0).toLowerCase() + message.slice(1)
  }))

const tooDeep: Mismatch = { fields: [{ path: [], message: "nested too deeply" }] }

const refuseOverflow = <A, R>(self: Effect.Effect<A, Mismatch, R>): Effect.Effect<A, Mismatch, R> =>
  Effect.catchDefect(self, (defect) => (isOverflow(defect) ? Effect.fail(tooDeep) : Effect.die(defect)))
