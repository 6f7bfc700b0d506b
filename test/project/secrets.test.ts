/** Nothing that the provider or the user wrote shows in an error, a span, a metric, a warning or the command's JSON. */
import { assert, describe, it, vi } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Metric from "effect/Metric"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { inspect } from "node:util"
import { cases } from "../../src/chunk/ResponsesStreamChunk.ts"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as ToolCall from "../../src/call/ToolCall.ts"
import * as StreamError from "../../src/errors/StreamError.ts"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import * as ProviderError from "../../src/operator/ProviderError.ts"
import * as StreamLiveness from "../../src/operator/StreamLiveness.ts"
import * as StreamResume from "../../src/operator/StreamResume.ts"
import * as StreamRetry from "../../src/operator/StreamRetry.ts"
import * as StreamTelemetry from "../../src/operator/StreamTelemetry.ts"
import * as StreamNormalize from "../../src/normalize/StreamNormalize.ts"
import * as UiMessageStream from "../../src/parts/UiMessageStream.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as ResponsesSocket from "../../src/socket/ResponsesSocket.ts"
import * as SseFrame from "../../src/sse/SseFrame.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as StructuredOutput from "../../src/structured/StructuredOutput.ts"
import * as Web from "../../src/web/Web.ts"
import * as call from "../call/streams.ts"
import { read } from "../cli/read.ts"
import { broken } from "../protocol/streams.ts"
import * as structured from "../structured/streams.ts"
import { bytesOf } from "../support/bytes.ts"
import { created, delta, itemAdded, itemDone, partialImage, sse } from "../support/events.ts"
import { outcome } from "../support/outcome.ts"
import { readEvents } from "../support/reader.ts"
import {
  eventsOf,
  faultsOf,
  loggingTo,
  looks,
  makeSecrets,
  secretIn,
  secretsIn,
  valueSecrets
} from "../support/secrets.ts"
import type { Event, Form, Json, Secrets } from "../support/secrets.ts"

// -----------------------------------------------------------------------------
// What is planted
// -----------------------------------------------------------------------------

const statuses = ["created", "queued", "in_progress", "completed", "incomplete", "failed"]
const lifecycle: ReadonlySet<unknown> = new Set(statuses.map((status) => `response.${status}`))
const isLifecycle = ({ type }: Event): boolean => lifecycle.has(type)
/** Whether an event has a whole response, or the input of one. */
const isLarge = (event: Event): boolean => JSON.stringify(event).length > 50_000
const isItem = ({ item, part }: Event): boolean => item !== undefined || part !== undefined

