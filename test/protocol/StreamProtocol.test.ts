import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { makeDecoder } from "../support/decoder.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as progress from "../../src/stream/progress.ts"
import { readEvents } from "../support/reader.ts"
import { ProtocolViolation } from "../../src/errors/StreamError.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as Testing from "../../src/testing/testing.ts"
import { bytesOf } from "../support/bytes.ts"
import { sse } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"

// -----------------------------------------------------------------------------
// A stream in which items interleave, arrive out of order and finish out of order
// -----------------------------------------------------------------------------

type Wire = { readonly type: string; readonly [key: string]: unknown }

const lifecycle = (type: string): Wire => ({
  type: `response.${type}`,
  response: { id: "resp_1", object: "response", created_at: 1, model: "example/model", status: type, output: [] }
})

const item = (output_index: number, type: string, rest: object = {}) => ({
  added: { type: "response.output_item.added", output_index, item: { type, id: `id_${output_index}`, ...rest } },
  done: { type: "response.output_item.done", output_index, item: { type, id: `id_${output_index}`, ...rest } },
  on: (chunk: string, own: object = {}): Wire => ({
    type: `response.${chunk}`,
    item_id: `id_${output_index}`,
    output_index,
    ...own
  })
})

const created = lifecycle("created")
const queued = lifecycle("queued")
const inProgress = lifecycle("in_progress")
const completed = lifecycle("completed")
const incomplete = lifecycle("incomplete")
const failed = lifecycle("failed")
const keepalive: Wire = { type: "keepalive" }
const unknown: Wire = { type: "response.of_tomorrow", output_index: 77, item_id: "id_77" }
const error: Wire = { type: "error", code: "server_error", message: "Secret", param: null }

const reasoning = item(0, "reasoning", { summary: [] })
const message = item(1, "message", { role: "assistant", status: "in_progress", content: [] })
const call = item(2, "function_call", { call_id: "call_1", name: "look", arguments: "" })
const image = item(3, "image_generation_call", { status: "in_progress", result: null })

const textPart = { content_index: 0, part: { type: "output_text", text: "", annotations: [] } }
const summaryPart = { summary_index: 0, part: { type: "summary_text", text: "" } }
const text = (delta: string) => message.on("output_text.delta", { content_index: 0, delta, logprobs: [] })
const thought = (delta: string) => reasoning.on("reasoning_summary_text.delta", { summary_index: 0, delta })
const argument = (delta: string) => call.on("function_call_arguments.delta", { delta })
const partial = (partial_image_index: number) =>
  image.on("image_generation_call.partial_image", { partial_image_b64: "AA==", partial_image_index })

const partAdded = message.on("content_part.added", textPart)
const textDone = message.on("output_text.done", { content_index: 0, text: "Hello", logprobs: [] })
const partDone = message.on("content_part.done", textPart)
const summaryDone = reasoning.on("reasoning_summary_part.done", summaryPart)
const argumentsDone = call.on("function_call_arguments.done", { arguments: "{}" })
const generating = image.on("image_generation_call.generating")
const imageCompleted = image.on("image_generation_call.completed")
const [first, second] = [partial(0), partial(1)]
const [hel, lo] = [text("Hel"), text("lo")]

const wellFormed: ReadonlyArray<Wire> = [
  created,
  queued,
  inProgress,
  reasoning.added,
  message.added,
  reasoning.on("reasoning_summary_part.added", summaryPart),
  partAdded,
  thought("Be "),
  hel,
  thought("brief"),
  image.added,
  image.on("image_generation_call.in_progress"),
  generating,
  first,
  call.added,
  argument("{"),
  lo,
  second,
  textDone,
  argument("}"),
  argumentsDone,
  partDone,
  message.done,
  imageCompleted,
  image.done,
  call.done,
  reasoning.on("reasoning_summary_text.done", { summary_index: 0, text: "Be brief" }),
  summaryDone,
  reasoning.done,
  keepalive,
  unknown,
  completed
]

// -----------------------------------------------------------------------------
// Helpers
// -----------------------------------------------------------------------------

const decoder = makeDecoder()

const decode = (wire: Wire, index: number): StreamProtocol.ProtocolEvent & { readonly json: Wire } => {
  const { event, ...rest } = { sequence_number: index, ...wire } as Wire & { readonly event?: string }
  return {
    index,
    json: rest,
    chunk: Result.getOrThrow(decoder.decodeJson(rest, index)),
    ...(event === undefined ? {} : { event })
  }
}

