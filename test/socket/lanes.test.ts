import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { Lanes } from "../../src/socket/lanes.ts"
import type { AnySocketOptions, Dropped, Stray } from "../../src/socket/options.ts"
import * as Testing from "../../src/testing/testing.ts"
import { sequenceNumberOf } from "../../src/stream/event.ts"
import { completed, created, delta, itemAdded, itemDone, wellFormed } from "../support/events.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"
import type { Json } from "../support/recordings.ts"
import { interleave, onLane } from "./server.ts"

/** The lanes of a socket, with what each request got. */
const lanesOf = (options?: AnySocketOptions) => {
  const strays: Array<Stray> = []
  const dropped: Array<Dropped> = []
  const lanes = new Lanes<ResponsesStreamChunk>({
    onStray: (stray) => strays.push(stray),
    onDropped: (count) => dropped.push(count),
    ...options
  })
  return {
    strays,
    dropped,
    push: (...events: ReadonlyArray<unknown>) => {
      for (const event of events) lanes.push(typeof event === "string" ? event : JSON.stringify(event))
    },
    close: (cause?: unknown, isRegular?: boolean) =>
      lanes.close({ cause, ...(isRegular === undefined ? {} : { isRegular }) }),
    open: (streamId?: string) => {
      const chunks: Array<ResponsesStreamChunk> = []
      const ends: Array<string> = []
      const turn = lanes.open(streamId, {
        emit: (chunk) => chunks.push(chunk),
        end: (error) => ends.push(error?._tag ?? "end")
      })
      return { chunks, ends, abandon: () => turn.abandon(), types: () => chunks.map(({ type }) => type) }
    }
  }
}

const typesOf = (events: ReadonlyArray<{ readonly type?: unknown }>) => events.map(({ type }) => type)

/** A whole response with an id. */
const response = (id: string): ReadonlyArray<Json> => {
  const withId = (event: Json & { readonly response?: Json }): Json =>
    event.response === undefined ? event : { ...event, response: { ...event.response, id } }
  return wellFormed.map(withId)
}

const steered = (id: string) => [
  ...response(id).slice(0, 4),
  {
    ...completed,
    type: "response.incomplete",
    response: { ...completed.response, id, status: "incomplete", incomplete_details: { reason: "steered" } }
  }
]

const steer = (kind: string, fields: Json = {}) => ({
  type: `response.steer.${kind}`,
  sequence_number: 9,
  steer: { id: "steer_1", previous_response_id: "resp_1", ...fields },
  ...(kind === "failed" ? { error: { code: "successor_creation_failed", message: "m" } } : {}),
  ...(kind === "pending" ? { reason: "waiting_for_required_input", required_input: [] } : {})
})

