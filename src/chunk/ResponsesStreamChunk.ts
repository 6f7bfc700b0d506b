/**
 * The chunks of a Responses stream: every schema, their union, and look-ups by wire type.
 *
 * @since 0.1.0
 */
import * as ApplyPatchCallOperationDiff from "./ApplyPatchCallOperationDiff.ts"
import * as Audio from "./Audio.ts"
import * as CodeInterpreterCall from "./CodeInterpreterCall.ts"
import * as CodeInterpreterCallCode from "./CodeInterpreterCallCode.ts"
import * as Compaction from "./Compaction.ts"
import * as ContentPart from "./ContentPart.ts"
import * as CustomToolCallInput from "./CustomToolCallInput.ts"
import * as Debug from "./Debug.ts"
import * as Error from "./Error.ts"
import * as FileSearchCall from "./FileSearchCall.ts"
import * as FunctionCallArguments from "./FunctionCallArguments.ts"
import * as FusionCall from "./FusionCall.ts"
import * as ImageGenerationCall from "./ImageGenerationCall.ts"
import * as Inject from "./Inject.ts"
import * as Keepalive from "./Keepalive.ts"
import * as Lifecycle from "./Lifecycle.ts"
import * as McpCall from "./McpCall.ts"
import * as McpCallArguments from "./McpCallArguments.ts"
import * as McpListTools from "./McpListTools.ts"
import * as OutputItem from "./OutputItem.ts"
import * as OutputText from "./OutputText.ts"
import * as ReasoningPart from "./ReasoningPart.ts"
import * as ReasoningSummaryPart from "./ReasoningSummaryPart.ts"
import * as ReasoningSummaryText from "./ReasoningSummaryText.ts"
import * as ReasoningText from "./ReasoningText.ts"
import * as Refusal from "./Refusal.ts"
import * as ShellCallCommand from "./ShellCallCommand.ts"
import * as ShellCallOutputContent from "./ShellCallOutputContent.ts"
import * as Steer from "./Steer.ts"
import { UnknownChunk } from "./Unknown.ts"
import * as WebSearchCall from "./WebSearchCall.ts"
import { memberType, openUnion } from "../schema/openUnion.ts"

export * from "./ApplyPatchCallOperationDiff.ts"
export * from "./Audio.ts"
export * from "./CodeInterpreterCall.ts"
export * from "./CodeInterpreterCallCode.ts"
export * from "./Compaction.ts"
export * from "./ContentPart.ts"
export * from "./CustomToolCallInput.ts"
export * from "./Debug.ts"
export * from "./Error.ts"
export * from "./FileSearchCall.ts"
export * from "./FunctionCallArguments.ts"
export * from "./FusionCall.ts"
export * from "./ImageGenerationCall.ts"
export * from "./Inject.ts"
export * from "./Keepalive.ts"
export * from "./Lifecycle.ts"
export * from "./McpCall.ts"
export * from "./McpCallArguments.ts"
export * from "./McpListTools.ts"
export * from "./OutputItem.ts"
export * from "./OutputText.ts"
export * from "./ReasoningPart.ts"
export * from "./ReasoningSummaryPart.ts"
export * from "./ReasoningSummaryText.ts"
export * from "./ReasoningText.ts"
export * from "./Refusal.ts"
export * from "./ShellCallCommand.ts"
export * from "./ShellCallOutputContent.ts"
export * from "./Steer.ts"
export * from "./Unknown.ts"
export * from "./WebSearchCall.ts"

// What the decoders of streams have no use for is marked as pure, so that their bundles drop it.

/**
 * The schemas of all known chunks.
 *
 * @category models
 * @since 0.1.0
 */
export const members = [
  ...ApplyPatchCallOperationDiff.members,
  ...Audio.members,
  ...CodeInterpreterCall.members,
  ...CodeInterpreterCallCode.members,
  ...Compaction.members,
  ...ContentPart.members,
  ...CustomToolCallInput.members,
  ...Debug.members,
  ...Error.members,
  ...FileSearchCall.members,
  ...FunctionCallArguments.members,
  ...FusionCall.members,
  ...ImageGenerationCall.members,
  ...Inject.members,
  ...Keepalive.members,
  ...Lifecycle.members,
  ...McpCall.members,
  ...McpCallArguments.members,
  ...McpListTools.members,
  ...OutputItem.members,
  ...OutputText.members,
  ...ReasoningPart.members,
  ...ReasoningSummaryPart.members,
  ...ReasoningSummaryText.members,
  ...ReasoningText.members,
  ...Refusal.members,
  ...ShellCallCommand.members,
  ...ShellCallOutputContent.members,
  ...Steer.members,
  ...WebSearchCall.members
] as const

