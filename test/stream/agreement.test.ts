/**
 * Which item a chunk is about, how a stream ended, and what a sequence number is: whatever reads a stream says the same,
 * wherever the stream is cut.
 */
import { afterAll, assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import { toolCalls } from "../../src/call/kinds.ts"
import * as ToolCall from "../../src/call/ToolCall.ts"
import { fieldsOf } from "../../src/base/json.ts"
import type { ResponsesStreamChunk as Chunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as InspectBytes from "../../src/capture/inspectBytes.ts"
import type { OutputItem } from "../../src/model/OutputItem.ts"
import type { UnexpectedEnd } from "../../src/errors/StreamError.ts"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import * as StreamResume from "../../src/operator/StreamResume.ts"
import { makeTally } from "../../src/operator/tally.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { responseIdOf, sequenceNumberOf } from "../../src/stream/event.ts"
import * as progress from "../../src/stream/progress.ts"
import { Reader } from "../../src/stream/reader.ts"
import type { ReaderOptions } from "../../src/stream/reader.ts"
import { beginsAnother } from "../../src/stream/verdict.ts"
import type { Verdict } from "../../src/stream/verdict.ts"
import type { Json } from "../../src/testing/testing.ts"
import type { ValidateSummary } from "../../src/web/options.ts"
import { makeChecker } from "../../src/web/checker.ts"
import * as Web from "../../src/web/Web.ts"
import { created, delta, itemAdded, itemDone } from "../support/events.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"
import { assertSame } from "../support/same.ts"
import { withoutStacks } from "../support/stacks.ts"
import { anyPlan, eventsOf, textsOf } from "../support/unruly.ts"

const encoder = new TextEncoder()

// -----------------------------------------------------------------------------
// Those that end a stream
// -----------------------------------------------------------------------------

/** Reads bytes to their end, past invalid events. */
const readAll = (bytes: Uint8Array, onEnd: NonNullable<ReaderOptions["onEnd"]>) => {
  const chunks: Array<Chunk> = []
  const reader = new Reader({ onChunk: (chunk) => void chunks.push(chunk), onInvalid: () => false }, { onEnd })
  reader.push(bytes)
  reader.end()
  return { chunks, reader, error: reader.error as UnexpectedEnd | undefined }
}

const streamHead = { headers: { "content-type": "text/event-stream" } }

const summaryOf = (bytes: Uint8Array): ValidateSummary => {
  let summary: ValidateSummary | undefined
  const checker = makeChecker(new Response(null, streamHead), { onFinish: (all) => void (summary = all) })
  checker.push(bytes)
  checker.end()
  checker.finish("ended")
  return summary!
}

const reportOf = (bytes: Uint8Array) => {
  const inspection = InspectBytes.make("capture.sse")
  inspection.push(bytes)
  return inspection.finish()
}

// -----------------------------------------------------------------------------
// Those that follow a stream
// -----------------------------------------------------------------------------

const clock = Effect.runSync(Effect.clockWith(Effect.succeed))

/** Everything that follows chunks. */
const makeFollowers = () => {
  const tally = makeTally()
  let index = 0
  let protocol = StreamProtocol.initial
  let snapshot = ResponseSnapshot.initial
  let calls = FunctionCall.initial
  let callEvents: ReadonlyArray<FunctionCall.CallEvent> = []
  let tools = ToolCall.initial
  let toolEvents: ReadonlyArray<ToolCall.CallEvent> = []
  let images = ImageGeneration.initial
  let imageEvents: ReadonlyArray<ReturnType<typeof ImageGeneration.end>[number]> = []
  let responseId: string | undefined
  return {
    push: (chunk: Chunk): void => {
      tally.addElements([chunk], clock)
      protocol = StreamProtocol.step(protocol, { chunk, index: index++ })[0]
      snapshot = ResponseSnapshot.step(snapshot, chunk)
      const isAnother = beginsAnother(chunk.type, responseIdOf(chunk), responseId)
      if (isAnother) {
        callEvents = []
        toolEvents = []
        imageEvents = []
        responseId = undefined
      }
      responseId ??= responseIdOf(chunk)
      const [nextCalls, moreCalls] = FunctionCall.step(calls, chunk)
      const [nextTools, moreTools] = ToolCall.step(tools, chunk)
      const [nextImages, moreImages] = ImageGeneration.step(images, chunk)
      calls = nextCalls
      tools = nextTools
      images = nextImages
      if (isAnother) return
      callEvents = [...callEvents, ...moreCalls]
      toolEvents = [...toolEvents, ...moreTools]
      imageEvents = [...imageEvents, ...moreImages]
    },
    tally,
    protocol: () => protocol,
    snapshot: () => snapshot,
    callEvents: () => [...callEvents, ...FunctionCall.end(calls)],
    toolEvents: () => [...toolEvents, ...ToolCall.end(tools)],
    unfinished: () => [...FunctionCall.end(calls), ...ToolCall.end(tools)],
    imageEvents: () => [...imageEvents, ...ImageGeneration.end(images)]
  }
}

type Followers = ReturnType<typeof makeFollowers>

const isImage = ({ item: { type } }: ResponseSnapshot.SnapshotItem): boolean =>
  type === "image_generation_call" || type === "openrouter:image_generation"

const sorted = (texts: ReadonlyArray<string>): ReadonlyArray<string> => texts.toSorted()

/** Whether all texts of a list are in another, each as often. */
const isWithin = (part: ReadonlyArray<string>, whole: ReadonlyArray<string>): boolean => {
  const left = [...whole]
  return part.every((text) => {
    const at = left.indexOf(text)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

/** The fields of an item that aren't empty. */
const givenIn = (item: object): object =>
  Object.fromEntries(
    Object.entries(item).filter(([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0))
  )

const byId = (items: ReadonlyArray<OutputItem>): ReadonlyArray<OutputItem> => {
  const keyOf = (item: OutputItem): string => {
    const { id, n } = item.type === "UNKNOWN" ? item.raw : { id: item.id, n: undefined }
    return JSON.stringify([item.type, id, n])
  }
  return items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

const terminals: ReadonlySet<Verdict> = new Set<Verdict>(["Completed", "Incomplete", "Failed", "Cancelled"])

/** What the open items show in an error. */
const openOf = (items: ReadonlyArray<{ readonly outputIndex: number; readonly type: string }>) =>
  sorted(items.map(({ outputIndex, type }) => `${outputIndex} ${type === "" ? "UNKNOWN" : type}`))

/** The input of a call. */
const inputOf = (item: OutputItem): string => {
  const { action, arguments: json, code, input, operation } = fieldsOf(item)
  const { commands } = Object(action) as { readonly commands?: unknown }
  const { diff } = Object(operation) as { readonly diff?: unknown }
  const text = item.type === "function_call" || item.type.startsWith("mcp_") ? json : (input ?? code ?? diff)
  return typeof text === "string" ? text : Array.isArray(commands) ? JSON.stringify(commands) : ""
}

const isOutcome = (event: ToolCall.CallEvent): event is ToolCall.Outcome =>
  event._tag === "Finished" || event._tag === "Invalid" || event._tag === "Unfinished"

/** The event as `FunctionCall` has it. */
const eventOfFunction = (event: object): object => {
  const { item: _, key: __, type: ___, ...rest } = event as Readonly<Record<string, unknown>>
  return rest
}

/** Compares what calls, images and snapshots know of the items. `isOver` says whether a terminal chunk came. */
const compareItems = (followers: Followers, isOver: boolean, at: string): void => {
  const { items } = followers.snapshot()
  const calls = items.filter(({ item }) => Object.hasOwn(toolCalls.kinds, item.type))
  const textIn = ({ extra, item }: (typeof calls)[number]) => inputOf(item) || (extra?.arguments ?? "")
  const events = followers.toolEvents()
  const outcomes = events.filter(isOutcome)
  assertSame(
    events.flatMap((event) => (event.type === "function_call" ? [eventOfFunction(event)] : [])),
    followers.callEvents().map((event) => Object.assign({}, event)),
    () => `events of function calls, ${at}`
  )
  const started = events.flatMap(({ _tag, key, type }) => (_tag === "Started" ? [`${type} ${key}`] : []))
  const named = outcomes.flatMap((event) => ("item" in event ? [`${event.type} ${event.key}`] : []))
  assert.lengthOf(new Set(outcomes.map(({ key }) => key)), outcomes.length)
  assertSame(sorted(started), sorted(named), () => `calls that started, and have an outcome, ${at}`)
  const endOf = (event: (typeof outcomes)[number]) => {
    if ("argumentsText" in event) return event.argumentsText
    return event.item === undefined ? "" : inputOf(event.item)
  }

  const images = items.filter(isImage)
  const ended = followers.imageEvents().flatMap((event) => (event._tag === "Ended" ? [event] : []))
  const resultOf = ({ item }: (typeof images)[number]) => (item.type === "image_generation_call" && item.result) || ""
  const textOf = ({ outcome }: (typeof ended)[number]) => (outcome._tag === "Completed" ? outcome.image.text : "")

  if (isOver) {
    // What only the stream had isn't in the final output
    assert.isTrue(isWithin(calls.map(textIn), outcomes.map(endOf)), `input of the final calls, ${at}`)
    assert.isTrue(isWithin(images.map(resultOf), ended.map(textOf)), `final images, ${at}`)
    return
  }
  assertSame(
    sorted(outcomes.map((event) => `${event.type} ${event.outputIndex} ${endOf(event)}`)),
    sorted(calls.map((call) => `${call.item.type} ${call.outputIndex} ${textIn(call)}`)),
    () => `calls, ${at}`
  )
  assertSame(
    sorted(ended.map((event) => `${event.outputIndex} ${textOf(event)}`)),
    sorted(images.map((image) => `${image.outputIndex} ${resultOf(image)}`)),
    () => `images, ${at}`
  )
}

// -----------------------------------------------------------------------------
// All of them
// -----------------------------------------------------------------------------

interface Options {
  readonly name?: string
  /** Whether to end the stream after an event, too. */
  readonly endsAt?: (index: number) => boolean
}

/** What was compared. */
const compared = { streams: 0, cuts: 0, ends: 0, verdicts: new Set<Verdict>() }

/** Compares all of them after each event. */
const compare = (texts: ReadonlyArray<string>, { endsAt = () => true, name = "" }: Options = {}): void => {
  const followers = makeFollowers()
  const chunks: Array<Chunk> = []
  const reader = new Reader(
    {
      onChunk: (chunk) => {
        chunks.push(chunk)
        followers.push(chunk)
      },
      onInvalid: () => false
    },
    { onEnd: "synthesize" }
  )
  compared.streams++
  let length = 0
  let isOver = false
  const bytes = encoder.encode(texts.join(""))
  for (const [i, text] of texts.entries()) {
    const at = `${name} after event ${i}`
    const piece = encoder.encode(text)
    reader.push(piece)
    length += piece.length
    // `[DONE]` before the end adds the synthetic chunk
    if (reader.isDone) break
    compared.cuts++

    const verdict = progress.verdict(reader.progress)
    const { sequenceNumber } = reader.progress
    const snapshot = followers.snapshot()
    const protocol = followers.protocol()
    compared.verdicts.add(verdict)
    assertSame(
      {
        protocol: StreamProtocol.verdict(protocol),
        snapshot: snapshot.verdict,
        telemetry: followers.tally.verdict()
      },
      { protocol: verdict, snapshot: verdict, telemetry: verdict },
      () => `verdicts, ${at}`
    )
    assertSame(
      { protocol: StreamProtocol.sequenceNumber(protocol), snapshot: snapshot.sequenceNumber },
      { protocol: sequenceNumber, snapshot: sequenceNumber },
      () => `sequence numbers, ${at}`
    )
    const wasOver = isOver
    isOver = terminals.has(verdict)
    const open = openOf(progress.openItems(reader.progress))
    if (!isOver) {
      assertSame(openOf(StreamProtocol.openItems(protocol)), open, () => `open items of the protocol, ${at}`)
      const openInSnapshot = snapshot.items.filter(({ isDone, isInferred }) => !isDone && !isInferred)
      assertSame(
        openOf(openInSnapshot.map(({ item: { type }, outputIndex }) => ({ outputIndex, type }))),
        open,
        () => `open items of the snapshot, ${at}`
      )
      const cut = verdict === "ItemsCompleteWithoutTerminal" ? "Truncated" : verdict
      for (const call of followers.unfinished()) assert.strictEqual(call.verdict, cut, `the verdict of a call, ${at}`)
    }
    if (!endsAt(i)) continue
    compared.ends++
    // Behind a terminal chunk without output, a snapshot takes what else comes
    if (!isOver || !wasOver) compareItems(followers, isOver, at)

    const soFar = bytes.subarray(0, length)
    const { error } = readAll(soFar, "fail")
    const isCut = verdict === "Truncated" || verdict === "ItemsCompleteWithoutTerminal"
    assert.strictEqual(error?.verdict, isCut ? verdict : undefined, `the verdict of the error, ${at}`)
    assert.strictEqual(error?.sequenceNumber, isCut ? sequenceNumber : undefined, `the number of the error, ${at}`)
    assertSame(openOf(error?.openItems ?? []), isCut ? open : [], () => `the open items of the error, ${at}`)
    const summary = summaryOf(soFar)
    assert.strictEqual(summary.verdict, verdict, `the verdict of Web.validate, ${at}`)
    const report = reportOf(soFar)
    assertSame(
      { verdict: report.verdict, open: openOf(report.openItems), number: report.lastSequenceNumber },
      { verdict, open: isCut ? open : [], number: isCut ? sequenceNumber : undefined },
      () => `the report of the command, ${at}`
    )
    if (verdict !== "ItemsCompleteWithoutTerminal") continue
    const last = readAll(soFar, "synthesize").chunks.at(-1)!
    if (reader.progress.response === undefined) continue
    assert(last.type === "response.completed" && ChunkStream.isSynthetic(last), `the made end, ${at}`)
    // A `done` may leave out what was streamed. An item whose chunks disagree about its index has one of their places
    const made = byId(last.response.output)
    const items = byId(snapshot.items.flatMap(({ isDone, item }) => (isDone ? [item] : [])))
    assertSame(
      made.map((item, n) => Object.assign({}, items[n], givenIn(item))),
      items.map((item) => Object.assign({}, item)),
      () => `the output of the made end, ${at}`
    )
  }
}

/** Compares the public functions over a whole stream. */
const compareWhole = (texts: ReadonlyArray<string>, name = "") =>
  Effect.gen(function* () {
    const bytes = encoder.encode(texts.join(""))
    const { chunks, reader } = readAll(bytes, "allow")
    const verdict = progress.verdict(reader.progress)
    const decoded = Stream.make(bytes).pipe(ChunkStream.decode({ onInvalid: "skip", onSkip: () => {} }))
    assert.strictEqual(yield* StreamProtocol.runVerdict(decoded), verdict, `runVerdict ${name}`)
    const summary = yield* Effect.promise(
      () =>
        new Promise<ValidateSummary>((onFinish) => {
          void Web.validate(new Response(bytes, streamHead), { onFinish }).text()
        })
    )
    assert.strictEqual(summary.verdict, verdict, `Web.validate ${name}`)
    // The chunks again, as from another connection
    const events = yield* Stream.make(bytes).pipe(
      ChunkStream.decode({ as: "event", onInvalid: "skip", onSkip: () => {}, onEnd: "allow" }),
      Stream.runCollect
    )
    const again = yield* Stream.fromIterable([...chunks, ...chunks]).pipe(StreamResume.dedupe, Stream.runCollect)
    const eventsAgain = yield* Stream.fromIterable([...events, ...events]).pipe(StreamResume.dedupe, Stream.runCollect)
    assert.deepStrictEqual(
      again,
      eventsAgain.map(({ chunk }) => chunk),
      `dedupe of chunks and of events ${name}`
    )
    const last = sequenceNumberOf(chunks.at(-1)!)
    const rest = yield* Stream.fromIterable(events).pipe(StreamResume.afterSequence(last), Stream.runCollect)
    assert.deepStrictEqual(
      rest.map(({ chunk }) => chunk),
      chunks.filter((chunk) => !((sequenceNumberOf(chunk) ?? Infinity) <= (last ?? -Infinity))),
      `afterSequence ${name}`
    )
  })

/** An event without its number. */
const unnumber = (event: object): Json =>
  Object.fromEntries(Object.entries(event).filter(([key]) => key !== "sequence_number"))

afterAll(() => {
  const { cuts, ends, streams, verdicts } = compared
  console.log(`${streams} streams, compared after each of ${cuts} events, and ended after ${ends}`)
  assert.sameMembers([...verdicts], [...terminals, "Errored", "Truncated", "ItemsCompleteWithoutTerminal"])
})

describe("wherever a stream is cut, all say the same of it", () => {
  withoutStacks()

  it("of items of two types at one index, without ids", () => {
    const at = { output_index: 0, content_index: 0, item_id: "" }
    const text = { type: "message", role: "assistant", status: "in_progress", content: [] }
    const call = { type: "function_call", call_id: "call_1", name: "f", arguments: "" }
    const events = [
      created,
      { type: "response.output_item.added", output_index: 0, item: text },
      { type: "response.output_item.added", output_index: 0, item: call },
      { type: "response.output_text.delta", ...at, delta: "Hel" },
      { type: "response.function_call_arguments.delta", ...at, delta: "{" },
      { type: "response.output_text.delta", ...at, delta: "lo" },
      { type: "response.function_call_arguments.delta", ...at, delta: "}" },
      { type: "response.output_item.done", output_index: 0, item: { ...text, status: "completed" } },
      { type: "response.output_item.done", output_index: 0, item: { ...call, arguments: "{}", status: "completed" } }
    ].map((event, i) => Object.assign({ sequence_number: i }, event))
    compare(textsOf(events))
    const { chunks, reader } = readAll(encoder.encode(textsOf(events).join("")), "allow")
    assert.strictEqual(progress.verdict(reader.progress), "ItemsCompleteWithoutTerminal")
    const { items, outputText } = chunks.reduce(ResponseSnapshot.step, ResponseSnapshot.initial)
    assert.deepStrictEqual([items.length, outputText], [2, "Hello"])
  })

  it("of a call that is done twice, without an index", () => {
    const call = (n: number) => ({ type: "function_call", call_id: `call_${n}`, name: "f", arguments: `[${n}]` })
    const events = [
      created,
      { type: "response.output_item.added", item: { ...call(0), arguments: "" } },
      { type: "response.output_item.added", item: { ...call(1), arguments: "" } },
      ...[0, 0, 1].map((n) => ({ type: "response.output_item.done", item: call(n) }))
    ].map((event, i) => Object.assign({ sequence_number: i }, event))
    compare(textsOf(events))
    const { chunks } = readAll(encoder.encode(textsOf(events).join("")), "allow")
    const { items } = chunks.reduce(ResponseSnapshot.step, ResponseSnapshot.initial)
    assert.deepStrictEqual(
      items.map(({ item, outputIndex }) => [outputIndex, item.type === "function_call" && item.arguments]),
      [
        [0, "[0]"],
        [1, "[1]"]
      ]
    )
  })

  it("of numbers that nobody sent", () => {
    const bare = [created, itemAdded, delta("Hi"), itemDone].map(unnumber)
    compare(textsOf(bare))
    const { chunks } = readAll(encoder.encode(textsOf(bare).join("")), "synthesize")
    assert.deepStrictEqual(
      chunks.map((chunk) => [chunk.type === "UNKNOWN" || "sequenceNumber" in chunk, sequenceNumberOf(chunk)]),
      Array.from({ length: 5 }, () => [true, undefined])
    )
    // A number belongs to its response
    const another = { ...created, response: { ...created.response, id: "resp_2" } }
    compare(textsOf([created, itemAdded, unnumber(another)]))
  })

  it.effect.prop(
    "of streams that keep few rules",
    [anyPlan],
    ([plan]) => {
      const texts = textsOf(eventsOf(plan))
      compare(texts)
      return compareWhole(texts)
    },
    { arbitrary: { runs: 400 } }
  )

  it.effect.skipIf(!hasRecordings)(
    "of recordings",
    () =>
      Effect.gen(function* () {
        for (const { file, payloads } of recordings) {
          const texts = payloads.map((data) => `data: ${data.replaceAll("\n", "\ndata: ")}\n\n`)
          const few = Math.ceil(texts.length / 30)
          compare(texts, { name: file, endsAt: (i) => i % few === few - 1 || i === texts.length - 1 })
          yield* compareWhole(texts, file)
        }
      }),
    120_000
  )
})
