import * as Effect from "effect/Effect"
import * as Socket from "effect/socket/Socket"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import * as ResponsesSocket from "effect-responses-stream/ResponsesSocket"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { completed, created, delta } from "../harness/wire.ts"

const onLane = (lane: string, events: ReadonlyArray<object>) =>
  events.map((event) => JSON.stringify({ ...event, stream_id: lane }))

const whole = [created, delta("a"), completed]

const [a, b] = [onLane("a", whole), onLane("b", whole)]

/** What two lanes get together, and then the end of one. */
const mixed = [a[0]!, b[0]!, b[1]!, a[1]!, a[2]!]

const types = (values: ReadonlyArray<ResponsesStreamChunk>) => values.map(({ type }) => type)

const expected = [whole.map(({ type }) => type), whole.slice(0, 2).map(({ type }) => type)]

/** A socket of Effect that answers when two requests have come, and closes. */
const effectSocket = () => {
  const sent: Array<unknown> = []
  let wake: () => void = () => {}
  const both = new Promise<void>((resolve) => {
    wake = resolve
  })
  let isOver = false
  const gone = new Socket.SocketError({ reason: new Socket.SocketCloseError({ code: 1006 }) })
  const pull = Effect.promise(() => both).pipe(
    Effect.andThen(
      Effect.suspend(() => {
        if (isOver) return Effect.fail(gone)
        isOver = true
        return Effect.succeed([mixed[0]!, ...mixed.slice(1)] as const)
      })
    )
  )
  const write = (frame: unknown) =>
    Effect.sync(() => {
      if (sent.push(frame) === 2) wake()
    })
  return Socket.make({
    reader: Effect.succeed({ pull, upgrade: () => Effect.void }),
    writer: Effect.succeed({ write, writeAll: write })
  })
}

/** A web socket whose other end is here. */
const webSocket = () => {
  const listeners: Record<string, (event: object) => void> = {}
  return {
    readyState: 1,
    sent: [] as Array<string>,
    send(text: string) {
      this.sent.push(text)
    },
    addEventListener(type: string, listener: (event: object) => void) {
      listeners[type] = listener
    },
    receive: (text: string) => listeners["message"]!({ data: text }),
    close: () => listeners["close"]!({ code: 1006 })
  }
}

export const cases: Cases = {
  "two lanes of a socket of Effect come apart, and the one that is cut fails": async () => {
    const asked = Effect.gen(function* () {
      const { create } = yield* ResponsesSocket.fromSocket(effectSocket())
      const ask = (lane: string) => Effect.promise(() => outcome(create({ stream_id: lane })))
      return yield* Effect.all([ask("a"), ask("b")], { concurrency: 2 })
    })
    const results = await Effect.runPromise(Effect.scoped(asked))
    equal(
      results.map(({ values }) => types(values)),
      expected
    )
    equal(
      results.map(({ error }) => error?._tag),
      [undefined, "UnexpectedEnd"]
    )
  },

  "two lanes of a web socket come apart, and the one that is cut throws": async () => {
    const socket = webSocket()
    const { create } = ResponsesSocket.fromWebSocket(socket)
    const collect = async (lane: string) => {
      const values: Array<ResponsesStreamChunk> = []
      let error: unknown
      try {
        for await (const chunk of create({ stream_id: lane })) values.push(chunk)
      } catch (thrown) {
        error = thrown
      }
      return { values, error }
    }
    const both = Promise.all(["a", "b"].map(collect))
    for (const text of mixed) socket.receive(text)
    socket.close()
    const results = await both
    equal(
      results.map(({ values }) => types(values)),
      expected
    )
    equal(
      results.map(({ error }) => (error instanceof Error && "_tag" in error ? error._tag : undefined)),
      [undefined, "UnexpectedEnd"]
    )
    equal(socket.sent, ['{"stream_id":"a","type":"response.create"}', '{"stream_id":"b","type":"response.create"}'])
  }
}
