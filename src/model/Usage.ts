/**
 * What a response consumed: tokens, tools, and what it cost.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, natural, nullish } from "../schema/model.ts"

/**
 * Input tokens by source.
 *
 * @category models
 * @since 0.1.0
 */
export class InputTokensDetails extends model<InputTokensDetails>("InputTokensDetails")({
  /** Tokens that were written to the prompt cache. Absent where the provider doesn't count them. */
  cacheWriteTokens: nullish(Schema.Finite),
  /**
   * Tokens that were written to the prompt cache by how long they are kept, with keys as received: `ttl_30m_tokens`.
   */
  cacheWriteTokensDetails: nullish(Schema.Record(Schema.String, Schema.NullOr(Schema.Finite))),
  /** Tokens that were read from the prompt cache. */
  cachedTokens: nullish(Schema.Finite)
}) {}

/**
 * Output tokens by what they were used for.
 *
 * @category models
 * @since 0.1.0
 */
export class OutputTokensDetails extends model<OutputTokensDetails>("OutputTokensDetails")({
  /** Tokens of the model's reasoning. */
  reasoningTokens: nullish(Schema.Finite)
}) {}

/**
 * What the provider charged OpenRouter, in US dollars.
 *
 * @category models
 * @since 0.1.0
 */
export class CostDetails extends model<CostDetails>("CostDetails")({
  /** Cost of running OpenRouter's metered tools, in US dollars. Absent when none ran. */
  serverToolCost: nullish(Schema.Finite),
  /** The provider's price of the whole response, in US dollars. Null where it isn't known. */
  upstreamInferenceCost: nullish(Schema.Finite),
  /** The provider's price of the input, in US dollars. */
  upstreamInferenceInputCost: nullish(Schema.Finite),
  /** The provider's price of the output, in US dollars. */
  upstreamInferenceOutputCost: nullish(Schema.Finite)
}) {}

/**
 * How often OpenRouter's server tools were called.
 *
 * @category models
 * @since 0.1.0
 */
export class ServerToolUse extends model<ServerToolUse>("ServerToolUse")({
  /** Calls that ran and gave a result. */
  toolCallsExecuted: nullish(Schema.Finite),
  /** Calls that the model asked for. Tools that the model's provider runs itself aren't counted. */
  toolCallsRequested: nullish(Schema.Finite),
  /** Web searches. They may be among `toolCallsRequested` too: the two don't add up. */
  webSearchRequests: nullish(Schema.Finite)
}) {}

/**
 * Tokens in the context of the model's last step, as xAI reports them.
 *
 * @category models
 * @since 0.1.0
 */
export class ContextDetails extends model<ContextDetails>("ContextDetails")({
  /** Input tokens in the context. */
  inputTokens: nullish(Schema.Finite),
  /** Output tokens in the context. */
  outputTokens: nullish(Schema.Finite)
}) {}

/**
 * How often each of xAI's server tools was called.
 *
 * @category models
 * @since 0.1.0
 */
export class ServerSideToolUsage extends model<ServerSideToolUsage>("ServerSideToolUsage")({
  /** Calls of the code interpreter. */
  codeInterpreterCalls: nullish(Schema.Finite),
  /** Searches in documents. */
  documentSearchCalls: nullish(Schema.Finite),
  /** Searches in files. */
  fileSearchCalls: nullish(Schema.Finite),
  /** Generated images. Absent where the model can't make any. */
  imageGenerationCalls: nullish(Schema.Finite),
  /** Calls of MCP tools. */
  mcpCalls: nullish(Schema.Finite),
  /** Searches of the web. */
  webSearchCalls: nullish(Schema.Finite),
  /** Searches of X. */
  xSearchCalls: nullish(Schema.Finite)
}) {}

/**
 * Tokens that a response consumed, and what it cost.
 *
 * @category models
 * @since 0.1.0
 */
export class Usage extends model<Usage>("Usage")({
  /** Tokens of the input, cached ones included. */
  inputTokens: natural(Schema.Finite),
  /** Input tokens by source. */
  inputTokensDetails: nullish(InputTokensDetails),
  /** Tokens of the output, reasoning included. */
  outputTokens: natural(Schema.Finite),
  /** Output tokens by what they were used for. */
  outputTokensDetails: nullish(OutputTokensDetails),
  /** Tokens of input and output together. */
  totalTokens: natural(Schema.Finite),
  /** Tokens in the context of the last step. Only xAI sends it. */
  contextDetails: nullish(ContextDetails),
  /** What OpenRouter charges for the response, in US dollars. Only OpenRouter sends it. */
  cost: nullish(Schema.Finite),
  /** What the provider charged, in US dollars. Only OpenRouter sends it. */
  costDetails: nullish(CostDetails),
  /** What xAI charges for the response, in ticks: 10,000,000,000 ticks are one US dollar. Only xAI sends it. */
  costInUsdTicks: nullish(Schema.Finite),
  /** Whether the caller's own provider key was used. Only OpenRouter sends it. */
  isByok: nullish(Schema.Boolean),
  /** How many server tools were called. Only xAI sends it. */
  numServerSideToolsUsed: nullish(Schema.Finite),
  /** How many sources were used. Only xAI sends it. */
  numSourcesUsed: nullish(Schema.Finite),
  /** How often each of xAI's server tools was called. Absent when none was. */
  serverSideToolUsageDetails: nullish(ServerSideToolUsage),
  /** How often OpenRouter's server tools were called. Absent or null when none was. */
  serverToolUseDetails: nullish(ServerToolUse)
}) {}
