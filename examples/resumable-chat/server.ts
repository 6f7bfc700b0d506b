/**
 * A server of the chat. It writes each answer to a store, in the background, and everyone follows it from there: whoever
 * leaves and comes back may come to another server. The handlers are plain functions of a `Request`.
 *
 * - `POST /answers` with `{"input":"…"}` starts an answer, and gives its key.
 * - `GET /answers/{key}` follows it, from behind the `Last-Event-ID` on.
 * - `DELETE /answers/{key}` cancels it, wherever it is written.
 */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as StreamResume from "effect-responses-stream/StreamResume"
import * as StreamStore from "effect-responses-stream/StreamStore"
import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import { Readable } from "node:stream"
import { text } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"

// -----------------------------------------------------------------------------
// The store
// -----------------------------------------------------------------------------

const redis = process.env.REDIS_URL

/** How long a writer may give no sign of life before another one takes over. */
const options = { lease: "5 seconds" } as const

const runtime = ManagedRuntime.make(
  redis === undefined
    ? StreamStore.layerMemory(options)
    : StreamStore.layerRedis(options).pipe(Layer.provide(NodeRedis.layer({ url: redis, disableOfflineQueue: true })))
)
const store = await runtime.runPromise(StreamStore.StreamStore)

// -----------------------------------------------------------------------------
// The provider
// -----------------------------------------------------------------------------

const url = process.env.RESPONSES_URL ?? "https://api.openai.com/v1/responses"
const headers = { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, "content-type": "application/json" }

const send = (path: string, init: RequestInit) =>
  Effect.tryPromise((signal) => fetch(url + path, { ...init, headers, signal }))

/** A response in the background outlives its connection, so that another server can go on with it. */
const open = (input: string) =>
  send("", {
    method: "POST",
    body: JSON.stringify({
      model: "gpt-5",
      input,
      reasoning: { summary: "auto" },
      tools: [{ type: "image_generation", partial_images: 2 }],
      stream: true,
      background: true
    })
  })

/** An answer, over as many connections to the provider as it takes. */
const answer = <E>(begin: Effect.Effect<Response, E>, from: StreamResume.ResumeFrom = {}) =>
  StreamResume.resumable({
    open: begin,
    resume: ({ after, responseId }) => send(`/${responseId}?stream=true&starting_after=${after}`, {}),
    from,
    schedule: Schedule.exponential("200 millis").pipe(Schedule.upTo({ times: 5 })),
    as: "event"
  })

// -----------------------------------------------------------------------------
// Writers and followers
// -----------------------------------------------------------------------------

/** An event of our own, the first of each stream: whoever follows sees what was asked. */
export interface Question {
  readonly type: "chat.question"
  readonly input: string
}

/** Runs a writer in the background. It ends with the answer, or once it is cancelled. */
const runWriter = <E>(writer: Stream.Stream<unknown, E>): void => {
  runtime.runFork(
    Stream.runDrain(writer).pipe(
      Effect.catchCause((cause) => Effect.sync(() => console.error("A writer ended:", nameOf(Cause.squash(cause)))))
    )
  )
}

/** Goes on where a writer stopped, if its server died. Of all servers that try it, the store lets one. */
const takeOver = (key: string) =>
  Effect.map(store.status(key), (from) => {
    if (from.state !== "lost" || from.responseId === undefined) return
    runWriter(answer(Effect.fail("An answer that didn't begin can't go on"), from).pipe(store.persist(key, { from })))
  })

/** Follows an answer. If its writer is gone, and nobody comes any further than that, it fails. */
const follow = (
  key: string,
  after: number | string | null | undefined,
  triedAt?: number
): Stream.Stream<StreamStore.StoredEvent, StreamStore.FollowError> =>
  store
    .follow(key, { after, waitForWriter: "2 seconds" })
    .pipe(
      Stream.catchTag("UnexpectedEnd", (end) =>
        end.offset === triedAt
          ? Stream.fail(end)
          : Stream.unwrap(Effect.map(takeOver(key), () => follow(key, end.offset, end.offset)))
      )
    )

