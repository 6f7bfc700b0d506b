import { afterEach, assert, describe, it, onTestFinished, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import { ResumeGap } from "../../src/operator/StreamResume.ts"
import type { As } from "../../src/stream/ChunkStream.ts"
import * as Testing from "../../src/testing/testing.ts"
import * as Web from "../../src/web/Web.ts"
import { makeRandom } from "../fuzz/random.ts"
import { bytesOf } from "../support/bytes.ts"
import { drain } from "../support/drain.ts"
import { completed, created, delta, itemAdded, sse, wellFormed } from "../support/events.ts"
import { disorder, keep, serve } from "../support/faulty.ts"
import { upstream } from "../support/upstream.ts"

const streaming = (body: BodyInit): Response => new Response(body, { headers: { "content-type": "text/event-stream" } })

const refusing = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ error: { message: "No" } }, { status, headers })

const down = new Error("The network is down")

type Answer = Response | Error | ReadonlyArray<unknown>

/** Answers one request after the other: with events, a response, or a failure. Keeps what it was asked for. */
const provider = (...answers: ReadonlyArray<Answer>) => {
  const asked: Array<string> = []
  const signals: Array<AbortSignal> = []
  const left = [...answers]
  const next = (what: string, signal: AbortSignal): Promise<Response> => {
    asked.push(what)
    signals.push(signal)
    const answer = left.shift()
    if (answer === undefined) throw new Error(`asked for ${what} once too often`)
    if (answer instanceof Error) return Promise.reject(answer)
    return Promise.resolve(answer instanceof Response ? answer : streaming(sse(...answer)))
  }
  return {
    asked,
    signals,
    open: (signal: AbortSignal) => next("open", signal),
    resume: ({ after, responseId, signal }: Web.ResumeRequest) => next(`${responseId} ${after}`, signal),
    delay: (attempt: number): number | undefined => (attempt > 3 ? undefined : 0)
  }
}

const numbersOf = (values: ReadonlyArray<object>) =>
  values.map((chunk) => ("sequenceNumber" in chunk ? chunk.sequenceNumber : undefined))

const tagOf = (error: unknown): unknown => (error instanceof Error && "_tag" in error ? error._tag : error)

const keepalives = (...numbers: ReadonlyArray<number>) =>
  numbers.map((sequence_number) => ({ type: "keepalive", sequence_number }))

const begin = wellFormed.slice(0, 2)
const rest = wellFormed.slice(2)

const settle = () => new Promise((resolve) => setTimeout(resolve, 5))

/** Watches the timers of a length, among those that anything else in the process may have. */
const watchTimers = (length: number) => {
  const set = vi.spyOn(globalThis, "setTimeout")
  const cleared = vi.spyOn(globalThis, "clearTimeout")
  onTestFinished(() => {
    set.mockRestore()
    cleared.mockRestore()
  })
  const made = () => set.mock.results.flatMap(({ value }, i) => (set.mock.calls[i]?.[1] === length ? [value] : []))
  const isCleared = (timer: unknown) => cleared.mock.calls.some(([given]) => given === timer)
  return { made: () => made().length, running: () => made().filter((timer) => !isCleared(timer)).length }
}

afterEach(() => void vi.useRealTimers())

