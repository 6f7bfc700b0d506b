import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { ProtocolViolation } from "../../src/errors/StreamError.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import { newText, withMore } from "../../src/protocol/state.ts"
import { outcome } from "../support/outcome.ts"
import {
  item,
  created,
  completed,
  incomplete,
  failed,
  keepalive,
  unknown,
  error,
  reasoning,
  message,
  call,
  text,
  partAdded,
  textDone,
  partDone,
  argumentsDone,
  wellFormed,
  decode,
  run,
  found,
  verdicts,
  lastVerdict,
  sseOf,
  streamOf,
  without,
  broken,
  command,
  inPart,
  hel
} from "./streams.ts"
import type { Wire } from "./streams.ts"

// -----------------------------------------------------------------------------
// Rules
// -----------------------------------------------------------------------------

describe("rules", () => {
  it("has each rule once", () => {
    assert.deepStrictEqual(
      StreamProtocol.rules.map(({ id }) => id).toSorted(),
      (Object.keys(broken) as Array<StreamProtocol.RuleId>).toSorted()
    )
  })

  it("is documented, with the same severity", () => {
    const docs = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8")
    for (const { id, severity } of StreamProtocol.rules)
      assert.match(docs, new RegExp(`^\\| ${id} +\\| .*\\| ${severity} +\\|`, "m"))
  })

  for (const { id, severity } of StreamProtocol.rules) {
    describe(`rule ${id}`, () => {
      for (const { at, name, severity: milder, stream } of broken[id]) {
        it(`reports that ${name}, and nothing else`, () => {
          const found = run(stream).violations.map(({ index, rule, severity }) => ({ index, rule, severity }))
          assert.deepStrictEqual(found, [{ index: at, rule: id, severity: milder ?? severity }])
        })
      }
    })
  }
})

