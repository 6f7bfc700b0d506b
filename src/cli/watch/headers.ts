/**
 * The headers that a proxy passes on: all but those of the connection (RFC 9110, section 7.6.1), as they were written and
 * in their order.
 *
 * @internal
 */
import type { IncomingMessage } from "node:http"

/** Names and values in turn, as in `rawHeaders`. */
type RawHeaders = ReadonlyArray<string>

const ofConnection: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade"
])

/** Methods whose requests have no body unless they say so. */
const bodiless: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT"])

/** The headers of a request for the upstream. */
export const requestHeaders = (request: IncomingMessage, host: string): Array<string> => {
  const { headers, method = "GET", rawHeaders } = request
  const passed = passOn(rawHeaders, (name, value) => (name === "host" ? host : value))
  if (headers.host === undefined) passed.unshift("Host", host)
  // Node would announce chunks
  const hasLength = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined
  if (!hasLength && !bodiless.has(method)) passed.push("Content-Length", "0")
  return passed
}

/** The headers of a request that asks for another protocol, which belong to the connection. */
export const upgradeHeaders = ({ rawHeaders }: IncomingMessage, host: string): Array<string> =>
  filter(
    rawHeaders,
    () => true,
    (name, value) => (name === "host" ? host : value)
  )

/** The headers of an answer for the client. */
export const responseHeaders = (answer: IncomingMessage, request: IncomingMessage): Array<string> => {
  const mayBeChunked = request.httpVersion !== "1.0"
  const hasBody = request.method !== "HEAD" && answer.statusCode !== 204 && answer.statusCode !== 304
  const isChunked = mayBeChunked && hasBody && answer.headers["transfer-encoding"] !== undefined
  return passOn(answer.rawHeaders, (name, value) =>
    (name === "transfer-encoding" && !mayBeChunked) || (name === "trailer" && !isChunked) ? undefined : value
  )
}

/** The trailers of a message, as `addTrailers` takes them. */
export const trailersOf = ({ rawTrailers }: IncomingMessage): ReadonlyArray<[string, string]> =>
  pairs(rawTrailers).map(([name, value]) => [name, value])

/** The head of a request as bytes, without the wish for another protocol. */
export const headWithoutUpgrade = ({ method, rawHeaders, url }: IncomingMessage): Buffer =>
  headOf(
    `${method} ${url} HTTP/1.1`,
    filter(
      rawHeaders,
      (name) => !["connection", "http2-settings", "upgrade"].includes(name),
      (_, value) => value
    )
  )

/** A head as bytes, as the wire has it. */
export const headOf = (firstLine: string, headers: RawHeaders): Buffer =>
  Buffer.from([firstLine, ...pairs(headers).map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n"), "latin1")

type Replace = (name: string, value: string) => string | undefined

/** How the body is framed is said by each connection for itself. A body in chunks stays one. */
const passOn = (rawHeaders: RawHeaders, replace: Replace): Array<string> => {
  const named = new Set(
    pairs(rawHeaders)
      .filter(([name]) => name.toLowerCase() === "connection")
      .flatMap(([, value]) => value.split(",").map((token) => token.trim().toLowerCase()))
  )
  return filter(
    rawHeaders,
    (name) => name === "transfer-encoding" || (!ofConnection.has(name) && !named.has(name)),
    (name, value) => replace(name, name === "transfer-encoding" ? "chunked" : value)
  )
}

const filter = (rawHeaders: RawHeaders, keep: (name: string) => boolean, replace: Replace): Array<string> =>
  pairs(rawHeaders).flatMap(([name, value]) => {
    const lower = name.toLowerCase()
    const replaced = keep(lower) ? replace(lower, value) : undefined
    return replaced === undefined ? [] : [name, replaced]
  })

const pairs = (raw: RawHeaders): ReadonlyArray<readonly [string, string]> =>
  Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i]!, raw[2 * i + 1]!])
