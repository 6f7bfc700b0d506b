/** What the project itself says of an event stream. Readers are held against it. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { OutputItem } from "../../src/model/OutputItem.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import type { Verdict } from "../../src/stream/verdict.ts"
import type { Call } from "./reading.ts"

export interface Answer {
  /** The texts and refusals of all messages. */
  readonly text: string
  /** The calls of functions and custom tools. */
  readonly calls: ReadonlyArray<Call>
  /** Those for which `response.output_item.done` came, as it had them. */
  readonly closed: ReadonlyArray<Call>
  /** The ids of the calls that are complete, and of those that are closed. */
  readonly complete: ReadonlySet<string>
  readonly verdict: Verdict
  /** Whether the provider said that it failed. */
  readonly hasFailed: boolean
}

const textOf = (item: OutputItem): string => {
  if (item.type !== "message") return ""
  const texts = item.content.map((part) => {
    if (part.type === "output_text") return part.text
    return part.type === "refusal" ? part.refusal : ""
  })
  return texts.join("")
}

const callsOf = (item: OutputItem): ReadonlyArray<Call> => {
  if (item.type === "function_call") return [{ id: item.callId, name: item.name, input: item.arguments }]
  if (item.type !== "custom_tool_call") return []
  return [{ id: item.callId, name: item.name, input: JSON.stringify(item.input) }]
}

const isCut = (item: OutputItem): boolean =>
  "status" in item && (item.status === "incomplete" || item.status === "in_progress")

/** Reads an event stream by `ResponseSnapshot`, up to the first invalid event. */
export const answerOf = async (bytes: Uint8Array): Promise<Answer> => {
  let snapshot = ResponseSnapshot.initial
  const closed: Array<Call> = []
  const onChunk = (chunk: ResponsesStreamChunk): void => {
    snapshot = ResponseSnapshot.step(snapshot, chunk)
    if (chunk.type === "response.output_item.done") closed.push(...callsOf(chunk.item))
  }
  await Stream.make(bytes).pipe(
    ChunkStream.decode({ onEnd: "allow" }),
    Stream.runForEach((chunk) => Effect.sync(() => onChunk(chunk))),
    Effect.ignore,
    Effect.runPromise
  )
  const { items, output, verdict } = snapshot
  const done = items.flatMap(({ isDone, item }) => (isDone && !isCut(item) ? callsOf(item) : []))
  return {
    text: output.map(textOf).join(""),
    calls: output.flatMap(callsOf),
    closed,
    complete: new Set([...done, ...closed].map(({ id }) => id)),
    verdict,
    hasFailed: verdict === "Failed" || verdict === "Errored"
  }
}
