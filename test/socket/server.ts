/** A WebSocket server that answers as a test says. */
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import type { WebSocket } from "ws"
import { WebSocketServer } from "ws"
import type { Json } from "../support/recordings.ts"

export interface Peer {
  /** Sends events, each as a frame. A text is sent as it is. */
  readonly send: (...events: ReadonlyArray<unknown>) => void
  /** Breaks the connection. */
  readonly cut: () => void
  /** What a client has sent, in order. */
  readonly received: ReadonlyArray<Json>
  readonly socket: WebSocket
}

/** Starts a server. `answer` is called with each frame of a client. */
export const serve = async (answer: (peer: Peer, event: Json) => void) => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" })
  await once(server, "listening")
  const received: Array<Json> = []
  server.on("connection", (socket) => {
    const peer: Peer = {
      send: (...events) => {
        for (const event of events) socket.send(typeof event === "string" ? event : JSON.stringify(event))
      },
      cut: () => socket.terminate(),
      received,
      socket
    }
    socket.on("message", (data) => {
      // oxlint-disable-next-line typescript/no-base-to-string -- a text frame
      const event = JSON.parse(String(data)) as Json
      received.push(event)
      answer(peer, event)
    })
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}`,
    received,
    close: async () => {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}

/** Events as they come on a lane. */
export const onLane = (lane: string | undefined, events: ReadonlyArray<object>): ReadonlyArray<Json> =>
  events.map((event): Json => ({ ...event, ...(lane === undefined ? {} : { stream_id: lane }) }))

/** Takes from each list in turn, as `pick` says, until all are empty. */
export const interleave = <A>(
  lists: ReadonlyArray<ReadonlyArray<A>>,
  pick: (count: number) => number
): ReadonlyArray<A> => {
  const left = lists.map((list) => [...list]).filter((list) => list.length > 0)
  const mixed: Array<A> = []
  while (left.length > 0) {
    const at = pick(left.length)
    mixed.push(left[at]!.shift()!)
    if (left[at]!.length === 0) left.splice(at, 1)
  }
  return mixed
}