/**
 * The union of all chunks.
 *
 * **Details**
 *
 * Decoding routes on `type`. A type without a model decodes to an {@link UnknownChunk}; a known type with a wrong shape
 * fails with the path of what is wrong. A `switch` on `type` narrows, with `"UNKNOWN"` for the rest.
 *
 * **Example** (Decoding a parsed event)
 *
 * ```ts
 * import * as Schema from "effect/Schema"
 * import { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 *
 * const chunk = Schema.decodeUnknownSync(ResponsesStreamChunk)({
 *   type: "response.image_generation_call.in_progress",
 *   item_id: "ig_1",
 *   output_index: 0,
 *   sequence_number: 3
 * })
 * if (chunk.type === "response.image_generation_call.in_progress") {
 *   console.log(chunk.itemId) // ig_1
 * }
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const ResponsesStreamChunk = /* @__PURE__ */ openUnion(members, UnknownChunk)

/**
 * A chunk of a Responses stream.
 *
 * @category models
 * @since 0.1.0
 */
export type ResponsesStreamChunk = KnownChunk | UnknownChunk

/**
 * A chunk of a known type, which has a model in this version.
 *
 * @category models
 * @since 0.1.0
 */
export type KnownChunk = (typeof members)[number]["Type"]

/**
 * A wire type that has a model in this version.
 *
 * @category models
 * @since 0.1.0
 */
export type WireType = KnownChunk["type"]

/**
 * The chunk of a wire type: `Case<"response.output_text.delta">`.
 *
 * @category models
 * @since 0.1.0
 */
export type Case<Type extends WireType> = Extract<KnownChunk, { readonly type: Type }>

type Cases = {
  readonly [Type in WireType]: Extract<(typeof members)[number], { readonly Type: { readonly type: Type } }>
}

/**
 * The schema of each wire type. It has no prototype: `cases["toString"]` is `undefined`.
 *
 * **Example** (Taking the schema of one chunk)
 *
 * ```ts
 * import * as Schema from "effect/Schema"
 * import { cases } from "effect-responses-stream/ResponsesStreamChunk"
 *
 * const isDelta = Schema.is(cases["response.output_text.delta"])
 * ```
 *
 * @category models
 * @since 0.1.0
 */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is built key by key
export const cases: Cases = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ members.reduce<Record<string, unknown>>((all, member) => {
    all[memberType(member)] = member
    return all
  }, Object.create(null))
) as Cases

/**
 * Checks whether a chunk is of a known type, which has a model in this version.
 *
 * @category guards
 * @since 0.1.0
 */
export const isKnown = (chunk: ResponsesStreamChunk): chunk is KnownChunk => chunk.type !== "UNKNOWN"

/**
 * Makes a guard for chunks of the given wire types, for `Stream.filter` and the like.
 *
 * **Example** (Keeping the text)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 * import { is } from "effect-responses-stream/ResponsesStreamChunk"
 *
 * const text = <E, R>(chunks: Stream.Stream<ResponsesStreamChunk, E, R>) =>
 *   chunks.pipe(
 *     Stream.filter(is("response.output_text.delta")),
 *     Stream.map((chunk) => chunk.delta)
 *   )
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export const is =
  <const Types extends ReadonlyArray<WireType>>(...types: Types) =>
  (chunk: ResponsesStreamChunk): chunk is Case<Types[number]> =>
    (types as ReadonlyArray<string>).includes(chunk.type)

const terminalTypes = ["response.completed", "response.incomplete", "response.failed"] as const

/**
 * A chunk that ends the response and carries it.
 *
 * @category models
 * @since 0.1.0
 */
export type TerminalChunk = Case<(typeof terminalTypes)[number]>

/**
 * Checks whether a chunk is terminal: it ends the response and carries it, with its output and usage.
 *
 * **Details**
 *
 * An `error` chunk is not terminal: it ends a stream too, but carries no response. `response.cancelled`, which some
 * gateways send, has no model: it is an unknown chunk that ends the stream.
 *
 * **Example** (The status and the usage of a response)
 *
 * ```ts
 * import * as Stream from "effect/Stream"
 * import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
 * import { isTerminal } from "effect-responses-stream/ResponsesStreamChunk"
 *
 * const summary = <E, R>(chunks: Stream.Stream<ResponsesStreamChunk, E, R>) =>
 *   chunks.pipe(
 *     Stream.filter(isTerminal),
 *     Stream.map(({ response }) => ({ status: response.status, tokens: response.usage?.totalTokens })),
 *     Stream.runHead
 *   )
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export const isTerminal: (chunk: ResponsesStreamChunk) => chunk is TerminalChunk = /* @__PURE__ */ is(...terminalTypes)
