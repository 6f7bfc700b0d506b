/** Nothing that the provider or the user wrote shows in an error, a span, a metric, a warning or the command's JSON. */
import { assert, describe, it, vi } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Metric from "effect/Metric"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as StreamError from "../../src/errors/StreamError.ts"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import * as ProviderError from "../../src/operator/ProviderError.ts"
import * as StreamLiveness from "../../src/operator/StreamLiveness.ts"
import * as StreamResume from "../../src/operator/StreamResume.ts"
import * as StreamTelemetry from "../../src/operator/StreamTelemetry.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as SseFrame from "../../src/sse/SseFrame.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as Web from "../../src/web/Web.ts"
import * as call from "../call/streams.ts"
import { read } from "../cli/read.ts"
import { broken } from "../protocol/streams.ts"
import { bytesOf } from "../support/bytes.ts"
import { completed, created, delta, itemAdded, itemDone, partialImage, sse } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"
import { eventsOf, faultsOf, logsOf, makeSecrets, secretIn, secretsIn, valueSecrets } from "../support/secrets.ts"
import type { Event, Form, Json, Secrets } from "../support/secrets.ts"

// -----------------------------------------------------------------------------
// What is planted
// -----------------------------------------------------------------------------

const isLifecycle = ({ response }: Event): boolean => response !== undefined
const isItem = ({ item, part }: Event): boolean => item !== undefined || part !== undefined

/** Valid events, and events with faults. Those of a response are large and alike, so only some are taken. */
const plantEvents = (secrets: Secrets) => {
  const known = new Set<Json>()
  const valid = eventsOf(secrets).filter((event) => {
    const isKnown = known.has(event["type"]!)
    known.add(event["type"]!)
    return !isKnown || !isLifecycle(event)
  })
  const faulty = valid.flatMap((event) =>
    isLifecycle(event)
      ? faultsOf(event, secrets, false, event["type"] === "response.completed" ? 7 : 331)
      : faultsOf(event, secrets, !isItem(event), event["type"] === "response.output_item.done" ? 5 : 1)
  )
  const unknown: ReadonlyArray<Event> = [
    { type: secrets.next(), [secrets.next()]: secrets.next(), sequence_number: 0 },
    { type: secrets.next(), item_id: secrets.next(), output_index: 3 },
    { type: "response.output_item.added", output_index: 0, item: { type: secrets.next(), id: secrets.next() } }
  ]
  const untyped: ReadonlyArray<Json> = [
    secrets.next(),
    [secrets.next()],
    { [secrets.next()]: secrets.next() },
    { type: { [secrets.next()]: secrets.next() } },
    { object: "chat.completion.chunk", choices: [{ delta: { content: secrets.next() } }] }
  ]
  return { valid, unknown, faulty, untyped }
}

/** Wires with a secret in the place of each text, equal ones for equal texts. What tells events apart is kept. */
const plantIn = (wires: ReadonlyArray<object>, secrets: Secrets): ReadonlyArray<Event> => {
  const known = new Map<string, string>()
  const secretOf = (text: string): string => {
    const secret = known.get(text) ?? secrets.next()
    known.set(text, secret)
    return secret
  }
  const plant = (json: Json): Json =>
    typeof json === "string"
      ? secretOf(json)
      : Array.isArray(json)
        ? json.map(plant)
        : typeof json === "object" && json !== null
          ? Object.fromEntries(
              Object.entries(json).map(([key, value]) => [
                key,
                ["type", "status", "role"].includes(key) ? value : plant(value)
              ])
            )
          : json
  return wires.map((wire) => plant(wire as Json) as Event)
}

const quoting = (json: unknown): string => `it is wrong: ${JSON.stringify(json)}`

/** Schemas of the user's own, whose messages and paths quote. */
const own = {
  "own.record": Schema.toStandardSchemaV1(
    Schema.Struct({ type: Schema.Literal("own.record"), people: Schema.Record(Schema.String, Schema.Number) })
  ),
  "own.quoting": {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (json: unknown) => ({
        issues: [
          { message: quoting(json), path: Object.keys(json as object).map((key) => ({ key })) },
          { message: quoting(json), path: ["metadata", "s3cr3t_key"] },
          { message: quoting(json), path: Object.keys(json as object) }
        ]
      })
    }
  },
  "own.throwing": {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (json: unknown) => {
        throw new Error(quoting(json))
      }
    }
  },
  "own.asynchronous": {
    "~standard": { version: 1, vendor: "test", validate: (json: unknown) => Promise.reject(new Error(quoting(json))) }
  }
} as const satisfies ChunkStream.ChunkSchemas