// -----------------------------------------------------------------------------
// Handlers
// -----------------------------------------------------------------------------

/** The key is a secret: whoever has it may read the answer, and cancel it. */
const handleAsk = async (request: Request): Promise<Response> => {
  const { input } = (await request.json()) as { readonly input: string }
  const key = crypto.randomUUID()
  const question: Question = { type: "chat.question", input }
  runWriter(Stream.concat(Stream.succeed(question), answer(open(input))).pipe(store.persist(key)))
  return Response.json({ key }, { status: 201 })
}

const handleFollow = async (key: string, after: string | null): Promise<Response> => {
  const isOver = await runtime.runPromise(
    store.status(key).pipe(
      Effect.map(({ offset, state }) => state === "ended" && Number(after) >= offset),
      Effect.catchTag("StreamUnknown", () => Effect.succeed(false))
    )
  )
  // An EventSource connects again after each end, until a server says that nothing more will come
  if (isOver) return new Response(null, { status: 204 })
  return ChunkStream.toResponse(follow(key, after), { keepAlive: "15 seconds", toErrorEvent: wordsFor })
}

const handleCancel = (key: string): Promise<Response> =>
  runtime.runPromise(
    Effect.gen(function* () {
      const { responseId } = yield* store.status(key)
      yield* store.cancel(key)
      // A response in the background goes on until the provider hears of it, too
      if (responseId !== undefined) yield* Effect.ignore(send(`/${responseId}/cancel`, { method: "POST" }))
      return new Response(null, { status: 204 })
    }).pipe(Effect.catchTag("StreamUnknown", () => Effect.succeed(new Response(null, { status: 404 }))))
  )

const handle = async (request: Request): Promise<Response> => {
  const [, folder, key] = new URL(request.url).pathname.split("/")
  if (folder !== "answers") return new Response(null, { status: 404 })
  if (key === undefined) return request.method === "POST" ? handleAsk(request) : new Response(null, { status: 405 })
  return request.method === "DELETE"
    ? handleCancel(decodeURIComponent(key))
    : handleFollow(decodeURIComponent(key), request.headers.get("last-event-id"))
}

/** What the page shows of an error. */
const wordsFor = ({ _tag }: StreamStore.FollowError) => {
  if (_tag === "StreamCancelled") return { code: "cancelled", message: "The answer was cancelled." }
  if (_tag === "StreamUnknown") return { code: "unknown", message: "There is no such answer, or not any more." }
  return { code: "broken", message: "The answer broke off. Ask again." }
}

/** Messages of errors may quote what a provider said, so only their kind is logged. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)

// -----------------------------------------------------------------------------
// Node's server
// -----------------------------------------------------------------------------

const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const { headers, method = "GET", url: path } = incoming
  const init = {
    method,
    headers: { "last-event-id": String(headers["last-event-id"] ?? "") },
    body: method === "POST" ? await text(incoming) : null
  }
  const response = await handle(new Request(`http://localhost${path}`, init))
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  // A client that leaves ends its follower, and nothing else
  if (response.body === null) outgoing.end()
  else await pipeline(Readable.from(response.body), outgoing)
}

const server = createServer((incoming, outgoing) => {
  respond(incoming, outgoing).catch((error: unknown) => {
    if (outgoing.headersSent) outgoing.destroy()
    else outgoing.writeHead(500).end()
    if (!outgoing.closed) console.error("A request failed:", nameOf(error))
  })
})

server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => process.send?.(server.address()))

// Its writers give their streams up at once, so that the other server needn't wait for the lease
const stop = () => void runtime.dispose().finally(() => process.exit())
process.once("SIGTERM", stop)
process.once("SIGINT", stop)
process.once("disconnect", stop)
