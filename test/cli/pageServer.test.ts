import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as http from "node:http"
import type { StreamEntry } from "../../src/capture/streamEntry.ts"
import * as GrowingBytes from "../../src/cli/growingBytes.ts"
import * as PageServer from "../../src/cli/pageServer.ts"

const html =
  '<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:"><p>Page</p>'

const entryOf = (id: string, events = 0): StreamEntry => ({
  id,
  name: `${id}.sse`,
  startedAt: undefined,
  httpStatus: undefined,
  state: "open",
  events,
  invalid: 0,
  violations: 0,
  verdict: undefined,
  model: undefined,
  firstToken: undefined,
  duration: undefined,
  note: undefined
})

/** A source that a test changes. */
const makeSource = (ids: ReadonlyArray<string> = ["1"]) => {
  const entries = new Map(ids.map((id) => [id, entryOf(id)]))
  const listeners = new Set<(entry: StreamEntry) => void>()
  const bytes = GrowingBytes.make()
  let readers = 0
  const source: PageServer.Source = {
    entries: () => [...entries.values()],
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    nameOf: (id) => `é ${id}.sse`,
    open: (id) => {
      if (!entries.has(id)) return undefined
      const iterator = bytes.read()[Symbol.asyncIterator]()
      return {
        [Symbol.asyncIterator]: () => {
          readers++
          return {
            next: () => iterator.next(),
            return: () => {
              readers--
              return iterator.return!()
            }
          }
        }
      }
    }
  }
  const update = (entry: StreamEntry): void => {
    entries.set(entry.id, entry)
    for (const listener of listeners) listener(entry)
  }
  return { source, bytes, update, readers: () => readers, listeners: () => listeners.size }
}

const serve = (source: PageServer.Source) => PageServer.serve({ port: 0, source, html })

interface Answer {
  readonly status: number | undefined
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

/** Unlike `fetch`, it sends any header. */
const request = (url: string, headers: http.OutgoingHttpHeaders = {}, method = "GET") =>
  Effect.promise(
    () =>
      new Promise<Answer>((resolve, reject) => {
        const sent = http.request(url, { headers, method }, (response) => {
          let body = ""
          response.setEncoding("utf8")
          response.on("data", (text: string) => (body += text))
          response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }))
        })
        sent.on("error", reject)
        sent.end()
      })
  )

/** Reads a body until what has come satisfies a condition, then leaves. */
const readUntil = (url: string, isEnough: (text: string) => boolean, onText: (text: string) => void = () => {}) =>
  Effect.promise(async () => {
    const response = await fetch(url)
    const decoder = new TextDecoder()
    let text = ""
    for await (const bytes of response.body!) {
      text += decoder.decode(bytes, { stream: true })
      onText(text)
      if (isEnough(text)) break
    }
    return text
  })

const until = (condition: () => boolean) =>
  Effect.gen(function* () {
    while (!condition()) yield* Effect.sleep("5 millis")
  })

const batchesOf = (text: string): ReadonlyArray<ReadonlyArray<StreamEntry>> =>
  [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, data]) => JSON.parse(data!))

