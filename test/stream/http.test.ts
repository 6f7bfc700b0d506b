import { assert, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import type { ChunkStreamError, NotAnEventStream } from "../../src/errors/StreamError.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Web from "../../src/web/Web.ts"
import { bytesOf, pieces, splits } from "../support/bytes.ts"
import { drain } from "../support/drain.ts"
import { created, sse, wellFormed } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"
import { upstream } from "../support/upstream.ts"

const kept = 64 * 1024

/** An error page that never ends, in pieces of 1,000 characters. */
const endless = () => {
  let [pulls, canceled] = [0, 0]
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        pulls++
        controller.enqueue(new TextEncoder().encode("x".repeat(1000)))
      },
      cancel: () => {
        canceled++
      }
    },
    { highWaterMark: 0 }
  )
  const response = new Response(body, { status: 503, headers: { "content-type": "text/html" } })
  return { response, pulls: () => pulls, canceled: () => canceled }
}

const request = HttpClientRequest.get("http://gateway.test")

const sources = {
  fromResponse: (response: Response) => ChunkStream.fromResponse(response),
  fromHttpClientResponse: (response: Response) =>
    ChunkStream.fromHttpClientResponse(HttpClientResponse.fromWeb(request, response))
}

describe("an error page that never ends", () => {
  it.effect.each(Object.entries(sources))("is read by %s as far as its error shows it", ([, source]) =>
    Effect.gen(function* () {
      const { canceled, pulls, response } = endless()
      const error = (yield* Effect.flip(Stream.runDrain(source(response)))) as NotAnEventStream
      assert.strictEqual(error._tag, "NotAnEventStream")
      assert.strictEqual(error.status, 503)
      assert.strictEqual(error.payload(), "x".repeat(kept))
      assert.isAtMost(pulls(), Math.ceil(kept / 1000) + 1)
      assert.strictEqual(canceled(), 1)
    })
  )
})

// -----------------------------------------------------------------------------
// Pages that stall
// -----------------------------------------------------------------------------

/** A body that gives what is pushed, and nothing else. */
const pushed = (parts: ReadonlyArray<string>) => {
  const canceled: Array<unknown> = []
  let push: (part: string) => void = () => {}
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      push = (part) => controller.enqueue(bytesOf(part))
      parts.forEach(push)
    },
    cancel: (reason) => void canceled.push(reason)
  })
  return { body, push, canceled }
}

const headed = (body: ReadableStream<Uint8Array>, type: string | undefined, status = 200): Response =>
  new Response(body, { status, headers: type === undefined ? {} : { "content-type": type } })

interface Stalling {
  readonly name: string
  readonly status?: number
  readonly type: string | undefined
  readonly parts: ReadonlyArray<string>
}

const stalling: ReadonlyArray<Stalling> = [
  { name: "an error page", status: 503, type: "text/html", parts: ["<html>", "busy"] },
  { name: "an error that says nothing", status: 503, type: "text/html", parts: [] },
  { name: "an error under the type of an event stream", status: 500, type: "text/event-stream", parts: [": no\n\n"] },
  { name: "a JSON error", type: "application/json", parts: ['{"error":'] },
  { name: "a JSON error under the type of an event stream", type: "text/event-stream", parts: ['{"er', 'ror":'] },
  { name: "a JSON error without a type", type: undefined, parts: ["[1,"] },
  { name: "plain text", type: "text/plain", parts: ["data", "base error"] }
]

/** Calls something with a clock that stands still, and says how to move it. */
const withTimers = async (run: (wait: (millis: number) => Promise<unknown>) => Promise<void>) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
  try {
    await run((millis) => vi.advanceTimersByTimeAsync(millis))
  } finally {
    vi.useRealTimers()
  }
}

/** Lets everything happen that waits for nothing. */
const settle = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 10)))