describe("step", () => {
  it("finds nothing in a stream whose items interleave and finish out of order", () =>
    assert.isEmpty(found(wellFormed)))

  describe("of a response that is steered", () => {
    const responseOf = (wire: Wire, fields: object): Wire => ({
      ...wire,
      response: { ...Object(wire["response"]), ...fields }
    })
    const steered = responseOf(incomplete, { incomplete_details: { reason: "steered" } })
    const next = [
      responseOf({ ...created, sequence_number: 0 }, { id: "resp_next" }),
      responseOf(completed, { id: "resp_next" })
    ]
    const accepted = { type: "response.steer.accepted", steer: { id: "steer_1", previous_response_id: "resp_1" } }

    it("finds nothing in the response that follows, however the first one ended", () => {
      assert.isEmpty(found([created, accepted, steered, ...next], [created, steered, ...next]))
      assert.isEmpty(found([created, accepted, completed, ...next]))
    })

    it("finds nothing in what is said of the input after the end", () => {
      const pending = {
        ...accepted,
        type: "response.steer.pending",
        reason: "waiting_for_required_input",
        required_input: []
      }
      assert.isEmpty(found([created, accepted, completed, pending]))
    })

    it("reports what follows without it", () =>
      assert.include(
        found([created, completed, ...next]).map(({ rule }) => rule),
        "R3"
      ))
  })

  it("takes sequence numbers that start late and skip", () => {
    assert.isEmpty(found(wellFormed.map((wire, i) => ({ ...wire, sequence_number: 100 + i * 3 }))))
  })

  it("takes event lines that agree, also where a repair renamed the chunk", () => {
    assert.isEmpty(found(wellFormed.map((wire) => ({ ...wire, event: wire.type }))))
    assert.isEmpty(found([created, { ...completed, type: "response.done", event: "response.done" }]))
  })

  it("takes keepalives, errors and unknown chunks before the response", () => {
    assert.isEmpty(found([keepalive, unknown, ...wellFormed]))
    assert.isEmpty(found([error]))
    assert.isEmpty(found([{ type: "response.error", error: { message: "Secret" } }]))
  })

  it("takes an error that is followed by the end or by response.failed", () => {
    assert.isEmpty(found([created, error]))
    assert.isEmpty(found([created, error, keepalive, failed]))
  })

  it("takes what a failed or incomplete response leaves open", () => {
    assert.isEmpty(found([created, message.added, partAdded, hel, failed]))
    assert.isEmpty(found([created, { ...reasoning.added }, message.added, partAdded, hel, incomplete]))
    assert.isEmpty(found([created, message.added, failed]))
  })

  it("takes reasoning that stays open, and items of unknown type", () => {
    assert.isEmpty(found(without(reasoning.done)))
    assert.isEmpty(
      found([created, item(0, "of_tomorrow").added, item(0, "").on("web_search_call.searching"), completed])
    )
  })

  it("takes a list of tools that stays open", () => {
    const lists = [0, 1, 2].map((i) => item(i, "mcp_list_tools", { server_label: "s", tools: [] }))
    const events = [...lists.map(({ added }) => added), ...lists.map(({ on }) => on("mcp_list_tools.in_progress"))]
    assert.isEmpty(found([created, ...events, lists[1]!.done, completed]))
  })

  it("takes a done that leaves its text out", () => {
    const blank = { type: "output_text", text: "", annotations: [] }
    const whole = { ...message.done, item: { ...(message.done.item as object), content: [blank] } }
    const blankCall = { ...call.done, item: { ...(call.done.item as object), arguments: "" } }
    assert.isEmpty(
      found(wellFormed.map((wire) => (wire === message.done ? whole : wire === call.done ? blankCall : wire)))
    )
  })

  it("takes numbers that are none, and reports what OpenRouter mixes up once", () => {
    const endless = JSON.parse('{"type":"response.of_tomorrow","sequence_number":1e400}') as Wire
    assert.isEmpty(found([created, endless, { ...completed, sequence_number: 2 }]))
    const stream = [6, 9, 7, 8, 10].map((sequence_number, i) =>
      Object.assign({}, i === 0 ? created : i === 4 ? completed : keepalive, { sequence_number })
    )
    assert.deepStrictEqual(
      found(stream).map(({ index, rule }) => `${rule} ${index}`),
      ["S1 2"]
    )
  })

  it("tells apart the items of one output index by their ids, and reports the index once", () => {
    const calls = ["a", "b"].map((id) => ({
      added: { ...call.added, output_index: 0, item: { ...call.added.item, id, call_id: `call_${id}` } },
      delta: { ...argumentsDone, type: "response.function_call_arguments.delta", item_id: id, output_index: 0 },
      done: { ...argumentsDone, item_id: id, output_index: 0 },
      itemDone: { ...call.done, output_index: 0, item: { ...call.done.item, id, call_id: `call_${id}` } }
    }))
    const [a, b] = calls as [(typeof calls)[0], (typeof calls)[0]]
    const stream = [
      created,
      a.added,
      b.added,
      { ...a.delta, delta: "{" },
      { ...b.delta, delta: "[" },
      { ...a.delta, delta: "}" },
      { ...b.delta, delta: "]" },
      a.done,
      { ...b.done, arguments: "[]" }
    ]
    const one = [{ index: 2, rule: "I4", severity: "warning" }]
    const reports = (...rest: ReadonlyArray<Wire>) =>
      found([...stream, ...rest, completed]).map(({ index, rule, severity }) => ({ index, rule, severity }))
    assert.deepStrictEqual(reports(a.itemDone, b.itemDone), one)
    assert.deepStrictEqual(reports(b.itemDone, a.itemDone), one)
    assert.deepStrictEqual(reports(b.itemDone), [...one, { index: stream.length + 1, rule: "I1", severity: "error" }])
    assert.deepStrictEqual(StreamProtocol.openItems(run([...stream, b.itemDone]).state), [
      { outputIndex: 0, type: "function_call", itemId: "a" }
    ])
  })

  it("takes a done without deltas, and deltas without a done", () => {
    assert.isEmpty(found(wellFormed.filter((wire) => wire.type !== "response.function_call_arguments.delta")))
    assert.isEmpty(found(without(argumentsDone)))
  })

  it("takes chunks of the plain tools on a provider's own items", () => {
    const own = item(0, "vendor:web_search", { status: "in_progress" })
    assert.isEmpty(found([created, own.added, own.on("web_search_call.searching"), own.done, completed]))
  })

  it("takes shell chunks, which have no item id", () => {
    const shell = item(0, "shell_call", { call_id: "c", status: "in_progress", action: { commands: [] } })
    assert.isEmpty(
      found([
        created,
        shell.added,
        command("response.shell_call_command.added", { command: "" }),
        command("response.shell_call_command.delta", { delta: "ls" }),
        command("response.shell_call_command.done", { command: "ls" }),
        shell.done,
        completed
      ])
    )
  })

  it("takes a character that is cut between two deltas", () => {
    const [high, low] = ["\u{1F600}"[0]!, "\u{1F600}"[1]!]
    assert.isEmpty(
      found([
        created,
        { ...message.added, output_index: 0 },
        inPart(partAdded, 0),
        inPart(text(high), 0),
        inPart(text(low), 0),
        inPart({ ...textDone, text: "\u{1F600}" }, 0),
        inPart(partDone, 0),
        { ...message.done, output_index: 0 },
        completed
      ])
    )
  })

  it("tells apart the texts of two parts of one item", () => {
    assert.isEmpty(
      found([
        created,
        { ...message.added, output_index: 0 },
        inPart(partAdded, 0),
        inPart(partAdded, 1),
        inPart(text("a"), 0),
        inPart(text("b"), 1),
        inPart({ ...textDone, text: "b" }, 1),
        inPart({ ...textDone, text: "a" }, 0),
        inPart(partDone, 0),
        inPart(partDone, 1),
        { ...message.done, output_index: 0 },
        completed
      ])
    )
  })

  it("never quotes payload", () => {
    for (const { stream } of Object.values(broken).flat()) {
      for (const { message } of run(stream).violations)
        assert.notMatch(message, /id_|Hel|Hullo|Secret|resp_1|look|response\.x/)
    }
  })

  it("leaves the state it is given as it was", () => {
    const frozen = <A>(value: A): A => {
      if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value)
        for (const inner of Object.values(value)) frozen(inner)
      }
      return value
    }
    for (const { stream } of Object.values(broken).flat()) {
      const events = stream.map(decode)
      const states = [frozen(StreamProtocol.initial)]
      const found = events.map((event) => {
        const [next, violations] = StreamProtocol.step(states.at(-1)!, event)
        states.push(frozen(next))
        return violations
      })
      // A second time from each state, backwards
      for (let i = events.length - 1; i >= 0; i--) {
        assert.deepStrictEqual(StreamProtocol.step(states[i]!, events[i]!), [states[i + 1]!, found[i]!])
      }
    }
  })

  it("keeps no more than what is open, however much text goes by", () => {
    const sizeOf = (...wires: ReadonlyArray<Wire>) =>
      JSON.stringify(run([created, ...wires]).state).replaceAll(/-?\d+/g, "").length
    const sizeAfter = (deltas: number) =>
      sizeOf(reasoning.added, message.added, partAdded, ...Array<Wire>(deltas).fill(hel))
    assert.strictEqual(sizeAfter(1000), sizeAfter(10))
    const items = Array.from({ length: 500 }, (_, i) => item(i, "of_tomorrow"))
    const many = items.flatMap(({ added, done }) => [added, done])
    assert.strictEqual(sizeOf(...many), sizeOf(...many.slice(0, 50)))
    // Several at one index too, whichever of them is done first
    const inOne = items
      .flatMap(({ added }, i) => (i === 0 ? [added] : [added, items[i - 1]!.done]))
      .map((wire) => Object.assign({}, wire, { output_index: 0 }))
    assert.strictEqual(sizeOf(...inOne), sizeOf(...inOne.slice(0, 51)))
  })
})

