import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as Testing from "../../src/testing/testing.ts"
import {
  chunksOf,
  run,
  runJson,
  shown,
  deepFreeze,
  ofItem,
  added,
  done,
  text,
  message,
  created,
  jsonOf,
  restore,
  textsIn
} from "./snapshots.ts"
import type { Snapshot } from "./snapshots.ts"

// -----------------------------------------------------------------------------
// Snapshots among each other
// -----------------------------------------------------------------------------

/** An answer of items that leave nothing out, and the same items interleaved in another way. */
const anyAnswers = Arbitrary.map(
  Arbitrary.all({ answer: Testing.anyAnswer(), seed: Arbitrary.schema(Schema.Int), at: Arbitrary.schema(Schema.Int) }),
  ({ answer, at, seed }) => {
    const chunks = Testing.toChunks(answer)
    return {
      chunks,
      mixed: Testing.toChunks(answer.pipe(Testing.interleaved(seed))),
      at: Math.abs(at) % (chunks.length + 1)
    }
  }
)

describe("snapshots of well-formed streams", () => {
  it.prop("are the same at the end however the items are interleaved", [anyAnswers], ([{ chunks, mixed }]) => {
    // Without the terminal chunk, which would make them equal whatever came before
    const [a, b] = [run(chunks.slice(0, -1)), run(mixed.slice(0, -1))]
    assert.deepStrictEqual(shown(a), shown(b))
    assert.deepStrictEqual(shown(run(chunks)), shown(run(mixed)))
  })

  it.prop("have the terminal chunk's output before it comes", [anyAnswers], ([{ mixed }]) => {
    const last = mixed.at(-1)!
    assert(last.type === "response.completed")
    const before = run(mixed.slice(0, -1))
    assert.deepStrictEqual(before.output, last.response.output)
    const after = ResponseSnapshot.step(before, last)
    assert.deepStrictEqual<unknown>(after.response, { ...(last.response as object), outputText: before.outputText })
    for (const [i, item] of before.output.entries()) assert.strictEqual(after.output[i], item)
  })

  it.prop("have the terminal chunk's texts without any done", [anyAnswers], ([{ mixed }]) => {
    const last = mixed.at(-1)!
    assert(last.type === "response.completed")
    const deltas = run(mixed.filter(({ type }) => !type.endsWith(".done") && type !== "response.completed"))
    assert.deepStrictEqual(deltas.output.map(textsIn), last.response.output.map(textsIn))
  })

  it.prop("exist for every prefix, whose verdict is the protocol's", [anyAnswers], ([{ mixed }]) => {
    let snapshot = ResponseSnapshot.initial
    let state = StreamProtocol.initial
    for (const [index, chunk] of mixed.entries()) {
      assert.strictEqual(snapshot.verdict, StreamProtocol.verdict(state))
      assert.include(["Truncated", "ItemsCompleteWithoutTerminal"], snapshot.verdict)
      snapshot = ResponseSnapshot.step(snapshot, chunk)
      state = StreamProtocol.step(state, { index, chunk })[0]
    }
    assert.strictEqual(snapshot.verdict, "Completed")
    assert.strictEqual(StreamProtocol.verdict(state), "Completed")
  })

  it.prop("are truncated in the middle of an item", [anyAnswers], ([{ chunks }]) => {
    const at = chunks.findLastIndex(({ type }) => type === "response.output_item.done")
    if (at > 0) assert.strictEqual(run(chunks.slice(0, at)).verdict, "Truncated")
  })

  it.prop("go on from any of them, saved or not, and more than once", [anyAnswers], ([{ at, chunks, mixed }]) => {
    const from = run(mixed.slice(0, at))
    const before = structuredClone(shown(from))
    const straight = shown(run(mixed))
    const saved = restore(from)
    assert.deepStrictEqual(shown(saved), shown(from))
    for (const start of [from, saved, from]) {
      assert.deepStrictEqual(shown(run(mixed.slice(at), start)), straight)
      run(chunks, start)
    }
    assert.deepStrictEqual(shown(from), before)
  })

  it.prop("never change", [anyAnswers], ([{ mixed }]) => {
    const kept: Array<{ readonly snapshot: Snapshot; readonly copy: unknown }> = []
    let snapshot = ResponseSnapshot.initial
    for (const chunk of mixed) {
      deepFreeze(chunk)
      snapshot = ResponseSnapshot.step(snapshot, chunk)
      // Half of them are looked at only at the end: what is put together late must be of its time too
      if (kept.length % 2 === 0) deepFreeze(shown(snapshot))
      deepFreeze(snapshot)
      kept.push({ snapshot, copy: structuredClone(shown(run(mixed.slice(0, kept.length + 1)))) })
    }
    for (const { copy, snapshot } of kept) assert.deepStrictEqual(shown(snapshot), copy)
  })

  it.prop("share what no chunk touched", [anyAnswers], ([{ mixed }]) => {
    let before = ResponseSnapshot.initial
    for (const chunk of mixed) {
      const after = ResponseSnapshot.step(before, chunk)
      const touched = "outputIndex" in chunk ? chunk.outputIndex : undefined
      for (const item of before.items) {
        if (item.outputIndex === touched) continue
        assert.strictEqual(ResponseSnapshot.find(after, item.outputIndex), item)
        assert.include(after.items, item)
        assert.include(after.output, item.item)
      }
      before = after
    }
  })
})

