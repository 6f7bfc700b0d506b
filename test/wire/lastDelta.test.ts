import { assert, describe, it, vi } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import type { ChunkEvent } from "../../src/stream/ChunkStream.ts"
import { readValues } from "../support/reader.ts"
import type { Json } from "../../src/base/json.ts"
import { invalidJsonPosition } from "../../src/base/jsonPosition.ts"
import * as progress from "../../src/stream/progress.ts"
import { members } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { memberType } from "../../src/schema/openUnion.ts"
import { EventTooLarge, InvalidChunk, InvalidJson, UnexpectedEnd } from "../../src/errors/StreamError.ts"
import type { ChunkStreamError, InvalidEvent } from "../../src/errors/StreamError.ts"
import type { AppliedRepair, RepairName } from "../../src/wire/Tolerance.ts"
import * as Web from "../../src/web/Web.ts"
import { makeChunkDecoder } from "../../src/wire/chunkDecoder.ts"
import { makeLastDelta } from "../../src/wire/lastDelta.ts"
import { bytesOf, pieces, splits } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, sse } from "../support/events.ts"
import { drain } from "../support/drain.ts"
import { withoutStacks } from "../support/stacks.ts"
import { upstream } from "../support/upstream.ts"

// -----------------------------------------------------------------------------
// The ordinary way
// -----------------------------------------------------------------------------

/** What a stream gives. `index` of a comment is the number of events before it. */
interface Reading {
  readonly events: ReadonlyArray<ChunkEvent>
  readonly invalid: ReadonlyArray<InvalidEvent>
  readonly repairs: ReadonlyArray<AppliedRepair>
  readonly comments: ReadonlyArray<{ readonly text: string; readonly index: number }>
  readonly error: ChunkStreamError | undefined
}

/** Reads the whole text of a stream line by line. `ends` are the offsets behind events, and `commentEnds` behind comments. */
const readPlainly = (text: string, maxEventSize = 2 ** 26) => {
  const events: Array<ChunkEvent> = []
  const invalid: Array<InvalidEvent> = []
  const repairs: Array<AppliedRepair> = []
  const comments: Array<Reading["comments"][number]> = []
  const ends: Array<number> = []
  const commentEnds: Array<number> = []
  const seen = progress.start()
  let names: Array<RepairName> = []
  const decoder = makeChunkDecoder(
    {
      onRepair: (repair) => {
        repairs.push(repair)
        names.push(repair.name)
      }
    },
    {
      get responseId() {
        return seen.responseId
      },
      findItem: (type, json) => progress.itemOf(seen, type, json)
    }
  )
  let error: ChunkStreamError | undefined
  let over = false
  let data: Array<string> = []
  let [event, id]: ReadonlyArray<string | undefined> = []
  const index = () => events.length + invalid.length

  const finish = (tailLength: number): void => {
    over = true
    const verdict = progress.verdict(seen)
    if (verdict !== "Truncated" && verdict !== "ItemsCompleteWithoutTerminal") return
    const { responseId, sequenceNumber } = seen
    const last = sequenceNumber === undefined ? {} : { sequenceNumber }
    const id = responseId === undefined ? {} : { responseId }
    error = new UnexpectedEnd({
      index: index(),
      verdict,
      openItems: progress.openItems(seen),
      tailLength,
      ...last,
      ...id
    })
  }

  /** Whether the event was read as JSON. */
  const dispatch = (whole: boolean): boolean => {
    const all = data.join("\n")
    const lines = { ...(event === undefined ? {} : { event }), ...(id === undefined ? {} : { id }) }
    const has = data.length > 0
    const type = decoder.has(event) ? { type: event! } : {}
    const isHeartbeat = (says: boolean): boolean => {
      if (!says || decoder.has(lines.event)) return false
      comments.push({ text: all, index: index() })
      return true
    }
    const isTooLarge = data.length > 0 && Math.max(all.length, event?.length ?? 0) > maxEventSize
    data = []
    event = id = undefined
    if (isTooLarge) {
      over = true
      error = new EventTooLarge({ index: index(), maxEventSize })
    } else if (all.trim() === "[DONE]") finish(0)
    if (over || !has) return false
    if (whole && isHeartbeat(all === "")) return false
    let json: unknown
    try {
      json = JSON.parse(all)
    } catch {
      if (whole)
        invalid.push(new InvalidJson({ index: index(), data: all, position: invalidJsonPosition(all), ...type }))
      return false
    }
    if (isHeartbeat(json === null || JSON.stringify(json) === "{}")) return true
    const chunk = decoder.decode(json, index(), lines.event)
    if (!(chunk instanceof InvalidChunk)) {
      const repaired = names.length === 0 ? {} : { repairs: names }
      const mended = decoder.lastJson()
      const { sequence_number: number } = json as Json
      if (Number.isFinite(number)) seen.sequenceNumber = number as number
      progress.advance(seen, mended["type"] as string, mended)
      events.push({ index: index(), chunk, json: json as Json, ...lines, ...repaired })
    } else invalid.push(chunk)
    names = []
    return true
  }

  const readLine = (line: string): void => {
    const [, field, value] = /^([^:]*)(?:: ?([^]*))?$/.exec(line)!
    if (field === "data") data.push(value ?? "")
    else if (field === "event") event = value === "" ? undefined : value
    else if (field === "id") id = value ?? ""
  }

  const lines = /([^\r\n]*)(\r\n|\r|\n)/gy
  let at = (lines.lastIndex = text.startsWith("\uFEFF") ? 1 : 0)
  let tail = 0
  for (const { 0: all, 1: line, 2: end } of text.matchAll(lines)) {
    if (over) break
    at += all.length
    // What ends with a CR has ended, also where a LF is still to come
    const behind = at - end!.length + 1
    if (line!.startsWith(":")) {
      comments.push({ text: line!.slice(line![1] === " " ? 2 : 1), index: index() })
      commentEnds.push(behind)
    } else if (line !== "") readLine(line!)
    else {
      const [before, commented] = [index(), comments.length]
      dispatch(true)
      if (index() > before) ends.push(behind)
      if (comments.length > commented) commentEnds.push(behind)
      tail = at
    }
  }
  if (!over) {
    const rest = text.slice(at)
    if (rest !== "" && !rest.startsWith(":")) readLine(rest)
    const isCut = data.length > 0
    const isRead = dispatch(false)
    if (!over) finish(isCut && !isRead ? text.length - tail : 0)
  }
  return { events, invalid, repairs, comments, error, ends, commentEnds }
}