describe("end", () => {
  it("finds nothing in a stream that was cut: the verdict says that it was", () => {
    for (let length = 0; length < wellFormed.length; length++) {
      assert.deepStrictEqual(run(wellFormed.slice(0, length)).violations, [])
    }
  })

  it("names each item that was left open, and the first that is missing", () => {
    const items = [1, 5, 3].map((i) => item(i, "function_call", { call_id: "c", name: "f", arguments: "" }).added)
    const found = run([created, ...items, completed]).violations.map(
      ({ outputIndex, rule }) => `${rule} ${outputIndex}`
    )
    assert.deepStrictEqual(found, ["I4 0", "I1 1", "I1 3", "I1 5"])
  })
})

describe("the hash of a text", () => {
  const hashOf = (text: string) => withMore(newText(undefined, false), text)

  it("is the same however the text is cut, and differs from that of 200,000 others", () => {
    assert.deepStrictEqual(withMore(hashOf("Hel"), "lo"), hashOf("Hello"))
    const texts = Array.from({ length: 200_000 }, (_, i) => i.toString(2).padStart(18, "0"))
    const distinct = (of: (text: string) => unknown) => new Set(texts.map(of)).size
    assert.strictEqual(
      distinct((text) => `${hashOf(text).low} ${hashOf(text).high}`),
      texts.length
    )
    // Of 32 bits, some five are the same by chance: a lane is as good as its size allows
    assert.isAbove(
      distinct((text) => hashOf(text).low),
      texts.length - 20
    )
    assert.isAbove(
      distinct((text) => hashOf(text).high),
      texts.length - 20
    )
  })

  it("always differs where one code unit does", () => {
    for (const [one, other] of [
      ["Aa", "Ba"],
      ["\u0000", "\u8000"],
      ["x".repeat(1000), `${"x".repeat(999)}y`]
    ] as const) {
      assert.notStrictEqual(hashOf(one).low, hashOf(other).low)
      assert.notStrictEqual(hashOf(one).high, hashOf(other).high)
    }
  })
})

