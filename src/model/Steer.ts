/**
 * What a client adds to a response that is being made: messages that steer it, and outputs that its agents wait for.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, natural, nullish, openEnum } from "../schema/model.ts"
import { InputItem } from "./InputItem.ts"

/**
 * The input of a `response.steer`: a text, or messages of the user.
 *
 * @category models
 * @since 0.1.0
 */
export const SteerInput = Schema.Union([Schema.String, Schema.Array(InputItem)])

/** The input of a `response.steer`: a text, or messages of the user. */
export type SteerInput = typeof SteerInput.Type

/**
 * Steering input that the provider has accepted.
 *
 * @category models
 * @since 0.1.0
 */
export class Steer extends model<Steer>("Steer")({
  /** Id that the provider has given to the input. */
  id: Schema.String,
  /** Id of the response that is steered. */
  previousResponseId: Schema.String
}) {}

/**
 * Steering input that the provider gives back.
 *
 * @category models
 * @since 0.1.0
 */
export class FailedSteer extends model<FailedSteer>("FailedSteer")({
  /** Id that the provider had given to the input. Absent or null if it had accepted none. */
  id: nullish(Schema.String),
  /** Id of the response that was to be steered. */
  previousResponseId: Schema.String,
  /** The input as it was sent. */
  input: SteerInput
}) {}

/**
 * Why steering input had no effect.
 *
 * @category models
 * @since 0.1.0
 */
export class SteerError extends model<SteerError>("SteerError")({
  /** The kind of error, for programs. */
  code: openEnum([
    "response_not_found",
    "invalid_input",
    "steering_not_supported",
    "too_many_pending_steers",
    "response_already_completed",
    "response_not_active",
    "successor_creation_failed"
  ]),
  /** What went wrong, for people to read. */
  message: natural(Schema.String),
  /** The class of the error. */
  type: nullish(openEnum(["invalid_request_error"]))
}) {}

/**
 * An output that a response waits for: the client completes it, and sends it in its next `response.create`.
 *
 * @category models
 * @since 0.1.0
 */
export class RequiredInput extends model<RequiredInput>("RequiredInput")({
  /** The type of the input item that is missing. */
  type: openEnum([
    "function_call_output",
    "custom_tool_call_output",
    "computer_call_output",
    "shell_call_output",
    "apply_patch_call_output",
    "tool_search_output",
    "mcp_approval_response"
  ]),
  /** Id of the call that has no output yet. Absent for an approval. */
  callId: nullish(Schema.String),
  /** Name of the function. Absent for other types. */
  name: nullish(Schema.String),
  /** Who runs the search for tools: the client. Absent for other types. */
  execution: nullish(openEnum(["client"])),
  /** Id of the request for approval. Absent for other types. */
  approvalRequestId: nullish(Schema.String)
}) {}

/**
 * Why input was not added to a response.
 *
 * @category models
 * @since 0.1.0
 */
export class InjectError extends model<InjectError>("InjectError")({
  /** The kind of error, for programs. */
  code: openEnum(["response_already_completed", "response_not_found"]),
  /** What went wrong, for people to read. */
  message: natural(Schema.String)
}) {}