describe("the server of the page", () => {
  it.live("serves the page with its own policy, on the loopback interface", () =>
    Effect.gen(function* () {
      const url = yield* serve(makeSource().source)
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/$/)
      const { body, headers, status } = yield* request(url)
      assert.deepStrictEqual([status, body], [200, html])
      assert.strictEqual(headers["content-type"], "text/html; charset=utf-8")
      assert.strictEqual(
        headers["content-security-policy"],
        "default-src 'none'; img-src data:; frame-ancestors 'none'"
      )
    })
  )

  it.live("lets nothing be stored, embedded, guessed or told to others", () =>
    Effect.gen(function* () {
      const { bytes, source } = makeSource()
      bytes.end()
      const url = yield* serve(source)
      for (const path of ["", "streams/1", "streams/none"]) {
        const { headers } = yield* request(url + path)
        assert.strictEqual(headers["cache-control"], "no-store")
        assert.strictEqual(headers["x-content-type-options"], "nosniff")
        assert.strictEqual(headers["referrer-policy"], "no-referrer")
        assert.strictEqual(headers["cross-origin-resource-policy"], "same-origin")
        assert.include(headers["content-security-policy"], "default-src 'none'")
        assert.notProperty(headers, "access-control-allow-origin")
      }
    })
  )

  it.live("answers its own page and whoever types the URL, and refuses all others", () =>
    Effect.gen(function* () {
      const url = yield* serve(makeSource().source)
      const { host, port } = new URL(url)
      for (const [headers, status] of [
        [{ host }, 200],
        [{ host: `localhost:${port}` }, 200],
        [{ host: `[::1]:${port}` }, 200],
        [{ host, origin: `http://${host}`, "sec-fetch-site": "same-origin" }, 200],
        [{ host, "sec-fetch-site": "none" }, 200],
        // A name of somebody else that leads here
        [{ host: `rebound.example:${port}` }, 403],
        [{ host: `127.0.0.1.rebound.example:${port}` }, 403],
        [{ host: "127.0.0.1" }, 403],
        [{ host: `127.0.0.1:${Number(port) + 1}` }, 403],
        // A page of another origin
        [{ host, origin: "https://other.example" }, 403],
        [{ host, origin: `http://localhost:${port}` }, 403],
        [{ host, origin: "null" }, 403],
        [{ host, "sec-fetch-site": "cross-site" }, 403],
        [{ host, "sec-fetch-site": "same-site" }, 403]
      ] as const) {
        for (const path of ["", "feed", "streams/1"]) {
          if (status === 200 && path !== "") continue
          const answer = yield* request(url + path, headers)
          assert.strictEqual(answer.status, status, JSON.stringify(headers))
        }
      }
    })
  )

  it.live("takes no method but GET and HEAD", () =>
    Effect.gen(function* () {
      const url = yield* serve(makeSource().source)
      for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
        const { headers, status } = yield* request(url, {}, method)
        assert.deepStrictEqual([status, headers.allow], [405, "GET, HEAD"], method)
      }
      for (const path of ["", "feed", "streams/1"]) {
        const { body, status } = yield* request(url + path, {}, "HEAD")
        assert.deepStrictEqual([status, body], [200, ""], path)
      }
    })
  )

  it.live("knows no other path", () =>
    Effect.gen(function* () {
      const url = yield* serve(makeSource().source)
      for (const path of [
        "page.html",
        "streams",
        "streams/",
        "streams/2",
        "streams/1/2",
        "streams/%ZZ",
        "..%2f",
        "feed/"
      ]) {
        const { body, status } = yield* request(url + path)
        assert.deepStrictEqual([status, body], [404, "Nothing is served at this path.\n"], path)
      }
    })
  )

  it.live("gives a stream's bytes as they are, with its name, to the end", () =>
    Effect.gen(function* () {
      const { bytes, source } = makeSource(["a/b"])
      const url = yield* serve(source)
      bytes.push(Buffer.from("data: 1\n\n"))
      bytes.push(Buffer.from("data: €\n\n"))
      bytes.end()
      const { body, headers, status } = yield* request(`${url}streams/${encodeURIComponent("a/b")}`)
      assert.deepStrictEqual([status, body], [200, "data: 1\n\ndata: €\n\n"])
      assert.strictEqual(decodeURIComponent(String(headers["x-capture-name"])), "é a/b.sse")
      assert.strictEqual(headers["content-type"], "application/octet-stream")
    })
  )

  it.live("gives an open stream while it comes, and lets go of it when the page leaves", () =>
    Effect.gen(function* () {
      const { bytes, readers, source } = makeSource()
      const url = yield* serve(source)
      const pieces = ["1", "2", "3"]
      bytes.push(Buffer.from("0"))
      const text = yield* readUntil(
        `${url}streams/1`,
        (text) => text === "0123",
        () => bytes.push(Buffer.from(pieces.shift() ?? ""))
      )
      assert.strictEqual(text, "0123")
      yield* until(() => readers() === 0)
    })
  )

  it.live("breaks the connection where a stream can't be read on", () =>
    Effect.gen(function* () {
      const { source } = makeSource()
      const url = yield* serve({
        ...source,
        open: async function* () {
          yield Buffer.from("begun")
          throw new Error("gone")
        }
      })
      const error = yield* Effect.promise(() =>
        fetch(`${url}streams/1`).then((response) => response.text().catch((error: unknown) => error))
      )
      assert.instanceOf(error, TypeError)
    })
  )

  it.live("feeds all streams at once, then those that change, in batches", () =>
    Effect.gen(function* () {
      const { listeners, source, update } = makeSource(["1", "2"])
      const url = yield* serve(source)
      let changed = false
      const text = yield* readUntil(
        `${url}feed`,
        (text) => batchesOf(text).length > 1,
        () => {
          if (changed) return
          changed = true
          for (let events = 1; events <= 500; events++) update(entryOf("2", events))
          update(entryOf("3"))
        }
      )
      const [first, second] = batchesOf(text)
      assert.deepStrictEqual(
        first?.map(({ id }) => id),
        ["1", "2"]
      )
      // One entry a stream, however often it has changed
      assert.deepStrictEqual(
        second?.map(({ events, id }) => [id, events]),
        [
          ["2", 500],
          ["3", 0]
        ]
      )
      yield* until(() => listeners() === 0)
    })
  )

  it.live("keeps no more for a reader that has stopped reading than an entry a stream", () =>
    Effect.gen(function* () {
      const { source, update } = makeSource()
      const url = yield* serve(source)
      const response = yield* Effect.promise(
        () => new Promise<http.IncomingMessage>((resolve) => http.get(`${url}feed`, resolve))
      )
      response.pause()
      const long = "x".repeat(4 * 1024 * 1024)
      // Each change is larger than what the system buffers, so that from some time on nothing more is written
      for (let events = 1; events <= 8; events++) {
        update({ ...entryOf("1", events), name: long })
        yield* Effect.sleep("110 millis")
      }
      update(entryOf("1", 1000))
      const pieces: Array<Buffer> = []
      response.on("data", (piece: Buffer) => pieces.push(piece))
      response.resume()
      yield* until(() => pieces.at(-1)?.includes('"events":1000') === true)
      assert.isBelow(Buffer.concat(pieces).toString().split("\n\n").length, 6)
      response.destroy()
    })
  )

  it.live("leaves with its scope, and breaks what is open", () =>
    Effect.gen(function* () {
      const { listeners, source } = makeSource()
      let isClosed = false
      yield* Effect.scoped(
        Effect.gen(function* () {
          const url = yield* serve(source)
          const response = yield* Effect.promise(
            () => new Promise<http.IncomingMessage>((resolve) => http.get(`${url}feed`, resolve))
          )
          response.on("error", () => {})
          response.on("close", () => (isClosed = true))
          response.resume()
        })
      )
      yield* until(() => isClosed && listeners() === 0)
    })
  )

  it.live("says that a port is taken, and what to do where the page isn't built", () =>
    Effect.gen(function* () {
      const { source } = makeSource()
      const url = yield* serve(source)
      const port = Number(new URL(url).port)
      const taken = yield* Effect.flip(PageServer.serve({ port, source, html }))
      assert.strictEqual(taken.message, `port ${port} is in use`)
      const missing = yield* Effect.flip(PageServer.serve({ port: 0, source }))
      assert.include(missing.message, "npm run build")
    })
  )
})
