import { assert, describe, it } from "@effect/vitest"
import type { ResponsesStreamChunk as Chunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import { growth } from "../support/growth.ts"
import { chunksOf, run, ofItem, done, text, message } from "./snapshots.ts"
import type { Json } from "./snapshots.ts"

describe("a step", () => {
  const repeat = (make: (i: number) => Json) => (count: number) =>
    chunksOf(...Array.from({ length: count }, (_, i) => make(i)))

  const streams: Readonly<Record<string, (count: number) => ReadonlyArray<Chunk>>> = {
    "one text": repeat(() => text(0, "word ")),
    "texts of thousands of items, in turn": repeat((i) => text(i % 5000, "word ")),
    "thousands of parts, in turn": repeat((i) => ({ ...text(0, "word "), content_index: i % 5000 })),
    "a part a delta": repeat((i) => ({ ...text(0, "word "), content_index: i })),
    "log probabilities": repeat(() => ({ ...text(0, "word "), logprobs: [{ token: "word", logprob: -1 }] })),
    annotations: repeat((i) => ({
      type: "response.output_text.annotation.added",
      ...ofItem(0),
      content_index: 0,
      annotation_index: i,
      annotation: { type: "url_citation", url: `https://example.com/${i}` }
    })),
    "summary parts": repeat((i) => ({
      type: "response.reasoning_summary_text.delta",
      ...ofItem(0),
      summary_index: i,
      delta: "word "
    })),
    arguments: repeat((i) => ({
      type: "response.function_call_arguments.delta",
      ...ofItem(0, `call_${i}`),
      delta: "word "
    })),
    "partial images": repeat((i) => ({
      type: "response.image_generation_call.partial_image",
      ...ofItem(0),
      partial_image_index: i,
      partial_image_b64: "AAAA"
    })),
    "shell commands": repeat((i) => ({
      type: "response.shell_call_command.delta",
      output_index: 0,
      command_index: i,
      delta: "ls"
    })),
    "the panel of a fusion call": repeat((i) => ({
      type: "response.fusion_call.panel.delta",
      ...ofItem(0),
      model: `m${i % 5000}`,
      delta: "word "
    })),
    speech: repeat(() => ({ type: "response.audio.delta", delta: "AAA=" })),
    "unknown chunks": repeat((i) => ({ type: "acme.beat", i })),
    "open items at one index": repeat((i) => ({
      type: "response.output_item.added",
      output_index: 0,
      item: message(`m${i}`)
    })),
    "updates of no item, of two types in turn": repeat((i) =>
      i % 2 === 0
        ? text(0, "word ", "")
        : { type: "response.function_call_arguments.delta", ...ofItem(0, ""), delta: "word " }
    ),
    items: repeat((i) => done(i, message(`m${i}`, "word"))),
    "items at one index": repeat((i) => done(0, message(`m${i}`, "word")))
  }

  /** Linear is 16, with a logarithm and a full cache up to twice as much; quadratic is 256. */
  const bar = 70

  const timeOf = (chunks: ReadonlyArray<Chunk>): number => {
    const start = performance.now()
    run(chunks)
    return performance.now() - start
  }

  /** The best of some runs: what else the machine does only makes a run slower. */
  const best = (chunks: ReadonlyArray<Chunk>): number => Math.min(...Array.from({ length: 3 }, () => timeOf(chunks)))

  it(
    "reads the output after each annotation, log probability or piece of speech, in linear time",
    { timeout: 120_000 },
    async () => {
      const read = (chunks: ReadonlyArray<Chunk>): void => {
        let snapshot = ResponseSnapshot.initial
        for (const chunk of chunks) {
          snapshot = ResponseSnapshot.step(snapshot, chunk)
          const { audio, items, output, response } = snapshot
          const [item] = output
          assert.isDefined(audio?.transcript ?? (item?.type === "message" ? item.content[0] : undefined))
          assert.isDefined(items)
          assert.strictEqual(response, undefined)
        }
      }
      for (const name of ["annotations", "log probabilities", "speech"]) {
        const made = new Map([2_500, 20_000].map((count) => [count, streams[name]!(count)]))
        const ratio = await growth((count) => read(made.get(count)!), 2_500, 20_000)
        console.log(
          `ResponseSnapshot: ${name} read at each step: 8 times as many take ${ratio.toFixed(1)} times as long`
        )
        assert.isBelow(ratio, 24)
      }
    }
  )

  it.each([
    ["annotations", "annotations"],
    ["log probabilities", "logprobs"]
  ] as const)("reads the %s after each chunk as fast as it copies a list", { timeout: 120_000 }, (name, field) => {
    const chunks = streams[name]!(12_000)
    const time = (work: () => number): number => {
      const start = performance.now()
      assert.isAbove(work(), 0)
      return performance.now() - start
    }
    const stepAll = (reads: boolean) => (): number => {
      let [snapshot, length] = [ResponseSnapshot.initial, 0]
      for (const chunk of chunks) {
        snapshot = ResponseSnapshot.step(snapshot, chunk)
        const [item] = snapshot.output
        const part = item?.type === "message" ? item.content[0] : undefined
        if (part?.type === "output_text") length += reads ? part[field]!.length : 1
      }
      return length
    }
    const copyAll = (): number => {
      const list: Array<unknown> = []
      let length = 0
      for (const chunk of chunks) {
        list.push(chunk)
        length += list.slice().length
      }
      return length
    }
    // A busy machine may spoil a measurement. What copies more, or keeps what it copied, fails each time.
    let ratio = Infinity
    for (let attempt = 0; attempt < 3 && ratio >= 2; attempt++) {
      let [read, stepped, copied] = [Infinity, Infinity, Infinity]
      for (let i = 0; i < 5; i++) {
        stepped = Math.min(stepped, time(stepAll(false)))
        read = Math.min(read, time(stepAll(true)))
        copied = Math.min(copied, time(copyAll))
      }
      ratio = read / (stepped + copied)
      console.log(
        `ResponseSnapshot: ${name}: 12,000 read at each step take ${read.toFixed(0)} ms, ${stepped.toFixed(0)} of these for the steps, copies of a list ${copied.toFixed(0)} ms`
      )
    }
    assert.isBelow(ratio, 2)
  })

  for (const [name, make] of Object.entries(streams)) {
    it(`takes as long after 80,000 as after 5,000: ${name}`, { timeout: 60_000 }, () => {
      const [short, long] = [make(5_000), make(80_000)]
      timeOf(short)
      // A busy machine may spoil a measurement. What is quadratic fails each time.
      let [each, ratio] = [0, Infinity]
      for (let attempt = 0; attempt < 3 && ratio >= bar; attempt++) {
        const time = best(long)
        each = (time / long.length) * 1000
        ratio = time / best(short)
      }
      console.log(
        `ResponseSnapshot: ${name}: ${each.toFixed(2)} µs a chunk, 16 times as many take ${ratio.toFixed(1)} times as long`
      )
      assert.isBelow(ratio, bar)
    })
  }
})