const run = (stream: ReadonlyArray<Wire>) => {
  let state = StreamProtocol.initial
  const violations: Array<StreamProtocol.Violation> = []
  for (const event of stream.map(decode)) {
    const [next, found] = StreamProtocol.step(state, event)
    state = next
    violations.push(...found)
  }
  return { state, violations: [...violations, ...StreamProtocol.end(state)] }
}

const found = (...streams: ReadonlyArray<ReadonlyArray<Wire>>) => streams.flatMap((stream) => run(stream).violations)

/** The verdict after each event, and what the pump's progress says there. */
const verdicts = (stream: ReadonlyArray<Wire>) => {
  const seen = progress.start()
  let state = StreamProtocol.initial
  const ours = [StreamProtocol.verdict(state)]
  const theirs = [progress.verdict(seen)]
  for (const event of stream.map(decode)) {
    progress.advance(seen, event.chunk.type, event.json)
    state = StreamProtocol.step(state, event)[0]
    ours.push(StreamProtocol.verdict(state))
    theirs.push(progress.verdict(seen))
  }
  return { ours, theirs }
}

const lastVerdict = (...stream: ReadonlyArray<Wire>) => verdicts(stream).ours.at(-1)

const sseOf = (wires: ReadonlyArray<Wire>): Uint8Array =>
  bytesOf(sse(...wires.map((wire, i) => ({ sequence_number: i, ...wire }))))

const streamOf = (wires: ReadonlyArray<Wire>) => Stream.fromIterable(wires.map(decode))

/** A chunk of a shell call. */
const command = (type: string, own: object): Wire => ({ type, output_index: 0, command_index: 0, ...own })

/** A chunk of a part of item 0. */
const inPart = (wire: Wire, content_index: number): Wire => ({ ...wire, output_index: 0, content_index })

/** The well-formed stream with `target` replaced, and the place where that is. */
const instead = (target: Wire, ...others: ReadonlyArray<Wire>) => {
  const at = wellFormed.indexOf(target)
  return { at, stream: wellFormed.toSpliced(at, 1, ...others) }
}
const without = (target: Wire) => instead(target).stream
const before = (target: Wire, other: Wire) => instead(target, other, target)
const after = (target: Wire, other: Wire) => {
  const { at, stream } = instead(target, target, other)
  return { at: at + 1, stream }
}

/** Numbered as in the well-formed stream, so that leaving an event out leaves its number out. */
const trimmed = (isKept: (wire: Wire) => boolean) =>
  wellFormed.map((wire, index) => ({ ...wire, sequence_number: index })).filter(isKept)

const isOf = (outputIndex: number) => (wire: Wire) => wire["output_index"] === outputIndex

interface Case {
  readonly name: string
  readonly stream: ReadonlyArray<Wire>
  readonly at: number
  readonly severity?: StreamProtocol.Severity
}

