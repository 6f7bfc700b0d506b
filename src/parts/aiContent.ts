/**
 * The parts of a stream as those of a whole response.
 *
 * @internal
 */
import type * as AiResponse from "effect/ai/Response"

/** Gathers the parts of a stream. */
export const toContent = (parts: ReadonlyArray<AiResponse.StreamPartEncoded>): Array<AiResponse.PartEncoded> => {
  const texts = new Map<string, Array<string>>()
  const begin = (id: string): void => void texts.set(id, [])
  const grow = (id: string, delta: string): void => void texts.get(id)?.push(delta)
  const textOf = (id: string): string => texts.get(id)?.join("") ?? ""
  return parts.flatMap((part): ReadonlyArray<AiResponse.PartEncoded> => {
    switch (part.type) {
      case "text-start":
      case "reasoning-start":
        begin(part.id)
        return []
      case "text-delta":
      case "reasoning-delta":
        grow(part.id, part.delta)
        return []
      case "text-end":
        return [{ ...part, type: "text", text: textOf(part.id) }]
      case "reasoning-end":
        return [{ ...part, type: "reasoning", text: textOf(part.id) }]
      case "tool-params-start":
      case "tool-params-delta":
      case "tool-params-end":
      case "error":
        return []
      default:
        return [part]
    }
  })
}