/** What comes of it where the first invalid event ends the stream. */
const upToInvalid = (reading: Reading): Reading => {
  const [error] = reading.invalid
  if (error === undefined) return reading
  const isBefore = ({ index }: { readonly index: number }) => index < error.index
  return {
    events: reading.events.filter(isBefore),
    invalid: [],
    repairs: reading.repairs.filter(isBefore),
    comments: reading.comments.filter(({ index }) => index <= error.index),
    error
  }
}

// -----------------------------------------------------------------------------
// Entrances
// -----------------------------------------------------------------------------

type Options = Pick<
  ChunkStream.DecodeOptions,
  "maxEventSize" | "onComment" | "onInvalid" | "onRepair" | "onSkip" | "onEnd"
>
type Values = ReadonlyArray<ResponsesStreamChunk> | ReadonlyArray<ChunkEvent>
type Entrance = (
  parts: ReadonlyArray<Uint8Array>,
  options: Options
) => Promise<{ readonly values: Values; readonly error: unknown }>

const textOfBytes = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)

/** A body whose pieces nobody else has. */
const bodyOf = (parts: ReadonlyArray<Uint8Array>) => upstream(parts.map((part) => part.slice())).body

const responseOf = (parts: ReadonlyArray<Uint8Array>) =>
  new Response(bodyOf(parts), { headers: { "content-type": "text/event-stream" } })

const run = <A, E>(stream: Stream.Stream<A, E>) => {
  const values: Array<A> = []
  return stream.pipe(
    Stream.runForEach((value) => Effect.sync(() => values.push(value))),
    Effect.match({
      onFailure: (error: unknown) => ({ values, error }),
      onSuccess: () => ({ values, error: undefined })
    }),
    Effect.runPromise
  )
}

const streamOf = (parts: ReadonlyArray<Uint8Array>) => Stream.fromIterable(parts).pipe(Stream.rechunk(1))

const validate =
  (onInvalid: "pass" | "drop" | "abort"): Entrance =>
  async (parts, { onSkip, ...options }) => {
    const values: Array<ChunkEvent> = []
    const errors: Array<ChunkStreamError> = []
    const response = Web.validate(responseOf(parts), {
      ...(options as Omit<Options, "onEnd" | "onInvalid">),
      onInvalid,
      onEvent: (event) => void values.push(event),
      onError: (error) => void errors.push(error)
    })
    const body = textOfBytes(new Uint8Array(await response.arrayBuffer()))
    const isInvalid = (error: ChunkStreamError | undefined) =>
      error?._tag === "InvalidJson" || error?._tag === "InvalidChunk"
    const ended = onInvalid === "abort" || !isInvalid(errors.at(-1)) ? errors.pop() : undefined
    for (const error of errors) onSkip?.(error as InvalidEvent)
    const passed = readPlainly(body).events.map(({ json }) => json)
    const jsons = values.map(({ json }) => json)
    const text = textOfBytes(Buffer.concat(parts))
    if (onInvalid === "pass") {
      assert.isTrue(
        body === text || (text.startsWith(body) && body.includes("[DONE]")),
        "the body has all up to [DONE]"
      )
    } else assert.isTrue(isSame(passed.slice(0, jsons.length), jsons), "the body has the valid events")
    return { values, error: ended }
  }

