/**
 * The chunks of a Responses stream: every schema, their union, and look-ups by wire type.
 *
 * @since 0.1.0
 */
import * as ApplyPatchCallOperationDiff from "./chunk/ApplyPatchCallOperationDiff.ts"
import * as Audio from "./chunk/Audio.ts"
import * as CodeInterpreterCall from "./chunk/CodeInterpreterCall.ts"
import * as CodeInterpreterCallCode from "./chunk/CodeInterpreterCallCode.ts"
import * as Compaction from "./chunk/Compaction.ts"
import * as ContentPart from "./chunk/ContentPart.ts"
import * as CustomToolCallInput from "./chunk/CustomToolCallInput.ts"
import * as Debug from "./chunk/Debug.ts"
import * as Error from "./chunk/Error.ts"
import * as FileSearchCall from "./chunk/FileSearchCall.ts"
import * as FunctionCallArguments from "./chunk/FunctionCallArguments.ts"
import * as FusionCall from "./chunk/FusionCall.ts"
import * as ImageGenerationCall from "./chunk/ImageGenerationCall.ts"
import * as Keepalive from "./chunk/Keepalive.ts"
import * as Lifecycle from "./chunk/Lifecycle.ts"
import * as McpCall from "./chunk/McpCall.ts"
import * as McpCallArguments from "./chunk/McpCallArguments.ts"
import * as McpListTools from "./chunk/McpListTools.ts"
import * as OutputItem from "./chunk/OutputItem.ts"
import * as OutputText from "./chunk/OutputText.ts"
import * as ReasoningPart from "./chunk/ReasoningPart.ts"
import * as ReasoningSummaryPart from "./chunk/ReasoningSummaryPart.ts"
import * as ReasoningSummaryText from "./chunk/ReasoningSummaryText.ts"
import * as ReasoningText from "./chunk/ReasoningText.ts"
import * as Refusal from "./chunk/Refusal.ts"
import * as ShellCallCommand from "./chunk/ShellCallCommand.ts"
import * as ShellCallOutputContent from "./chunk/ShellCallOutputContent.ts"
import { UnknownChunk } from "./chunk/Unknown.ts"
import * as WebSearchCall from "./chunk/WebSearchCall.ts"
import { memberType, openUnion } from "./schema/openUnion.ts"

export * from "./chunk/ApplyPatchCallOperationDiff.ts"
export * from "./chunk/Audio.ts"
export * from "./chunk/CodeInterpreterCall.ts"
export * from "./chunk/CodeInterpreterCallCode.ts"
export * from "./chunk/Compaction.ts"
export * from "./chunk/ContentPart.ts"
export * from "./chunk/CustomToolCallInput.ts"
export * from "./chunk/Debug.ts"
export * from "./chunk/Error.ts"
export * from "./chunk/FileSearchCall.ts"
export * from "./chunk/FunctionCallArguments.ts"
export * from "./chunk/FusionCall.ts"
export * from "./chunk/ImageGenerationCall.ts"
export * from "./chunk/Keepalive.ts"
export * from "./chunk/Lifecycle.ts"
export * from "./chunk/McpCall.ts"
export * from "./chunk/McpCallArguments.ts"
export * from "./chunk/McpListTools.ts"
export * from "./chunk/OutputItem.ts"
export * from "./chunk/OutputText.ts"
export * from "./chunk/ReasoningPart.ts"
export * from "./chunk/ReasoningSummaryPart.ts"
export * from "./chunk/ReasoningSummaryText.ts"
export * from "./chunk/ReasoningText.ts"
export * from "./chunk/Refusal.ts"
export * from "./chunk/ShellCallCommand.ts"
export * from "./chunk/ShellCallOutputContent.ts"
export * from "./chunk/Unknown.ts"
export * from "./chunk/WebSearchCall.ts"

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
export type ResponsesStreamChunk = typeof ResponsesStreamChunk.Type

/**
 * A chunk that this version has a model of.
 *
 * @category models
 * @since 0.1.0
 */
export type KnownChunk = (typeof members)[number]["Type"]

/**
 * A wire type that this version has a model of.
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
export const cases: Cases = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ members.reduce<Record<string, unknown>>((all, member) => {
    all[memberType(member)] = member
    return all
  }, Object.create(null))
) as Cases

/**
 * Tells whether a chunk is of a type that this version has a model of.
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
