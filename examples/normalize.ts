/**
 * Makes recorded streams regular: prints what a strict client gets, and what was added or changed.
 *
 *     node scripts/example.mjs examples/normalize.ts
 *     node scripts/example.mjs examples/normalize.ts examples/streams/openrouter-interleaved.sse
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"
import { ChunkStream, StreamNormalize } from "effect-responses-stream"

const show = (file: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    yield* Console.log(`\n${file}`)
    yield* fs.stream(file).pipe(
      ChunkStream.decode({ as: "event" }),
      StreamNormalize.normalize({
        onReport: ({ index, name, type }) => console.log(`  at ${index}: ${name}, ${type}`)
      }),
      Stream.runForEach(({ chunk, index }) => Console.log(`  ${index} ${chunk.type}`))
    )
  })

const files = process.argv.slice(2)
const program = Effect.forEach(files.length > 0 ? files : ["examples/streams/cut.sse"], show, { discard: true })

NodeRuntime.runMain(program.pipe(Effect.provide(NodeFileSystem.layer)))