const entrances: Readonly<Record<string, Entrance>> = {
  "ChunkStream.decode": (parts, options) => run(streamOf(parts).pipe(ChunkStream.decode(options))),
  "ChunkStream.decode, as events": (parts, options) =>
    run(streamOf(parts).pipe(ChunkStream.decode({ ...options, as: "event" }))),
  "ChunkStream.decode, as results": async (parts, { onSkip, ...options }) => {
    const { error, values } = await run(streamOf(parts).pipe(ChunkStream.decode({ ...options, as: "result" })))
    for (const value of values) if (Result.isFailure(value)) onSkip?.(value.failure)
    return { error, values: values.flatMap((value) => (Result.isSuccess(value) ? [value.success] : [])) }
  },
  "ChunkStream.fromReadableStream": (parts, options) => run(ChunkStream.fromReadableStream(bodyOf(parts), options)),
  "ChunkStream.fromResponse": (parts, options) => run(ChunkStream.fromResponse(responseOf(parts), options)),
  "ChunkStream.fromHttpClientResponse": (parts, options) => {
    const request = HttpClientRequest.get("http://gateway.test")
    return run(ChunkStream.fromHttpClientResponse(HttpClientResponse.fromWeb(request, responseOf(parts)), options))
  },
  "Web.chunks": (parts, options) => drain(Web.chunks(responseOf(parts), options)),
  "Web.decoderStream": (parts, options) => drain(bodyOf(parts).pipeThrough(Web.decoderStream(options)).values()),
  "Web.validate, pass": validate("pass"),
  "Web.validate, drop": validate("drop"),
  "Web.validate, abort": validate("abort")
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

const below = (count: number): number => Math.floor(Math.random() * count)
const pick = <A>(all: ReadonlyArray<A>): A => all[below(all.length)]!
const chance = (share: number): boolean => Math.random() < share
const shuffled = <A>(all: ReadonlyArray<A>): Array<A> =>
  all
    .map((value) => ({ value, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ value }) => value)

/** An event before it is text. Keys and values are as they are written. */
interface Draft {
  before: ReadonlyArray<string>
  name: string | undefined
  /** What stands in front of the JSON. */
  data: string
  entries: Array<readonly [key: string, value: string]>
  separators: readonly [colon: string, comma: string]
  after: ReadonlyArray<string>
  edit: (json: string) => string
  lineEnd: string
}

const textOf = ({ after, before, data, edit, entries, lineEnd, name, separators: [colon, comma] }: Draft): string => {
  const json = `{${entries.map(([key, value]) => key + colon + value).join(comma)}}`
  const named = name === undefined ? [] : [`event: ${name}`]
  return [...before, ...named, data + edit(json), ...after, "", ""].join(lineEnd)
}

/** What items of every type of delta look like: some of each. */
const wires: ReadonlyArray<Json> = (
  await Promise.all(
    members
      .filter((member) => memberType(member).endsWith(".delta"))
      .map(async (member) => {
        const schema = member as unknown as Schema.Codec<unknown, Json>
        const options = { count: 12, size: 4, seed: Math.random() }
        const samples = await Effect.runPromise(Arbitrary.sampleEffect(Arbitrary.schema(schema), options))
        return samples.map((sample) => Schema.encodeSync(schema)(sample))
      })
  )
).flat()

const vendorEntries: Draft["entries"] = [
  ['"provider"', '"a"'],
  ['"created"', "1.5"],
  ['"empty"', "[]"],
  ['"nothing"', "null"],
  ['"nested"', '{"a":[1]}'],
  ['"__proto__"', '"b"'],
  ['"constructor"', "true"],
  ['"7"', "7"],
  ['"x\\"delta"', '""'],
  ['"sequenceNumber"', "5"]
]

const entriesOf = (wire: Json): Draft["entries"] => {
  const entries = Object.entries(wire).flatMap(([key, value]): Draft["entries"] => {
    const isList = key === "logprobs" && chance(0.9)
    return isList && chance(0.4) ? [] : [[JSON.stringify(key), isList ? "[]" : JSON.stringify(value)]]
  })
  if (chance(0.3)) entries.push(['"obfuscation"', '""'])
  if (chance(0.2)) entries.splice(below(entries.length), 0, pick(vendorEntries))
  const keys = new Set<string>()
  return (chance(0.3) ? shuffled(entries) : entries).filter(([key]) => !keys.has(key) && keys.add(key))
}

const set = (draft: Draft, key: string, value: string): void => {
  draft.entries = draft.entries.map((entry) => (entry[0] === `"${key}"` ? [entry[0], value] : entry))
}

const insert = (draft: Draft, ...entry: Draft["entries"][number]): void =>
  void draft.entries.splice(below(draft.entries.length + 1), 0, entry)

/** Texts of deltas, as they are written. */
const written = [
  String.raw`\n \" \\ \/ \u00e9 \ud83d\ude00 \ud83d \ude00 \x \u12 \u12G4 \ ","sequence_number":5} " "" "}`.split(" "),
  String.raw`\",\"sequence_number\":5} ","sequence_number":5,"a":" }\n\ndata:{ é € 😀`.split(" "),
  ["\u0001", "\t", "\u001f", "\u007f", "\n", "\r", "a\\\nb", "\\\r\n", "\u2028", "\uFEFF", "", '"}\n\n'],
  [...[12, 13, 14, 24, 25, 26].map((length) => "a".repeat(length)), "é".repeat(13), '"}\n\ndata: {"a":"']
].flat()

const numbers = [
  '0 00 01 -1 -0 1.0 1e3 1.5 1e400 null "1" [] +5 ٣ 1000000000000000'.split(" "),
  [15, 16, 17].map((digits) => "9".repeat(digits)),
  // Some of them no double is equal to
  Array.from(
    { length: 12 },
    (_, i) =>
      `9${Math.random()
        .toFixed(15 + (i % 3))
        .slice(2)}`
  ),
  [" 5", "5 ", ""]
].flat()

const keys = ["delta", "sequence_number", "item_id", "output_index", "type", "obfuscation", "logprobs", "content_index"]
const oddValues = ["null", "{}", "[]", "true", '"other"', "3", "-0", "1e3", '"response.output_text.delta"', '"\\u0061"']
const spaces = ["", " ", "\n", "\t", "  "]

const mutations: ReadonlyArray<(draft: Draft) => void> = [
  (draft) => set(draft, "delta", `"${pick(written)}"`),
  (draft) => set(draft, "delta", `"a${pick(written)}b${pick(written)}"`),
  (draft) => set(draft, "delta", `"${"ab€".repeat(chance(0.01) ? 23_333 : chance(0.1) ? 1666 : 8)}${pick(written)}"`),
  (draft) => set(draft, "sequence_number", pick(numbers)),
  (draft) => set(draft, pick(keys), pick(oddValues)),
  (draft) => insert(draft, '"delta"', pick(['"b"', "1"])),
  (draft) => insert(draft, '"\\u0064elta"', '"b"'),
  (draft) => insert(draft, `"${pick(keys)}"`, pick(oddValues)),
  (draft) => insert(draft, '"sequence\\u005fnumber"', "77"),
  (draft) => insert(draft, ...pick(vendorEntries)),
  (draft) => void (draft.entries = shuffled(draft.entries)),
  (draft) => void draft.entries.splice(below(draft.entries.length), 1),
  (draft) => void (draft.entries = draft.entries.filter(([key]) => key !== '"sequence_number"')),
  (draft) => void (draft.separators = [pick(spaces) + ":" + pick(spaces), "," + pick(spaces)]),
  (draft) => void (draft.separators = [pick([":", "", "="]), pick([",", ",,", ""])]),
  (draft) => void (draft.edit = (json) => json.slice(0, below(json.length))),
  (draft) => void (draft.edit = (json) => json + pick([" ", "}", "a", ",", "\n", "\t", "\ndata: ", "\ndata: }"])),
  (draft) => void (draft.edit = (json) => pick([" ", "[", "\uFEFF", "{", "\ndata: "]) + json),
  (draft) =>
    void (draft.edit = (json) => json.replace(/[,:]/, (mark) => pick([mark + "\ndata: ", mark + "\r\ndata:"]))),
  (draft) => void (draft.edit = (json) => json.replace(/"[^]*?"/g, (text) => (chance(0.2) ? text.slice(1) : text))),
  (draft) =>
    void (draft.before = [pick(["id: 5", "id", "retry: 9", ": a", ":", "", "unknown: x", "data", "event: a"])]),
  (draft) => void (draft.after = [pick(["id: 6", "retry: 9", ": b", "data: 1", "data", "event: z", "event", "a"])]),
  (draft) => void (draft.name = pick([undefined, "", "a", " a", "response.output_text.delta", "response.created"])),
  (draft) => void (draft.data = pick(["data:", "data: ", "data:  ", "data :", "Data: ", "data"])),
  (draft) => void (draft.lineEnd = pick(["\n", "\r\n", "\r"])),
  (draft) => set(draft, "obfuscation", pick(["5", '""', '"\\n"', `"${"x".repeat(500)}"`, '"a\nb"', '"\\x"', "null"]))
]

interface Made {
  readonly text: string
  readonly mutated: number
  readonly maxEventSize: number | undefined
}

/** A stream as providers send them: runs of deltas of some items, of which some events are mutated. */
const makeStream = (): Made => {
  const maxEventSize = chance(0.1) ? pick([150, 200, 300, 400, 1000]) : undefined
  const style = {
    data: chance(0.8) ? "data: " : "data:",
    separators: (chance(0.9) ? [":", ","] : [": ", ", "]) as Draft["separators"],
    lineEnd: chance(0.9) ? "\n" : pick(["\r\n", "\r"]),
    isNamed: chance(0.5),
    hasIds: chance(0.05),
    between: chance(0.1) ? [": ping"] : []
  }
  const share = pick([0.1, 0.3, 0.6])
  const rotates = chance(0.05)
  let sequenceNumber = pick([0, 3, 95, 999_999_999_999_980])
  let mutated = 0
  let text = chance(0.1) ? "\uFEFF" : ""
  const opened = [itemAdded, { ...itemAdded, output_index: 1 }]
  if (maxEventSize === undefined) text += sse(created, ...opened.slice(0, below(3)))
  for (let runs = 1 + below(3); runs > 0; runs--) {
    const items = Array.from({ length: pick([1, 1, 1, 1, 2, 2, 5]) }, () => {
      const wire = pick(wires)
      return { type: String(wire["type"]), entries: entriesOf(wire) }
    })
    for (let left = 5 + below(46); left > 0; left--) {
      const { entries, type } = items[left % items.length]!
      const draft: Draft = {
        ...style,
        before: style.hasIds ? [`id: ${sequenceNumber}`] : chance(0.1) ? style.between : [],
        name: style.isNamed ? type : undefined,
        entries: [...entries],
        after: [],
        edit: (json) => json
      }
      set(draft, "delta", JSON.stringify(pick(["a", " the", "Hello, world", "", "é", "{", "a longer piece of text"])))
      set(draft, "sequence_number", String(sequenceNumber++))
      set(draft, "obfuscation", JSON.stringify("x".repeat(below(20))))
      if (rotates) set(draft, "item_id", `"msg_${sequenceNumber}"`)
      if (chance(share)) {
        mutated++
        pick(mutations)(draft)
        if (chance(0.05)) pick(mutations)(draft)
      }
      text += textOf(draft)
    }
  }
  if (chance(0.3)) text += pick([sse(completed), "data: [DONE]\n\n", sse(completed) + "data: [DONE]\n\nmore"])
  if (chance(0.3)) text = text.slice(0, -(chance(0.5) ? 1 : below(Math.min(400, text.length))))
  return { text: textOfBytes(bytesOf(text)), mutated, maxEventSize }
}

/** The bytes in pieces of one kind or another. */
const cut = (text: string): ReadonlyArray<Uint8Array> => {
  const bytes = bytesOf(text)
  const kind = below(bytes.length < 3000 ? 6 : 5)
  if (kind < 3) return pieces(bytes, [bytes.length, 16_384, 1460][kind]!)
  if (kind === 3) return text.split(/(?<=\n\n|\r\r|\n\r\n)/).map(bytesOf)
  if (kind === 5) return pieces(bytes, 1)
  const parts: Array<Uint8Array> = []
  const most = pick([10, 300, 3000])
  for (let at = 0; at < bytes.length;) parts.push(bytes.subarray(at, (at += 1 + below(most))))
  return parts
}

// -----------------------------------------------------------------------------
// Both ways
// -----------------------------------------------------------------------------

/** Everything that tells one error from another. */
const fingerprint = (error: unknown): unknown =>
  error instanceof Error
    ? [error.message, Object.entries(error), "payload" in error && (error as InvalidChunk).payload()]
    : error

/** Whether two values are the same, down to the order of keys. */
const isSame = (a: unknown, b: unknown): boolean => {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b)
  const keys = Object.keys(a)
  const others = Object.keys(b)
  return (
    Object.getPrototypeOf(a) === Object.getPrototypeOf(b) &&
    keys.length === others.length &&
    keys.every((key, i) => key === others[i] && isSame((a as Json)[key], (b as Json)[key]))
  )
}

