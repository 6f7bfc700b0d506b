/**
 * Parts as those of a whole response of Effect's `effect/ai`, encoded.
 *
 * @internal
 */
import type * as AiResponse from "effect/ai/Response"
import { toAiParts } from "./aiPart.ts"
import type { DeclaredTools } from "./aiPart.ts"
import type { Part } from "./part.ts"

/** The part of a whole response for a part: one or none. A text is there with its end. */
export const toContent = (from: Part, tools: DeclaredTools): ReadonlyArray<AiResponse.PartEncoded> =>
  toAiParts(from, tools).flatMap((part): ReadonlyArray<AiResponse.PartEncoded> => {
    switch (part.type) {
      case "text-end":
        return [{ ...part, type: "text", text: textOf(from) }]
      case "reasoning-end":
        return [{ ...part, type: "reasoning", text: textOf(from) }]
      case "error":
      case "reasoning-delta":
      case "reasoning-start":
      case "text-delta":
      case "text-start":
      case "tool-params-delta":
      case "tool-params-end":
      case "tool-params-start":
        return []
      default:
        return [part]
    }
  })

const textOf = (part: Part): string => ("text" in part ? part.text : "")
