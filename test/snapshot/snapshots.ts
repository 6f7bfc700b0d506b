/** Snapshots of wires, and what they show. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { makeDecoder } from "../support/decoder.ts"
import type { OutputItem } from "../../src/model/OutputItem.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import type { ResponsesStreamChunk as Chunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as events from "../support/events.ts"

export type Snapshot = ResponseSnapshot.ResponseSnapshot
export type Json = Readonly<Record<string, unknown>>

const decoder = makeDecoder({ tolerance: "strict" })

/** Chunks of events as they come over the wire; sequence numbers are filled in. */
export const chunksOf = (...wire: ReadonlyArray<Json>): ReadonlyArray<Chunk> =>
  wire.map((json, i) => Result.getOrThrow(decoder.decodeJson({ sequence_number: i, ...json }, i)))

export const run = (chunks: Iterable<Chunk>, from: Snapshot = ResponseSnapshot.initial): Snapshot => {
  let snapshot = from
  for (const chunk of chunks) snapshot = ResponseSnapshot.step(snapshot, chunk)
  return snapshot
}

export const runJson = (...wire: ReadonlyArray<Json>): Snapshot => run(chunksOf(...wire))

/** All that a snapshot shows. */
export const shown = (snapshot: Snapshot) => ({
  response: snapshot.response,
  status: snapshot.status,
  items: snapshot.items,
  output: snapshot.output,
  outputText: snapshot.outputText,
  error: snapshot.error,
  verdict: snapshot.verdict,
  audio: snapshot.audio,
  unknown: snapshot.unknown,
  debug: snapshot.debug,
  sequenceNumber: snapshot.sequenceNumber
})

/** What is the same however items are interleaved. */
export const shownButNumber = (snapshot: Snapshot) => ({ ...shown(snapshot), sequenceNumber: 0 })

export const deepFreeze = (value: unknown): void => {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const key of Reflect.ownKeys(value)) deepFreeze(Reflect.get(value, key))
}

export const ofItem = (index: number, id = `item_${index}`) => ({ item_id: id, output_index: index })

export const added = (index: number, item: Json) => ({ type: "response.output_item.added", output_index: index, item })
export const done = (index: number, item: Json) => ({ type: "response.output_item.done", output_index: index, item })
export const text = (index: number, delta: string, id?: string) => ({
  type: "response.output_text.delta",
  ...ofItem(index, id),
  content_index: 0,
  delta
})
export const message = (id: string, ...texts: ReadonlyArray<string>) => ({
  type: "message",
  id,
  role: "assistant",
  status: texts.length === 0 ? "in_progress" : "completed",
  content: texts.map((text) => ({ type: "output_text", text, annotations: [] }))
})
export const response = { ...events.created.response }
export const created = { type: "response.created", response }
export const completed = (...output: ReadonlyArray<Json>) => ({
  type: "response.completed",
  response: { ...response, status: "completed", output }
})

/** A value as JSON has it: without the sign of zero, and without what is undefined. */
export const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

export const restore = (snapshot: Snapshot): Snapshot =>
  Schema.decodeUnknownSync(ResponseSnapshot.ResponseSnapshot)(jsonOf(snapshot))

/** The texts that an item has from deltas. */
export const textsIn = (item: OutputItem): unknown => {
  const textOf = (part: { readonly type: string; readonly text?: string; readonly refusal?: string }) => [
    part.type,
    part.text ?? part.refusal
  ]
  switch (item.type) {
    case "message":
      return item.content.map(textOf)
    case "reasoning":
      return [item.summary.map(textOf), (item.content ?? []).map(textOf)]
    case "function_call":
    case "mcp_call":
      return item.arguments
    case "custom_tool_call":
      return item.input
    case "code_interpreter_call":
      return item.code ?? ""
    case "apply_patch_call":
      return item.operation && "diff" in item.operation ? item.operation.diff : ""
  }
  return item.type
}