const equal = (actual: unknown, expected: unknown, what: string, { text }: Made): void => {
  if (isSame(actual, expected)) return
  assert.deepStrictEqual(actual, expected, `${what} of ${JSON.stringify(text)}`)
  assert.strictEqual(JSON.stringify(actual), JSON.stringify(expected), what)
  assert.fail(what)
}

/** What is told on the side. */
const listen = () => {
  const invalid: Array<InvalidEvent> = []
  const repairs: Array<AppliedRepair> = []
  const comments: Array<string> = []
  const options: Options = {
    onSkip: (error) => void invalid.push(error),
    onRepair: (repair) => void repairs.push(repair),
    onComment: (text) => void comments.push(text)
  }
  return { invalid, repairs, comments, options }
}

const compare = (
  values: Values,
  error: unknown,
  { comments, invalid, repairs }: ReturnType<typeof listen>,
  expected: Reading,
  made: Made
): void => {
  const isEvents = values.length === 0 || "chunk" in values[0]!
  equal(values, isEvents ? expected.events : expected.events.map(({ chunk }) => chunk), "the values", made)
  equal(invalid.map(fingerprint), expected.invalid.map(fingerprint), "the invalid events", made)
  equal(fingerprint(error), fingerprint(expected.error), "the error", made)
  const texts = expected.comments.map(({ text }) => text)
  equal({ repairs, comments }, { repairs: expected.repairs, comments: texts }, "the calls", made)
}