describe("from", () => {
  const numbered: ReadonlyArray<Wire> = wellFormed.map((wire, i) => ({ ...wire, sequence_number: i }))
  const reportsFrom = (stream: ReadonlyArray<Wire>, sequenceNumber: number) => {
    let state = StreamProtocol.from(sequenceNumber)
    const violations = stream.flatMap((wire, index) => {
      const [next, found] = StreamProtocol.step(state, decode(wire, index))
      state = next
      return found
    })
    return { state, rules: [...violations, ...StreamProtocol.end(state)].map(({ index, rule }) => `${rule} ${index}`) }
  }

  it("takes a stream that goes on after any of its events, which breaks rules without it", () => {
    for (let after = 0; after < numbered.length - 1; after++) {
      const rest = numbered.slice(after + 1)
      const { rules, state } = reportsFrom(rest, after)
      assert.deepStrictEqual(rules, [], `after ${after}`)
      assert.strictEqual(StreamProtocol.verdict(state), "Completed")
      assert.isNotEmpty(run(rest).violations)
    }
  })

  it("still checks what begins behind it, the numbers and the end", () => {
    const at = wellFormed.indexOf(call.added)
    const rest = numbered.slice(at)
    assert.deepStrictEqual(reportsFrom(rest, at).rules, ["S1 0"])
    const withoutDone = rest.filter(({ type, output_index }) => type !== call.done.type || output_index !== 2)
    assert.deepStrictEqual(reportsFrom(withoutDone, at - 1).rules, [`I1 ${withoutDone.length - 1}`])
    assert.deepStrictEqual(reportsFrom([...rest, { ...keepalive, sequence_number: 99 }], at - 1).rules, [
      `R3 ${rest.length}`
    ])
  })

  it.effect("is an option of check", () =>
    Effect.gen(function* () {
      const rest = numbered.slice(10)
      const checked = streamOf(rest).pipe(StreamProtocol.check({ from: 9, onViolation: "fail" }))
      assert.isUndefined((yield* outcome(checked)).error)
      const { error } = yield* outcome(streamOf(rest).pipe(StreamProtocol.check({ onViolation: "fail" })))
      assert.include(error, { rule: "R1", index: 0 })
    })
  )
})

