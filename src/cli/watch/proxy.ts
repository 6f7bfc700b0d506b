/**
 * A proxy in front of an upstream. It passes everything on as it comes, and tells what passes.
 *
 * It uses Node's own HTTP: heads, bodies and breaks have to stay what they are.
 *
 * @internal
 */
import * as http from "node:http"
import * as https from "node:https"
import type { Socket } from "node:net"
import { codeOf } from "../complaint.ts"
import { headOf, headWithoutUpgrade, requestHeaders, responseHeaders, trailersOf, upgradeHeaders } from "./headers.ts"
import { joinPath } from "./upstream.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** Is told what passes of one request. Bytes have passed on when it gets them. */
export interface Exchange {
  /** The answer begins. */
  readonly onHead: (status: number, headers: http.IncomingHttpHeaders) => void
  readonly onBody: (bytes: Uint8Array) => void
  /** The exchange is over. `failure` says why, if it isn't complete. */
  readonly onEnd: (failure?: string) => void
  /** The upstream has changed to WebSocket. */
  readonly onSocket: (headers: http.IncomingHttpHeaders) => void
  /** Bytes of a WebSocket, as frames. */
  readonly onFrames: (from: "client" | "server", bytes: Uint8Array) => void
}

/** What is told of a request. */
export interface RequestHead {
  readonly method: string
  /** Without the query: keys can be there. */
  readonly path: string
  /** Whether it asks for a WebSocket. */
  readonly isUpgrade: boolean
}

/** What is passed on to whom. */
export interface ProxyOptions {
  /** Where requests go. Its path is put before theirs, and a /v1 of both is one. */
  readonly upstream: URL
  /** Called for each request. */
  readonly onRequest: (head: RequestHead) => Exchange
}

/** The proxy. */
export interface WatchProxy {
  readonly server: http.Server
  /** Ends all exchanges, for a reason, and the connections that the server has let go of. */
  readonly stop: (reason: string) => void
}

/** How large the headers of a message may be, in bytes. */
const maxHeaderSize = 256 * 1024

/** How long a connection to the upstream is kept that nobody uses, in milliseconds: shorter than servers keep it. */
const idleTime = 4000

// -----------------------------------------------------------------------------
// Server
// -----------------------------------------------------------------------------

/**
 * Makes the proxy.
 *
 * **Details**
 *
 * An upstream that can't be reached is a 502 with a JSON error. One that breaks off breaks the client's connection. A
 * client that leaves ends the request upstream. Nothing has a time limit. Redirects are passed on.
 */
