/** Streams that gateways were reported to send, whole. They lie beside the project and are not part of it. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import type { Verdict } from "../../src/stream/verdict.ts"
import * as Web from "../../src/web/Web.ts"
import { drain } from "../support/drain.ts"

const folder = fileURLToPath(new URL("../../../shared/cases/", import.meta.url))
const files = existsSync(folder) ? readdirSync(folder).toSorted() : []

/** What the streams are, by the number that their names begin with. Those not named here complete with the text `Hi`. */
const expected: Readonly<Record<string, { readonly verdict: Verdict; readonly text?: string }>> = {
  "06": { verdict: "Completed", text: "" },
  "09": { verdict: "Failed", text: "" },
  "10": { verdict: "Failed", text: "" },
  "11": { verdict: "Errored", text: "" },
  "12": { verdict: "Completed", text: "" },
  "13": { verdict: "Completed", text: "" }
}

const chunksOf = (file: string) => {
  const bytes = new Uint8Array(readFileSync(folder + file))
  return Stream.make(bytes).pipe(ChunkStream.decode())
}

// `globalSetup.ts` says where the folder is missing
describe.skipIf(files.length === 0)("streams of public reports", () => {
  it.effect.each(files)("%s is read, and all parts say the same of it", (file) =>
    Effect.gen(function* () {
      const chunks: ReadonlyArray<ResponsesStreamChunk> = yield* Stream.runCollect(chunksOf(file))
      const { text = "Hi", verdict } = expected[file.slice(0, 2)] ?? { verdict: "Completed" }
      const snapshot = chunks.reduce(ResponseSnapshot.step, ResponseSnapshot.initial)
      assert.strictEqual(snapshot.verdict, verdict)
      assert.strictEqual(snapshot.outputText, text)
      assert.strictEqual(yield* chunksOf(file).pipe(StreamProtocol.runVerdict), verdict)
      const body = () => new Response(readFileSync(folder + file), { headers: { "content-type": "text/event-stream" } })
      assert.deepStrictEqual(yield* Effect.promise(() => drain(Web.chunks(body()))), {
        values: chunks,
        error: undefined
      })
      const passed = yield* Effect.promise(() => Web.validate(body(), { onInvalid: "drop" }).text())
      assert.strictEqual(passed, readFileSync(folder + file, "utf8"))
    })
  )

  it.effect("give each call at one index its own arguments", () =>
    Effect.gen(function* () {
      const functions = { f1: Schema.Struct({ a: Schema.Finite }), f2: Schema.Struct({ b: Schema.Finite }) }
      const calls = yield* chunksOf("12-parallel-calls-same-index.sse").pipe(
        FunctionCall.calls(functions),
        Stream.runCollect
      )
      assert.deepStrictEqual(
        calls.map((call) => (call._tag === "Finished" ? [call.name, call.argumentsText] : call._tag)),
        [
          ["f1", '{"a":1}'],
          ["f2", '{"b":2}']
        ]
      )
    })
  )

  it.effect("give each image at one index", () =>
    Effect.gen(function* () {
      const calls = yield* chunksOf("13-images-same-index.sse").pipe(ImageGeneration.calls(), Stream.runCollect)
      assert.lengthOf(calls, 2)
    })
  )

  it.effect("are refused where a repair is needed, if strict", () =>
    Effect.gen(function* () {
      const results = yield* Stream.make(new Uint8Array(readFileSync(`${folder}06-no-summary-index.sse`))).pipe(
        ChunkStream.decode({ tolerance: "strict", as: "result" }),
        Stream.runCollect
      )
      assert.strictEqual(results.filter(Result.isFailure).length, 2)
    })
  )
})
