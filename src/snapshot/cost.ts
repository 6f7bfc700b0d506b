/**
 * What a response cost. `ResponseSnapshot` exports it.
 *
 * @internal
 */
import type { Usage } from "../model/Usage.ts"

/** xAI counts in ticks: so many are one US dollar. */
const ticksPerDollar = 10_000_000_000

/**
 * Gives what a response cost, in US dollars. `undefined` where the provider doesn't say, as OpenAI.
 *
 * **Details**
 *
 * It takes whatever has a `usage`: a snapshot, a response, the summary of `Web.validate`. OpenRouter and xAI say what
 * they charge. With a provider key of your own, OpenRouter charges only a fee, and the provider charges you beside it:
 * then it is the sum of both.
 *
 * **Example** (Tokens and cost of a response)
 *
 * ```ts
 * import { ResponseSnapshot, Web } from "effect-responses-stream"
 *
 * export const bill = async (response: Response) => {
 *   const final = await Web.final(response)
 *   return { tokens: final.usage?.totalTokens, dollars: ResponseSnapshot.costOf(final) }
 * }
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const costOf = (from: { readonly usage?: Usage | null | undefined }): number | undefined => {
  const { cost, costDetails, costInUsdTicks, isByok } = from.usage ?? {}
  if (!isNumber(cost)) return isNumber(costInUsdTicks) ? costInUsdTicks / ticksPerDollar : undefined
  if (isByok !== true) return cost
  const upstream = costDetails?.upstreamInferenceCost
  return isNumber(upstream) ? cost + upstream : undefined
}

const isNumber = (value: number | null | undefined): value is number => typeof value === "number"