describe("lanes", () => {
  it("gives each lane its events", () => {
    const { open, push, strays } = lanesOf()
    const [a, b] = [open("a"), open("b")]
    push(...interleave([onLane("a", wellFormed), onLane("b", wellFormed.slice(0, 3))], () => 0))
    push(...onLane("b", wellFormed.slice(3)))
    for (const lane of [a, b]) {
      assert.deepStrictEqual<unknown>(lane.types(), typesOf(wellFormed))
      assert.deepStrictEqual(lane.ends, ["end"])
    }
    assert.strictEqual(a.chunks[0]?.type === "response.created" ? a.chunks[0].streamId : undefined, "a")
    assert.isEmpty(strays)
  })

  it("gives the requests of one lane their responses one after the other", () => {
    const { open, push } = lanesOf()
    for (const lane of ["a", undefined]) {
      const [first, second] = [open(lane), open(lane)]
      push(...onLane(lane, response("resp_1")))
      assert.deepStrictEqual([first.ends, second.ends], [["end"], []])
      push(...onLane(lane, response("resp_2")))
      assert.deepStrictEqual(second.ends, ["end"])
      assert.lengthOf(first.chunks, 5)
      assert.lengthOf(second.chunks, 5)
    }
  })

  it("takes an event without a lane for that of the only lane, or of the request without one", () => {
    const { open, push, strays } = lanesOf()
    const a = open("a")
    push(created)
    const unnamed = open()
    push(created)
    assert.deepStrictEqual([a.chunks.length, unnamed.chunks.length], [1, 1])
    const others = lanesOf()
    const both = [others.open("a"), others.open("b")]
    others.push(created, "nonsense")
    assert.deepStrictEqual(
      both.flatMap(({ chunks }) => chunks),
      []
    )
    assert.deepStrictEqual(others.strays.map(Result.isSuccess), [true, false])
    assert.isEmpty(strays)
  })

  it("reports what belongs to no request", () => {
    const { open, push, strays } = lanesOf()
    open("a")
    push(...onLane("b", [created]), ...onLane("a", wellFormed), ...onLane("a", [steer("failed", { input: "x" })]))
    assert.deepStrictEqual(
      strays.map((stray) => Result.isSuccess(stray) && stray.success.type),
      ["response.created", "response.steer.failed"]
    )
  })

  it("skips frames that say nothing", () => {
    const { open, push, strays } = lanesOf()
    const { chunks, ends } = open()
    push("{}", "null", "[DONE]", ...wellFormed, "[DONE]", "{}")
    assert.deepStrictEqual([chunks.length, ends, strays], [5, ["end"], []])
  })

  it("ends a request at an error, flat or nested", () => {
    const error = { code: "rate_limit_exceeded", message: "m", param: null }
    const headers = { "retry-after": "3" }
    const nested = { type: "error", status: 429, error: { ...error, type: "tokens", headers } }
    for (const tolerance of ["recorded", "strict"] as const) {
      for (const event of [nested, { type: "error", ...error }, { type: "error", sequence_number: 4, ...error }]) {
        const { open, push } = lanesOf({ tolerance, onRepair: () => assert.fail("it is no repair") })
        const { chunks, ends } = open()
        push(created, event)
        assert.deepStrictEqual(ends, ["end"])
        const [, chunk] = chunks
        assert(chunk?.type === "error")
        assert.include(chunk, error)
        assert.strictEqual(sequenceNumberOf(chunk), "sequence_number" in event ? 4 : undefined)
        if (event === nested) assert.deepInclude(chunk, { status: 429, headers, errorType: "tokens" })
      }
    }
  })

  it("gives a terminal chunk whose output was left out what was streamed", () => {
    const { output: _, ...sparse } = completed.response
    for (const tolerance of ["recorded", "strict"] as const) {
      const { open, push } = lanesOf({ tolerance, onRepair: () => assert.fail("it is no repair") })
      const [whole, partial, given] = [open("a"), open("b"), open("c")]
      push(
        ...onLane("a", [created, itemAdded, delta("Hel"), itemDone, { ...completed, response: sparse }]),
        ...onLane("b", [created, itemAdded, delta("Hel"), { ...completed, response: { ...sparse, output: null } }]),
        ...onLane("c", [created, itemAdded, delta("Hel"), itemDone, completed])
      )
      const outputOf = ({ chunks }: typeof whole): unknown => {
        const last = chunks.at(-1)
        assert(last?.type === "response.completed")
        return JSON.parse(JSON.stringify(last.response.output))
      }
      assert.deepStrictEqual(outputOf(whole), outputOf(given))
      assert.nestedPropertyVal(outputOf(partial), "[0].content[0].text", "Hel")
    }
  })

  it("gives the JSON as received beside the chunk", () => {
    const { output: _, ...sparse } = completed.response
    const event = { ...completed, response: sparse }
    const values: Array<unknown> = []
    const lanes = new Lanes<unknown>({ as: "event" })
    lanes.open(undefined, { emit: (value) => values.push(value), end: () => {} })
    lanes.push(JSON.stringify(event))
    assert.deepNestedPropertyVal(values, "[0].json", event)
  })

  describe("of a response that is steered", () => {
    it("go on with the response that follows", () => {
      const { open, push } = lanesOf()
      const { chunks, ends } = open()
      push(created, steer("accepted"), ...steered("resp_1").slice(1))
      assert.isEmpty(ends)
      push(...response("resp_2"))
      assert.deepStrictEqual(ends, ["end"])
      assert.lengthOf(chunks, 11)
    })

    it("wait for what becomes of accepted input", () => {
      for (const after of [[steer("pending")], [steer("failed", { input: "x" })], response("resp_2")]) {
        const { open, push } = lanesOf()
        const { chunks, ends } = open()
        push(...response("resp_1").slice(0, 4), steer("accepted"), ...response("resp_1").slice(4))
        assert.isEmpty(ends)
        push(...after)
        assert.deepStrictEqual(ends, ["end"])
        assert.lengthOf(chunks, 6 + after.length)
      }
    })

    it("end where no response could follow", () => {
      const { open, push } = lanesOf()
      const { ends } = open()
      push(...steered("resp_1"))
      assert.isEmpty(ends)
      push(steer("failed", { input: "x" }))
      assert.deepStrictEqual(ends, ["end"])
    })

    it("are cut where the socket closes before the response that follows", () => {
      const { close, open, push } = lanesOf()
      const { ends } = open()
      push(...steered("resp_1"))
      close()
      assert.deepStrictEqual(ends, ["UnexpectedEnd"])
    })
  })

  it("cuts what is under way when the socket closes, and what is asked afterwards", () => {
    const { close, open, push } = lanesOf()
    const [over, begun, waiting] = [open("a"), open("b"), open("b")]
    push(...onLane("a", wellFormed), ...onLane("b", wellFormed.slice(0, 3)))
    close(new Error("gone"))
    close()
    const late = open("a")
    assert.deepStrictEqual(
      [over, begun, waiting, late].map(({ ends }) => ends),
      [["end"], ["UnexpectedEnd"], ["UnexpectedEnd"], ["UnexpectedEnd"]]
    )
    push(...onLane("b", wellFormed.slice(3)))
    assert.lengthOf(begun.chunks, 3)
  })

  it("counts what comes after a consumer has left, and gives the lane to the next request at its end", () => {
    const { dropped, open, push } = lanesOf()
    const [first, second] = [open("a"), open("a")]
    push(...onLane("a", response("resp_1").slice(0, 2)))
    first.abandon()
    push(...onLane("a", response("resp_1").slice(2)), ...onLane("a", response("resp_2")))
    assert.deepStrictEqual([first.chunks.length, first.ends], [2, []])
    assert.deepStrictEqual([second.chunks.length, second.ends], [5, ["end"]])
    assert.deepStrictEqual(dropped, [{ streamId: "a", count: 3 }])
  })

  it("counts what comes after an invalid event has failed a request", () => {
    const { dropped, open, push } = lanesOf()
    const [first, second] = [open(), open()]
    push(created, { ...itemAdded, item: 1 }, delta("x"), completed, ...response("resp_2"))
    assert.deepStrictEqual([first.ends, second.ends], [["InvalidChunk"], ["end"]])
    assert.deepStrictEqual(dropped, [{ count: 2 }])
  })

  it("ends a request at a terminal event with a wrong shape", () => {
    const { open, push } = lanesOf({ onInvalid: "skip", onSkip: () => {} })
    const [first, second] = [open(), open()]
    push(created, { ...completed, response: 1 }, ...response("resp_2"))
    assert.deepStrictEqual([first.ends, second.ends], [["UnexpectedEnd"], ["end"]])
  })

  describe("after a response has failed", () => {
    const failed = (id: string) => ({
      type: "response.failed",
      sequence_number: 4,
      response: { ...completed.response, id, status: "failed", error: { code: "server_error", message: "m" } }
    })
    const error = { type: "error", code: "server_error", message: "m", param: null }
    const typesOfStrays = (strays: ReadonlyArray<Stray>) =>
      strays.map((stray) => (Result.isSuccess(stray) ? stray.success.type : undefined))

    it("gives its late end to no other request", () => {
      for (const lane of ["a", undefined]) {
        const { open, push, strays } = lanesOf()
        const [first, second] = [open(lane), open(lane)]
        const [begin, ...rest] = response("resp_2")
        push(...onLane(lane, [response("resp_1")[0]!, error, failed("resp_1"), begin!, failed("resp_1"), ...rest]))
        assert.deepStrictEqual(first.types(), ["response.created", "error"])
        assert.deepStrictEqual<unknown>(second.types(), typesOf(wellFormed))
        assert.deepStrictEqual([first.ends, second.ends], [["end"], ["end"]])
        assert.deepStrictEqual(typesOfStrays(strays), ["response.failed", "response.failed"])
      }
    })

    it("gives an error that follows directly to no other request, unless it refuses one", () => {
      const { open, push, strays } = lanesOf()
      const [first, second, third] = [open("a"), open("a"), open("a")]
      push(...onLane("a", [response("resp_1")[0]!, failed("resp_1"), error, ...response("resp_2").slice(0, 2), error]))
      assert.deepStrictEqual([first.ends, second.ends], [["end"], ["end"]])
      assert.deepStrictEqual(second.types(), ["response.created", "response.output_item.added", "error"])
      push(...onLane("a", [response("resp_3")[0]!, failed("resp_3")]))
      const refused = open("a")
      push(...onLane("a", [{ type: "error", status: 429, error }]))
      assert.deepStrictEqual([third.ends, refused.types()], [["end"], ["error"]])
      assert.deepStrictEqual(typesOfStrays(strays), ["error"])
    })

    it("forgets old ids, however many lanes there are", () => {
      const { open, push, strays } = lanesOf()
      for (let i = 0; i < 300; i++) {
        open(`${i}`)
        push(...onLane(`${i}`, [failed(`resp_${i}`)]))
      }
      const { ends } = open("last")
      push(...onLane("last", [failed("resp_299")]))
      assert.isEmpty(ends)
      push(...onLane("last", [failed("resp_0")]))
      assert.deepStrictEqual([ends, typesOfStrays(strays)], [["end"], ["response.failed"]])
    })
  })

  it("gives an error without a lane to the only lane, and with several to none", () => {
    const error = { type: "error", status: 400, error: { code: "websocket_connection_limit_reached", message: "m" } }
    const { open, push, strays } = lanesOf()
    const a = open("a")
    push(error)
    assert.deepStrictEqual([a.types(), a.ends], [["error"], ["end"]])
    const [b, c] = [open("b"), open("c")]
    push(error)
    assert.deepStrictEqual([b.ends, c.ends, strays.length], [[], [], 1])
  })

  it("goes on where a callback throws, and reports it to the console", () => {
    const errors: Array<unknown> = []
    const { error } = console
    console.error = (...args: ReadonlyArray<unknown>) => errors.push(args[1])
    const thrower = (name: string) => () => {
      throw name
    }
    try {
      const { open, push } = lanesOf({
        onInvalid: "skip",
        onSkip: thrower("skip"),
        onStray: thrower("stray"),
        onDropped: thrower("dropped"),
        onRepair: thrower("repair"),
        onComment: thrower("comment")
      })
      const [first, second] = [open("a"), open("a")]
      push(...onLane("b", [created]), "nonsense", "{}", ...onLane("a", wellFormed.slice(0, 2)))
      first.abandon()
      const { sequence_number: _, ...unnumbered } = delta("x")
      push(...onLane("a", [...wellFormed.slice(2), created, unnumbered, ...wellFormed.slice(3)]))
      assert.deepStrictEqual([second.chunks.length, second.ends], [4, ["end"]])
    } finally {
      console.error = error
    }
    assert.deepStrictEqual(errors, ["stray", "skip", "comment", "dropped", "repair"])
  })

  it("writes no payload to the console", () => {
    const warnings: Array<unknown> = []
    const warn = console.warn
    console.warn = (...args: ReadonlyArray<unknown>) => warnings.push(args)
    try {
      const lanes = new Lanes<ResponsesStreamChunk>()
      const turn = lanes.open("SECRET", { emit: () => {}, end: () => {} })
      lanes.push("SECRET")
      lanes.push(JSON.stringify({ type: "SECRET", stream_id: "other" }))
      turn.abandon()
      for (const event of onLane("SECRET", wellFormed)) lanes.push(JSON.stringify(event))
    } finally {
      console.warn = warn
    }
    assert.isAbove(warnings.length, 1)
    assert.notInclude(JSON.stringify(warnings), "SECRET")
  })
})

