import { assert, describe, it } from "@effect/vitest"
import * as AiResponse from "effect/ai/Response"
import * as LanguageModel from "effect/ai/LanguageModel"
import * as Tool from "effect/ai/Tool"
import * as Toolkit from "effect/ai/Toolkit"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as AiParts from "../../src/parts/AiParts.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"
import { openIn, partsOf, textsOf, textsOfSnapshot } from "./parts.ts"

interface Recording {
  readonly file: string
  readonly chunks: ReadonlyArray<ResponsesStreamChunk>
}

const decoded = Effect.suspend(() =>
  Effect.forEach(recordings, ({ bytes, file }) =>
    Stream.make(bytes).pipe(
      ChunkStream.decode({ onInvalid: "skip", onEnd: "allow", onSkip: () => {} }),
      Stream.runCollect,
      Effect.map((chunks): Recording => ({ file, chunks }))
    )
  )
)

/** A model that answers with the chunks of a recording. */
const modelOf = (chunks: ReadonlyArray<ResponsesStreamChunk>) =>
  LanguageModel.make({
    streamText: (options) => Stream.fromIterable(chunks).pipe(AiParts.parts(options)),
    generateText: (options) => Stream.fromIterable(chunks).pipe(AiParts.content(options))
  })

/** A toolkit of what the client has to run, which gives the input back. */
const toolkitOf = (parts: ReadonlyArray<AiResponse.StreamPartEncoded>) => {
  const names = parts.flatMap((part) =>
    part.type === "tool-call" && part.providerExecuted !== true ? [part.name] : []
  )
  const tools = [...new Set(names)].map((name) =>
    Tool.dynamic(name, { parameters: Schema.Unknown, success: Schema.Unknown })
  )
  const toolkit = Toolkit.make(...tools)
  const handlers = Object.fromEntries(tools.map(({ name }) => [name, (input: unknown) => Effect.succeed({ input })]))
  return toolkit.pipe(Effect.provide(toolkit.toLayer(handlers)))
}

describe.skipIf(!hasRecordings)("parts of the recordings", () => {
  const each = (name: string, check: (recording: Recording) => Effect.Effect<unknown, unknown>) =>
    it.effect(
      name,
      () =>
        Effect.gen(function* () {
          const all = yield* decoded
          for (const recording of all) {
            yield* check(recording).pipe(Effect.mapError((cause) => ({ file: recording.file, cause })))
          }
          console.log(`${all.length} recordings: ${name}`)
        }),
      120_000
    )

  const decodeParts = Schema.decodeUnknownEffect(Schema.Array(AiResponse.StreamPart()))

  each("are stream parts of Effect", ({ chunks }) => decodeParts(partsOf(chunks)))

  each("end once if they begin, with one finish", ({ chunks, file }) =>
    Effect.sync(() => {
      const parts = partsOf(chunks)
      assert.deepStrictEqual(openIn(parts), [], file)
      assert.strictEqual(parts.filter(({ type }) => type === "finish").length, 1, file)
      assert.strictEqual(parts.at(-1)?.type, "finish", file)
    })
  )

  /** Streams that lack their first deltas, and responses that lack their reasoning. */
  const contradictions = /OpenAIResponseClientTests\.cs__[249]\.sse$/

  each("have the texts of the snapshot", ({ chunks, file }) =>
    Effect.sync(() => {
      assert.strictEqual(
        JSON.stringify(textsOf(partsOf(chunks))) !== JSON.stringify(textsOfSnapshot(chunks)),
        contradictions.test(file),
        file
      )
    })
  )

  each("have the calls of FunctionCall", ({ chunks, file }) =>
    Effect.gen(function* () {
      const events = yield* FunctionCall.events(Stream.fromIterable(chunks)).pipe(Stream.runCollect)
      const finished = events.flatMap((event) =>
        event._tag === "Finished" ? [[event.callId, event.name, event.arguments]] : []
      )
      const names = new Set(finished.map(([, name]) => name))
      const calls = partsOf(chunks).flatMap((part) =>
        part.type === "tool-call" && part.providerExecuted !== true && names.has(part.name)
          ? [[part.id, part.name, part.params]]
          : []
      )
      assert.deepStrictEqual(calls, finished, file)
    })
  )

  each("go through LanguageModel, which answers the calls", ({ chunks, file }) =>
    Effect.gen(function* () {
      const model = yield* modelOf(chunks)
      const toolkit = yield* toolkitOf(partsOf(chunks))
      const parts = yield* Stream.runCollect(model.streamText({ prompt: "", toolkit }))
      const idsOf = (type: string) =>
        parts.flatMap((part) =>
          part.type === type && "id" in part && "providerExecuted" in part && !part.providerExecuted ? [part.id] : []
        )
      assert.sameMembers(idsOf("tool-result"), idsOf("tool-call"), file)
    })
  )

  each("are the content of a response, too, with the final texts", ({ chunks, file }) =>
    Effect.gen(function* () {
      const model = yield* modelOf(chunks)
      const { reasoningText = "", text } = yield* model.generateText({
        prompt: "",
        toolkit: yield* toolkitOf(partsOf(chunks)),
        disableToolCallResolution: true
      })
      const { reasoning } = textsOf(partsOf(chunks))
      assert.strictEqual(text, textsOfSnapshot(chunks).text, file)
      assert.strictEqual(reasoningText.replaceAll("\n", ""), reasoning.replaceAll("\n", ""), file)
    })
  )
})
