import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { isDeepStrictEqual } from "node:util"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import type { Case, ResponsesStreamChunk as Chunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import { run, shown, restore, textsIn } from "./snapshots.ts"
import type { Json } from "./snapshots.ts"

interface Recording {
  readonly file: string
  readonly chunks: ReadonlyArray<Chunk>
}

const recordings = Effect.suspend(() =>
  Effect.forEach(realRecordings, ({ bytes, file }) =>
    Effect.map(Stream.make(bytes).pipe(ChunkStream.decode(), Stream.runCollect), (chunks): Recording => ({
      file,
      chunks
    }))
  )
)

type Terminal = Case<"response.completed" | "response.incomplete" | "response.failed">

const isTerminal = (chunk: Chunk): chunk is Terminal =>
  chunk.type === "response.completed" || chunk.type === "response.incomplete" || chunk.type === "response.failed"

/** Paths at which two values differ, without indexes. */
const differences = (a: unknown, b: unknown, path = ""): ReadonlyArray<string> => {
  if (isDeepStrictEqual(a, b)) return []
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return [path]
  if (Array.isArray(a) !== Array.isArray(b)) return [path]
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return [`${path}.length`]
  const type = "type" in b && typeof b.type === "string" ? b.type : ""
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences(Reflect.get(a, key), Reflect.get(b, key), Array.isArray(b) ? path : `${path || type}.${key}`)
  )
}

const counted = (values: Iterable<string>): string => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([value, count]) => `${count} ${value}`).join(", ")
}

describe.skipIf(!hasRecordings)("snapshots of recordings", () => {
  const withRecordings = (name: string, check: (recordings: ReadonlyArray<Recording>) => void) =>
    it.effect(name, () => Effect.map(recordings, check), 60_000)

  withRecordings("are the terminal chunk's response at the end", (recordings) => {
    const results: Array<string> = []
    const different: Array<string> = []
    for (const { chunks, file } of recordings) {
      const terminal = chunks.find(isTerminal)
      if (terminal === undefined) {
        results.push("without a terminal chunk")
        continue
      }
      const { response } = run(chunks)
      const before = run(chunks.slice(0, chunks.indexOf(terminal)))
      const ended = {
        ...(terminal.response as object),
        outputText: terminal.response.outputText ?? run(chunks).outputText
      }
      if (isDeepStrictEqual(response, ended)) results.push("equal")
      else if (terminal.response.output.length === 0 && before.items.length > 0) {
        results.push("equal but for the output, which is empty there")
        assert.deepStrictEqual(response, { ...ended, output: before.output } as never, file)
        assert.isTrue(
          before.items.every(({ isDone }) => isDone),
          file
        )
      } else different.push(file)
    }
    console.log(`ResponseSnapshot: of ${recordings.length} recordings ${counted(results)}`)
    assert.deepStrictEqual(different, [])
    assert.isAtLeast(results.filter((result) => result === "equal").length, 300)
  })

  withRecordings("have the terminal chunk's output before it comes", (recordings) => {
    const results: Array<string> = []
    const paths: Array<string> = []
    for (const { chunks } of recordings) {
      const end = chunks.findIndex(isTerminal)
      const terminal = chunks[end]
      if (terminal === undefined || !isTerminal(terminal) || terminal.response.output.length === 0) continue
      const { output } = run(chunks.slice(0, end))
      const differ = differences(output, terminal.response.output)
      results.push(differ.length === 0 ? "equal" : "different")
      paths.push(...new Set(differ))
    }
    console.log(`ResponseSnapshot: streamed output ${counted(results)}; different in ${counted(paths)}`)
    // What providers encrypt anew for the terminal chunk can't be known before
    assert.deepStrictEqual([...new Set(paths)].toSorted(), ["program.fingerprint", "reasoning.encryptedContent"])
    assert.isAtLeast(results.filter((result) => result === "equal").length, 300)
  })

  /** Texts whose deltas, joined, aren't the text of their done: counted without any of our code. */
  const brokenTexts = (chunks: ReadonlyArray<Chunk>): number => {
    const joined = new Map<string, string>()
    const whole = new Map<string, unknown>()
    for (const chunk of chunks) {
      const fields = chunk as unknown as Json
      const family = chunk.type.replace(/\.(?:delta|done)$/, "")
      const key = [family, fields["outputIndex"], fields["contentIndex"], fields["summaryIndex"]].join()
      if (typeof fields["delta"] === "string") joined.set(key, (joined.get(key) ?? "") + fields["delta"])
      const text = fields["text"] ?? fields["refusal"] ?? fields["arguments"] ?? fields["input"] ?? fields["code"]
      if (chunk.type.endsWith(".done") && typeof text === "string") whole.set(key, text)
    }
    return [...whole].filter(([key, text]) => (joined.get(key) ?? "") !== text).length
  }

  withRecordings("have the texts of the terminal chunk from deltas alone, where the deltas have them", (recordings) => {
    const results: Array<string> = []
    const different: Array<string> = []
    const broken: Array<string> = []
    for (const { chunks, file } of recordings) {
      const terminal = chunks.find(isTerminal)
      if (terminal === undefined || terminal.response.output.length === 0) continue
      const { output } = run(chunks.filter((chunk) => !isTerminal(chunk) && !chunk.type.endsWith(".done")))
      const isEqual = isDeepStrictEqual(output.map(textsIn), terminal.response.output.map(textsIn))
      results.push(isEqual ? "equal" : "different")
      if (!isEqual) different.push(file)
      if (brokenTexts(chunks) > 0) broken.push(file)
    }
    console.log(
      `ResponseSnapshot: texts from deltas alone ${counted(results)}; deltas that lack text in ${broken.length}`
    )
    assert.deepStrictEqual(different, broken)
    assert.isAtLeast(results.filter((result) => result === "equal").length, 300)
  })

  withRecordings("have the verdict of the protocol, and go on from any snapshot that was saved", (recordings) => {
    let saves = 0
    for (const { chunks, file } of recordings) {
      let state = StreamProtocol.initial
      for (const [index, chunk] of chunks.entries()) state = StreamProtocol.step(state, { index, chunk })[0]
      const whole = run(chunks)
      assert.strictEqual(whole.verdict, StreamProtocol.verdict(state), file)
      const at = chunks.length >> 1
      const restored = restore(run(chunks.slice(0, at)))
      assert.deepStrictEqual(shown(run(chunks.slice(at), restored)), shown(whole), file)
      saves++
    }
    assert.strictEqual(saves, recordings.length)
  })
})
