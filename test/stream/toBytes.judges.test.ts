/** Recordings that are decoded and sent out again, before the clients that read the raw bytes. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { answerOf } from "../judges/answer.ts"
import { loadReaders } from "../judges/judges.ts"
import type { Reading } from "../judges/reading.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"

const decodeOptions = { onInvalid: "skip", onSkip: () => {}, onEnd: "allow" } as const

/** What is sent out again: chunks in one dialect, and events in the other one. */
const sent = {
  chunks: (bytes: Uint8Array) =>
    Stream.make(bytes).pipe(ChunkStream.decode(decodeOptions), ChunkStream.toBytes({ dialect: "OpenAI" })),
  events: (bytes: Uint8Array) =>
    Stream.make(bytes).pipe(
      ChunkStream.decode({ ...decodeOptions, as: "event" }),
      ChunkStream.toBytes({ dialect: "OpenRouter" })
    )
}

const collect = <E>(pieces: Stream.Stream<Uint8Array, E>): Promise<Uint8Array<ArrayBuffer>> =>
  pieces.pipe(
    Stream.runCollect,
    Effect.map((all) => new Uint8Array(Buffer.concat(all))),
    Effect.runPromise
  )

const comparison = (first: Reading, again: Reading): string => {
  if (first.fault !== undefined) return again.fault === undefined ? "read, as it wasn't before" : "not read, as before"
  return JSON.stringify(again) === JSON.stringify(first) ? "as before" : "otherwise"
}

/** The one that is read otherwise: where `output` is missing, `openai` joins the items itself, and a chunk has an empty one. */
const withoutOutput =
  "handwritten/jeremychone__rust-genai__openai_resp__tools_completed_no_output_field__response_000__1.sse"

describe.skipIf(!hasRecordings)("clients read a stream that is sent out again", () => {
  it("as they read the first one, if they could, in both dialects", async () => {
    const readers = await loadReaders()
    const counts = new Map<string, number>()
    const otherwise = new Set<string>()
    for (const { bytes, file } of recordings) {
      const raw = new Uint8Array(bytes)
      const answer = await answerOf(raw)
      for (const [reader, read] of readers) {
        if (reader === "AI SDK, streamText") continue
        const first = await read(raw, answer)
        for (const what of ["chunks", "events"] as const) {
          const again = await read(await collect<unknown>(sent[what](raw)), answer)
          const how = comparison(first, again)
          counts.set(`${reader}, ${what}: ${how}`, (counts.get(`${reader}, ${what}: ${how}`) ?? 0) + 1)
          if (how === "otherwise") otherwise.add(file)
        }
      }
    }
    console.log([`${recordings.length} recordings`, ...[...counts].map(([what, n]) => `${n} ${what}`)].join("\n"))
    assert.deepStrictEqual([...otherwise], [withoutOutput])
  }, 300_000)
})