describe("any interleaving", () => {
  const Picks = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 })))

  const check = (streams: ReadonlyArray<ReadonlyArray<Json>>, picks: ReadonlyArray<number>) => {
    const alone = streams.map((events) => {
      const { open, push } = lanesOf({ onInvalid: "skip", onSkip: () => {} })
      const lane = open("lane")
      push(...onLane("lane", events))
      return lane
    })
    const { open, push, strays } = lanesOf({ onInvalid: "skip", onSkip: () => {} })
    const opened = streams.map((_, i) => open(`lane${i}`))
    let at = 0
    push(
      ...interleave(
        streams.map((events, i) => onLane(`lane${i}`, events)),
        (count) => (picks[at++ % Math.max(1, picks.length)] ?? 0) % count
      )
    )
    opened.forEach(({ chunks, ends }, i) => {
      assert.deepStrictEqual(ends, alone[i]!.ends)
      const unnamed = (chunk: ResponsesStreamChunk) => Object.assign({}, chunk, { streamId: undefined, raw: undefined })
      assert.deepStrictEqual(chunks.map(unnamed), alone[i]!.chunks.map(unnamed))
    })
    return { ends: opened.map(({ ends }) => ends), strays }
  }

  it.prop(
    "of answers gives each lane what it was alone",
    [Schema.Array(Picks).check(Schema.isMaxLength(1))],
    ([picks]) => {
      const streams = [
        Testing.answer(Testing.text("Hello, world"), Testing.functionCall({ name: "f", arguments: {} })),
        Testing.answer(Testing.image({ partialImages: 2 })),
        Testing.answer(Testing.text("Again")).pipe(Testing.endingWith("incomplete"))
      ].map((answer) => Testing.toJson(answer) as ReadonlyArray<Json>)
      const { ends, strays } = check(streams, picks[0] ?? [])
      assert.deepStrictEqual(ends, [["end"], ["end"], ["end"]])
      assert.isEmpty(strays)
    }
  )

  it("of recorded streams gives each lane what it was alone", (ctx) => {
    ctx.skip(!hasRecordings, "there are no recordings")
    const sample = realRecordings.filter(({ count }) => count > 3 && count < 120).filter((_, i) => i % 12 === 0)
    let seed = 1
    const picks = Array.from({ length: 4096 }, () => (seed = (Math.imul(seed, 48271) >>> 0) % 2147483647))
    let ended = 0
    for (let at = 0; at + 4 <= sample.length; at += 4) {
      const { ends } = check(
        sample.slice(at, at + 4).map(({ events }) => events),
        picks
      )
      ended += ends.flat().filter((end) => end === "end").length
    }
    assert.isAbove(ended, sample.length / 2)
  })
})
