/**
 * The server of the page: the page itself, which streams there are, and the bytes of each.
 *
 * It listens on the loopback interface only, and answers nobody but its own page: no page of another origin, and no
 * name that somebody else has pointed at this machine (DNS rebinding).
 *
 * @internal
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { readFile } from "node:fs/promises"
import * as http from "node:http"
import { pipeline, Readable } from "node:stream"
import type { StreamEntry } from "../capture/streamEntry.ts"
import { listen } from "./loopback.ts"
import type { ListenError } from "./loopback.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** What the page looks at. */
export interface Source {
  /** All streams that there are. */
  readonly entries: () => ReadonlyArray<StreamEntry>
  /** Tells of each stream that is new or has changed. Gives what ends that. */
  readonly subscribe: (listener: (entry: StreamEntry) => void) => () => void
  /**
   * The bytes of a stream, as a capture in any format. Those of an open stream go on until it ends. `return` of the
   * iterator is called when the page has left, maybe while it waits for bytes.
   */
  readonly open: (id: string) => AsyncIterable<Uint8Array> | undefined
  /** A file's name for a stream. Its ending helps to detect the format. */
  readonly nameOf: (id: string) => string
}

/** What is served, and where. */
export interface Options {
  /** The port. 0 takes any free one. */
  readonly port: number
  readonly source: Source
  /** The page. By default it is the built one, beside the command. */
  readonly html?: string
}

/** The page is not beside the command. */
export class PageMissing extends Data.TaggedError("PageMissing")<{ readonly cause: unknown }> {
  override get message(): string {
    return "the page is not built. npm run build writes dist/cli/page.html and the command beside it: run that one"
  }
}

// -----------------------------------------------------------------------------
// The page
// -----------------------------------------------------------------------------

/** The built page. */
export const page: Effect.Effect<string, PageMissing> = Effect.tryPromise({
  try: () => readFile(new URL("./page.html", import.meta.url), "utf8"),
  catch: (cause) => new PageMissing({ cause })
})

/** What the page may do, as it says itself. */
const policyOf = (html: string): string =>
  /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1] ?? nothing

const nothing = "default-src 'none'"

// -----------------------------------------------------------------------------
// Server
// -----------------------------------------------------------------------------

/**
 * Serves the page as long as the scope is open, and gives its URL.
 *
 * **Details**
 *
 * - `GET /`: the page.
 * - `GET /feed`: events whose data is a JSON array of entries. The first has all, the others those that have changed.
 * - `GET /streams/{id}`: the bytes of a stream, and the name of its capture in `X-Capture-Name`.
 */
export const serve = Effect.fnUntraced(function* ({
  html: given,
  port,
  source
}: Options): Effect.fn.Return<string, ListenError | PageMissing, Scope.Scope> {
  const html = given ?? (yield* page)
  const policy = policyOf(html)
  const server = http.createServer((request, response) => {
    const { method = "", url = "/" } = request
    const path = url.split("?", 1)[0]!
    protect(response)
    if (!isOwn(request)) return refuse(response, 403, "Open the URL that the command printed, in the address bar.")
    if (method !== "GET" && method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD")
      return refuse(response, 405, "Only GET and HEAD.")
    }
    if (path === "/") {
      response.setHeader("content-security-policy", `${policy}; frame-ancestors 'none'`)
      response.setHeader("content-type", "text/html; charset=utf-8")
      return response.end(method === "HEAD" ? undefined : html)
    }
    if (path === "/feed") {
      response.setHeader("content-type", "text/event-stream")
      return method === "HEAD" ? response.end() : feed(response, source)
    }
    const id = idIn(path)
    const bytes = id === undefined ? undefined : source.open(id)
    if (id === undefined || bytes === undefined) return refuse(response, 404, "Nothing is served at this path.")
    response.setHeader("content-type", "application/octet-stream")
    response.setHeader("x-capture-name", encodeURIComponent(source.nameOf(id)))
    if (method === "HEAD") return response.end()
    response.flushHeaders()
    // It reads no faster than the page does. If the source fails, it breaks the connection, which the page can tell
    return pipeline(Readable.from(bytes), response, () => {})
  })
  return `${yield* listen(server, port)}/`
})

const idIn = (path: string): string | undefined => {
  const id = /^\/streams\/([^/]+)$/.exec(path)?.[1]
  try {
    return id === undefined ? undefined : decodeURIComponent(id)
  } catch {
    return undefined
  }
}

/** Nothing that is served is stored, embedded or taken for something else. */
const protect = (response: http.ServerResponse): void => {
  response.setHeader("cache-control", "no-store")
  response.setHeader("content-security-policy", `${nothing}; frame-ancestors 'none'`)
  response.setHeader("cross-origin-opener-policy", "same-origin")
  response.setHeader("cross-origin-resource-policy", "same-origin")
  response.setHeader("referrer-policy", "no-referrer")
  response.setHeader("x-content-type-options", "nosniff")
}

/** Whether a request is of the page, or of whoever typed its URL. */
const isOwn = ({ headers, socket }: http.IncomingMessage): boolean => {
  const { host = "", origin, "sec-fetch-site": site } = headers
  const port = socket.localPort === 80 ? "" : `:${socket.localPort}`
  return (
    ["127.0.0.1", "localhost", "[::1]"].some((name) => host === `${name}${port}`) &&
    (origin === undefined || origin === `http://${host}`) &&
    (site === undefined || site === "same-origin" || site === "none")
  )
}

const refuse = (response: http.ServerResponse, status: number, message: string): void => {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${message}\n`)
}

// -----------------------------------------------------------------------------
// Feed
// -----------------------------------------------------------------------------

/** How long entries are gathered before they are sent, in milliseconds. */
const batchTime = 100

/** How often a feed shows that it is alive, in milliseconds. */
const heartbeatTime = 15_000

/**
 * Tells the page of all streams, then of each that changes. What waits for a slow reader is an entry a stream, however
 * often it changes.
 */
const feed = (response: http.ServerResponse, source: Source): void => {
  const waiting = new Map<string, StreamEntry>()
  let timer: NodeJS.Timeout | undefined
  const schedule = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      flush()
    }, batchTime)
  }
  const write = (text: string): void => {
    if (!response.write(text)) response.once("drain", schedule)
  }
  const flush = (): void => {
    if (waiting.size === 0 || response.writableNeedDrain) return
    const entries = JSON.stringify([...waiting.values()])
    waiting.clear()
    write(`data: ${entries}\n\n`)
  }
  const unsubscribe = source.subscribe((entry) => {
    waiting.set(entry.id, entry)
    schedule()
  })
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) write(":\n\n")
  }, heartbeatTime)
  response.on("close", () => {
    unsubscribe()
    clearTimeout(timer)
    clearInterval(heartbeat)
  })
  write(`data: ${JSON.stringify(source.entries())}\n\n`)
}
