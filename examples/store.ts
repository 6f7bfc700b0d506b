/**
 * Prints an answer that a reader leaves in the middle, and comes back to. The writer goes on without it.
 *
 *     node dist/cli/main.js replay examples/streams/text-with-reasoning.sse --port 9000
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses node scripts/example.mjs examples/store.ts
 *
 * With `layerRedis` in the place of `layerMemory`, it could come back to another process: `resumable-chat` does.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ChunkStream, StreamStore } from "effect-responses-stream"

const ask = (input: string) =>
  Effect.tryPromise((signal) =>
    fetch(process.env["RESPONSES_URL"] ?? "https://openrouter.ai/api/v1/responses", {
      method: "POST",
      headers: { authorization: `Bearer ${process.env["OPENROUTER_API_KEY"]}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "openai/gpt-5", input, stream: true }),
      signal
    })
  )

const print = ({ chunk }: ChunkStream.ChunkEvent) =>
  Effect.sync(() => {
    if (chunk.type === "response.output_text.delta") process.stdout.write(chunk.delta)
  })

const program = Effect.gen(function* () {
  const store = yield* StreamStore.StreamStore
  const key = crypto.randomUUID()

  // Nobody has to follow: the writer stores the answer in any case
  yield* Effect.map(ask(process.argv[2] ?? "Hello"), (upstream) =>
    ChunkStream.fromResponse(upstream, { as: "event" })
  ).pipe(Stream.unwrap, store.persist(key), Stream.runDrain, Effect.forkChild)

  // A reader leaves after 30 events …
  let after = 0
  yield* store.follow(key, { waitForWriter: "5 seconds" }).pipe(
    Stream.take(30),
    Stream.tap((event) => Effect.sync(() => (after = event.offset))),
    Stream.runForEach(print)
  )
  yield* Console.log(`\nIt left at offset ${after}`)

  // … and gets the rest when it is back
  yield* Effect.sleep("1 second")
  yield* store.follow(key, { after }).pipe(Stream.runForEach(print))
  const { offset, state } = yield* store.status(key)
  yield* Console.log(`\nThe stream has ${state} at offset ${offset}`)
})

program.pipe(Effect.provide(StreamStore.layerMemory()), NodeRuntime.runMain)
