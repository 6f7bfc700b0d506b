/**
 * What of the exchanges of a proxy is watched: streams of events, by HTTP or by WebSocket, and whatever else comes for
 * responses.
 *
 * @internal
 */
import type { IncomingHttpHeaders } from "node:http"
import { isField } from "../../capture/inputKind.ts"
import { makeDecoder } from "./decoder.ts"
import type { Exchange, RequestHead } from "./proxy.ts"
import type { Queue } from "./queue.ts"
import { refusalOf } from "./refusal.ts"
import { makeSocketStreams } from "./socket.ts"
import type { SocketStreams } from "./socket.ts"
import type { WatchedStream } from "./stream.ts"
import type { Streams } from "./streams.ts"

/** Where the exchanges of a proxy are looked at, and when. */
export interface WatcherOptions {
  readonly streams: Pick<Streams, "begin">
  readonly queue: Queue
}

/** Whether a path is one of the Responses API. */
const isOfResponses = (path: string): boolean => /\/responses(?:\/|$)/.test(path)

const tooMuch = "the rest isn't looked at: too much came at a time"

/** Makes the watcher of a proxy. It gets bytes after they have been passed on, and looks at them when there is time. */
export const makeWatcher =
  ({ queue, streams }: WatcherOptions) =>
  ({ isUpgrade, method, path }: RequestHead): Exchange => {
    const startedAt = Date.now()
    const start = performance.now()
    const since = (): number => performance.now() - start
    const begin = (): WatchedStream => streams.begin(`${method} ${path}`, startedAt)
    const beginAt = (at: number): WatchedStream => streams.begin(`WebSocket ${path}`, Math.round(startedAt + at))
    const isWatched = isOfResponses(path) && method !== "OPTIONS"
    let stream: WatchedStream | undefined
    let body: WatchedBody | undefined
    let socket: SocketStreams | undefined
    let isLost = false

    /** Does it in its turn. What came too fast is given up. */
    const later = (bytes: number, task: () => void): void => {
      if (isLost || queue.add(bytes, task)) return
      isLost = true
      queue.add(0, () => {
        stream?.addNote(tooMuch)
        socket?.giveUp(tooMuch)
      })
    }

    // A WebSocket has a stream for each of its responses instead
    if (isWatched && !isUpgrade) later(0, () => (stream = begin()))

    return {
      onHead: (status, headers) => {
        const kind = kindOf(headers["content-type"], path)
        later(0, () => {
          if (kind === "stream" || isWatched) stream ??= begin()
          stream?.onStatus(status)
          if (stream === undefined) return
          if (kind !== "other") body = makeBody(stream, kind, headers["content-encoding"])
          else if (status >= 400) body = makeRefusal(stream, status, headers)
        })
      },
      onBody: (bytes) => {
        const at = since()
        later(bytes.length, () => body?.push(bytes, at))
      },
      onSocket: (headers) => {
        if (!isWatched) return
        later(0, () => (socket = makeSocketStreams(beginAt, headers["sec-websocket-extensions"])))
      },
      onFrames: (from, bytes) => {
        const at = since()
        later(bytes.length, () => socket?.push(from, bytes, at))
      },
      onEnd: (failure) => {
        const at = since()
        queue.add(0, () => {
          if (socket !== undefined) return socket.end(at, failure)
          return body === undefined ? stream?.end(at, failure) : body.end(at, failure)
        })
      }
    }
  }

// -----------------------------------------------------------------------------
// Bodies
// -----------------------------------------------------------------------------

/** What a body is by its head: the beginning of one without a telling type says more. */
type Kind = "stream" | "unsure" | "other"

const kindOf = (contentType: string | undefined, path: string): Kind => {
  const type = (contentType ?? "").split(";", 1)[0]!.trim().toLowerCase()
  if (type === "text/event-stream") return "stream"
  const isVague = type === "" || type === "text/plain" || type === "application/octet-stream"
  return isVague && path.endsWith("/responses") ? "unsure" : "other"
}

interface WatchedBody {
  readonly push: (bytes: Uint8Array, at: number) => void
  readonly end: (at: number, failure?: string) => void
}

/** How many bytes tell whether a body begins like an event stream. */
const enough = "\uFEFFevent:".length + 2

const makeBody = (stream: WatchedStream, kind: "stream" | "unsure", encoding: string | undefined): WatchedBody => {
  let isStream = kind === "stream"
  let isOther = false
  let beginning = Buffer.alloc(0)

  const sniff = (bytes: Uint8Array, at: number): void => {
    beginning = Buffer.concat([beginning, bytes])
    const text = beginning.toString().replace(/^\uFEFF?\s*/, "")
    isStream = isField(text)
    isOther = !isStream && text.length >= enough
    if (isStream) stream.push(beginning, at)
    if (isStream || isOther) beginning = Buffer.alloc(0)
  }

  const read = (bytes: Uint8Array, at: number): void => {
    if (isStream) stream.push(bytes, at)
    else if (!isOther) sniff(bytes, at)
  }

  return decoded(stream, encoding, read)
}

/** How much of the body of a refusal is read, in bytes. */
const maxRefusal = 64 * 1024

const makeRefusal = (stream: WatchedStream, status: number, headers: IncomingHttpHeaders): WatchedBody => {
  let text = Buffer.alloc(0)
  const read = (bytes: Uint8Array): void => {
    if (text.length < maxRefusal) text = Buffer.concat([text, bytes])
  }
  return decoded(stream, headers["content-encoding"], read, () => {
    const refusal = refusalOf(status, headers, text.toString())
    if (refusal !== undefined) stream.addNote(refusal)
  })
}

/** A body that is read without its compression. `onEnd` is called before its stream ends. */
const decoded = (
  stream: WatchedStream,
  encoding: string | undefined,
  read: (bytes: Uint8Array, at: number) => void,
  onEnd: () => void = () => {}
): WatchedBody => {
  const decoder = makeDecoder(encoding, read, () => stream.addNote("its compression can't be read"))
  if (decoder === undefined) stream.addNote(`its compression can't be read (${encoding})`)
  return {
    push: (bytes, at) => decoder?.push(bytes, at),
    end: (at, failure) => {
      const end = (): void => {
        onEnd()
        stream.end(at, failure)
      }
      if (decoder === undefined) end()
      else decoder.end(end)
    }
  }
}
