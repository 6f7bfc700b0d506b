import { assert, beforeEach, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { table } from "../../src/wire/table.ts"
import { makeDecoder as makeTableDecoder } from "../../src/wire/tableDecoder.ts"
import { makeDecoder } from "../support/decoder.ts"
import { agreementOf } from "../support/table.ts"
import { verdict } from "../../src/stream/progress.ts"
import { readEvents } from "../support/reader.ts"
import type { ResponsesStreamChunk as Chunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import { formatPath } from "../../src/errors/StreamError.ts"
import type { InvalidChunk, InvalidJson } from "../../src/errors/StreamError.ts"
import type { RepairName, Tolerance } from "../../src/wire/Tolerance.ts"
import { applyRepairs } from "../../src/wire/repair.ts"
import { chatRecordings, hasRecordings, realRecordings } from "../support/recordings.ts"
import type { Json, Recording } from "../support/recordings.ts"

beforeEach((ctx) => ctx.skip(!hasRecordings, "there are no recordings"))

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const memoize = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => (made ??= { value: make() }).value
}

/** The recordings, each read and parsed once. */
const recordings = memoize(() => realRecordings.map((recording): Recording => Object.assign({}, recording)))

// -----------------------------------------------------------------------------
// The recordings, read by our code
// -----------------------------------------------------------------------------

interface Read {
  readonly results: ReadonlyArray<Result.Result<Chunk, InvalidJson | InvalidChunk>>
  readonly repairs: ReadonlyMap<number, ReadonlyArray<RepairName>>
  readonly verdict: string
  readonly error: string | undefined
}

const read = ({ bytes, events, isJsonLines }: Recording, tolerance: Tolerance): Read => {
  const { events: read, reader } = readEvents({ tolerance })
  if (isJsonLines) for (const json of events) reader.pushJson(json)
  else reader.push(bytes)
  reader.end()
  return {
    results: read.map(({ result }) => result),
    repairs: new Map(read.flatMap(({ index, repairs }) => (repairs.length === 0 ? [] : [[index, repairs]]))),
    verdict: verdict(reader.progress),
    error: reader.error?._tag
  }
}

const decoded = memoize(() =>
  recordings().map((recording) => Object.assign(read(recording, "recorded"), { recording }))
)

/** What the last events say of how a stream ended. */
const expectedVerdict = (events: ReadonlyArray<Json>): string => {
  const ends = new Map<unknown, string>([
    ["response.completed", "Completed"],
    ["response.done", "Completed"],
    ["response.incomplete", "Incomplete"],
    ["response.failed", "Failed"],
    ["response.error", "Errored"],
    ["error", "Errored"]
  ])
  const last = events.findLast(({ type }) => ends.has(type))
  if (last !== undefined) return ends.get(last["type"])!
  const indexes = (type: string) => events.filter((json) => json["type"] === type).map((json) => json["output_index"])
  const added = indexes("response.output_item.added")
  const done = indexes("response.output_item.done")
  return added.length + done.length > 0 && added.every((index) => done.includes(index))
    ? "ItemsCompleteWithoutTerminal"
    : "Truncated"
}

/** What is told of a failure: never payload. */
const told = (file: string, failure: InvalidJson | InvalidChunk): string => `${file}: ${failure.message}`

describe("recordings", () => {
  it("are there in numbers", () => {
    assert.isAtLeast(recordings().length, 300)
    assert.isAtLeast(
      recordings().reduce((sum, { events }) => sum + events.length, 0),
      10_000
    )
  })

  it("decode without an invalid event", () => {
    const invalid = decoded().flatMap(({ recording, results }) =>
      results.flatMap((result) => (Result.isFailure(result) ? [told(recording.file, result.failure)] : []))
    )
    assert.deepStrictEqual(invalid, [])
  })

  it("give as many events as the index counts, each of its type", () => {
    for (const { recording, results } of decoded()) {
      assert.strictEqual(results.length, recording.count, recording.file)
      for (const [index, json] of recording.events.entries()) {
        const result = results[index]!
        assert(Result.isSuccess(result))
        const chunk = result.success
        const { type } = chunk.type === "UNKNOWN" ? chunk.raw : chunk
        if (type === json["type"]) continue
        const repaired = applyRepairs(json, { index }).json["type"]
        assert.strictEqual(type, repaired, `event ${index} of ${recording.file}`)
      }
    }
  })

  it("have no event, item, part, tool or annotation of a type without a model", () => {
    const unknown = new Set<string>()
    const visit = (value: unknown, path: string): void => {
      if (Array.isArray(value)) for (const element of value) visit(element, `${path}[]`)
      else if (!isObject(value)) return
      else if (value["isUnknown"] === true && isObject(value["raw"]))
        unknown.add(`${path} ${String(value["raw"]["type"])}`)
      else for (const [key, field] of Object.entries(value)) visit(field, `${path}.${key}`)
    }
    for (const { results } of decoded()) {
      for (const result of results) if (Result.isSuccess(result)) visit(result.success, result.success.type)
    }
    assert.deepStrictEqual([...unknown], [])
  })

  it("end with the verdict that their last events say", () => {
    const seen = new Map<string, number>()
    for (const { error, recording, verdict } of decoded()) {
      assert.strictEqual(verdict, expectedVerdict(recording.events), recording.file)
      const cut = verdict === "Truncated" || verdict === "ItemsCompleteWithoutTerminal"
      assert.strictEqual(error, cut ? "UnexpectedEnd" : undefined, recording.file)
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
    }
    assert.isAtLeast(seen.get("Completed") ?? 0, 300)
    assert.isAtLeast(seen.get("Incomplete") ?? 0, 1)
  })

  it("are explained by a named repair wherever strict mode refuses them", () => {
    for (const { recording, repairs: applied } of decoded()) {
      const strict = read(recording, "strict")
      assert.strictEqual(strict.repairs.size, 0)
      for (const [index, result] of strict.results.entries()) {
        const names = applied.get(index) ?? []
        const unknown = Result.isSuccess(result) && result.success.type === "UNKNOWN"
        if (Result.isFailure(result)) assert.notStrictEqual(names.length, 0, told(recording.file, result.failure))
        else if (!unknown) assert.deepStrictEqual(names, [], `event ${index} of ${recording.file}`)
      }
    }
  })
})

// -----------------------------------------------------------------------------
// Encoding
// -----------------------------------------------------------------------------

describe("recordings, decoded and encoded", () => {
  /** Compares what was encoded with the wire: calls `lost` for keys of the wire that have no model. */
  const compare = (
    wire: unknown,
    encoded: unknown,
    path: ReadonlyArray<PropertyKey>,
    lost: (path: ReadonlyArray<PropertyKey>) => void,
    differs: (path: ReadonlyArray<PropertyKey>) => void
  ): void => {
    if (wire === encoded) return
    if (Array.isArray(wire) && Array.isArray(encoded) && wire.length === encoded.length) {
      for (const [i, value] of wire.entries()) compare(value, encoded[i], [...path, i], lost, differs)
    } else if (isObject(wire) && isObject(encoded)) {
      for (const [key, value] of Object.entries(wire)) {
        if (Object.hasOwn(encoded, key)) compare(value, encoded[key], [...path, key], lost, differs)
        else lost([...path, key])
      }
      for (const key of Object.keys(encoded)) if (!Object.hasOwn(wire, key)) differs([...path, key])
    } else {
      differs(path)
    }
  }

  const compared = memoize(() => {
    const encode = Schema.encodeUnknownSync(ResponsesStreamChunk)
    const lost = new Map<string, string>()
    const different: Array<string> = []
    for (const { recording, repairs: applied, results } of decoded()) {
      for (const [index, json] of recording.events.entries()) {
        const result = results[index]!
        if (Result.isFailure(result)) continue
        const wire = applied.has(index) ? applyRepairs(json, { index }).json : json
        const name = (path: ReadonlyArray<PropertyKey>): string =>
          `${String(wire["type"])} ${formatPath(path.map((key) => (typeof key === "number" ? 0 : key)))}`
        compare(
          wire,
          encode(result.success),
          [],
          (path) => lost.set(name(path), recording.file),
          (path) => different.push(`${name(path)} (${recording.file})`)
        )
      }
    }
    return { lost, different }
  })

  it("give back every field that has a model", () => {
    assert.deepStrictEqual(compared().different, [])
  })

  it("have no field without a model", () => {
    assert.deepStrictEqual(Object.fromEntries(compared().lost), {})
  })
})

// -----------------------------------------------------------------------------
// Keys
// -----------------------------------------------------------------------------

describe("recordings with one key changed", () => {
  interface Place {
    readonly object: Record<string, unknown>
    readonly key: string
    readonly path: ReadonlyArray<PropertyKey>
    /** The place with types for indexes, so that each kind of place is tried once. */
    readonly name: string
  }

  const places = function* (value: unknown, path: ReadonlyArray<PropertyKey>, name: string): Generator<Place> {
    if (Array.isArray(value)) {
      for (const [i, element] of value.entries()) yield* places(element, [...path, i], `${name}[]`)
    } else if (isObject(value)) {
      const own = typeof value["type"] === "string" ? `${name}<${value["type"]}>` : name
      for (const key of Object.keys(value)) {
        // An error shows no keys of the user's own
        const next = [...path, path.at(-1) === "metadata" ? "[…]" : key]
        yield { object: value, key, path: next, name: `${own}.${key}` }
        yield* places(value[key], next, `${own}.${key}`)
      }
    }
  }

  /** Each kind of place in the recordings once, with the event it is in. */
  const sample = memoize(() => {
    const seen = new Map<string, { readonly json: Json; readonly place: Place }>()
    for (const { recording, repairs: applied } of decoded()) {
      for (const [index, json] of recording.events.entries()) {
        if (applied.has(index)) continue
        for (const place of places(json, [], "")) if (!seen.has(place.name)) seen.set(place.name, { json, place })
      }
    }
    return [...seen.values()]
  })

  const strict = makeDecoder({ tolerance: "strict" })

  /** Changes a key for one decode, and gives the error's paths; nothing where the event still decodes. */
  const refusals = (json: Json, { key, object }: Place, change: (object: Record<string, unknown>) => void) => {
    const value = object[key]
    try {
      change(object)
      const result = strict.decodeJson(json, 0)
      return Result.isSuccess(result) ? [] : result.failure.fields.map(({ path }) => path)
    } finally {
      object[key] = value
    }
  }

  it("decode without it, or name exactly that key", () => {
    let required = 0
    for (const { json, place } of sample()) {
      const paths = refusals(json, place, (object) => delete object[place.key])
      if (paths.length === 0) continue
      required++
      assert.deepStrictEqual(paths, [place.path], place.name)
    }
    assert.isAtLeast(sample().length, 500)
    assert.isAtLeast(required, 100)
    assert.isBelow(required, sample().length / 2)
  })

  it("decode with null in its place, or name exactly that key", () => {
    const wrong = sample().flatMap(({ json, place }) => {
      const paths = refusals(json, place, (object) => void (object[place.key] = null))
      return paths.length === 0 || JSON.stringify(paths) === JSON.stringify([place.path]) ? [] : [place.name]
    })
    assert.deepStrictEqual(wrong, [])
  })
})

// -----------------------------------------------------------------------------
// Another protocol
// -----------------------------------------------------------------------------

describe("recordings of Chat Completions", () => {
  it("are refused from the first event on, with a word of what they are", () => {
    assert.isAtLeast(chatRecordings.length, 1)
    for (const recording of chatRecordings) {
      const { file } = recording
      const { results } = read(recording, "recorded")
      const first = results[0]
      assert(first !== undefined && Result.isFailure(first), file)
      assert(first.failure._tag === "InvalidChunk", file)
      assert.deepStrictEqual(first.failure.path, ["type"], file)
      assert.include(first.failure.message, "Chat Completions", file)
    }
  })
})

describe("the table's decoder", () => {
  it("agrees with the interpreter on every event, valid or not", () => {
    const agree = agreementOf(ResponsesStreamChunk, makeTableDecoder(table, "#0."))
    const events = recordings().flatMap((recording) => recording.events)
    const taken = events.filter(agree)
    assert.isAbove(taken.length, 0)
    console.log(`the decoder takes ${taken.length} of ${events.length} recorded events, as the interpreter does`)
  })
})
