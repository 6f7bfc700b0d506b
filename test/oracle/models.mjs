/**
 * The image generation family and the errors a second time, with `@effect/schema` on Effect 3.
 *
 * Written from the vendor's model documents and the catalogue of wire types, not from `src`: where both say the same,
 * a mistake would have to be made twice. Some keys go beyond the documents, as recorded traffic and the vendor's newer
 * types do: the nested `code` of `response.error` may be null, `error` may have an `error_type`, a `status`, `headers` and
 * a `misalignment`, and every chunk a `stream_id` and an `agent`.
 */
import * as Arbitrary from "@effect/schema/Arbitrary"
import * as ArrayFormatter from "@effect/schema/ArrayFormatter"
import * as FastCheck from "@effect/schema/FastCheck"
import * as Schema from "@effect/schema/Schema"
import * as Either from "effect/Either"

const named = (schema, key) => Schema.propertySignature(schema).pipe(Schema.fromKey(key))
const maybe = (schema, key) => Schema.optionalWith(schema, { exact: true }).pipe(Schema.fromKey(key))

const number = Schema.Number.pipe(Schema.finite())

const ofStream = {
  streamId: maybe(Schema.NullOr(Schema.String), "stream_id"),
  agent: maybe(Schema.NullOr(Schema.Struct({ agentName: maybe(Schema.NullOr(Schema.String), "agent_name") })), "agent")
}

const imageCall = (phase, fields = {}) =>
  Schema.Struct({
    type: Schema.Literal(`response.image_generation_call.${phase}`),
    itemId: named(Schema.String, "item_id"),
    outputIndex: named(number, "output_index"),
    sequenceNumber: named(number, "sequence_number"),
    ...fields,
    ...ofStream
  })

const openEnum = (...known) => Schema.Union(Schema.Literal(...known), Schema.String)

/** Any object, as it is: a record of this library loses a key named `__proto__`. */
const record = Schema.declare((value) => typeof value === "object" && value !== null && !Array.isArray(value), {
  arbitrary: () => (fc) => fc.dictionary(fc.string(), fc.jsonValue())
})

const misalignment = Schema.Struct({
  detailedExplanation: maybe(Schema.NullOr(Schema.String), "detailed_explanation"),
  errorType: maybe(Schema.NullOr(Schema.String), "error_type"),
  reviewTarget: maybe(Schema.NullOr(Schema.String), "review_target"),
  steer: maybe(Schema.NullOr(Schema.Struct({ message: maybe(Schema.NullOr(Schema.String), "message") })), "steer")
})

const schemas = {
  "response.image_generation_call.in_progress": imageCall("in_progress"),
  "response.image_generation_call.generating": imageCall("generating"),
  "response.image_generation_call.partial_image": imageCall("partial_image", {
    partialImageB64: named(Schema.String, "partial_image_b64"),
    partialImageIndex: named(number, "partial_image_index"),
    size: maybe(Schema.NullOr(openEnum("1024x1024", "1024x1536", "1536x1024")), "size"),
    quality: maybe(Schema.NullOr(openEnum("low", "medium", "high")), "quality"),
    background: maybe(Schema.NullOr(openEnum("transparent", "opaque")), "background"),
    outputFormat: maybe(Schema.NullOr(openEnum("png", "jpeg", "webp")), "output_format")
  }),
  "response.image_generation_call.completed": imageCall("completed"),
  error: Schema.Struct({
    type: Schema.Literal("error"),
    code: Schema.NullOr(Schema.String),
    errorType: maybe(Schema.NullOr(Schema.String), "error_type"),
    message: Schema.String,
    param: Schema.NullOr(Schema.String),
    sequenceNumber: named(number, "sequence_number"),
    status: maybe(Schema.NullOr(number), "status"),
    headers: maybe(Schema.NullOr(record), "headers"),
    misalignment: maybe(Schema.NullOr(misalignment), "misalignment"),
    ...ofStream
  }),
  "response.error": Schema.Struct({
    type: Schema.Literal("response.error"),
    error: Schema.Struct({
      code: Schema.optionalWith(Schema.NullOr(Schema.String), { exact: true }),
      message: Schema.String
    }),
    ...ofStream
  })
}

const verdict = Either.match({
  onLeft: (error) => ({ accepted: false, paths: ArrayFormatter.formatErrorSync(error).map(({ path }) => path) }),
  onRight: (value) => ({ accepted: true, value })
})

const validator = (schema) => {
  const decode = Schema.decodeUnknownEither(schema, { errors: "all" })
  const encode = Schema.encodeUnknownEither(schema, { errors: "all" })
  const values = Arbitrary.make(schema)
  return {
    decode: (wire) => verdict(decode(wire)),
    encode: (value) => verdict(encode(value)),
    is: Schema.is(schema),
    wires: (count, seed) => FastCheck.sample(values, { numRuns: count, seed }).map(Schema.encodeSync(schema))
  }
}

export const validators = Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, validator(schema)]))