describe("an answer that is no event stream, and says nothing more", () => {
  const check = (error: unknown, { parts, status = 200 }: Stalling, canceled: ReadonlyArray<unknown>) => {
    const refusal = error as NotAnEventStream
    assert.strictEqual(refusal._tag, "NotAnEventStream")
    assert.strictEqual(refusal.status, status)
    assert.strictEqual(refusal.payload(), parts.join(""))
    assert.strictEqual(canceled.length, 1)
  }

  describe.each(stalling)("$name", (answer) => {
    const { parts, status, type } = answer

    it("is refused by Web.chunks after a second", () =>
      withTimers(async (wait) => {
        const { body, canceled } = pushed(parts)
        const ended = drain(Web.chunks(headed(body, type, status)))
        await wait(999)
        assert.strictEqual(vi.getTimerCount(), 1)
        assert.deepStrictEqual(canceled, [])
        await wait(1)
        check((await ended).error, answer, canceled)
        assert.strictEqual(vi.getTimerCount(), 0)
      }))

    it.effect("is refused by fromHttpClientResponse after a second", () =>
      Effect.gen(function* () {
        const { body, canceled } = pushed(parts)
        const fiber = yield* Effect.forkChild(outcome(sources.fromHttpClientResponse(headed(body, type, status))))
        yield* settle
        yield* TestClock.adjust(999)
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust(1)
        const { error } = yield* Fiber.join(fiber)
        check(error, answer, canceled)
      })
    )
  })

  it("is refused by fromResponse after a second of real time", async () => {
    const { body, canceled } = pushed(["<html>"])
    const start = performance.now()
    const { error } = await Effect.runPromise(outcome(ChunkStream.fromResponse(headed(body, "text/html", 503))))
    assert.isBelow(performance.now() - start, 5000)
    assert.isAbove(performance.now() - start, 900)
    check(error, { name: "", type: "text/html", status: 503, parts: ["<html>"] }, canceled)
  })

  describe("is refused after a second though it goes on, drop by drop", () => {
    const drops = ["<", "p", ">", "b", "u", "s", "y"]
    const answer: Stalling = { name: "", type: "text/html", status: 503, parts: drops }

    it("by Web.chunks", () =>
      withTimers(async (wait) => {
        const { body, canceled, push } = pushed([])
        const ended = drain(Web.chunks(headed(body, answer.type, answer.status)))
        for (const drop of drops) {
          push(drop)
          await wait(150)
        }
        const { error } = await ended
        assert.strictEqual(vi.getTimerCount(), 0)
        check(error, answer, canceled)
      }))

    it.effect("by fromHttpClientResponse", () =>
      Effect.gen(function* () {
        const { body, canceled, push } = pushed([])
        const fiber = yield* Effect.forkChild(
          outcome(sources.fromHttpClientResponse(headed(body, answer.type, answer.status)))
        )
        for (const drop of drops) {
          push(drop)
          yield* settle
          yield* TestClock.adjust(150)
        }
        const { error } = yield* Fiber.join(fiber)
        check(error, answer, canceled)
      })
    )
  })

  it("leaves no timer when it is refused sooner, or its consumer leaves", () =>
    withTimers(async () => {
      const page = upstream([bytesOf("<html>")])
      assert.strictEqual((await drain(Web.chunks(headed(page.body, "text/html")))).values.length, 0)
      assert.strictEqual(vi.getTimerCount(), 0)
      const { body, canceled } = pushed(["<html>"])
      const chunks = Web.chunks(headed(body, "text/html"))
      const waiting = chunks.next()
      assert.strictEqual(vi.getTimerCount(), 1)
      await chunks.return()
      assert.deepStrictEqual(await waiting, { done: true, value: undefined })
      assert.strictEqual(vi.getTimerCount(), 0)
      assert.strictEqual(canceled.length, 1)
    }))

  it("gives an event stream all the time that it takes", () =>
    withTimers(async (wait) => {
      for (const type of ["text/event-stream", "text/plain", undefined]) {
        const { body, push } = pushed([": alive\n\n"])
        const ended = drain(Web.chunks(headed(body, type)))
        await wait(10_000)
        push(sse(...wellFormed) + "data: [DONE]\n\n")
        const { error, values } = await ended
        assert.isUndefined(error)
        assert.strictEqual(values.length, wellFormed.length)
      }
    }))
})

// -----------------------------------------------------------------------------
// Content types
// -----------------------------------------------------------------------------

/** What each entrance gives of an answer. */
const entrances: Readonly<
  Record<string, (response: Response) => Promise<{ readonly values: ReadonlyArray<unknown>; readonly error: unknown }>>
> = {
  fromResponse: (response) => Effect.runPromise(outcome(sources.fromResponse(response))),
  fromHttpClientResponse: (response) => Effect.runPromise(outcome(sources.fromHttpClientResponse(response))),
  "Web.chunks": (response) => drain(Web.chunks(response))
}

