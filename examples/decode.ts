/**
 * Decodes recorded streams and prints what came of each: the text, the images, the calls, or what went wrong and where.
 *
 *     npm start
 *     node scripts/example.mjs examples/decode.ts examples/streams/cut.sse
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { ChunkStream } from "effect-responses-stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"

const folder = "examples/streams"
const samples = [
  "image-generation",
  "text-with-reasoning",
  "function-call",
  "openrouter-interleaved",
  "malformed",
  "cut"
]

/** One line for each thing that a person would want to see. Narrowing on `type` gives every field its type. */
const describe = (chunk: ResponsesStreamChunk): string | undefined => {
  switch (chunk.type) {
    case "response.created":
      return `model ${chunk.response.model}`
    case "response.reasoning_summary_text.done":
      return `thought: ${chunk.text}`
    case "response.output_text.done":
      return `text: ${chunk.text}`
    case "response.function_call_arguments.done":
      return `call of item ${chunk.outputIndex}: ${chunk.arguments}`
    case "response.image_generation_call.partial_image":
      return `partial image ${chunk.partialImageIndex}: ${chunk.partialImageB64.length} characters of base64`
    case "response.completed":
      return `completed: ${chunk.response.usage?.totalTokens ?? "?"} tokens`
    case "UNKNOWN":
      return `unknown type ${chunk.raw.type}: kept as data`
  }
  return undefined
}

const decodeFile = (file: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    yield* Console.log(`\n${file}`)
    yield* fs.stream(file).pipe(
      ChunkStream.decode({ as: "result" }),
      Stream.runForEach((result) => {
        const line = Result.isSuccess(result) ? describe(result.success) : `✗ ${result.failure.message}`
        return line === undefined ? Effect.void : Console.log(`  ${line}`)
      }),
      // What ends a stream too early is an error of its own, after everything that came
      Effect.catchTags({
        UnexpectedEnd: (error) => Console.log(`  ✗ ${error.message}`),
        NotAnEventStream: (error) => Console.log(`  ✗ ${error.message}`)
      })
    )
  })

const program = Effect.gen(function* () {
  const named = process.argv.slice(2)
  yield* Effect.forEach(named.length > 0 ? named : samples.map((name) => `${folder}/${name}.sse`), decodeFile)
  if (named.length === 0) {
    yield* Console.log(`\nEvery event of one of them: node dist/cli/main.js inspect ${folder}/image-generation.sse`)
  }
})

NodeRuntime.runMain(program.pipe(Effect.provide(NodeFileSystem.layer)))