describe("openItems", () => {
  it("has each open item once, in order, whichever was updated last", () => {
    const searching = (i: number) => item(i, "").on("web_search_call.searching")
    const stream = [
      created,
      ...[2, 0, 1].map((i) => item(i, "web_search_call").added),
      ...[0, 1, 0, 2, 1, 0].map(searching)
    ]
    const open = [0, 1, 2].map((i) => ({ outputIndex: i, type: "web_search_call", itemId: `id_${i}` }))
    assert.deepStrictEqual(StreamProtocol.openItems(run(stream).state), open)
    const done = [...stream, item(1, "web_search_call").done, completed]
    assert.deepStrictEqual(StreamProtocol.openItems(run(done).state), [open[0]!, open[2]!])
    assert.deepStrictEqual(
      found(done).map(({ outputIndex, rule }) => `${rule} ${outputIndex}`),
      ["I1 0", "I1 2"]
    )
  })
})

describe("verdict", () => {
  it("tells how a stream ended", () => {
    assert.strictEqual(lastVerdict(...wellFormed), "Completed")
    assert.strictEqual(lastVerdict(created, incomplete), "Incomplete")
    assert.strictEqual(lastVerdict(created, error, failed), "Failed")
    assert.strictEqual(lastVerdict(created, error), "Errored")
    assert.strictEqual(lastVerdict(created, message.added, hel), "Truncated")
    assert.strictEqual(lastVerdict(created, message.added, message.done), "ItemsCompleteWithoutTerminal")
    assert.strictEqual(lastVerdict(), "Truncated")
  })

  it("agrees with the reader after every event of broken streams", () => {
    for (const { stream } of Object.values(broken).flat()) {
      const { ours, theirs } = verdicts(stream)
      assert.deepStrictEqual(ours, theirs)
    }
  })

  it("agrees with the reader after every event of streams in any order", () => {
    let seed = 1
    const random = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n
    const ends = [completed, incomplete, failed, error]
    for (let round = 0; round < 300; round++) {
      const events = Array.from({ length: 30 }, () => wellFormed[random(wellFormed.length - 1)]!)
      const { ours, theirs } = verdicts(random(2) === 0 ? events : events.toSpliced(random(30), 0, ends[random(4)]!))
      assert.deepStrictEqual(ours, theirs)
    }
  })
})

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