const ownEvents = (secrets: Secrets): ReadonlyArray<Event> =>
  Object.keys(own).map((type) => ({
    [secrets.next()]: secrets.next(),
    people: { [secrets.next()]: secrets.next() },
    type
  }))

/** Bodies that aren't well-formed event streams. */
const brokenBodies = (secrets: Secrets): ReadonlyArray<Uint8Array> => {
  const next = secrets.next
  const lines = (type: string) => `: ${next()}\nevent: ${type}\nid: ${next()}\nretry: ${next()}\n${next()}: ${next()}\n`
  const json = JSON.stringify({ ...delta(next()), item_id: next() })
  const start = sse(created, { ...itemAdded, item: { type: next(), id: next(), call_id: next() } })
  return [
    ...[json.length - 1, json.length - 4, json.indexOf("s3cr3t") + 8].flatMap((length) => [
      `${lines(next())}data: ${json.slice(0, length)}\n\n`,
      `${lines("error")}data: ${json.slice(0, length)}\n\n`,
      `${start}${lines("error")}data: ${json.slice(0, length)}`
    ]),
    `data: ${next()}\n\n`,
    `data: {"${next()}": ${next()}}\n\n`,
    `${lines(next())}data: ${json}\n\n`,
    `${start}data: ${json}${" ".repeat(600)}\n\n`,
    sse({ ...itemAdded, item: { type: next(), id: next() } }),
    sse(created, itemAdded, itemDone)
  ]
    .map(bytesOf)
    .concat(new Uint8Array([...bytesOf(`${start}data: ${next()}`), 0xff, ...bytesOf("\n\n")]))
}

/** Answers that are no event streams. */
const pages = (secrets: Secrets): ReadonlyArray<() => Response> => {
  const next = secrets.next
  const error = { message: next(), code: next(), type: next(), param: next(), metadata: { [next()]: next() } }
  const bodies = [
    JSON.stringify({ error, [next()]: next() }),
    JSON.stringify({ error: next() }),
    JSON.stringify({ error: { ...error, code: 429, error_type: next(), metadata: { error_type: next() } } }),
    JSON.stringify({ detail: next() }),
    JSON.stringify([next()]),
    `<!doctype html><title>${next()}</title>`,
    next(),
    ""
  ]
  return bodies.flatMap((body) =>
    [
      [200, "application/json"],
      [200, next()],
      [429, "text/html"],
      [503, next()]
    ].map(([status, type]) => () => {
      const headers = { "content-type": String(type), "retry-after": next(), "x-request-id": next() }
      return new Response(body, { status: Number(status), statusText: next(), headers })
    })
  )
}

// -----------------------------------------------------------------------------
// Who looks at it
// -----------------------------------------------------------------------------

type Options = ChunkStream.DecodeOptions<ChunkStream.ChunkSchemas>
type Note = (error: unknown) => void

/** Every error that a stream gives, in its results and at its end. */
const noteAll = <A, E>(stream: Stream.Stream<A, E>, note: Note): Promise<void> =>
  Effect.runPromise(
    Effect.map(outcome(stream), ({ error, values }) => {
      for (const value of values) if (Result.isResult(value) && Result.isFailure(value)) note(value.failure)
      if (error !== undefined) note(error)
    })
  )

const iterate = async (values: AsyncIterable<unknown>, note: Note): Promise<void> => {
  try {
    for await (const value of values) if (Result.isResult(value) && Result.isFailure(value)) note(value.failure)
  } catch (error) {
    note(error)
  }
}

/** Reads an answer through every entrance for bytes, and the errors that come. */
const readAnswer = async (answer: () => Response, options: Options, note: Note): Promise<void> => {
  const body = () => answer().body!
  const bytes = Stream.fromReadableStream({ evaluate: body, onError: (cause) => cause })
  await noteAll(bytes.pipe(ChunkStream.decode(options)), note)
  await noteAll(bytes.pipe(ChunkStream.decode({ ...options, as: "result" })), note)
  await noteAll(bytes.pipe(SseFrame.decode({ maxEventSize: 500 })), note)
  await noteAll(ChunkStream.fromReadableStream(body(), options), note)
  await noteAll(ChunkStream.fromResponse(answer(), { ...options, as: "event" }), note)
  await noteAll(ChunkStream.fromResponse(answer(), { ...options, onInvalid: "skip", onSkip: note }), note)
  const request = HttpClientRequest.get("http://gateway.test/responses")
  await noteAll(ChunkStream.fromHttpClientResponse(HttpClientResponse.fromWeb(request, answer()), options), note)
  await iterate(Web.chunks(answer(), options), note)
  await iterate(body().pipeThrough(Web.decoderStream({ ...options, as: "result" })) as never, note)
  for (const onInvalid of ["pass", "drop", "abort"] as const) {
    const onFinish = ({ error }: Web.ValidateSummary) => error !== undefined && note(error)
    const passed = Web.validate(answer(), { ...options, onInvalid, onError: note, onFinish })
    await passed.text()
  }
}

