import * as Stream from "effect/Stream"
import * as AiParts from "effect-responses-stream/AiParts"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as Web from "effect-responses-stream/Web"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { bytesOf, completed, created, delta, headers, sse } from "../harness/wire.ts"

const item = { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "tide" } }
const search = { type: "response.output_item.done", sequence_number: 2, output_index: 1, item }
const events = [created, delta("Hello"), search]

const responseOf = (...all: ReadonlyArray<object>): Response => new Response(sse(...all), { headers })

const types = [
  "response-metadata",
  "text-start",
  "text-delta",
  "tool-params-start",
  "tool-params-end",
  "tool-call",
  "tool-result",
  "text-end",
  "finish"
]

export const cases: Cases = {
  "chunks become parts of effect/ai": async () => {
    const { error, values } = await outcome(
      ChunkStream.fromResponse(responseOf(...events, completed)).pipe(AiParts.parts())
    )
    equal(error, undefined)
    equal(
      values.map(({ type }) => type),
      types
    )
  },

  "the parts of a cut stream end before its error": async () => {
    const { error, values } = await outcome(ChunkStream.fromResponse(responseOf(...events)).pipe(AiParts.parts()))
    equal(error?._tag, "UnexpectedEnd")
    equal(
      values.map(({ type }) => type),
      types
    )
  },

  "parts come without Effect": async () => {
    let state = AiParts.initial
    const texts: Array<string> = []
    for await (const chunk of Web.chunks(responseOf(...events, completed))) {
      const [next, parts] = AiParts.step(state, chunk, { tools: [] })
      state = next
      for (const part of parts) texts.push(part.type === "text-delta" ? part.delta : "")
    }
    equal(texts.join(""), "Hello")
    equal(AiParts.end(state), [])
  },

  "images are files": async ({ samples }) => {
    const { values } = await outcome(
      Stream.make(bytesOf(samples["image-generation.sse"]!)).pipe(ChunkStream.decode(), AiParts.parts())
    )
    const files = values.flatMap((part) => (part.type === "file" ? [part.mediaType] : []))
    equal(files.length > 0 && files.every((mediaType) => mediaType.startsWith("image/")), true)
  }
}