/** Reads pieces without a runtime's streams, and asserts that what a piece ends comes with it. */
const compareAtOnce = (made: Made, parts = cut(made.text)): void => {
  const expected = readPlainly(made.text, made.maxEventSize)
  const heard = listen()
  const { maxEventSize } = made
  const options: Options = {
    ...heard.options,
    onInvalid: "skip",
    ...(maxEventSize === undefined ? {} : { maxEventSize })
  }
  const { reader, take } = readValues({ ...options, as: "event" })
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  const values: Array<ChunkEvent> = []
  let [length, ended, comments] = [0, 0, 0]
  for (const part of parts) {
    reader.push(part)
    for (const value of take()) values.push(value)
    length += decoder.decode(part, { stream: true }).length
    while (expected.ends[ended]! <= length) ended++
    while (expected.commentEnds[comments]! <= length) comments++
    const came = [values.length + heard.invalid.length, heard.comments.length]
    equal(came, [ended, comments], `what came by ${length}`, made)
  }
  reader.end()
  values.push(...take())
  compare(values, reader.error, heard, expected, made)
}

withoutStacks()

describe("a delta that is read by the one before it", () => {
  it("is what the ordinary way makes of it, whatever is changed in it and however the bytes are cut", () => {
    let mutated = 0
    while (mutated < 200_000) {
      const made = makeStream()
      compareAtOnce(made)
      mutated += made.mutated
    }
    assert.isAtLeast(mutated, 200_000)
  }, 180_000)

  it.each(Object.entries(entrances))("is what the ordinary way makes of it, through %s", async (name, entrance) => {
    let mutated = 0
    while (mutated < 3000) {
      const made = makeStream()
      const { maxEventSize } = made
      const reading = readPlainly(made.text, maxEventSize)
      const heard = listen()
      const fails = name.endsWith("abort") || (!/validate|results/.test(name) && chance(0.2))
      const expected = fails ? upToInvalid(reading) : reading
      const limit = maxEventSize === undefined ? {} : { maxEventSize }
      const options: Options = { ...heard.options, onInvalid: fails ? "fail" : "skip", ...limit }
      const { error, values } = await entrance(cut(made.text), options)
      compare(values, error, heard, expected, made)
      mutated += Math.min(made.mutated, expected.events.length)
    }
    assert.isAtLeast(mutated, 3000)
  })

  it("is any of a plain run, and a good share of those among mutated ones", () => {
    const parse = vi.spyOn(JSON, "parse")
    const parsedBy = (streams: ReadonlyArray<string>) => {
      let [events, parsed] = [0, 0]
      for (const text of streams) {
        parse.mockClear()
        valuesOf([text])
        parsed += parse.mock.calls.filter(([text]) => text.startsWith("{")).length
        events += text.split(/\n\n|\r\r|\r\n\r\n/).length
      }
      return parsed / events
    }
    try {
      const plain = Array.from({ length: 1000 }, (_, i) => sse({ ...delta(`word ${i}`), sequence_number: i }))
      assert.strictEqual(valuesOf(plain).length, 1000)
      assert.isBelow(parsedBy([plain.join("")]), 0.01)
      const streams = Array.from({ length: 300 }, makeStream)
      assert.isBelow(parsedBy(streams.map(({ text }) => text)), 0.7)
    } finally {
      parse.mockRestore()
    }
  })
})