/** What `Web.validate` passes of an answer, and reports. */
const validate = async (response: Response, onInvalid: "pass" | "drop" | "abort") => {
  const errors: Array<ChunkStreamError> = []
  let events = 0
  const passed = Web.validate(response, {
    onInvalid,
    onEvent: () => void events++,
    onError: (error) => void errors.push(error)
  })
  const bytes = new Uint8Array(await passed.arrayBuffer())
  return { bytes, errors, events }
}

const modes = ["pass", "drop", "abort"] as const

describe("the content type", () => {
  const events = sse(...wellFormed)
  const untold = [undefined, "text/plain", "text/plain; charset=utf-8", "application/octet-stream", "binary/x"]
  const beginnings = [
    "",
    "\uFEFF",
    "\n",
    "\r\n\r\r\n",
    "\uFEFF\n\n",
    ": hi\n\n",
    ":\n",
    "event: response.created\n",
    "event:\r\n",
    "id: 1\n",
    "id\n",
    "retry: 5\n\n",
    "data\n\n",
    "data:\n\n"
  ]

  it.each(Object.entries(entrances))("says nothing that the first line doesn't say better: %s", async (_, read) => {
    for (const type of untold) {
      for (const beginning of beginnings) {
        const bytes = bytesOf(beginning + events)
        const start = beginning.length + 8
        const cuts = [[bytes], ...splits(bytes.subarray(0, start)).map((cut) => cut.concat(bytes.subarray(start)))]
        for (const parts of beginning === "" || type === "text/plain" ? cuts : cuts.slice(0, 1)) {
          const { error, values } = await read(headed(upstream(parts).body, type))
          assert.isUndefined(error, JSON.stringify([type, beginning]))
          assert.strictEqual(values.length, wellFormed.length, JSON.stringify([type, beginning]))
        }
      }
    }
  })

  it.each(modes)("says nothing that the first line doesn't say better: validate, %s", async (onInvalid) => {
    for (const type of untold) {
      for (const beginning of beginnings) {
        const bytes = bytesOf(beginning + events)
        for (const size of [1, 7, bytes.length]) {
          const result = await validate(headed(upstream(pieces(bytes, size)).body, type), onInvalid)
          assert.deepStrictEqual(result.errors, [])
          assert.strictEqual(result.events, wellFormed.length)
          assert.deepStrictEqual(result.bytes, bytes)
        }
      }
    }
    const mixed = bytesOf(sse(created) + "data: nonsense\n\n" + sse(...wellFormed.slice(1)))
    const { bytes, errors } = await validate(headed(upstream([mixed]).body, "text/plain"), onInvalid)
    assert.strictEqual(errors[0]?._tag, "InvalidJson")
    assert.strictEqual(bytes.length === mixed.length, onInvalid === "pass")
  })

  const bodies = [
    '{"error":{"message":"no"}}',
    "\n [1]",
    "<!doctype html>",
    "Bad gateway",
    "error code: 502",
    "database is down",
    "identity unknown: x",
    "da",
    "retry",
    "é"
  ]

  it.each(Object.entries(entrances))("refuses what isn't an event stream: %s", async (_, read) => {
    for (const type of ["text/plain", "application/octet-stream"]) {
      for (const body of bodies) {
        const bytes = bytesOf(body)
        for (const parts of [[bytes], ...splits(bytes)]) {
          const { error, values } = await read(headed(upstream(parts).body, type))
          assert.deepStrictEqual(values, [])
          const refusal = error as NotAnEventStream
          assert.strictEqual(refusal._tag, "NotAnEventStream", JSON.stringify([type, body]))
          assert.deepStrictEqual([refusal.status, refusal.contentType], [200, type])
          assert.strictEqual(refusal.payload(), body.trim())
        }
      }
    }
    for (const body of ["Bad gateway", "error code: 502", '{"error":1}', "<p>"]) {
      const { error } = await read(headed(upstream([bytesOf(body)]).body, undefined))
      assert.strictEqual((error as NotAnEventStream)._tag, "NotAnEventStream", body)
    }
  })

  it.each(Object.entries(entrances))(
    "refuses bytes that are no UTF-8, and text in another charset: %s",
    async (_, read) => {
      // Latin-1, UTF-16 and gzip
      for (const bytes of [[0x66, 0xfc, 0x72], [0xff, 0xfe, 0x64, 0], [0x1f, 0x8b, 8], [0xe9]]) {
        for (const parts of [[new Uint8Array(bytes)], ...splits(new Uint8Array(bytes))]) {
          for (const [type, status] of [
            ["text/plain", 200],
            ["text/html", 500]
          ] as const) {
            const { error } = await read(headed(upstream(parts).body, type, status))
            assert.strictEqual((error as NotAnEventStream)._tag, "NotAnEventStream")
            // A character that is cut at the end is left out
            const text = new TextDecoder().decode(new Uint8Array(bytes), { stream: true })
            assert.strictEqual((error as NotAnEventStream).payload(), text)
          }
        }
      }
      // An event stream with an invalid byte is one
      const { error } = await read(headed(upstream([new Uint8Array([...bytesOf(": é"), 0xff])]).body, "text/plain"))
      assert.strictEqual((error as Error & { readonly _tag: string })._tag, "InvalidUtf8")
    }
  )

  const heads = [
    ["application/json", 200],
    ["application/problem+json; charset=utf-8", 200],
    ["TEXT/HTML", 200],
    ["application/xhtml+xml", 200],
    ["text/xml", 200],
    ["text/event-stream", 404],
    ["text/plain", 500],
    [undefined, 503]
  ] as const

  it.each(Object.entries(entrances))("and the status refuse what they say is none: %s", async (_, read) => {
    for (const [type, status] of heads) {
      const { error, values } = await read(headed(upstream([bytesOf(events)]).body, type, status))
      assert.deepStrictEqual(values, [])
      assert.strictEqual((error as NotAnEventStream)._tag, "NotAnEventStream", `${type}`)
      assert.strictEqual((error as NotAnEventStream).status, status)
      assert.strictEqual((error as NotAnEventStream).payload(), events)
    }
  })

  it.each(modes)("lets pass what is no event stream, whole: validate, %s", async (onInvalid) => {
    const answers = [
      ...bodies.map((body) => [bytesOf(body), "text/plain", 200] as const),
      [new Uint8Array([0x1f, 0x8b, 8, 0]), "application/octet-stream", 200] as const,
      [new Uint8Array([10, 0xff, 10, 10]), "text/plain", 200] as const,
      [bytesOf(`${"\n".repeat(300_000)}no\n\nevent: a\n\n`), "text/plain", 200] as const,
      [bytesOf(`no\n\n${"x".repeat(100_000)}\n\n`), "text/plain", 200] as const,
      [bytesOf(""), "text/plain", 200] as const,
      ...heads.map(([type, status]) => [bytesOf(events), type, status] as const)
    ]
    for (const [bytes, type, status] of answers) {
      for (const size of bytes.length > 10_000 ? [1460, bytes.length] : [1, 3, bytes.length]) {
        const {
          bytes: passed,
          errors,
          events
        } = await validate(headed(upstream(pieces(bytes, size)).body, type, status), onInvalid)
        assert.deepStrictEqual(passed, bytes)
        assert.strictEqual(events, 0)
        assert.deepStrictEqual(
          errors.map(({ _tag }) => _tag),
          ["NotAnEventStream"]
        )
        assert.strictEqual((errors[0] as NotAnEventStream).status, status)
      }
    }
  })

  it("of an empty body is that of what was asked for", async () => {
    const expected = [
      [undefined, "UnexpectedEnd"],
      ["text/event-stream", "UnexpectedEnd"],
      ["text/plain", "NotAnEventStream"],
      ["application/json", "NotAnEventStream"]
    ] as const
    for (const [type, tag] of expected) {
      for (const read of Object.values(entrances)) {
        for (const body of ["", "\n\n"]) {
          const { error } = await read(headed(upstream([bytesOf(body)]).body, type))
          assert.strictEqual((error as { readonly _tag: string })._tag, tag, type)
        }
      }
    }
  })

  it("is read once, however many pieces come", async () => {
    const asked = async (type: string, size: number) => {
      const { body } = upstream(pieces(bytesOf(events), size))
      const response = headed(body, type)
      let count = 0
      const headers = { get: (name: string) => (count++, response.headers.get(name)) }
      const counting = new Proxy(response, {
        get: (target, key) => (key === "headers" ? headers : Reflect.get(target, key, target))
      })
      await drain(Web.chunks(counting))
      return count
    }
    assert.strictEqual(await asked("text/event-stream", 10), 1)
    assert.strictEqual(await asked("text/plain", 10), 1)
    assert.strictEqual(await asked("text/html", 10), await asked("text/html", 10_000))
  })
})
