/**
 * What a client sends over a WebSocket. `ResponsesSocket` sends it; a server or a proxy decodes it with these.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { model, nullish } from "../schema/model.ts"
import { InputItem } from "./InputItem.ts"
import { SteerInput } from "./Steer.ts"

const rest = [Schema.Record(Schema.String, Schema.Unknown)] as const

/**
 * Asks for a response. It has the fields of `POST /responses` too, which are kept as received.
 *
 * @category models
 * @since 0.1.0
 */
export const ResponseCreate = /* @__PURE__ */ Schema.StructWithRest(
  /* @__PURE__ */ Schema.Struct({
    type: Schema.tag("response.create"),
    /** `streamId` on the wire. */
    stream_id: nullish(Schema.String),
    /** As below. */
    generate: nullish(Schema.Boolean),
    /** `previousResponseId` on the wire. */
    previous_response_id: nullish(Schema.String)
  }),
  rest
).pipe(
  Schema.decodeTo(
    Schema.StructWithRest(
      Schema.Struct({
        type: Schema.tag("response.create"),
        /** The lane of the request. Absent or null where it has none. */
        streamId: nullish(Schema.String),
        /** `false` where the request is only prepared, and not answered. Absent or null otherwise. */
        generate: nullish(Schema.Boolean),
        /** Id of the response that the request goes on from. Absent or null where it begins anew. */
        previousResponseId: nullish(Schema.String)
      }),
      rest
    ),
    SchemaTransformation.transform({
      decode: ({ previous_response_id: previousResponseId, stream_id: streamId, ...others }) => ({
        ...others,
        ...(streamId === undefined ? {} : { streamId }),
        ...(previousResponseId === undefined ? {} : { previousResponseId })
      }),
      encode: ({ previousResponseId, streamId, ...others }) => ({
        ...others,
        ...(streamId === undefined ? {} : { stream_id: streamId }),
        ...(previousResponseId === undefined ? {} : { previous_response_id: previousResponseId })
      })
    })
  ),
  Schema.annotate({ identifier: "ResponseCreate" })
)

/** Asks for a response. It has the fields of `POST /responses` too, which are kept as received. */
export type ResponseCreate = typeof ResponseCreate.Type

/**
 * Adds input to a response that is being made.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseSteer extends model<ResponseSteer>("ResponseSteer")({
  type: Schema.tag("response.steer"),
  /** Id of the response. */
  previousResponseId: Schema.String,
  /** The input. */
  input: SteerInput
}) {}

/**
 * Adds outputs to a response whose agents wait for them.
 *
 * @category models
 * @since 0.1.0
 */
export class ResponseInject extends model<ResponseInject>("ResponseInject")({
  type: Schema.tag("response.inject"),
  /** Id of the response. */
  responseId: Schema.String,
  /** The items. */
  input: Schema.Array(InputItem)
}) {}