const skipping: Options = { onInvalid: "skip", onSkip: () => {} }

/** The events of a stream that comes in pieces. */
const valuesOf = (parts: ReadonlyArray<string>): ReadonlyArray<ChunkEvent> => {
  const { reader, take } = readValues({ ...skipping, as: "event" })
  for (const part of parts) reader.push(bytesOf(part))
  reader.end()
  return take()
}

const numbered = (text: string, sequenceNumber: number) => ({
  ...delta(text),
  sequence_number: sequenceNumber,
  logprobs: []
})
const deltas = ["a", "b", "c", "d"].map((text, i) => numbered(text, i + 2))
const [first, second] = [sse(deltas[0]), sse(deltas[1])]
const madeOf = (text: string, maxEventSize?: number): Made => ({ text, maxEventSize, mutated: 0 })

/** Asserts that a stream is read as in the ordinary way, cut in two anywhere, and byte by byte. */
const compareCut = (text: string, maxEventSize?: number): void => {
  for (const parts of splits(bytesOf(text))) compareAtOnce(madeOf(text, maxEventSize), parts)
}

describe("the reader of deltas", () => {
  it("gives each chunk a list of log probabilities of its own", () => {
    const lists = valuesOf([sse(...deltas)]).flatMap(({ chunk, json }) => [
      (chunk as { readonly logprobs?: unknown }).logprobs,
      json["logprobs"]
    ])
    assert.deepStrictEqual(
      lists,
      Array.from({ length: 8 }, () => [])
    )
    assert.strictEqual(new Set(lists).size, 8)
  })

  it.each(["at once", "later"])("isn't disturbed by who changes what was handed out, %s", async (when) => {
    const spoil = (event: ChunkEvent): void => {
      seen.push(structuredClone(event))
      // At once, what tells at first sight that the chunk isn't that of the JSON stays as it is
      const objects = when === "later" ? [event.chunk, event.json] : [event.chunk]
      for (const object of objects as ReadonlyArray<Record<string, unknown>>) {
        for (const [key, value] of Object.entries(object)) {
          if (when === "at once" && (key === "delta" || key === "sequenceNumber")) continue
          if (Array.isArray(value)) value.push("spoilt")
          object[key] = "spoilt"
        }
      }
    }
    const seen: Array<ChunkEvent> = []
    const text = sse(...deltas)
    if (when === "at once") await Web.validate(responseOf([bytesOf(text)]), { onEvent: spoil }).text()
    else {
      const { reader, take } = readValues({ as: "event" })
      for (const event of deltas) {
        reader.push(bytesOf(sse(event)))
        take().forEach(spoil)
      }
    }
    assert.isTrue(isSame(seen, readPlainly(text).events), JSON.stringify(seen))
  })

  it("repairs and reports an event without a sequence number every time", () => {
    const { sequence_number: _, ...bare } = deltas[0]!
    const heard = listen()
    const { reader, take } = readValues({ ...heard.options, as: "event" })
    reader.push(bytesOf(sse(...deltas, bare, bare, deltas[0], bare)))
    const numbers = take().map(({ chunk }) => (chunk as { readonly sequenceNumber?: number }).sequenceNumber)
    assert.deepStrictEqual(numbers, [2, 3, 4, 5, 4, 5, 2, 7])
    assert.deepStrictEqual(
      heard.repairs.map(({ index, name }) => [index, name]),
      [4, 5, 7].map((index) => [index, "missing-sequence-number"])
    )
  })

  it("repairs and reports an event of an older name every time", () => {
    const older = { ...deltas[0], type: "response.reasoning.delta" }
    compareCut(sse(older, older, older))
    assert.lengthOf(readPlainly(sse(older, older, older)).repairs, 3)
  })

  it.each([1, 50, 150, 160, 170, 200, 300])("refuses an event of more than %s characters", (maxEventSize) => {
    const long = deltas.map((event, i) => ({ ...event, delta: "a".repeat(i * 20) }))
    compareCut(sse(...long), maxEventSize)
    const { error } = readPlainly(sse(...long), maxEventSize)
    assert.strictEqual(error?._tag, maxEventSize < 200 ? "EventTooLarge" : "UnexpectedEnd")
  })

  it("gives nothing behind an event that is too large for the parser of lines", () => {
    const large = `data: ${"a".repeat(700)}\n"}\n\n`
    compareCut(first + large + second, 300)
    assert.strictEqual(readPlainly(first + large + second, 300).error?._tag, "EventTooLarge")
  })

  it("says where bytes are not UTF-8", () => {
    const before = bytesOf(sse(...deltas) + `data: {"type":"é`)
    for (const invalid of [[0xff], [0xe2, 0x82, 0x41], [0xef, 0xbf, 0x22], [0xf0, 0x9f, 0x98, 0x22]]) {
      const bytes = new Uint8Array([...before, ...invalid, ...bytesOf(`"}\n\n${first}`)])
      for (const parts of splits(bytes)) {
        const { reader, take } = readValues({ as: "event" })
        for (const part of parts) reader.push(part)
        const error = reader.error
        assert(error?._tag === "InvalidUtf8")
        assert.deepStrictEqual([error.index, error.byteOffset, take().length], [4, before.length, 4])
      }
    }
  })

  it("says how far into an event a stream was cut", () => {
    const text = sse(created, itemAdded, deltas[0], deltas[1]) + `event: a\n${second}`
    for (let end = text.length - 200; end <= text.length; end++) {
      for (const at of [0, end - 1, end - 40, text.length - 220]) {
        const parts = [text.slice(0, at), text.slice(at, end)].map(bytesOf)
        compareAtOnce(madeOf(text.slice(0, end)), parts)
      }
    }
    const { error } = readPlainly(text.slice(0, -5))
    assert(error?._tag === "UnexpectedEnd")
    assert.strictEqual(error.tailLength, `event: a\n${second}`.length - 5)
  })

  it.each([
    ["a blank line more", `${first}\n${second.slice(0, 90)}`],
    ["an event with other line ends", first + second.replaceAll("\n", "\r\n")],
    ["one that is no JSON", first + second.replace('"b"', '"b').replaceAll("\n", "\r\n")],
    ["a comment line in an event", `${first}${second.slice(0, -1)}: ping\n`],
    ["a comment line in half an event", `${first}${second.slice(0, -40)}\n: ping\n`],
    ["a comment line", `${first}: ping\n`],
    ["[DONE]", `${first}${second}data: [DONE]\n\n${second}`]
  ])("hands over at once what came, with %s", (_, text) => {
    compareCut(text)
    compareCut(text + second)
    assert.isNotEmpty(readPlainly(text).events)
  })

  it("takes a key for what it is that has the name of another in it", () => {
    const event = (other: unknown, text: string) => sse({ 'x"delta': other, ...delta(text) })
    const number = (other: unknown, own: number) => sse({ 'x"sequence_number': other, ...numbered("a", own) })
    compareCut(event("", "") + event("a", "") + event("", "b"))
    compareCut(number(0, 0) + number(1, 0) + number(0, 1))
    const [, other] = valuesOf([event("", "") + event("a", "")])
    assert.deepStrictEqual(other?.json, JSON.parse(event("a", "").slice(6)))
  })
})