const broken: { readonly [Rule in StreamProtocol.RuleId]: ReadonlyArray<Case> } = {
  F2: [
    { name: "the event line names another type", ...instead(hel, { ...hel, event: "response.output_text.done" }) },
    { name: "the event line of an unknown chunk differs", ...instead(unknown, { ...unknown, event: "response.x" }) }
  ],
  S1: [
    { name: "a number repeats", ...instead(hel, { ...hel, sequence_number: wellFormed.indexOf(hel) - 1 }) },
    { name: "a number goes back", ...instead(hel, { ...hel, sequence_number: 1 }) },
    { name: "an unknown chunk goes back", ...instead(unknown, { ...unknown, sequence_number: -1 }) }
  ],
  R1: [{ name: "the stream begins with another chunk", stream: without(created), at: 0 }],
  R2: [
    { name: "the response is queued after it was in progress", ...after(inProgress, queued) },
    { name: "the response is created twice", ...after(created, created) },
    { name: "the response is created again late", ...after(hel, created) },
    { name: "the response ends twice", ...after(completed, completed) },
    { name: "the response fails after it was completed", ...after(completed, failed) }
  ],
  R3: [
    { name: "a keepalive comes after the end", ...after(completed, keepalive) },
    { name: "an unknown chunk comes after the end", ...after(completed, unknown) },
    { name: "an error comes after the end", ...after(completed, error) }
  ],
  R4: [
    { name: "text comes after an error", stream: before(hel, error).stream, at: wellFormed.indexOf(hel) + 1 },
    { name: "the response is completed after an error", stream: [created, error, completed], at: 2 }
  ],
  I1: [
    {
      name: "an item is updated that was not added",
      stream: without(message.added),
      at: wellFormed.indexOf(partAdded) - 1
    },
    { name: "an item is done that was not added", stream: [created, message.done, failed], at: 1 },
    { name: "an item is added twice", ...after(image.added, image.added) },
    { name: "an item is open when the response is completed", stream: without(call.done), at: wellFormed.length - 2 }
  ],
  I2: [
    { name: "a delta comes without its part", stream: without(partAdded), at: wellFormed.indexOf(hel) - 1 },
    { name: "a delta comes after its part", ...after(partDone, lo) },
    { name: "a done comes after its part", ...after(partDone, textDone) },
    { name: "a part is done twice", ...after(summaryDone, summaryDone) },
    { name: "a part opens twice", ...after(partAdded, partAdded), severity: "warning" },
    {
      name: "a part closes before its text",
      stream: without(textDone),
      at: wellFormed.indexOf(partDone) - 1,
      severity: "warning"
    },
    {
      name: "a part closes only with its item",
      stream: without(partDone),
      at: wellFormed.indexOf(message.done) - 1,
      severity: "warning"
    }
  ],
  I3: [
    { name: "a delta comes after the item's done", ...after(call.done, argument("x")) },
    { name: "a status comes after the item's done", ...after(image.done, imageCompleted) },
    { name: "an item is done twice", ...after(call.done, call.done) },
    {
      name: "an item is added again",
      stream: wellFormed.toSpliced(wellFormed.indexOf(call.done) + 1, 0, call.added, call.done),
      at: wellFormed.indexOf(call.done) + 1
    }
  ],
  I4: [
    { name: "an index is left out", stream: shifted(2, 4), at: wellFormed.length - 1 },
    { name: "the indexes start at 1", stream: shifted(0, 4), at: wellFormed.length - 1 },
    { name: "an index is no whole number", stream: shifted(3, 3.5), at: wellFormed.indexOf(image.added) },
    { name: "an index is negative", stream: shifted(3, -1), at: wellFormed.indexOf(image.added) },
    {
      name: "an item was left out, and its sequence numbers too",
      stream: trimmed((wire) => wire["output_index"] !== 2),
      at: wellFormed.filter((wire) => wire["output_index"] !== 2).length - 1,
      severity: "warning"
    }
  ],
  I5: [
    { name: "a chunk has another item's id", ...instead(lo, { ...lo, item_id: "id_9" }) },
    { name: "an item is done under another id", ...instead(call.done, renamed(call.done)) },
    { name: "a chunk is of another kind than its item", ...after(hel, item(1, "").on("web_search_call.searching")) },
    { name: "all later chunks have another id", stream: strayed(), at: wellFormed.indexOf(hel) }
  ],
  I6: [
    { name: "the text of a done differs", ...instead(textDone, { ...textDone, text: "Hullo" }) },
    { name: "the arguments of a done are longer", ...instead(argumentsDone, { ...argumentsDone, arguments: "{ }" }) },
    { name: "a text grows after its done", ...after(textDone, lo) },
    { name: "arguments grow after their done", ...after(argumentsDone, argument("x")) }
  ],
  G1: [
    { name: "partial images leave one out", ...instead(second, partial(2)) },
    { name: "partial images start at 1", stream: without(first), at: wellFormed.indexOf(second) - 1 },
    { name: "an image is generating after it is completed", ...after(imageCompleted, generating) },
    { name: "a partial image comes after the image is completed", ...after(imageCompleted, partial(2)) }
  ]
}

function shifted(from: number, to: number): ReadonlyArray<Wire> {
  return wellFormed.map((wire) => (isOf(from)(wire) ? { ...wire, output_index: to } : wire))
}

function renamed(wire: Wire): Wire {
  return { ...wire, item: { ...(wire["item"] as object), id: "id_9" } }
}

function strayed(): ReadonlyArray<Wire> {
  return wellFormed.map((wire, i) =>
    isOf(1)(wire) && "item_id" in wire && i >= wellFormed.indexOf(hel) ? { ...wire, item_id: `id_${i}` } : wire
  )
}

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
    const sizeAfter = (deltas: number) => {
      const { state } = run([created, reasoning.added, message.added, partAdded, ...Array(deltas).fill(hel)])
      return JSON.stringify(state).replaceAll(/-?\d+/g, "").length
    }
    assert.strictEqual(sizeAfter(1000), sizeAfter(10))
    const many = Array.from({ length: 500 }, (_, i) => item(i, "of_tomorrow")).flatMap(({ added, done }) => [
      added,
      done
    ])
    assert.isBelow(JSON.stringify(run([created, ...many]).state).length, 500)
  })
})

