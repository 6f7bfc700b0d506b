import type { StreamPartEncoded } from "effect/ai/Response"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as AiParts from "../../src/parts/AiParts.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import type { ContentPart } from "../../src/model/ContentPart.ts"
import { textOfPart } from "../../src/snapshot/part.ts"

export type Parts = ReadonlyArray<StreamPartEncoded>

/** The parts of chunks that end here. */
export const partsOf = (chunks: Iterable<ResponsesStreamChunk>, options?: AiParts.Options): Parts => {
  const parts: Array<StreamPartEncoded> = []
  let state = AiParts.initial
  for (const chunk of chunks) {
    const [next, made] = AiParts.step(state, chunk, options)
    state = next
    parts.push(...made)
  }
  return [...parts, ...AiParts.end(state, options)]
}

/** What begins twice, grows or ends before it begins, or doesn't end. */
export const openIn = (parts: Parts): ReadonlyArray<string> => {
  const open = new Set<string>()
  const begun = new Set<string>()
  const faults: Array<string> = []
  for (const part of parts) {
    const [, kind, what] = /^(text|reasoning|tool-params)-(start|delta|end)$/.exec(part.type) ?? []
    if (kind === undefined || !("id" in part)) continue
    const key = `${kind} ${part.id}`
    if (what === "start" ? begun.has(key) : !open.has(key)) faults.push(`${key} ${what}`)
    if (what === "start") begun.add(key)
    if (what === "start") open.add(key)
    if (what === "end") open.delete(key)
  }
  return [...faults, ...open]
}

interface Texts {
  readonly text: string
  readonly reasoning: string
}

/** The texts, joined in the order in which they begin. */
export const textsOf = (parts: Parts): Texts => {
  const texts = { text: new Map<string, string>(), reasoning: new Map<string, string>() }
  for (const part of parts) {
    if (part.type === "text-start") texts.text.set(part.id, "")
    if (part.type === "text-delta") texts.text.set(part.id, texts.text.get(part.id)! + part.delta)
    if (part.type === "reasoning-start") texts.reasoning.set(part.id, "")
    if (part.type === "reasoning-delta") texts.reasoning.set(part.id, texts.reasoning.get(part.id)! + part.delta)
  }
  return { text: [...texts.text.values()].join(""), reasoning: [...texts.reasoning.values()].join("") }
}

/** The texts of the snapshot, joined. */
export const textsOfSnapshot = (chunks: Iterable<ResponsesStreamChunk>): Texts => {
  let snapshot = ResponseSnapshot.initial
  for (const chunk of chunks) snapshot = ResponseSnapshot.step(snapshot, chunk)
  const of = (type: string): string =>
    snapshot.output
      .filter((item) => item.type === type)
      .flatMap((item): ReadonlyArray<ContentPart> => {
        if (item.type === "message") return item.content
        return item.type === "reasoning" ? [item.summary, item.content ?? []].flat() : []
      })
      .map(textOfPart)
      .join("")
  return { text: of("message"), reasoning: of("reasoning") }
}
