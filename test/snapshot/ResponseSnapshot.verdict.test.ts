/** The verdict of a snapshot is that of the reader, wherever a stream is cut. */
import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { ResponsesStreamChunk as Chunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as progress from "../../src/stream/progress.ts"
import * as Testing from "../../src/testing/testing.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import { chunksOf, message, response, restore } from "./snapshots.ts"
import type { Json } from "./snapshots.ts"

/** Compares both after each chunk, and gives the verdicts. */
const verdictsOf = (chunks: ReadonlyArray<Chunk>, name = ""): ReadonlyArray<string> => {
  const read = progress.start()
  let snapshot = ResponseSnapshot.initial
  return chunks.map((chunk, i) => {
    progress.advanceChunk(read, chunk)
    snapshot = ResponseSnapshot.step(snapshot, chunk)
    assert.strictEqual(snapshot.verdict, progress.verdict(read), `${name} after event ${i}, ${chunk.type}`)
    return snapshot.verdict
  })
}

describe("the verdict of a snapshot is the reader's at each event", () => {
  it.effect.skipIf(!hasRecordings)(
    "of a recording",
    () =>
      Effect.gen(function* () {
        const seen = new Set<string>()
        for (const { bytes, file } of realRecordings) {
          const chunks = yield* Stream.make(bytes).pipe(
            ChunkStream.decode({ onInvalid: "skip", onSkip: () => {}, onEnd: "allow" }),
            Stream.runCollect
          )
          for (const verdict of verdictsOf(chunks, file)) seen.add(verdict)
        }
        assert.includeMembers([...seen], ["Completed", "Incomplete", "Truncated", "ItemsCompleteWithoutTerminal"])
      }),
    120_000
  )

  it.prop("of a well-formed stream", [Testing.anyAnswer()], ([answer]) => {
    const chunks = Testing.toChunks(answer)
    assert.strictEqual(verdictsOf(chunks).at(-1), "Completed")
  })

  /** An event of few ids, indexes and types, so that they meet. */
  const eventOf = (seed: number): Json => {
    let state = seed
    const pick = <A>(values: ReadonlyArray<A>): A => {
      state = Math.imul(state, 1_664_525) + 1_013_904_223
      return values[(state >>> 8) % values.length]!
    }
    const often = ["added", "done", "delta"] as const
    const kind = pick([...often, ...often, ...often, ...often, "response", pick(["delta", "delta", "end"])] as const)
    const output_index = pick([0, 0, 1])
    const id = pick(["a", "b", "", null])
    const status = pick(["completed", "completed", "completed", "incomplete"])
    const items: ReadonlyArray<Json> = [
      { ...message("", "Hi"), id, status },
      { type: "function_call", id, call_id: pick(["a", "c", ""]), name: "go", arguments: "{}", status },
      { type: "reasoning", id, summary: [] },
      { type: "acme:thought", id, status },
      { type: "acme", id, status }
    ]
    switch (kind) {
      default:
        return { type: `response.output_item.${kind}`, output_index, item: pick(items) }
      case "delta": {
        const item_id = id ?? ""
        return pick([
          { type: "response.output_text.delta", output_index, item_id, content_index: 0, delta: "Hi" },
          { type: "response.function_call_arguments.delta", output_index, item_id, delta: "{" },
          { type: "response.reasoning_summary_text.delta", output_index, item_id, summary_index: 0, delta: "hm" }
        ])
      }
      case "response":
        return {
          type: pick(["response.created", "response.in_progress"]),
          response: { ...response, id: pick(["resp_1", "resp_1", "resp_2"]), output: pick([[], [pick(items)]]) }
        }
      case "end":
        return pick([
          { type: "error", code: null, message: "It broke", param: null },
          { type: "response.completed", response: { ...response, status: pick(["completed", "cancelled"]) } },
          { type: "response.incomplete", response: { ...response, status: "incomplete", output: [pick(items)] } },
          { type: "response.failed", response: { ...response, status: "failed" } },
          { type: "response.cancelled" }
        ])
    }
  }

  const streamOf = (seed: number): ReadonlyArray<Chunk> =>
    chunksOf(...Array.from({ length: 30 }, (_, i) => eventOf(seed + i * 104_729)))

  it.prop("of streams that keep no rules, saved or not", [Arbitrary.schema(Schema.Int)], ([seed]) => {
    for (let i = 0; i < 20; i++) {
      const chunks = streamOf(seed + i * 7919)
      const verdicts = verdictsOf(chunks)
      let snapshot = ResponseSnapshot.initial
      for (const [at, chunk] of chunks.entries()) {
        snapshot = ResponseSnapshot.step(i === 0 && at % 3 === 2 ? restore(snapshot) : snapshot, chunk)
        assert.strictEqual(snapshot.verdict, verdicts[at])
      }
    }
  })

  it("of streams that end in each way", () => {
    const seen = new Set(Array.from({ length: 5_000 }, (_, i) => verdictsOf(streamOf(i * 1013))).flat())
    assert.sameMembers(
      [...seen],
      ["Truncated", "ItemsCompleteWithoutTerminal", "Completed", "Incomplete", "Failed", "Cancelled", "Errored"]
    )
  })
})