/** Valid events, and events with faults. Those of a response are large and alike, so only some are taken. */
const plantEvents = (secrets: Secrets, step: number) => {
  const known = new Set<Json>()
  const valid = eventsOf(secrets).filter((event) => {
    const isKnown = known.has(event["type"]!)
    known.add(event["type"]!)
    return !isKnown || !isLifecycle(event)
  })
  const faulty = valid.flatMap((event) =>
    isLarge(event)
      ? faultsOf(event, secrets, false, event["type"] === "response.completed" ? step : 331)
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

type Options = Pick<
  ChunkStream.DecodeOptions<ChunkStream.ChunkSchemas>,
  "chunks" | "maxEventSize" | "onEnd" | "tolerance"
>
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
  const { onEnd: _, ...others } = options
  for (const onInvalid of ["pass", "drop", "abort"] as const) {
    const onFinish = ({ error }: Web.ValidateSummary): void => void (error !== undefined && note(error))
    const passed = Web.validate(answer(), { ...others, onInvalid, onError: note, onFinish })
    await passed.text()
  }
}

/** Reads parsed events, whatever comes before them, and gives those that are valid. */
const readJson = (wires: ReadonlyArray<Json>, options: Options, note: Note) => {
  const { events, reader } = readEvents(options)
  for (const wire of wires) reader.pushJson(wire)
  return events.flatMap(({ index, json, result }) => {
    if (Result.isFailure(result)) {
      note(result.failure)
      return []
    }
    const { event, ...rest } = json as Event
    return [{ index, chunk: result.success, json: rest, ...(typeof event === "string" ? { event } : {}) }]
  })
}

const runEach = async <A>(values: ReadonlyArray<A>, run: (value: A) => Promise<unknown>): Promise<void> => {
  for (const value of values) await run(value)
}

/** A socket that sends frames once a request has come, and breaks for a reason. */
const socketOf = (frames: ReadonlyArray<string>): ResponsesSocket.WebSocketLike => {
  const target = new EventTarget()
  return {
    readyState: 1,
    addEventListener: (type, listener) => target.addEventListener(type, listener),
    send: () => {
      for (const data of frames) target.dispatchEvent(new MessageEvent("message", { data }))
      target.dispatchEvent(Object.assign(new Event("close"), { code: 1011, reason: "s3cr3t reason" }))
    }
  }
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
  const { faulty, unknown, untyped, valid } = plantEvents(secrets, form === "words" ? 13 : 97)
  const some = form === "words" ? faulty : faulty.filter((event, i) => i % 4 === 0 || isLifecycle(event))
  const all = [...valid, ...unknown, ...some, ...untyped, ...ownEvents(secrets)]

  const chunks = form === "words" ? own : {}
  for (const tolerance of ["recorded", "strict"] as const) readJson(all, { tolerance, chunks }, note)

  // Single events, and some of them through all entrances
  const small = all.filter((_, i) => i % 97 === 0 && JSON.stringify(all[i]).length < 10_000)
  await runEach([...small, ...untyped, ...ownEvents(secrets)], async (event) => {
    await noteAll(Stream.make(event).pipe(ChunkStream.decodeJson({ chunks })), note)
    await noteAll(Stream.make(event).pipe(ChunkStream.decodeJson({ chunks, as: "result" })), note)
    await readAnswer(() => streamOf(bytesOf(sse(event))), { chunks }, note)
  })
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
  const decodeEvents = (wires: ReadonlyArray<Event>) => Stream.fromIterable(readJson(wires, {}, note))
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
      FunctionCall.calls(functions, { onExcessProperty: "error" }),
      Stream.runCollect
    )
  )
  for (const each of outcomes) if (each._tag === "Invalid") note(each.error)
  const toolCalls = ["mcp_call", "mcp_approval_request"].map((type, i) => {
    const [id, name, server_label, args] = [secrets.next(), secrets.next(), secrets.next(), `{"${secrets.next()}`]
    const item = { type, id, name, server_label, arguments: args }
    return { type: "response.output_item.done", output_index: calls.length + i, item }
  })
  const toolOutcomes = await Effect.runPromise(
    Stream.fromIterable(call.decoded([...calls, ...toolCalls])).pipe(ToolCall.calls, Stream.runCollect)
  )
  assert.includeMembers(
    toolOutcomes.flatMap(({ _tag, type }) => (_tag === "Invalid" ? type : [])),
    ["function_call", "mcp_call", "mcp_approval_request"]
  )
  for (const each of toolOutcomes) if (each._tag === "Invalid") note(each.error)

  // Structured output
  const { done } = structured.message()
  const answered = (text: string) => [
    structured.created,
    done([structured.text(text)]),
    structured.completed(structured.message().item([structured.text(text)], "completed"))
  ]
  const cut = { incomplete_details: { reason: secrets.next() }, output: [] }
  const answers = [
    ...[
      secrets.next(),
      `{"city":"${secrets.next()}`,
      JSON.stringify(secrets.next()),
      JSON.stringify({ city: secrets.next(), deep: { [secrets.next()]: secrets.next() } }),
      JSON.stringify({ city: 1, deep: {}, [secrets.next()]: 1 })
    ].map(answered),
    [structured.created, done([structured.refusal(secrets.next())]), structured.completed()],
    [structured.created, structured.message().added, structured.message().delta(`{"city":"${secrets.next()}`)],
    [structured.created, structured.message().delta(secrets.next()), structured.lifecycle("incomplete", cut)]
  ]
  const quotingOutput = { "~standard": { ...own["own.quoting"]["~standard"], version: 1 } } as const
  await runEach(answers, async (wires) => {
    const stream = Stream.fromIterable(structured.decoded(wires))
    for (const schema of [functions.look, quotingOutput]) {
      const value = stream.pipe(StructuredOutput.decode(schema, { onExcessProperty: "error" }))
      await noteAll(Stream.fromEffect(value), note)
      const events = await Effect.runPromise(stream.pipe(StructuredOutput.events(schema), Stream.runCollect))
      for (const event of events) if (event._tag === "Invalid") note(event.error)
    }
  })

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

  // Several connections
  const start = { ...created, response: { ...created.response, id: secrets.next() } }
  const afterGap = bytesOf(sse({ ...itemAdded, sequence_number: 7 }, { ...ofType("error")[0], sequence_number: 8 }))
  const continuations = [...pages(secrets), () => streamOf(afterGap)]
  await runEach(continuations, async (again) => {
    const open = () => streamOf(bytesOf(sse(start)))
    const resumed = StreamResume.resumable({
      open: Effect.sync(open),
      resume: () => Effect.sync(again),
      schedule: Schedule.recurs(1)
    })
    await noteAll(resumed, note)
    const delay = (attempt: number, error: unknown) => {
      note(error)
      return attempt === 1 ? 0 : undefined
    }
    await iterate(
      Web.resumable({ open: () => Promise.resolve(open()), resume: () => Promise.resolve(again()), delay }),
      note
    )
  })
  await runEach(ofType("response.completed").slice(0, 3), async (event) => {
    const empty = { ...event, response: { ...(event["response"] as Event), output: [], output_text: "" } }
    const stream = decodeEvents([empty]).pipe(Stream.map(({ chunk }) => chunk))
    await noteAll(stream.pipe(StreamRetry.beforeContent(Schedule.recurs(0), { onEmpty: "fail" })), note)
  })

  // Sockets
  const frames = [...small, ...unknown]
    .map((event) => JSON.stringify(event))
    .concat(secrets.next(), `{"${secrets.next()}`)
  await runEach(frames, async (frame) => {
    const stray = JSON.stringify({ ...delta(secrets.next()), delta: 1, stream_id: secrets.next() })
    const onStray = (event: ResponsesSocket.Stray): void => void (Result.isFailure(event) && note(event.failure))
    const socket = socketOf([JSON.stringify(start), stray, frame])
    const { create } = ResponsesSocket.fromWebSocket(socket, { onStray, onDropped: () => {} })
    await iterate(create({ model: secrets.next(), input: secrets.next() }), note)
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

/** Errors that show names: the code of a provider, a function, an argument and a field as the model wrote them. */
const withNames = new Set([
  "ProviderError",
  "InvalidArgumentsJson",
  "InvalidArguments",
  "UnknownFunction",
  "InvalidOutput"
])

const errorClasses = [
  StreamError,
  FunctionCall,
  ImageGeneration,
  ResponseSnapshot,
  StreamResume,
  StreamRetry,
  StructuredOutput
].flatMap((module) =>
  Object.entries(module as Record<string, unknown>)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
    .map(([name]) => name)
)

describe.each(["words", "name"] as const)("errors of events with secrets (%s)", (form) => {
  const { errors, plants, seen, valid, violations } = forms[form]

  it("are many, of each class", () => {
    const counts = Array.from(errors, ([tag, all]) => [tag, all.size] as const)
    console.log(form, { plants, seen, ...Object.fromEntries(counts) })
    assert.isAbove(plants, 30_000)
    assert.isAbove(seen, 3000)
    assert.sameMembers(
      counts.map(([tag]) => tag),
      errorClasses
    )
    assert.sameMembers(
      [...new Set(violations.map(({ rule }) => rule))],
      StreamProtocol.rules.map(({ id }) => id)
    )
  })

  it("are of events of every type, which are valid but for their faults", () => {
    const invalid: Array<unknown> = []
    assert.lengthOf(
      readJson(valid, { tolerance: "strict" }, (error) => invalid.push(error)),
      valid.length
    )
    assert.deepStrictEqual(invalid, [])
    assert.sameMembers([...new Set(valid.map(({ type }) => type))], Object.keys(cases))
  })

  it.each(errorClasses.filter((tag) => form === "words" || !withNames.has(tag)))("%s shows no secret", (tag) => {
    const leaks = [...errors.get(tag)!.values()].flatMap((error, i) => secretsIn(error, i % 20 === 0))
    assert.deepStrictEqual(leaks.slice(0, 10), [], `${leaks.length} leaks`)
  })

  it("go out to clients without a secret", async () => {
    const failed = [...errors.values()].flatMap((all) => [...all.values()].filter((_, i) => i % 20 === 0))
    for (const error of failed) {
      const stream = Stream.fail(error)
      const normalized = await ChunkStream.toResponse(stream.pipe(StreamNormalize.normalize())).text()
      const texts = [
        await ChunkStream.toResponse(stream).text(),
        // What the provider says of its error is the reason of the failed response
        ...("providerError" in error && error.providerError !== undefined ? [] : [normalized]),
        await UiMessageStream.toResponse(stream).text()
      ]
      for (const text of texts) {
        assert.match(text, /"type":"(?:error|response\.failed)"/)
        assert.isUndefined(secretIn(text))
      }
    }
  })

  it("reported violations show no secret", () => {
    assert.deepStrictEqual(violations.flatMap(valueSecrets), [])
  })
})

describe("the search", () => {
  const secret = makeSecrets("words").next()

  class Leaky extends Data.TaggedError("Leaky")<{ readonly message: string; readonly field?: unknown }> {}

  const leaky: { readonly [name: string]: Error } = {
    "a message": new Leaky({ message: secret }),
    "a field": new Leaky({ message: "", field: secret }),
    "a key": new Leaky({ message: "", field: { [secret]: 1 } }),
    "a field far down": new Leaky({ message: "", field: [[[[{ a: { b: [secret] } }]]]] }),
    "a cause": new Error("", { cause: new Error(secret) })
  }

  it.each(Object.entries(leaky))("finds a secret in %s", (_, error) => {
    assert.isAbove(secretsIn(error).length, 3)
    if (error instanceof Leaky) assert.isNotEmpty(secretsIn(error, false))
  })

  it.each(Object.entries(looks))("finds a secret by %s", (name, look) => {
    const found = Object.values(leaky).filter((error) => secretIn([look(error)].flat().join("\n")) !== undefined)
    assert.isNotEmpty(found, name)
  })

  it("finds a secret in a value that is no error", () => {
    assert.isNotEmpty(valueSecrets({ a: [{ [secret]: 1 }] }))
    assert.deepStrictEqual(valueSecrets({ a: "no secret" }), [])
  })
})

/** Runs an effect with a tracer and metrics of its own, and gives all that these were told. */
const traced = (effect: Effect.Effect<unknown, unknown>) => {
  const spans: Array<Tracer.NativeSpan> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  return Effect.runPromise(
    Effect.gen(function* () {
      yield* Effect.exit(effect)
      const told = spans.map(({ attributes, events, name, status }) => ({ attributes, events, name, status }))
      return { spans: told, metrics: yield* Metric.snapshot }
    }).pipe(Effect.provideService(Tracer.Tracer, tracer), Effect.provideService(Metric.MetricRegistry, new Map()))
  )
}

const bytesStream = (events: ReadonlyArray<Json>) => Stream.make(bytesOf(sse(...events)))

describe("of events with secrets", () => {
  const { events, unknown, valid } = forms.words
  const small = events.filter((event, i) => i % 29 === 0 && JSON.stringify(event).length < 10_000)
  const streams = [[...valid, ...unknown, ...small], ...valid.filter(isLifecycle).map((event) => [event]), small]

  it("spans and metrics show no secret", async () => {
    for (const stream of [
      ...streams,
      ...valid.filter(({ type }) => type === "error" || type === "response.error").map((event) => [event])
    ]) {
      for (const onInvalid of ["skip", "fail"] as const) {
        const { metrics, spans } = await traced(
          StreamTelemetry.instrument((options) => bytesStream(stream).pipe(ChunkStream.decode(options)), {
            onInvalid,
            onSkip: () => {}
          }).pipe(StreamTelemetry.withMetrics(), StreamTelemetry.withSpan("answer"), Stream.runDrain)
        )
        assert.lengthOf(spans, 1)
        assert.isAbove(spans[0]!.attributes.size, 4)
        assert.isNotEmpty(metrics)
        assert.isUndefined(secretIn(inspect({ spans, metrics }, { depth: Infinity })))
      }
    }
  })

  it("warnings of what is skipped show no secret", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
    const skip = { onInvalid: "skip", onEnd: "allow" } as const
    await Effect.runPromise(Stream.runDrain(bytesStream(small).pipe(ChunkStream.decode(skip))))
    await Web.validate(streamOf(bytesOf(sse(...small))), { onInvalid: "drop" }).text()
    const strays = [...small, ...unknown].map((event) =>
      JSON.stringify(Object.assign({}, event, { stream_id: "my s3cr3t lane" }))
    )
    const socket = ResponsesSocket.fromWebSocket(socketOf(strays))
    await iterate(socket.create({ model: "m", input: "" }), () => {})
    const warnings = warn.mock.calls.map((words) => inspect(words, { depth: Infinity }))
    warn.mockRestore()
    assert.isAbove(warnings.length, 20)
    assert.isUndefined(secretIn(warnings.join("\n")))
  })

  it("logged violations show no secret", async () => {
    const logs: Array<string> = []
    const report = StreamProtocol.check({ onViolation: "report" })
    const run = bytesStream([...valid, ...unknown]).pipe(
      ChunkStream.decode({ onEnd: "allow" }),
      report,
      Stream.runDrain
    )
    await Effect.runPromise(run.pipe(Effect.provide(loggingTo((text) => void logs.push(text)))))
    assert.isAbove(logs.length, 20)
    assert.isUndefined(secretIn(logs.join("\n")))
  })

  it("the error event of a proxy shows no secret", async () => {
    let n = 0
    for (const event of small) {
      const body = await Web.validate(streamOf(bytesOf(sse(event))), { onInvalid: "abort" }).text()
      // What is valid passes as it came
      if (body.startsWith(sse(event))) continue
      n++
      assert.match(body, /^data: \{"type":"error",.*\n\n$/)
      assert.isUndefined(secretIn(body))
    }
    assert.isAbove(n, 20)
  })

  it("the command's JSON shows no secret but as the name of a type, a response, a model or a status", () => {
    const inputs = [
      ...streams.map((stream) => sse(...stream)),
      ...streams.map((stream) => stream.map((event) => JSON.stringify(event)).join("\n")),
      JSON.stringify(small),
      sse(...small) + `data: ${JSON.stringify(small[0]).slice(0, -3)}`,
      ...small.map((event) => JSON.stringify(event)),
      ...brokenBodies(makeSecrets("words"))
    ]
    let named = 0
    for (const input of inputs) {
      const { errors, model, responseId, status, types, ...rest } = read(input).json
      if (secretIn(JSON.stringify({ model, responseId, status, types })) !== undefined) named++
      const others = JSON.stringify({ errors, rest }, (key, value: unknown) => (key === "type" ? undefined : value))
      assert.isUndefined(secretIn(others), inspect(input).slice(0, 200))
    }
    assert.isAbove(named, 5)
  })
})
