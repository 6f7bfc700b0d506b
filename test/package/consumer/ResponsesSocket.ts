import * as Effect from "effect/Effect"
import type * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import type { UnexpectedEnd } from "effect-responses-stream/StreamError"
import * as ResponsesSocket from "effect-responses-stream/ResponsesSocket"

export const types = (socket: Socket.Socket): Effect.Effect<ReadonlyArray<string>, unknown> =>
  Effect.gen(function* () {
    const { create } = yield* ResponsesSocket.fromSocket(socket, { bufferSize: 16 })
    return yield* create({ model: "m", input: "Hello", stream_id: "a" }).pipe(
      Stream.catchTag("UnexpectedEnd", ({ openItems }: UnexpectedEnd) =>
        openItems.length === 0 ? Stream.empty : Stream.never
      ),
      Stream.map((chunk) => chunk.type),
      Stream.runCollect
    )
  }).pipe(Effect.scoped)

export const typesOf = async (webSocket: ResponsesSocket.WebSocketLike): Promise<ReadonlyArray<string>> => {
  const all: Array<string> = []
  for await (const { chunk } of ResponsesSocket.fromWebSocket(webSocket, { as: "event" }).create({}))
    all.push(chunk.type)
  return all
}