describe("makeLastDelta", () => {
  const learnt = () => {
    const seen: Array<unknown> = []
    const last = makeLastDelta(1000, (chunk, number, json, event) => seen.push([chunk, number, json(), event]))
    const json = JSON.parse(first.slice(6)) as Json
    const chunk = makeChunkDecoder().decode(json, 0)
    return { last, seen, learn: () => last.learn(first, json, chunk) }
  }

  it("reads nothing before it has learnt, and then what is like it", () => {
    const { last, learn, seen } = learnt()
    assert.strictEqual(last.read(first, 0), -1)
    assert.isFalse(last.mayBegin(first, 0))
    learn()
    assert.strictEqual(last.read(first + second, first.length), first.length + second.length)
    const { chunk, json } = readPlainly(second).events[0]!
    assert.deepStrictEqual(seen, [[chunk, 3, json, undefined]])
  })

  it("reads any text that JSON can have", () => {
    const { last, learn, seen } = learnt()
    learn()
    for (const text of ["", " ", "a b", "!", "#", "[", "]", "\u007F", "é", "😀", '"', "\\", "\n", "\0"]) {
      const event = sse(numbered(text, 7))
      assert.strictEqual(last.read(event, 0), event.length, JSON.stringify(text))
      const { chunk, json } = readPlainly(event).events[0]!
      assert.deepStrictEqual(seen.pop(), [chunk, 7, json, undefined])
    }
  })

  it("reads deltas of a lane, and no other lane's", () => {
    const onLane = (lane: string, number: number) => sse({ ...numbered("x", number), stream_id: lane })
    const seen: Array<unknown> = []
    const last = makeLastDelta(1000, (chunk) => seen.push(chunk))
    const json = JSON.parse(onLane("a", 2).slice(6)) as Json
    last.learn(onLane("a", 2), json, makeChunkDecoder().decode(json, 0))
    assert.strictEqual(last.read(onLane("b", 3), 0), -1)
    assert.strictEqual(last.read(onLane("a", 3), 0), onLane("a", 3).length)
    assert.deepStrictEqual<unknown>(seen, [readPlainly(onLane("a", 3)).events[0]!.chunk])
    assert.propertyVal(seen[0], "streamId", "a")
  })

  it("leaves alone what is cut, of another item, or ends otherwise", () => {
    const { last, learn, seen } = learnt()
    learn()
    const others = [
      second.slice(0, -1),
      second.replace("msg_1", "msg_2"),
      second.replace("}\n", " }\n"),
      second.replace("\n\n", "\r\n\r\n")
    ]
    for (const text of others) assert.strictEqual(last.read(text, 0), -1, text)
    assert.isEmpty(seen)
  })

  it("waits for the rest of what begins like it, and of nothing else", () => {
    const { last, learn } = learnt()
    learn()
    for (const end of [1, 6, 40, second.length - 2]) assert.isTrue(last.mayBegin(second.slice(0, end), 0), `${end}`)
    for (const text of [": ping\n", "event: a\n", "data: {}\n", "id: 1\n"]) assert.isFalse(last.mayBegin(text, 0), text)
  })
})