export const makeProxy = ({ onRequest, upstream }: ProxyOptions): WatchProxy => {
  const { Agent, globalAgent, request: connect } = upstream.protocol === "https:" ? https : http
  // The types lack that Node's own agent says whether HTTPS_PROXY counts
  const defaults: { readonly options?: http.AgentOptions } & http.Agent = globalAgent
  const agent = new Agent({ ...defaults.options, keepAlive: true, timeout: idleTime })
  const port = upstream.port === "" ? {} : { port: upstream.port }
  const hostname = upstream.hostname.replace(/^\[|\]$/g, "")
  const exchanges = new Set<Exchange>()
  const tunnels = new Set<Socket>()

  /** Begins an exchange, which is told of its first end only. */
  const begin = (request: http.IncomingMessage, isUpgrade: boolean): Exchange => {
    const exchange = onRequest(headOfRequest(request, isUpgrade))
    const begun: Exchange = {
      ...exchange,
      onEnd: (failure) => {
        if (exchanges.delete(begun)) exchange.onEnd(failure)
      }
    }
    exchanges.add(begun)
    return begun
  }

  const open = (request: http.IncomingMessage, headers: ReadonlyArray<string>): http.ClientRequest =>
    connect({
      hostname,
      ...port,
      method: request.method,
      path: targetOf(upstream.pathname, request.url),
      headers,
      agent,
      maxHeaderSize
    })

  const handle = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const exchange = begin(request, false)
    response.on("error", ignore)
    request.on("error", ignore)
    const toUpstream = attempt(() => open(request, requestHeaders(request, upstream.host)))
    if (toUpstream === undefined) return refuse(response, 400, "The request can't be passed on.", exchange)
    let hasAnswer = false
    toUpstream.on("response", (answer) => {
      hasAnswer = true
      passAnswer(answer, request, response, exchange)
    })
    toUpstream.on("continue", () => response.writeContinue())
    toUpstream.on("information", (hint) => passHint(hint, response))
    toUpstream.on("error", (error) => {
      if (!hasAnswer) unreachable(response, error, exchange)
      // The client may send on, to nobody
      request.resume()
    })
    response.on("close", () => {
      if (response.writableFinished) return
      exchange.onEnd("the client left")
      toUpstream.destroy()
    })
    pass(request, toUpstream)
  }

  const upgrade = (request: http.IncomingMessage, head: Buffer): void => {
    const { socket } = request
    const exchange = begin(request, true)
    socket.on("error", ignore)
    const answerTo = (): http.ServerResponse => responseOn(socket, request)
    const toUpstream = attempt(() => open(request, upgradeHeaders(request, upstream.host)))
    if (toUpstream === undefined) return refuse(answerTo(), 400, "The request can't be passed on.", exchange)
    const leave = (): void => {
      exchange.onEnd("the client left")
      toUpstream.destroy()
    }
    socket.on("close", leave)
    let hasAnswer = false
    toUpstream.on("response", (answer) => {
      hasAnswer = true
      passAnswer(answer, request, answerTo(), exchange)
    })
    toUpstream.on("error", (error) => {
      if (!hasAnswer) unreachable(answerTo(), error, exchange)
    })
    toUpstream.on("upgrade", (answer, server, rest) => {
      socket.off("close", leave)
      tunnels.add(socket)
      socket.on("close", () => tunnels.delete(socket))
      const { rawHeaders, statusCode, statusMessage } = answer
      socket.write(headOf(`HTTP/1.1 ${statusCode} ${statusMessage}`, rawHeaders))
      exchange.onSocket(answer.headers)
      tunnel(socket, head, server, rest, exchange)
    })
    toUpstream.end()
  }

  const server = http.createServer({ keepAlive: true, maxHeaderSize, noDelay: true, requireHostHeader: false }, handle)
  server.requestTimeout = 0
  server.headersTimeout = 0
  server.keepAliveTimeout = 0
  server.on("checkContinue", handle)
  server.on("checkExpectation", handle)
  server.on("upgrade", (request, _, head) => {
    if (request.headers.upgrade?.toLowerCase() === "websocket") return upgrade(request, head)
    // Another protocol (h2c) is an offer that may be declined. Node has stopped to read, and begins again without it
    const { socket } = request
    if (head.length > 0) socket.unshift(head)
    socket.unshift(headWithoutUpgrade(request))
    return server.emit("connection", socket)
  })
  server.on("clientError", (_, socket) => socket.destroy())
  server.on("close", () => agent.destroy())
  return {
    server,
    stop: (reason) => {
      for (const exchange of exchanges) exchange.onEnd(reason)
      for (const socket of tunnels) socket.destroy()
    }
  }
}

// -----------------------------------------------------------------------------
// Requests
// -----------------------------------------------------------------------------