const runEach = async <A>(values: ReadonlyArray<A>, run: (value: A) => Promise<unknown>): Promise<void> => {
  for (const value of values) await run(value)
}

const streamOf = (bytes: Uint8Array<ArrayBuffer> | Uint8Array): Response =>
  new Response(bytes.slice(), { headers: { "content-type": "text/event-stream" } })

// -----------------------------------------------------------------------------
// The errors
// -----------------------------------------------------------------------------

/** All errors of every entrance and operator, by their tags. Equal ones are there once. */
const collect = async (form: Form) => {
  const secrets = makeSecrets(form)
  const errors = new Map<string, Map<string, Error>>()
  let seen = 0
  const note: Note = (error) => {
    if (!(error instanceof Error) || !("_tag" in error)) throw error
    seen++
    const ofTag = errors.get(String(error._tag)) ?? new Map<string, Error>()
    ofTag.set(error.message + JSON.stringify(error), error)
    errors.set(String(error._tag), ofTag)
  }
  const { faulty, unknown, untyped, valid } = plantEvents(secrets)
  const all = [...valid, ...unknown, ...faulty, ...untyped, ...ownEvents(secrets)]

  // Single events
  const chunks = form === "words" ? own : {}
  for (const tolerance of ["recorded", "strict"] as const) {
    await noteAll(Stream.fromIterable(all).pipe(ChunkStream.decodeJson({ as: "result", tolerance, chunks })), note)
  }
  const small = all.filter((_, i) => i % 97 === 0 && JSON.stringify(all[i]).length < 10_000)
  await runEach([...small, ...untyped, ...ownEvents(secrets)], (event) =>
    readAnswer(() => streamOf(bytesOf(sse(event))), { chunks }, note)
  )
  await runEach(brokenBodies(secrets), (bytes) =>
    readAnswer(() => streamOf(bytes), { maxEventSize: 500, onEnd: "synthesize" }, note)
  )
  await runEach(pages(secrets), async (page) => {
    await readAnswer(page, {}, note)
    await noteAll(ChunkStream.fromResponse(page()).pipe(ProviderError.failOnProviderError), note)
  })

  // The protocol
  const violations: Array<StreamProtocol.Violation> = []
  const onReport = (violation: StreamProtocol.Violation) => void violations.push(violation)
  const decodeEvents = (wires: ReadonlyArray<Event>) =>
    Stream.fromIterable(wires).pipe(
      ChunkStream.decodeJson({ as: "event", onEnd: "allow", onInvalid: "skip", onSkip: note }),
      Stream.map((event) =>
        typeof event.json["event"] === "string" ? { ...event, event: event.json["event"] } : event
      )
    )
  const protocolStreams = [
    ...Object.values(broken).flatMap((cases) => cases.map(({ stream }) => plantIn(stream, secrets))),
    valid,
    [...valid, ...valid]
  ]
  await runEach(protocolStreams, async (wires) => {
    await noteAll(decodeEvents(wires).pipe(StreamProtocol.check({ onViolation: "fail" })), note)
    await noteAll(decodeEvents(wires).pipe(StreamProtocol.check({ onViolation: "report", onReport })), note)
  })

  // Calls
  const functions = {
    look: Schema.Struct({ city: Schema.Finite, deep: Schema.Record(Schema.String, Schema.Finite) })
  }
  const callOf = (name: string, text: string, index = 0) =>
    call.call(index, name, secrets.next(), secrets.next()).done(text)
  const calls = [
    callOf("look", secrets.next()),
    callOf("look", `{"city":"${secrets.next()}`, 1),
    callOf(secrets.next(), "{}", 2),
    callOf(secrets.next(), "{", 3),
    callOf("look", JSON.stringify({ city: secrets.next(), deep: { [secrets.next()]: secrets.next() } }), 4),
    callOf("look", JSON.stringify({ city: 1, deep: {}, [secrets.next()]: 1 }), 5),
    callOf("look", JSON.stringify(secrets.next()), 6)
  ]
  const outcomes = await Effect.runPromise(
    Stream.fromIterable(call.decoded(calls)).pipe(
      FunctionCall.calls,
      FunctionCall.decode(functions, { onExcessProperty: "error" }),
      Stream.runCollect
    )
  )
  for (const each of outcomes) if (each._tag === "Invalid") note(each.error)

  // Images
  const images = call.decoded([
    partialImage(secrets.next()),
    { ...partialImage(`data:${secrets.next()};base64,${secrets.next()}`), output_index: 1, item_id: secrets.next() },
    { ...partialImage(""), output_index: 2, output_format: secrets.next() },
    {
      type: "response.output_item.done",
      output_index: 0,
      item: { type: "image_generation_call", id: "ig_1", status: "completed", result: `AAA${secrets.next()}` }
    }
  ])
  const imageEvents = await Effect.runPromise(
    Stream.fromIterable(images).pipe(ImageGeneration.events, Stream.runCollect)
  )
  for (const event of imageEvents) {
    if (event._tag === "InvalidPartialImage") note(event.error)
    else if (event._tag === "Ended" && event.outcome._tag === "Invalid") note(event.outcome.error)
  }

  // Ends
  const ofType = (type: string) => valid.filter((event) => event["type"] === type)
  const failures = [
    ...ofType("error"),
    ...ofType("response.error"),
    ...ofType("response.failed"),
    ...ofType("response.output_item.added").slice(0, 3)
  ]
  await runEach(failures, async (event) => {
    const stream = () => decodeEvents([event])
    await noteAll(
      Stream.fromEffect(
        stream().pipe(
          Stream.map(({ chunk }) => chunk),
          ResponseSnapshot.runFinal()
        )
      ),
      note
    )
    await noteAll(stream().pipe(StreamResume.dedupe, ProviderError.failOnProviderError), note)
    await noteAll(
      stream().pipe(
        Stream.map(({ chunk }) => chunk),
        StreamResume.afterSequence(-1),
        ProviderError.failOnProviderError
      ),
      note
    )
  })

  // Stalls
  const stall = StreamLiveness.failOnStall("1 millis")
  await runEach([...unknown, ...small.slice(0, 20)], async (event) => {
    const json = Stream.concat(Stream.make(event), Stream.never)
    const bytes = Stream.concat(Stream.make(bytesOf(`event: ${secrets.next()}\n${sse(event)}`)), Stream.never)
    await noteAll(json.pipe(ChunkStream.decodeJson(), stall), note)
    await noteAll(json.pipe(ChunkStream.decodeJson({ as: "event" }), stall), note)
    await noteAll(json.pipe(ChunkStream.decodeJson({ as: "result" }), stall), note)
    await noteAll(bytes.pipe(SseFrame.decode(), stall), note)
  })

  return { plants: secrets.count(), seen, errors, violations, events: all, valid, unknown }
}