describe("what snapshots share", () => {
  const wire = [created, added(0, message("a")), text(0, "Hel"), added(1, message("b")), text(1, "Hi")]
  const before = runJson(...wire)

  it("is everything, where a chunk says nothing new", () => {
    const after = run(chunksOf({ type: "keepalive" }), before)
    assert.notStrictEqual(after, before)
    assert.strictEqual(after.items, before.items)
    assert.strictEqual(after.output, before.output)
    assert.strictEqual(after.response, before.response)
  })

  it("is all but the one item and part that a delta touches", () => {
    const other = { type: "response.output_text.delta", ...ofItem(0), content_index: 1, delta: "!" }
    const after = run(chunksOf(other), before)
    assert.notStrictEqual(after.output[0], before.output[0])
    assert.strictEqual(after.output[1], before.output[1])
    const contents = [before, after].map(({ output: [item] }) => (item?.type === "message" ? item.content : []))
    assert.strictEqual(contents[1]?.[0], contents[0]?.[0])
  })

  it("is the parts of an item that is done, where they are equal", () => {
    const streamed = { ...message("a"), content: [{ type: "output_text", text: "Hel" }], status: "completed" }
    const after = run(chunksOf(done(0, streamed)), before)
    assert.notStrictEqual(after.output[0], before.output[0])
    const parts = [before, after].map(({ output: [item] }) => (item?.type === "message" ? item.content[0] : undefined))
    assert.strictEqual(parts[1], parts[0])
  })

  it("makes unequal snapshots unequal to Effect, and equal ones equal", () => {
    assert.isFalse(Equal.equals(before, run(chunksOf(text(0, "lo")), before)))
    assert.isTrue(Equal.equals(before, runJson(...wire)))
    const cited = [
      ...wire,
      {
        type: "response.output_text.annotation.added",
        ...ofItem(0),
        content_index: 0,
        annotation_index: 0,
        annotation: { type: "file_path", file_id: "f" }
      }
    ]
    assert.isTrue(Equal.equals(runJson(...cited), runJson(...cited)))
    assert.isFalse(Equal.equals(runJson(...cited), before))
  })
})

// -----------------------------------------------------------------------------
// Saving
// -----------------------------------------------------------------------------

describe("a saved snapshot", () => {
  const snapshot = runJson(
    created,
    text(6113.14, "Hello"),
    { type: "response.output_text.delta", ...ofItem(0), content_index: 9, delta: "!" },
    {
      type: "response.output_text.annotation.added",
      ...ofItem(0),
      content_index: 9,
      annotation_index: 5,
      annotation: { type: "file_path", file_id: "f" }
    },
    {
      type: "response.image_generation_call.partial_image",
      ...ofItem(3),
      partial_image_index: 0,
      partial_image_b64: "A"
    },
    { type: "response.audio.delta", delta: "AAA=" },
    { type: "acme.beat", n: 1 },
    { type: "error", code: null, message: "It broke", param: null }
  )

  it("shows the same, and keeps the keys of what is sparse", () => {
    const restored = restore(snapshot)
    assert.deepStrictEqual(shown(restored), shown(snapshot))
    const more = chunksOf(
      { type: "response.output_text.delta", ...ofItem(0), content_index: 3, delta: "?" },
      {
        type: "response.output_text.annotation.added",
        ...ofItem(0),
        content_index: 9,
        annotation_index: 2,
        annotation: { type: "file_path", file_id: "e" }
      },
      { type: "acme.beat", n: 2 }
    )
    assert.deepStrictEqual(shown(run(more, restored)), shown(run(more, snapshot)))
    assert.strictEqual(run(more, restored).unknown.length, 2)
  })

  it("is encoded as JSON.stringify writes it", () => {
    const encoded = Schema.encodeSync(ResponseSnapshot.ResponseSnapshot)(snapshot)
    assert.deepStrictEqual(JSON.parse(JSON.stringify(encoded)), JSON.parse(JSON.stringify(snapshot)))
  })

  it("is refused with the place that is wrong, and of another version", () => {
    const decode = Schema.decodeUnknownResult(ResponseSnapshot.ResponseSnapshot)
    const saved = jsonOf(snapshot) as { items: Array<{ base: { type: unknown } }>; version: number }
    assert.isTrue(Result.isSuccess(decode(saved)))
    for (const wrong of [null, [], {}, { ...saved, version: 1 }, { ...saved, items: {} }]) {
      assert.isTrue(Result.isFailure(decode(wrong)))
    }
    saved.items[0]!.base.type = 1
    const result = decode(saved)
    assert(Result.isFailure(result))
    assert.include(String(result.failure), '["items"][0]["base"]["type"]')
  })

  it("can be read whatever numbers came", () => {
    // JSON has 1e400 for a number that is too large, and reads it as infinity
    const beat = { type: "acme.beat", sequence_number: JSON.parse("1e400") as number }
    const after = run(chunksOf({ type: "acme.beat", sequence_number: 7 }, beat), snapshot)
    assert.strictEqual(after.sequenceNumber, 7)
    assert.strictEqual(restore(after).sequenceNumber, 7)
    assert.strictEqual(restore(runJson(beat)).sequenceNumber, undefined)
  })

  it("finds items as the snapshot did, where ids and indexes are shared", () => {
    const wire = [
      text(0, "early", "x"),
      added(0, message("a")),
      added(0, message("b")),
      done(0, message("a", "A")),
      added(3, message("c")),
      text(0, "B", "b"),
      text(0, "C", "c"),
      done(0, message("b", "B")),
      done(0, message("c", "C")),
      done(3, message("c", "C"))
    ]
    const whole = runJson(...wire)
    for (const at of wire.keys()) {
      const restored = restore(runJson(...wire.slice(0, at)))
      assert.deepStrictEqual(shown(run(chunksOf(...wire).slice(at), restored)), shown(whole), `${at}`)
    }
  })
})