const headOfRequest = ({ method = "", url }: http.IncomingMessage, isUpgrade: boolean): RequestHead => ({
  method,
  path: localPart(url).split(/[?#]/, 1)[0]!,
  isUpgrade
})

const targetOf = (base: string, target: string | undefined): string => {
  const local = localPart(target)
  return local === "*" ? local : joinPath(base, local)
}

/** A target without its origin: clients may send a whole URL. */
const localPart = (target = "/"): string => (/^https?:\/\/[^/?#]*(.*)$/is.exec(target)?.[1] ?? target) || "/"

const ignore = (): void => {}

/** What a message can't say (a character that HTTP doesn't allow), Node throws. */
const attempt = <A>(make: () => A): A | undefined => {
  try {
    return make()
  } catch {
    return undefined
  }
}

/**
 * Passes a body on with its trailers, no faster than it is taken. The head goes with the first bytes, or alone if none
 * have come yet: each write costs time.
 */
const pass = (
  from: http.IncomingMessage,
  to: http.ServerResponse | http.ClientRequest,
  onPiece?: (piece: Uint8Array) => void
): void => {
  let isHeadSent = false
  to.on("drain", () => from.resume())
  from.on("data", (piece: Buffer) => {
    if (to.destroyed) return
    isHeadSent = true
    if (!to.write(piece)) from.pause()
    onPiece?.(piece)
  })
  from.on("end", () => {
    isHeadSent = true
    const trailers = trailersOf(from)
    if (trailers.length > 0) attempt(() => to.addTrailers(trailers))
    to.end()
  })
  // What is there already comes before
  process.nextTick(() => {
    if (!isHeadSent && !to.destroyed) to.flushHeaders()
  })
}

// -----------------------------------------------------------------------------
// Answers
// -----------------------------------------------------------------------------

const passAnswer = (
  answer: http.IncomingMessage,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  exchange: Exchange
): void => {
  const { headers, statusCode = 502, statusMessage = "" } = answer
  response.sendDate = false
  const head = attempt(() => response.writeHead(statusCode, statusMessage, responseHeaders(answer, request)))
  if (head === undefined) {
    answer.destroy()
    return refuse(response, 502, "The answer of the upstream can't be passed on.", exchange)
  }
  exchange.onHead(statusCode, headers)
  answer.on("error", ignore)
  answer.on("end", () => exchange.onEnd())
  answer.on("close", () => {
    if (answer.complete) return
    exchange.onEnd("the upstream broke off")
    breakOff(response, request)
  })
  pass(answer, response, exchange.onBody)
}

/** Ends a connection so that the client sees that something is missing. What has been passed on arrives first. */
const breakOff = (response: http.ServerResponse, request: http.IncomingMessage): void => {
  const { socket } = response
  if (socket === null || socket.destroyed) return void response.destroy()
  // To a client that reads to the end of the connection, a regular end would look like that of the body
  if (request.httpVersion === "1.0") return void socket.write("", () => socket.resetAndDestroy())
  return socket.destroySoon()
}

/** Passes an answer on that comes before the answer, such as 103. */
const passHint = ({ headers, statusCode }: http.InformationEvent, response: http.ServerResponse): void => {
  if (response.headersSent) return
  if (statusCode === 102) response.writeProcessing()
  if (statusCode === 103) attempt(() => response.writeEarlyHints({ ...passable(headers), link: headers.link ?? [] }))
}

const passable = (headers: NodeJS.Dict<string | ReadonlyArray<string>>): Record<string, string | Array<string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === "string" ? value : [...value]]]
    )
  )

const unreachable = (response: http.ServerResponse, error: Error, exchange: Exchange): void => {
  const code = codeOf(error) ?? "no answer"
  const what = isOfCertificate.test(code) ? "upstream's certificate isn't trusted" : "upstream can't be reached"
  refuse(response, 502, `The ${what} (${code}).`, exchange)
}

/** The codes of errors about certificates: those of OpenSSL, and Node's own for another host's. */
const isOfCertificate = /CERT|^UNABLE_TO_(?:GET|VERIFY)_/

/** Answers in the place of the upstream, with an error such as the gateways send. */
const refuse = (response: http.ServerResponse, status: number, message: string, exchange: Exchange): void => {
  if (response.destroyed || response.headersSent) return void response.destroy()
  response.writeHead(status, { "content-type": "application/json", "access-control-allow-origin": "*" })
  response.end(JSON.stringify({ error: { code: status, message } }))
  exchange.onHead(status, { "content-type": "application/json" })
  exchange.onEnd(message.replace(/\.$/, "").replace(/^T/, "t"))
}

// -----------------------------------------------------------------------------
// WebSocket
// -----------------------------------------------------------------------------

/** An answer on a connection that Node has let go of. */
const responseOn = (socket: Socket, request: http.IncomingMessage): http.ServerResponse => {
  const response = new http.ServerResponse(request)
  response.shouldKeepAlive = false
  response.on("error", ignore)
  response.assignSocket(socket)
  response.on("finish", () => {
    response.detachSocket(socket)
    socket.destroySoon()
  })
  return response
}

/** Joins two connections, until one of them ends. */
const tunnel = (client: Socket, head: Buffer, server: Socket, rest: Buffer, exchange: Exchange): void => {
  join(client, server, head, (bytes) => exchange.onFrames("client", bytes))
  join(server, client, rest, (bytes) => exchange.onFrames("server", bytes))
  client.on("close", () => exchange.onEnd())
  server.on("close", () => exchange.onEnd())
}

const join = (from: Socket, to: Socket, first: Buffer, tell: (bytes: Uint8Array) => void): void => {
  from.setTimeout(0)
  from.setNoDelay(true)
  from.on("error", ignore)
  if (first.length > 0) from.unshift(first)
  from.on("data", (bytes: Buffer) => {
    if (to.destroyed) return
    if (!to.write(bytes)) from.pause()
    tell(bytes)
  })
  to.on("drain", () => from.resume())
  from.on("end", () => to.end())
  from.on("close", () => to.destroySoon())
}
