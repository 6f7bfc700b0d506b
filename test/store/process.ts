/**
 * A process that writes a stream, or follows it, until it is killed or the stream has ended: `kill.time.test.ts` starts it.
 *
 *     node process.cjs writer|follower PORT KEY LOG STOP
 *
 * It appends a line to LOG for each event that it was given. A follower goes on behind the last one. A writer ends the stream
 * once there is a file STOP.
 */
import { NodeRedis } from "@effect/platform-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Stream from "effect/Stream"
import { appendFileSync, existsSync, readFileSync } from "node:fs"
import * as StreamStore from "../../src/store/StreamStore.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { completed, created, delta } from "../support/events.ts"

const [role, port, key = "", log = "", stop = ""] = process.argv.slice(2)

/** What a process that is killed, or a Redis that is, brings about. */
const expected = new Set(["UnexpectedEnd", "StreamUnknown", "StreamTaken", "WriterFenced", "StoreUnavailable"])

const write = ({ json, offset }: StreamStore.StoredEvent) =>
  Effect.sync(() => appendFileSync(log, `${offset} ${String(json["delta"] ?? json["type"])}\n`))

const numbered = (event: object, sequence_number: number) => ({ ...event, sequence_number })

/** What a provider sends behind an event: some events at a time, each marked by who asked for it. */
const provider = (after: number) =>
  Stream.unfold(after, (n) =>
    Effect.gen(function* () {
      yield* Effect.sleep("3 millis")
      if (existsSync(`${stop}.ended`) || n < 0) return undefined
      if (existsSync(stop)) return [numbered(completed, n), -1] as const
      return [n === 0 ? created : numbered(delta(`${n} ${process.pid}`), n), n + 1] as const
    })
  ).pipe(ChunkStream.decodeJson({ as: "event", onEnd: "allow" }))

const writer = Effect.gen(function* () {
  const store = yield* StreamStore.StreamStore
  const from = yield* store.status(key).pipe(Effect.catchTag("StreamUnknown", () => Effect.succeed(undefined)))
  if (from?.state === "ended") return
  yield* provider(from?.offset ?? 0).pipe(
    store.persist(key, from === undefined ? {} : { from }),
    Stream.runForEach(write)
  )
})

const lastOffset = (): string | undefined =>
  existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").at(-1)?.split(" ")[0] : undefined

const follower = Effect.gen(function* () {
  const store = yield* StreamStore.StreamStore
  yield* store.follow(key, { after: lastOffset(), waitForWriter: "5 seconds" }).pipe(Stream.runForEach(write))
})

/** Goes on after each error that is expected. */
const program = Effect.suspend(
  (): Effect.Effect<void, Effect.Error<typeof writer> | Effect.Error<typeof follower>, StreamStore.StreamStore> =>
    role === "writer" ? writer : follower
).pipe(
  Effect.tapError(({ _tag }) => (expected.has(_tag) ? Effect.sleep("30 millis") : Effect.void)),
  Effect.retry({ while: ({ _tag }) => expected.has(_tag) })
)

const live = StreamStore.layerRedis({ lease: "1 second" }).pipe(
  Layer.provide(NodeRedis.layer({ url: `redis://127.0.0.1:${port}` })),
  Layer.provide(Logger.layer([]))
)

const main = Effect.provide(program, live).pipe(
  // A client that finds no Redis at first doesn't try again
  Effect.tapError(() => Effect.sleep("30 millis")),
  Effect.retry({ while: ({ _tag }) => _tag === "RedisError" })
)

Effect.runPromise(main).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  }
)