const forms = { words: await collect("words"), name: await collect("name") }

/** Errors that show names: the code of a provider, a function and an argument as the model wrote them. */
const withNames = new Set(["ProviderError", "InvalidArgumentsJson", "InvalidArguments", "UnknownFunction"])

const errorClasses = [StreamError, FunctionCall, ImageGeneration, ResponseSnapshot].flatMap((module) =>
  Object.entries(module as Record<string, unknown>)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
    .map(([name]) => name)
)

describe.each(["words", "name"] as const)("errors of events with secrets (%s)", (form) => {
  const { errors, plants, seen, violations } = forms[form]

  it("are many, of each class", () => {
    const counts = Array.from(errors, ([tag, all]) => [tag, all.size] as const)
    console.log(form, { plants, seen, ...Object.fromEntries(counts) })
    assert.isAbove(plants, 10_000)
    assert.isAbove(seen, 10_000)
    assert.sameMembers(
      counts.map(([tag]) => tag),
      errorClasses
    )
    assert.sameMembers(
      [...new Set(violations.map(({ rule }) => rule))],
      StreamProtocol.rules.map(({ id }) => id)
    )
  })

  it.each(errorClasses.filter((tag) => form === "words" || !withNames.has(tag)))("%s shows no secret", (tag) => {
    const leaks = [...errors.get(tag)!.values()].flatMap(secretsIn)
    assert.deepStrictEqual(leaks.slice(0, 10), [], `${leaks.length} leaks`)
  })

  it("reported violations show no secret", () => {
    assert.deepStrictEqual(violations.flatMap(valueSecrets), [])
  })
})
