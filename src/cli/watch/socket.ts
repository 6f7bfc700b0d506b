/**
 * The responses on a WebSocket, each a stream of its own: from the request for it to its end.
 *
 * @internal
 */
import { isObject } from "../../base/json.ts"
import { parseFrame, toStreamEvent } from "../../socket/frame.ts"
import { Lanes } from "../../socket/lanes.ts"
import { eventText } from "../../stream/eventText.ts"
import { makeTexts, parseExtensions } from "./frames.ts"
import type { WatchedStream } from "./stream.ts"

/** The streams of one socket. Times are milliseconds since it was asked for. */
export interface SocketStreams {
  readonly push: (from: "client" | "server", bytes: Uint8Array, at: number) => void
  readonly end: (at: number, failure?: string) => void
  /** Nothing more can be read. */
  readonly giveUp: (reason: string) => void
}

/**
 * Makes the streams of a socket. `begin` begins one, so many milliseconds after the socket was asked for.
 *
 * **Details**
 *
 * Events are recorded in the form that they have in an event stream: an `error` is flat and has a number, and a response
 * has an output. All others are recorded as they came. What belongs to no request is a stream too, one for the socket.
 */
export const makeSocketStreams = (
  begin: (at: number) => WatchedStream,
  extensions: string | undefined
): SocketStreams => {
  let now = 0
  /** The text that is being read, as the lanes don't pass it on. */
  let current = ""
  let failure: string | undefined
  let strays: Events | undefined
  const agreed = parseExtensions(extensions)

  const lanes = new Lanes<unknown>({
    as: "result",
    onStray: () => {
      strays ??= makeEvents(begin(now), now)
      strays.add(current, now)
    },
    onDropped: () => {}
  })

  const readClient = makeTexts(agreed?.client, (text) => {
    const json = parseFrame(text)
    if (json?.["type"] !== "response.create") return
    const events = makeEvents(begin(now), now)
    const { stream_id: streamId } = json
    lanes.open(typeof streamId === "string" ? streamId : undefined, {
      emit: () => events.add(current, now),
      end: () => events.end(now, failure)
    })
  })

  const readServer = makeTexts(agreed?.server, (text) => {
    current = text
    lanes.push(text)
    current = ""
  })

  const close = (reason: string | undefined): void => {
    if (lanes.isClosed) return
    failure = reason ?? "the WebSocket closed before its end"
    lanes.close({ cause: undefined, isRegular: reason === undefined })
    strays?.end(now, reason)
  }

  const giveUp = (reason: string): void => {
    if (lanes.isClosed) return
    strays ??= makeEvents(begin(now), now)
    close(reason)
  }

  if (agreed === undefined) giveUp("the WebSocket has an extension that can't be read")

  return {
    push: (from, bytes, at) => {
      now = at
      if (lanes.isClosed) return
      const isRead = from === "client" ? readClient(bytes) : readServer(bytes)
      if (!isRead) giveUp("the frames of the WebSocket can't be read")
    },
    end: (at, reason) => {
      now = at
      close(reason)
    },
    giveUp
  }
}

interface Events {
  readonly add: (text: string, at: number) => void
  readonly end: (at: number, failure?: string) => void
}

/** Events by WebSocket as the bytes of an event stream. */
const makeEvents = (stream: WatchedStream, startedAt: number): Events => {
  let index = 0
  return {
    add: (text, at) => {
      const json = parseFrame(text)
      const event = json && toStreamEvent(json, index)
      index++
      const data = event === json || !isObject(event) ? text.replaceAll(/\r\n?|\n/g, " ") : JSON.stringify(event)
      stream.push(Buffer.from(eventText({ data })), at - startedAt)
    },
    end: (at, failure) => stream.end(at - startedAt, failure)
  }
}
