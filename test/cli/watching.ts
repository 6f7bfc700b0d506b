/** A proxy that watches an upstream of the test, without the command. */
import { once } from "node:events"
import * as http from "node:http"
import * as https from "node:https"
import * as net from "node:net"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { onTestFinished } from "vitest"
import { makeStyle } from "../../src/cli/text.ts"
import { makeWatcher } from "../../src/cli/watch/exchange.ts"
import { makeProxy } from "../../src/cli/watch/proxy.ts"
import { makeQueue } from "../../src/cli/watch/queue.ts"
import { makeRecorder } from "../../src/cli/watch/recorder.ts"
import type { RecorderFs } from "../../src/cli/watch/recorder.ts"
import { makeStreams } from "../../src/cli/watch/streams.ts"
import type { Certificate } from "./certificate.ts"
import type { Streams, StreamsOptions } from "../../src/cli/watch/streams.ts"

const listen = async (server: net.Server): Promise<number> => {
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 })
  await once(server, "listening")
  return (server.address() as AddressInfo).port
}

/** An upstream that answers as it is told: by TLS, if there is a certificate for it. */
export const serveHttp = async (
  handler: http.RequestListener,
  prepare: (server: http.Server) => void = () => {},
  certificate?: Certificate
): Promise<string> => {
  const server = certificate === undefined ? http.createServer(handler) : https.createServer(certificate, handler)
  prepare(server)
  const port = await listen(server)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`
}

/** An upstream that says what bytes it likes: `answer` gets a connection, and what was read of it so far. */
export const serveRaw = async (answer: (socket: net.Socket, read: () => string) => void): Promise<string> => {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    let text = ""
    sockets.add(socket)
    socket.on("error", () => {})
    socket.on("data", (bytes) => (text += bytes.toString("latin1")))
    answer(socket, () => text)
  })
  const port = await listen(server)
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${port}`
}

export interface Watching {
  readonly url: string
  readonly port: number
  readonly streams: Streams
  /** What the terminal shows. */
  readonly printed: ReadonlyArray<string>
  readonly complaints: ReadonlyArray<string>
  readonly flush: () => Promise<void>
  readonly stop: (reason: string) => void
}

export interface WatchingOptions extends Partial<Pick<StreamsOptions, "redacts" | "maxKept" | "maxListed">> {
  readonly directory?: string
  readonly fs?: RecorderFs
  readonly maxWaiting?: number
  readonly maxQueued?: number
  readonly width?: number
}

/** Starts a proxy in front of an upstream. */
export const startWatching = async (
  upstream: string,
  { directory, fs, maxQueued = 1e9, maxWaiting, width = 200, ...options }: WatchingOptions = {}
): Promise<Watching> => {
  const printed: Array<string> = []
  const complaints: Array<string> = []
  const recorder =
    directory === undefined
      ? undefined
      : makeRecorder(directory, {
          ...(fs === undefined ? {} : { fs }),
          ...(maxWaiting === undefined ? {} : { maxWaiting })
        })
  const streams = makeStreams({
    redacts: false,
    recorder,
    lines: () => ({ style: makeStyle(false), width }),
    print: (line) => void printed.push(line),
    complain: (message) => void complaints.push(message),
    ...options
  })
  const queue = makeQueue(maxQueued)
  const proxy = makeProxy({ upstream: new URL(upstream), onRequest: makeWatcher({ queue, streams }) })
  const port = await listen(proxy.server)
  onTestFinished(() => {
    proxy.stop("the test is over")
    proxy.server.closeAllConnections()
    proxy.server.close()
  })
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    streams,
    printed,
    complaints,
    flush: async () => {
      await streams.settle()
      await recorder?.flush()
    },
    stop: proxy.stop
  }
}

/** Waits until something holds. */
export const until = async (holds: () => boolean, what = "it"): Promise<void> => {
  const end = performance.now() + 20_000
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what} didn't come`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Sends bytes on a connection of its own, and gives all that comes back, and whether it ended in the regular way. */
export const exchangeRaw = async (
  port: number,
  request: string | Uint8Array,
  isEnough: (text: string) => boolean = () => false
): Promise<{ readonly text: string; readonly isReset: boolean }> => {
  const socket = net.connect(port, "127.0.0.1")
  let text = ""
  let isReset = false
  socket.on("error", () => (isReset = true))
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1")
    if (isEnough(text)) socket.destroy()
  })
  socket.write(request)
  await new Promise((resolve) => socket.on("close", resolve))
  return { text, isReset }
}

export interface Answer {
  readonly response: http.IncomingMessage
  readonly body: Buffer
}

/** Sends a request, and reads the answer to its end. */
export const call = async (
  url: string,
  options: http.RequestOptions & { readonly body?: string | Uint8Array } = {}
): Promise<Answer> => {
  const { body, ...rest } = options
  const request = http.request(url, { method: "POST", ...rest })
  request.end(body)
  const [response] = (await once(request, "response")) as [http.IncomingMessage]
  return { response, body: await buffer(response) }
}