describe("check", () => {
  const withError = broken.I3[0]!
  const withWarning = broken.I6[0]!

  it.effect("passes every event on, untouched", () =>
    Effect.gen(function* () {
      const events = wellFormed.map(decode)
      const { error, values } = yield* outcome(Stream.fromIterable(events).pipe(StreamProtocol.check()))
      assert.isUndefined(error)
      assert.isTrue(values.length === events.length && values.every((value, i) => value === events[i]))
    })
  )

  it.effect("fails at an error, after the events before it", () =>
    Effect.gen(function* () {
      for (const rechunk of [1, 7, 1000]) {
        const { error, values } = yield* outcome(
          streamOf(withError.stream).pipe(Stream.rechunk(rechunk), StreamProtocol.check())
        )
        assert.strictEqual(values.length, withError.at)
        assert.instanceOf(error, ProtocolViolation)
        assert.include(error, {
          _tag: "ProtocolViolation",
          rule: "I3",
          severity: "error",
          index: withError.at,
          outputIndex: 2,
          type: "response.function_call_arguments.delta"
        })
        assert.strictEqual(
          error.message,
          `Event ${withError.at} (response.function_call_arguments.delta) breaks rule I3 (output item 2): ` +
            'The item is updated after its done. To go on regardless, set onViolation: { error: "report" }.'
        )
      }
    })
  )

  it.effect("fails at what only the end shows, after the last event", () =>
    Effect.gen(function* () {
      const { at, stream } = broken.I1[3]!
      const { error, values } = yield* outcome(streamOf(stream).pipe(StreamProtocol.check()))
      assert.strictEqual(values.length, stream.length)
      assert.include(error, { rule: "I1", index: at })
    })
  )

  it.effect("reports warnings and goes on", () =>
    Effect.gen(function* () {
      const reported: Array<StreamProtocol.Violation> = []
      const { error, values } = yield* outcome(
        streamOf(withWarning.stream).pipe(StreamProtocol.check({ onReport: (violation) => reported.push(violation) }))
      )
      assert.isUndefined(error)
      assert.strictEqual(values.length, withWarning.stream.length)
      assert.deepStrictEqual(reported, run(withWarning.stream).violations)
    })
  )

  it.effect("reports errors where it is told to", () =>
    Effect.gen(function* () {
      for (const onViolation of ["report", { error: "report" }] as const) {
        const reported: Array<StreamProtocol.Violation> = []
        const { error } = yield* outcome(
          streamOf(withError.stream).pipe(
            StreamProtocol.check({ onViolation, onReport: (violation) => reported.push(violation) })
          )
        )
        assert.isUndefined(error)
        assert.deepStrictEqual(reported, run(withError.stream).violations)
      }
    })
  )

  it.effect("fails at warnings where it is told to", () =>
    Effect.gen(function* () {
      for (const onViolation of ["fail", { warning: "fail" }] as const) {
        const { error } = yield* outcome(streamOf(withWarning.stream).pipe(StreamProtocol.check({ onViolation })))
        assert.include(error, { rule: "I6", severity: "warning", index: withWarning.at })
      }
    })
  )

  it.effect("checks each run of the stream anew", () =>
    Effect.gen(function* () {
      const checked = streamOf(wellFormed).pipe(StreamProtocol.check({ onViolation: "fail" }))
      assert.isUndefined((yield* outcome(checked)).error)
      assert.isUndefined((yield* outcome(checked)).error)
    })
  )
})

describe("check on chunks", () => {
  it.effect("counts them for their index, and needs no events", () =>
    Effect.gen(function* () {
      const { at, stream } = broken.I3[0]!
      const { error, values } = yield* outcome(
        streamOf(stream).pipe(
          Stream.map(({ chunk }) => chunk),
          StreamProtocol.check()
        )
      )
      assert.strictEqual(values.length, at)
      assert.include(error, { rule: "I3", index: at, type: "response.function_call_arguments.delta" })
    })
  )
})

describe("runVerdict", () => {
  const verdictOf = (stream: ReadonlyArray<Wire>, onEnd: "fail" | "allow") =>
    Stream.fromIterable<unknown>(stream.map((wire, i) => ({ sequence_number: i, ...wire }))).pipe(
      ChunkStream.decodeJson({ onEnd }),
      StreamProtocol.runVerdict
    )

  it.effect("gives the verdict as a value, also on a stream that was cut", () =>
    Effect.gen(function* () {
      for (const onEnd of ["fail", "allow"] as const) {
        assert.strictEqual(yield* verdictOf(wellFormed, onEnd), "Completed")
        assert.strictEqual(yield* verdictOf([created, incomplete], onEnd), "Incomplete")
        assert.strictEqual(yield* verdictOf([created, error, failed], onEnd), "Failed")
        assert.strictEqual(yield* verdictOf([created, error], onEnd), "Errored")
        assert.strictEqual(yield* verdictOf([created, message.added], onEnd), "Truncated")
        assert.strictEqual(yield* verdictOf([created, call.added, call.done], onEnd), "ItemsCompleteWithoutTerminal")
        assert.strictEqual(yield* verdictOf([], onEnd), "Truncated")
      }
    })
  )

  it.effect("fails with any other error", () =>
    Effect.gen(function* () {
      const stream = Stream.concat(streamOf(wellFormed), Stream.fail("boom"))
      assert.strictEqual(yield* Effect.flip(StreamProtocol.runVerdict(stream)), "boom")
    })
  )
})

