/**
 * Two responses at a time over one WebSocket. A mock on this machine sends each event as a message, and those of both
 * answers in turn.
 *
 *     node scripts/example.mjs examples/socket.ts
 */
import { once } from "node:events"
import * as Effect from "effect/Effect"
import * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import { ProviderError, ResponsesSocket } from "effect-responses-stream"
import * as Testing from "effect-responses-stream/testing"
import { WebSocket, WebSocketServer } from "ws"

/** Answers on the lane that the request names. */
const answer = (webSocket: WebSocket, { input, stream_id }: { readonly input: string; readonly stream_id: string }) => {
  const events = Testing.toJson(Testing.answer(Testing.text(`You said ${input}`, { deltaSize: 4 })))
  const timer = setInterval(() => {
    const event = events[sent++]
    if (event === undefined) clearInterval(timer)
    else webSocket.send(JSON.stringify({ ...event, stream_id }))
  }, 5)
  let sent = 0
}

const server = new WebSocketServer({ port: 0, host: "127.0.0.1" })
server.on("connection", (webSocket) => {
  // oxlint-disable-next-line typescript/no-base-to-string -- a text
  webSocket.on("message", (data) => answer(webSocket, JSON.parse(String(data))))
})
await once(server, "listening")

const address = server.address()
const port = typeof address === "object" ? address?.port : undefined

const connect = Effect.acquireRelease(
  Effect.sync(() => new WebSocket(`ws://127.0.0.1:${port}`)),
  (webSocket) => Effect.sync(() => webSocket.close())
)

const program = Effect.gen(function* () {
  const { create } = yield* ResponsesSocket.fromSocket(yield* Socket.fromWebSocket(connect))
  const ask = (lane: string, input: string) =>
    create({ stream_id: lane, model: "example/model", input }).pipe(
      ProviderError.failOnProviderError,
      Stream.runForEach((chunk) =>
        Effect.sync(() => {
          if (chunk.type === "response.output_text.delta") console.log(`${lane}: ${chunk.delta}`)
          if (chunk.type === "response.completed") console.log(`${lane} is completed`)
        })
      )
    )
  yield* Effect.all([ask("a", "hello"), ask("b", "good evening")], { concurrency: 2 })
}).pipe(Effect.scoped)

await Effect.runPromise(program)
server.close()