describe("Web.resumable", () => {
  it("loses nothing through a faulty provider, and gives nothing twice", async () => {
    const answers = [
      Testing.answer(Testing.reasoning("Let me think"), Testing.text("It is so. ".repeat(12))),
      Testing.answer(Testing.functionCall({ name: "add", arguments: { a: 1, b: 2 } }), Testing.text("Hello")).pipe(
        Testing.interleaved(1)
      )
    ]
    const texts = answers.map((answer) => Testing.toText(answer))
    const seed = Math.floor(Math.random() * 1e6)
    let connections = 0
    for (let n = 0; n < 300; n++) {
      const random = makeRandom(seed, n)
      const kept = keep(texts[n % texts.length]!)
      const events = n % 3 === 0 ? disorder(kept, 8, random) : kept
      const faulty = serve(events, random.below(8), random)
      const as = n % 2 === 0 ? "event" : "result"
      const { error, values } = await drain(
        Web.resumable<{}, As>({
          open: () => Effect.runPromise(faulty.open),
          resume: (request) => Effect.runPromise(faulty.resume(request)),
          delay: () => 0,
          as
        })
      )
      const whole = bytesOf(events.map(({ text }) => text).join(""))
      const what = `stream ${n} of seed ${seed}`
      assert.isUndefined(error, what)
      assert.deepStrictEqual(values, (await drain(Web.chunks<{}, As>(upstream([whole]).body, { as }))).values, what)
      connections += faulty.connections()
    }
    assert.isAbove(connections, 900)
  })

  it("opens nothing before a chunk is needed, and one connection if it brings everything", async () => {
    const source = provider(wellFormed)
    const chunks = Web.resumable(source)
    await settle()
    assert.deepStrictEqual(source.asked, [])
    assert.deepStrictEqual(numbersOf((await drain(chunks)).values), [0, 1, 2, 3, 4])
    assert.deepStrictEqual(source.asked, ["open"])
    assert.deepStrictEqual(await chunks.next(), { done: true, value: undefined })
  })

  it("asks for what follows the last number after a cut, a failure and a status that may pass", async () => {
    const source = provider(begin, down, refusing(503), wellFormed.slice(0, 4), wellFormed.slice(4))
    const { error, values } = await drain(Web.resumable(source))
    assert.isUndefined(error)
    assert.deepStrictEqual(numbersOf(values), [0, 1, 2, 3, 4])
    assert.deepStrictEqual(source.asked, ["open", "resp_1 1", "resp_1 1", "resp_1 1", "resp_1 3"])
  })

  it("begins with resume where a stream goes on, and is empty where it is over", async () => {
    const source = provider(rest)
    const { values } = await drain(Web.resumable({ ...source, from: { responseId: "resp_1", sequenceNumber: 1 } }))
    assert.deepStrictEqual([numbersOf(values), source.asked], [[2, 3, 4], ["resp_1 1"]])
    const { values: chunks } = await drain(Web.resumable(provider(wellFormed)))
    const from = chunks.reduce(ResponseSnapshot.step, ResponseSnapshot.initial)
    assert.deepStrictEqual(await drain(Web.resumable({ ...provider(), from })), { values: [], error: undefined })
  })

  describe("delay", () => {
    it("gets the attempt, counted anew once something new came, and the error", async () => {
      const calls: Array<unknown> = []
      const delay = (attempt: number, error: unknown) => {
        calls.push([attempt, tagOf(error)])
        return 0
      }
      const source = provider(begin, down, [...begin, ...wellFormed.slice(2, 3)], refusing(429), wellFormed.slice(3))
      assert.isUndefined((await drain(Web.resumable({ ...source, delay }))).error)
      assert.deepStrictEqual(calls, [
        [1, "UnexpectedEnd"],
        [2, down],
        [1, "UnexpectedEnd"],
        [2, "NotAnEventStream"]
      ])
    })

    it("gives up with the error that broke the stream", async () => {
      const source = provider(begin, down, refusing(500), begin)
      const { error, values } = await drain(Web.resumable(source))
      assert.deepStrictEqual([tagOf(error), values.length, source.asked.length], ["UnexpectedEnd", 2, 4])
    })

    it("waits half a second by default, then twice as long each time, and gives up after 5 tries", async () => {
      vi.useFakeTimers()
      const source = provider(begin, down, down, down, down, down)
      const reading = drain(Web.resumable({ ...source, delay: undefined }))
      await vi.advanceTimersByTimeAsync(0)
      for (const [n, wait] of [500, 1000, 2000, 4000, 8000].entries()) {
        await vi.advanceTimersByTimeAsync(wait - 1)
        assert.strictEqual(source.asked.length, n + 1)
        await vi.advanceTimersByTimeAsync(1)
        assert.strictEqual(source.asked.length, n + 2)
      }
      assert.strictEqual(tagOf((await reading).error), "UnexpectedEnd")
    })

    it("is longer if a header says so", async () => {
      vi.useFakeTimers()
      const source = provider(begin, refusing(503, { "retry-after": "7" }), rest)
      const reading = drain(Web.resumable(source))
      await vi.advanceTimersByTimeAsync(6999)
      assert.strictEqual(source.asked.length, 2)
      await vi.advanceTimersByTimeAsync(1)
      assert.strictEqual((await reading).values.length, 5)
    })
  })

  it("gives up if a header asks for more than maxRetryAfter, and says so in the error", async () => {
    for (const [seconds, maxRetryAfter] of [
      ["61", undefined],
      ["8", 7000]
    ] as const) {
      const source = provider(begin, refusing(503, { "retry-after": seconds }))
      const { error } = await drain(Web.resumable({ ...source, maxRetryAfter }))
      assert.strictEqual(tagOf(error), "UnexpectedEnd")
      assert.nestedPropertyVal(error, "cause.retryAfter", Number(seconds))
    }
  })

  it("ends at a terminal chunk, and cancels a connection that stays open", async () => {
    const open = upstream([bytesOf(sse(...wellFormed))], "stall")
    const { error, values } = await drain(Web.resumable(provider(streaming(open.body))))
    assert.deepStrictEqual([error, values.length, open.canceled.length], [undefined, 5, 1])
  })

  it("doesn't ask where a provider can't resume", async () => {
    const { sequence_number: _, ...unnumbered } = created
    for (const events of [[unnumbered], []]) {
      const source = provider(events)
      assert.strictEqual(tagOf((await drain(Web.resumable(source))).error), "UnexpectedEnd")
      assert.deepStrictEqual(source.asked, ["open"])
    }
    for (const answer of [refusing(404), Response.json(completed.response)]) {
      const source = provider(begin, answer)
      assert.strictEqual(tagOf((await drain(Web.resumable(source))).error), "UnexpectedEnd")
      assert.strictEqual(source.asked.length, 2)
    }
  })

  it("ends with the first failure of open, with a violation, and with what a callback throws", async () => {
    const bad = { ...delta("a"), delta: 7 }
    const onSkip = () => {
      throw down
    }
    const cases = [
      [Web.resumable(provider(down)), down],
      [Web.resumable(provider(refusing(503))), "NotAnEventStream"],
      [Web.resumable(provider([...begin, bad, completed])), "InvalidChunk"],
      [Web.resumable({ ...provider([...begin, bad, completed]), onInvalid: "skip", onSkip }), down],
      [Web.resumable({ ...provider(begin), delay: onSkip }), down]
    ] as const
    for (const [chunks, expected] of cases) {
      assert.strictEqual(tagOf((await drain(chunks)).error), expected)
      assert.deepStrictEqual(await chunks.next(), { done: true, value: undefined })
    }
  })

  it("ends with ResumeGap, or reports it and goes on", async () => {
    const answers = [begin, [...keepalives(5), { ...completed, sequence_number: 6 }]]
    const { error, values } = await drain(Web.resumable(provider(...answers)))
    assert.deepStrictEqual(numbersOf(values), [0, 1, 5])
    assert(error instanceof ResumeGap)
    assert.deepStrictEqual([error.from, error.to], [2, 4])
    const gaps: Array<ResumeGap> = []
    const going = await drain(Web.resumable({ ...provider(...answers), onGap: (gap) => void gaps.push(gap) }))
    assert.deepStrictEqual([going.error, numbersOf(going.values), gaps], [undefined, [0, 1, 5, 6], [error]])
  })

  it("holds onEnd for the last connection", async () => {
    const cut = wellFormed.slice(0, 4)
    const run = (...answers: ReadonlyArray<Answer>) =>
      drain(Web.resumable({ ...provider(...answers), onEnd: "synthesize" }))
    for (const last of [wellFormed.slice(4), refusing(404)]) {
      const { error, values } = await run(cut, last)
      assert.deepStrictEqual([error, numbersOf(values)], [undefined, [0, 1, 2, 3, 4]])
    }
  })

  describe("when it is left", () => {
    const reason = new RangeError("enough")

    /** Starts to wait for a chunk that doesn't come. */
    const wait = async (source: Pick<Web.ResumableOptions, "open" | "resume" | "delay">, before: number) => {
      const abort = new AbortController()
      const chunks = Web.resumable({ ...source, signal: abort.signal })
      for (let n = 0; n < before; n++) assert.isFalse((await chunks.next()).done)
      const waiting = chunks.next()
      waiting.catch(() => {})
      await settle()
      return { abort, chunks, waiting }
    }

    const ways = {
      "a signal that aborts": async ({ abort, waiting }: Awaited<ReturnType<typeof wait>>) => {
        abort.abort(reason)
        assert.strictEqual(await waiting.catch((error: unknown) => error), reason)
      },
      "return()": async ({ chunks, waiting }: Awaited<ReturnType<typeof wait>>) => {
        const end = { done: true, value: undefined } as const
        assert.deepStrictEqual(await chunks.return(), end)
        assert.deepStrictEqual(await waiting, end)
      }
    }

    describe.each(Object.entries(ways))("by %s", (way, leave) => {
      it("cancels a connection that is silent", async () => {
        const silent = upstream([bytesOf(sse(itemAdded))], "stall")
        const source = provider([created], streaming(silent.body))
        await leave(await wait(source, 2))
        assert.strictEqual(silent.canceled.length, 1)
        assert.deepStrictEqual([source.asked.length, source.signals[1]?.aborted], [2, true])
      })

      it("ends a wait, and asks no more", async () => {
        const source = provider(begin)
        const timers = watchTimers(60_000)
        const waiting = await wait({ ...source, delay: () => 60_000 }, 2)
        await vi.waitUntil(() => timers.running() === 1)
        await leave(waiting)
        assert.deepStrictEqual([timers.made(), timers.running()], [1, 0])
        assert.deepStrictEqual(source.asked, ["open"])
      })

      it("ends a request, and cancels an answer that comes too late", async () => {
        const late = upstream([bytesOf(sse(...rest))], "stall")
        let answer: (response: Response) => void = () => {}
        let given: AbortSignal | undefined
        const resume = ({ signal }: Web.ResumeRequest) => {
          given = signal
          return new Promise<Response>((resolve) => (answer = resolve))
        }
        await leave(await wait({ ...provider(begin), resume }, 2))
        assert.isTrue(given?.aborted)
        answer(streaming(late.body))
        await settle()
        assert.deepStrictEqual([late.pulled(), late.canceled.length], [0, 1])
      })
    })

    it("asks nobody with a signal that is aborted already", async () => {
      const source = provider(wellFormed)
      const { error, values } = await drain(Web.resumable({ ...source, signal: AbortSignal.abort(reason) }))
      assert.deepStrictEqual([error, values, source.asked], [reason, [], []])
    })

    it("by break, cancels the connection", async () => {
      const silent = upstream([bytesOf(sse(...begin))], "stall")
      const source = provider(streaming(silent.body))
      for await (const _ of Web.resumable(source)) break
      assert.deepStrictEqual([silent.canceled.length, source.signals[0]?.aborted], [1, true])
    })
  })
})