describe("onVerdict", () => {
  const run = <E>(stream: Stream.Stream<StreamProtocol.ProtocolEvent, E>) =>
    Effect.gen(function* () {
      const log: Array<unknown> = []
      const { error } = yield* outcome(
        stream.pipe(
          StreamProtocol.onVerdict((verdict, state) =>
            Effect.sync(() => {
              log.push(verdict, StreamProtocol.openItems(state), StreamProtocol.sequenceNumber(state))
            })
          ),
          Stream.tap(({ index }) => Effect.sync(() => log.push(index)))
        )
      )
      return { error, log }
    })

  it.effect("is called once, after the last event, with what is open and the last number", () =>
    Effect.gen(function* () {
      const { error, log } = yield* run(streamOf([created, message.added, call.added]))
      assert.isUndefined(error)
      const open = [
        { outputIndex: 1, type: "message", itemId: "id_1" },
        { outputIndex: 2, type: "function_call", itemId: "id_2" }
      ]
      assert.deepStrictEqual(log, [0, 1, 2, "Truncated", open, 2])
    })
  )

  it.effect("is called where the stream was cut, which still fails it", () =>
    Effect.gen(function* () {
      const cut = Stream.make(sseOf([created, call.added, call.done])).pipe(ChunkStream.decode({ as: "event" }))
      const { error, log } = yield* run(cut)
      assert.strictEqual(error?._tag, "UnexpectedEnd")
      assert.deepStrictEqual(log, [0, 1, 2, "ItemsCompleteWithoutTerminal", [], 2])
    })
  )

  it.effect("isn't called where the stream fails otherwise, or is left", () =>
    Effect.gen(function* () {
      const failed = yield* run(Stream.concat(streamOf([created]), Stream.fail("boom")))
      assert.deepStrictEqual(failed.log, [0])
      assert.strictEqual(failed.error, "boom")
      const left = yield* run(streamOf(wellFormed).pipe(Stream.rechunk(1), Stream.concat(Stream.never), Stream.take(2)))
      assert.deepStrictEqual(left.log.slice(0, 2), [0, 1])
      assert.strictEqual(left.log.length, 5)
    })
  )

  it.effect("goes by the error's tag, and is called once, whatever it fails with", () =>
    Effect.gen(function* () {
      const other = { _tag: "UnexpectedEnd", verdict: "Truncated" } as const
      const cut = Stream.concat(streamOf([created]), Stream.fail(other))
      const { error, log } = yield* run(cut)
      assert.strictEqual(error, other)
      assert.deepStrictEqual(log, [0, "Truncated", [], 0])
      assert.strictEqual(yield* StreamProtocol.runVerdict(cut), "Truncated")
      for (const stream of [streamOf(wellFormed), cut]) {
        let calls = 0
        const failing = stream.pipe(
          StreamProtocol.onVerdict(() => {
            calls++
            return Effect.fail({ ...other, from: "f" })
          })
        )
        assert.include((yield* outcome(failing)).error, { from: "f" })
        assert.strictEqual(calls, 1)
      }
    })
  )

  it.effect("fails the stream with its own error", () =>
    Effect.gen(function* () {
      const { error } = yield* outcome(
        streamOf(wellFormed).pipe(StreamProtocol.onVerdict((verdict) => Effect.fail(verdict)))
      )
      assert.strictEqual(error, "Completed")
    })
  )
})