describe("end", () => {
  it("finds nothing in a stream that was cut: the verdict says that it was", () => {
    for (let length = 0; length < wellFormed.length; length++) {
      assert.deepStrictEqual(run(wellFormed.slice(0, length)).violations, [])
    }
  })

  it("names each item that was left open and the first of each gap", () => {
    const items = [1, 5, 3].map((i) => item(i, "function_call", { call_id: "c", name: "f", arguments: "" }).added)
    const found = run([created, ...items, completed]).violations.map(
      ({ outputIndex, rule }) => `${rule} ${outputIndex}`
    )
    assert.deepStrictEqual(found, ["I4 0", "I1 1", "I4 2", "I1 3", "I4 4", "I1 5"])
  })
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

  it("agrees with the pump after every event of broken streams", () => {
    for (const { stream } of Object.values(broken).flat()) {
      const { ours, theirs } = verdicts(stream)
      assert.deepStrictEqual(ours, theirs)
    }
  })

  it("agrees with the pump after every event of streams in any order", () => {
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
    Stream.fromIterable<unknown>(stream.map((wire, i) => ({ sequence_number: i, ...wire })))
      .pipe(
        ChunkStream.decodeJson({
          onEnd
        })
      )
      .pipe(StreamProtocol.runVerdict)

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

  it.effect("fails the stream with its own error", () =>
    Effect.gen(function* () {
      const { error } = yield* outcome(
        streamOf(wellFormed).pipe(StreamProtocol.onVerdict((verdict) => Effect.fail(verdict)))
      )
      assert.strictEqual(error, "Completed")
    })
  )
})

// -----------------------------------------------------------------------------
// Generated streams
// -----------------------------------------------------------------------------

describe("any answer", () => {
  const check = (events: ReadonlyArray<StreamProtocol.ProtocolEvent>) => {
    let state = StreamProtocol.initial
    const violations: Array<StreamProtocol.Violation> = []
    for (const event of events) {
      const [next, found] = StreamProtocol.step(state, event)
      state = next
      violations.push(...found)
    }
    return { state, violations: [...violations, ...StreamProtocol.end(state)] }
  }

  const generated = [Testing.anyAnswer(), Arbitrary.schema(Schema.Finite)] as const

  /** One of some things, by any number. */
  const pick = <A>(things: ReadonlyArray<A>, n: number): A | undefined =>
    things[Math.floor(Math.abs(Math.sin(n)) * things.length)]

  it.effect.prop(
    "keeps all rules, and any beginning of it too, with a verdict that says that it was cut",
    [...generated],
    ([answer, where]) =>
      Effect.sync(() => {
        const events = Testing.toJson(answer).map((json, i) => decode(json as Wire, i))
        const whole = check(events)
        assert.deepStrictEqual(whole.violations, [])
        assert.strictEqual(StreamProtocol.verdict(whole.state), "Completed")
        const prefix = events.slice(0, Math.floor(Math.abs(Math.sin(where)) * events.length))
        const cut = check(prefix)
        assert.deepStrictEqual(cut.violations, [])
        const verdict =
          StreamProtocol.openItems(cut.state).length === 0 && prefix.length > 2
            ? "ItemsCompleteWithoutTerminal"
            : "Truncated"
        assert.strictEqual(StreamProtocol.verdict(cut.state), verdict)
      })
  )

  /** What a plant makes of a stream: the stream, and where the rule is first broken. */
  type Planted = readonly [stream: ReadonlyArray<Wire>, at: number]

  /** Plants a fault at one of the places where it can stand. */
  type Plant = (stream: ReadonlyArray<Wire>, n: number) => Planted | undefined

  const placesOf = (stream: ReadonlyArray<Wire>, matches: (wire: Wire) => boolean) =>
    stream.flatMap((wire, i) => (matches(wire) ? [i] : []))

  const replacing =
    (matches: (wire: Wire) => boolean, replace: (wire: Wire) => ReadonlyArray<Wire>, offset = 0): Plant =>
    (stream, n) => {
      const at = pick(placesOf(stream, matches), n)
      return at === undefined ? undefined : [stream.toSpliced(at, 1, ...replace(stream[at]!)), at + offset]
    }

  const typed =
    (...types: ReadonlyArray<string>) =>
    ({ type }: Wire) =>
      types.includes(type)

  /** Leaves an event out; what needs it is the next event of the same part or item. */
  const leavingOut =
    (types: ReadonlyArray<string>, ...keys: ReadonlyArray<string>): Plant =>
    (stream, n) => {
      const at = pick(placesOf(stream, typed(...types)), n)
      if (at === undefined) return undefined
      const left = stream[at]!
      const next = stream.findIndex((wire, i) => i > at && keys.every((key) => wire[key] === left[key]))
      return next === -1 ? undefined : [stream.toSpliced(at, 1), next - 1]
    }

  const unnumber = (json: object): object =>
    Object.fromEntries(Object.entries(json).filter(([key]) => key !== "sequence_number"))

  const afterDone = replacing(typed("response.output_item.done"), (done) => [done, done], 1)

  const plants: { readonly [_ in StreamProtocol.RuleId]: Plant } = {
    F2: replacing(
      () => true,
      (wire) => [{ ...wire, event: "response.x" }]
    ),
    S1: (stream, n) => {
      const at = 1 + Math.floor(Math.abs(Math.sin(n)) * (stream.length - 1))
      return [stream.with(at, { ...stream[at]!, sequence_number: at - 1 }), at]
    },
    R1: (stream) => [stream.slice(1), 0],
    R2: replacing(
      (wire) => !typed("response.completed")(wire),
      (wire) => [wire, created],
      1
    ),
    R3: replacing(typed("response.completed"), (wire) => [wire, keepalive], 1),
    R4: replacing(
      (wire) => !typed("response.completed")(wire),
      (wire) => [wire, error],
      2
    ),
    I1: replacing(typed("response.output_item.added"), (added) => [added, added], 1),
    I2: leavingOut(
      ["response.content_part.added", "response.reasoning_summary_part.added"],
      "output_index",
      "content_index",
      "summary_index"
    ),
    I3: afterDone,
    I4: (stream, n) => {
      const indexes = placesOf(stream, typed("response.output_item.added")).map((i) => stream[i]!["output_index"])
      const moved = pick(indexes, n)
      const to = indexes.length + 3
      return moved === undefined
        ? undefined
        : [
            stream.map((wire) => (wire["output_index"] === moved ? { ...wire, output_index: to } : wire)),
            stream.length - 1
          ]
    },
    I5: replacing(
      ({ item_id }) => item_id !== undefined,
      (wire) => [{ ...wire, item_id: "another" }]
    ),
    // A text without deltas may have any done
    I6: (stream, n) => {
      const at = pick(
        placesOf(
          stream,
          ({ output_index, text, type }) =>
            typeof text === "string" &&
            text !== "" &&
            stream.some((wire) => wire.type === type.replace(/done$/, "delta") && wire["output_index"] === output_index)
        ),
        n
      )
      return at === undefined
        ? undefined
        : [stream.with(at, { ...stream[at]!, text: `${String(stream[at]!["text"])}!` }), at]
    },
    G1: replacing(
      typed("response.image_generation_call.completed"),
      (done) => [done, { ...done, type: "response.image_generation_call.generating" }],
      1
    )
  }

  for (const [rule, plant] of Object.entries(plants)) {
    it.effect(`finds a fault against ${rule} where it was planted, and none before`, () =>
      Effect.gen(function* () {
        let planted = 0
        const seen = yield* Arbitrary.checkEffect(
          Arbitrary.all(generated),
          ([answer, n]) => {
            const stream = Testing.toJson(answer).map((json) => unnumber(json) as Wire)
            const faulty = plant(stream, n)
            if (faulty === undefined) return true
            planted++
            const [wires, at] = faulty
            const { violations } = check(wires.map(decode))
            return (
              violations[0]?.rule === rule && violations.every(({ index }) => index >= at) && violations[0].index === at
            )
          },
          { runs: 100 }
        )
        assert.strictEqual(seen._tag, "Passed", JSON.stringify(seen))
        assert.isAbove(planted, 10)
      })
    )
  }

  it.effect.prop(
    "reports an item whose added was malformed and skipped once, at the next event of the item",
    [...generated],
    ([answer, n]) =>
      Effect.gen(function* () {
        const events = Testing.toJson(answer)
        const at = pick(placesOf(events as ReadonlyArray<Wire>, typed("response.output_item.added")), n)
        if (at === undefined) return
        const index = events.findIndex((json, i) => i > at && json["output_index"] === events[at]!["output_index"])
        const reported: Array<StreamProtocol.Violation> = []
        yield* Stream.make(Testing.toBytes(answer.pipe(Testing.malformed(at, "wrongType")))).pipe(
          ChunkStream.decode({ as: "event", onInvalid: "skip", onSkip: () => {} }),
          StreamProtocol.check({ onViolation: "report", onReport: (violation) => reported.push(violation) }),
          Stream.runDrain
        )
        assert.deepStrictEqual(
          reported.map(({ index, rule }) => ({ index, rule })),
          [{ index, rule: "I1" }]
        )
      })
  )
})

describe("streams that mean no good", () => {
  const steps = (events: ReadonlyArray<StreamProtocol.ProtocolEvent>) => {
    // The time of this process: others on the machine don't count
    const start = process.cpuUsage()
    let state = StreamProtocol.initial
    for (const event of events) state = StreamProtocol.step(state, event)[0]
    return { state, time: process.cpuUsage(start).user }
  }
  const times = <A>(n: number, make: (i: number) => A) => Array.from({ length: n }, (_, i) => make(i))
  const open = (i: number) => item(i, "of_tomorrow").added
  const part = (contentIndex: number): Wire => ({ ...partAdded, content_index: contentIndex })
  const streams: { readonly [name: string]: (n: number) => ReadonlyArray<Wire> } = {
    "open items and close none": (n) => times(n, open),
    "leave a gap before each item": (n) => times(n, (i) => open(2 * i)),
    "go round and round among open items": (n) => [
      ...times(n / 4, open),
      ...times(n, (i) => item(i % (n / 4), "").on("web_search_call.searching"))
    ],
    "open parts and close none": (n) => [message.added, ...times(n, part)]
  }
  for (const [name, make] of Object.entries(streams)) {
    it(`take linear time where they ${name}`, () => {
      const fastest = (n: number) => {
        const events = make(n).map(decode)
        return Math.min(...times(3, () => steps(events).time))
      }
      fastest(2000)
      const few = fastest(2000)
      const many = fastest(16_000)
      // Linear is a factor of 8; quadratic would be 64
      assert.isBelow(many / few, 32)
    })
  }

  it("take no more memory than what is open, whatever was closed and left out", () => {
    const size = (wires: ReadonlyArray<Wire>) => JSON.stringify(steps(wires.map(decode)).state).length
    const closed = (n: number, step: number) =>
      times(n, (i) => item(i * step, "of_tomorrow")).flatMap(({ added, done }) => [added, done])
    assert.isBelow(size(closed(5000, 1)), size(closed(10, 1)) + 20)
    assert.isBelow(size(closed(6000, 2)), 20_000)
    assert.isBelow(size(closed(3000, 2)) + 1000, size(closed(500, 2)) * 3)
  })
})

// -----------------------------------------------------------------------------
// Recordings
// -----------------------------------------------------------------------------

describe("recordings of real streams", () => {
  const captures = fileURLToPath(new URL("../../../shared/captures/", import.meta.url))

  it("break no rule of severity error, and end with the pump's verdict", (ctx) => {
    ctx.skip(!existsSync(captures), "../shared/captures is not beside the project")
    const files = readFileSync(captures + "INDEX.tsv", "utf8")
      .split("\n")
      .map((line) => line.split("\t"))
      .filter(([file, recorded]) => recorded === "real" && !file!.startsWith("chat-completions/"))
      .map(([file]) => file!)
    assert.isAbove(files.length, 100)
    for (const file of files) {
      let state = StreamProtocol.initial
      const errors: Array<StreamProtocol.Violation> = []
      const add = (violations: ReadonlyArray<StreamProtocol.Violation>) =>
        errors.push(...violations.filter(({ severity }) => severity === "error"))
      const { events, reader } = readEvents({ onEnd: "allow" })
      const bytes = readFileSync(captures + file)
      if (file.endsWith(".sse")) reader.push(bytes)
      else {
        for (const line of bytes.toString().split("\n")) if (line.trim() !== "") reader.pushJson(JSON.parse(line))
      }
      reader.end()
      for (const { event, index, json, result } of events) {
        const [next, violations] = StreamProtocol.step(state, {
          chunk: Result.getOrThrow(result),
          index,
          json,
          ...(event === undefined ? {} : { event })
        })
        state = next
        add(violations)
      }
      add(StreamProtocol.end(state))
      assert.deepStrictEqual(errors, [], file)
      assert.strictEqual(StreamProtocol.verdict(state), progress.verdict(reader.progress), file)
    }
  })
})
