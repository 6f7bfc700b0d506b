/**
 * Decodes sample streams: prints the chunks as typed values, what can be made of them, and one error of each kind.
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
import { ChunkStream, ResponseSnapshot } from "effect-responses-stream"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import { inspect } from "node:util"

const folder = "examples/streams"

/** The fields of a chunk, with long texts and nested objects in short. */
const short = (fields: object): string =>
  inspect(fields, { compact: true, depth: 0, breakLength: 76, maxStringLength: 12 }).replaceAll("\n", "\n    ")

/** Prints every chunk of a file, and what was wrong with an event. */
const showChunks = (file: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    yield* Console.log(`\n${file}`)
    yield* fs.stream(file).pipe(
      ChunkStream.decode({ as: "result" }),
      Stream.map(
        Result.match({
          onSuccess: ({ type, ...fields }) => `  ${type}\n    ${short(fields)}`,
          onFailure: (error) => `  ✗ ${error._tag}: ${error.message}`
        })
      ),
      Stream.runForEach(Console.log),
      // What ends a stream too early is an error of the stream, after everything that came
      Effect.catchTag(["UnexpectedEnd", "NotAnEventStream"], (error) =>
        Console.log(`  ✗ ${error._tag}: ${error.message}`)
      )
    )
  })

/** Narrowing on `type` gives every field its type. */
const showImage = (chunk: ResponsesStreamChunk): string | undefined => {
  switch (chunk.type) {
    case "response.image_generation_call.in_progress":
      return `image ${chunk.itemId} begins, as item ${chunk.outputIndex}`
    case "response.image_generation_call.partial_image":
      return `partial image ${chunk.partialImageIndex}: ${chunk.partialImageB64.length} characters of base64`
    case "response.image_generation_call.completed":
      return `image ${chunk.itemId} is complete at ${chunk.sequenceNumber}`
  }
  return undefined
}

const showImages = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  yield* Console.log("\nThe image alone, by narrowing on type")
  yield* fs.stream(`${folder}/image-generation.sse`).pipe(
    ChunkStream.decode(),
    Stream.map(showImage),
    Stream.filter((line) => line !== undefined),
    Stream.runForEach((line) => Console.log(`  ${line}`))
  )
})

/** The response of a stream, as `POST /responses` gives it without `stream: true`. */
const showResponse = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const file = `${folder}/text-with-reasoning.sse`
  yield* Console.log(`\nThe whole response of ${file}`)
  const response = yield* fs.stream(file).pipe(ChunkStream.decode(), ResponseSnapshot.runFinal())
  yield* Console.log(`  ${response.status}, ${response.output.length} items, ${response.usage?.totalTokens} tokens`)
})

const delta =
  'data: {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hi","sequence_number":1}\n\n'

/** A stream for each error that can end one. */
const broken = {
  "not JSON": "data: {oops}\n\n",
  "a field of another type": delta.replace('"Hi"', "7"),
  "cut short": delta,
  "no event stream": '{"error":{"code":"429","message":"Slow down"}}',
  "an event above maxEventSize": `data: ${" ".repeat(2000)}\n\n`,
  "not UTF-8": Uint8Array.of(0x64, 0xff)
}

const showErrors = Effect.gen(function* () {
  yield* Console.log("\nOne error of each kind")
  for (const [what, body] of Object.entries(broken)) {
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body
    const error = yield* Stream.make(bytes).pipe(
      ChunkStream.decode({ maxEventSize: 1000 }),
      Stream.runDrain,
      Effect.flip
    )
    yield* Console.log(`  ${what}: ${error._tag}\n    ${error.message}`)
  }
})

const next = `
Next
  every event of a file, with its rules:  node dist/cli/main.js inspect ${folder}/openrouter-interleaved.sse
  the other sample streams:               node scripts/example.mjs examples/decode.ts ${folder}/malformed.sse
  a mock of the gateway:                  node dist/cli/main.js replay ${folder}/function-call.sse
  one task each, to copy:                 docs/recipes.md`

const program = Effect.gen(function* () {
  const files = process.argv.slice(2)
  if (files.length > 0) {
    yield* Effect.forEach(files, showChunks, { discard: true })
    return
  }
  yield* Console.log("Event streams of the Responses API, decoded to validated and typed chunks")
  yield* showChunks(`${folder}/image-generation.sse`)
  yield* showImages
  yield* showResponse
  yield* showErrors
  yield* Console.log(next)
})

NodeRuntime.runMain(program.pipe(Effect.provide(NodeFileSystem.layer)))
