import { assert, describe, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { fieldsOf, isObject } from "../../src/base/json.ts"
import type { NormalizeReport } from "../../src/normalize/StreamNormalize.ts"
import * as StreamNormalize from "../../src/normalize/StreamNormalize.ts"
import {
  argumentsDone,
  broken,
  call,
  completed,
  created,
  decode,
  error,
  failed,
  hel,
  keepalive,
  message,
  partAdded,
  reasoning,
  unknown,
  wellFormed
} from "../protocol/streams.ts"
import { lifecycle } from "../support/wires.ts"
import type { Wire } from "../support/wires.ts"
import { eventsOf, faultsOf, normalize } from "./normalized.ts"

const run = (...stream: ReadonlyArray<Wire>) => normalize(stream.map(decode))

/** What goes out, in short. */
const typesOf = (stream: ReadonlyArray<Wire>) => run(...stream).events.map(({ chunk }) => chunk.type)

const reportsOf = (stream: ReadonlyArray<Wire>): ReadonlyArray<string> =>
  run(...stream).reports.map(({ index, name, type }) => `${index} ${name} ${type}`)

/** The fields of the last chunk that has them. */
const lastOf = (stream: ReadonlyArray<Wire>): object => run(...stream).events.at(-1)!.chunk

describe("a stream that breaks a rule", () => {
  it.each(Object.entries(broken).flatMap(([rule, cases]) => cases.map(({ name, stream }) => ({ rule, name, stream }))))(
    "is regular once it is normalized, and then stays as it is: $rule, $name",
    ({ stream }) => {
      const { events } = run(...stream)
      assert.deepStrictEqual(faultsOf(events), [])
      const again = normalize(events)
      assert.deepStrictEqual(again, { events, reports: [] })
    }
  )
})

const folder = fileURLToPath(new URL("../../../shared/cases/", import.meta.url))

describe.skipIf(!existsSync(folder))("a stream of an irregular gateway", () => {
  it.each(existsSync(folder) ? readdirSync(folder) : [])("is regular once it is normalized: %s", (file) => {
    const { error, events } = eventsOf(new Uint8Array(readFileSync(folder + file)))
    for (let cut = 0; cut <= events.length; cut++) {
      assert.deepStrictEqual(faultsOf(normalize(events.slice(0, cut), error).events), [], `cut at ${cut}`)
    }
  })
})

describe("what is missing", () => {
  it("is added before the first chunk that needs it", () => {
    assert.deepStrictEqual(typesOf([hel]), [
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.failed"
    ])
    assert.deepStrictEqual(reportsOf([hel]).slice(0, 4), [
      "0 added-response response.created",
      "0 added-response response.in_progress",
      "0 added-item response.output_item.added",
      "0 added-part response.content_part.added"
    ])
  })

  it("is closed before the response is completed", () => {
    const stream = [created, message.added, hel, completed]
    assert.deepStrictEqual(reportsOf(stream), [
      "1 changed-index response.output_item.added",
      "2 added-part response.content_part.added",
      "2 changed-number response.output_text.delta",
      "2 changed-index response.output_text.delta",
      "3 added-done response.output_text.done",
      "3 added-done response.content_part.done",
      "3 added-done response.output_item.done",
      "3 changed-number response.completed",
      "3 changed-response response.completed"
    ])
    const { response } = lastOf(stream) as { readonly response: { readonly output: ReadonlyArray<unknown> } }
    assert.strictEqual(response.output.length, 1)
  })

  it("of a call is added once its name is known, so that clients see no half a call", () => {
    const deltas = [
      call.on("function_call_arguments.delta", { delta: "{" }),
      call.on("function_call_arguments.delta", { delta: "}" })
    ]
    assert.deepStrictEqual(typesOf([created, ...deltas]), ["response.created", "response.failed"])
    assert.deepStrictEqual(typesOf([created, ...deltas, call.done, completed]), [
      "response.created",
      "response.output_item.added",
      "response.function_call_arguments.delta",
      "response.function_call_arguments.done",
      "response.output_item.done",
      "response.completed"
    ])
  })
})

describe("a field that OpenAI's description requires", () => {
  const search = { type: "mcp_call", id: "mcp_1", name: "search", server_label: "web", arguments: "" }
  const on = (type: string, output_index: number, fields: object): Wire => ({
    type: `response.output_item.${type}`,
    output_index,
    sequence_number: 0,
    ...fields
  })
  const itemsOf = (item: object) =>
    run(created, on("added", 0, { item }), on("done", 0, { item }), completed).events.flatMap(({ chunk }) =>
      "item" in chunk ? [chunk.item] : "response" in chunk ? chunk.response.output : []
    )

  it("is filled wherever the item passes", () => {
    const statusOf = (item: object): ReadonlyArray<unknown> => itemsOf(item).map((told) => fieldsOf(told)["status"])
    assert.deepStrictEqual(statusOf(search), ["in_progress", "completed", "completed"])
    assert.deepStrictEqual(statusOf({ ...search, error: "timeout" }), ["in_progress", "failed", "failed"])
    const image = { type: "image_generation_call", id: "ig_1", status: "in_progress" }
    assert.deepStrictEqual(
      itemsOf(image).map((told) => fieldsOf(told)["result"]),
      [null, "", ""]
    )
  })

  it("is filled in annotations, which keep their other fields", () => {
    const annotation = { type: "url_citation", url: "https://example.com", of_the_provider: 1 }
    const part = { type: "output_text", text: "Hel", annotations: [annotation], logprobs: [] }
    const stream = [
      created,
      message.added,
      hel,
      message.on("output_text.annotation.added", { content_index: 0, annotation_index: 0, annotation }),
      on("done", 0, { item: { ...message.done.item, content: [part] } })
    ]
    const { events, reports } = run(...stream)
    const whole = { ...annotation, title: "", start_index: 0, end_index: 0 }
    const told = events.flatMap(({ json }) => (isObject(json) ? [json] : []))
    assert.deepStrictEqual(
      told.flatMap((json) => ("annotation" in json ? [json["annotation"]] : [])),
      [whole]
    )
    assert.include(JSON.stringify(told.at(-1)), JSON.stringify({ ...part, annotations: [whole] }).slice(1, -1))
    assert.deepInclude(reports, {
      name: "changed-item",
      index: 3,
      type: "response.output_text.annotation.added"
    })
  })

  it("stays null where the description allows it", () => {
    const image = { type: "image_generation_call", id: "ig_1", status: "failed", result: null }
    assert.isNull(fieldsOf(itemsOf(image)[1]!)["result"])
  })
})

describe("a text", () => {
  const done = (text: string): Wire => message.on("output_text.done", { content_index: 0, text, logprobs: [] })
  const textsOf = (text: string) =>
    run(created, hel, done(text)).events.flatMap(({ chunk }) =>
      chunk.type === "response.output_text.delta"
        ? [chunk.delta]
        : chunk.type === "response.output_text.done"
          ? [chunk.text]
          : []
    )

  it("whose done has more than the deltas gets a delta with the rest", () => {
    assert.deepStrictEqual(textsOf("Hello"), ["Hel", "lo", "Hello"])
  })

  it("whose done contradicts the deltas, or is empty, is what these make", () => {
    assert.deepStrictEqual(textsOf("Bye"), ["Hel", "Hel"])
    assert.deepStrictEqual(textsOf(""), ["Hel", "Hel"])
  })
})

describe("an id of the response", () => {
  it("that is empty at first is made, and stays", () => {
    const inProgress = lifecycle("in_progress")
    const unnamed = { ...created, response: { ...fieldsOf(created["response"]!), id: "" } }
    const ids = run(unnamed, inProgress, completed).events.map(({ chunk }) => "response" in chunk && chunk.response.id)
    assert.deepStrictEqual(ids, ["resp_0", "resp_0", "resp_0"])
  })
})

describe("what isn't about the response", () => {
  it("keeps a hundred chunks that wait, and reports the others as dropped", () => {
    const many = Array.from({ length: 150 }, () => keepalive)
    for (const stream of [
      [...many, created, completed],
      [created, error, ...many, failed]
    ]) {
      const { events, reports } = run(...stream)
      const sent = events.filter(({ chunk }) => chunk.type === "keepalive").length
      const dropped = reports.filter(({ name, type }) => name === "dropped-chunk" && type === "keepalive").length
      assert.strictEqual(sent + dropped, 150)
      assert.isAtMost(sent, 100)
      assert.isAbove(sent, 90)
    }
  })

  it("waits until it is created", () => {
    const debug = { type: "response.debug", debug: {} }
    assert.deepStrictEqual(typesOf([keepalive, unknown, created, completed]), [
      "response.created",
      "keepalive",
      "UNKNOWN",
      "response.completed"
    ])
    assert.deepStrictEqual(typesOf([keepalive]), [
      "response.created",
      "response.in_progress",
      "keepalive",
      "response.failed"
    ])
    assert.deepStrictEqual(typesOf([error, debug]).slice(0, 3), [
      "response.created",
      "response.in_progress",
      "response.debug"
    ])
  })
})

describe("an index", () => {
  it("of an annotation counts those of its part from 0", () => {
    const annotation = { type: "url_citation", url: "https://example.com", title: "", start_index: 0, end_index: 0 }
    const on = (content_index: number, annotation_index: number) =>
      message.on("output_text.annotation.added", { content_index, annotation_index, annotation })
    const { events, reports } = run(created, message.added, hel, on(0, 1), on(0, 3), on(1, 0))
    const indexes = events.flatMap(({ chunk }) => ("annotationIndex" in chunk ? [chunk.annotationIndex] : []))
    assert.deepStrictEqual(indexes, [0, 1, 0])
    assert.isTrue(
      reports.some(
        ({ index, name, type }) =>
          index === 3 && name === "changed-index" && type === "response.output_text.annotation.added"
      )
    )
  })

  it("of a part counts those of its item from 0, in the order in which they come", () => {
    const on = (content_index: number, delta: string) =>
      message.on("output_text.delta", { content_index, delta, logprobs: [] })
    const partsOf = (...stream: ReadonlyArray<Wire>) => {
      const { events } = run(created, message.added, ...stream, completed)
      assert.deepStrictEqual(faultsOf(events), [])
      const added = events.filter(({ chunk }) => chunk.type === "response.content_part.added").length
      const items = events.flatMap(({ chunk }) =>
        chunk.type === "response.output_item.done"
          ? [chunk.item]
          : chunk.type === "response.completed"
            ? chunk.response.output
            : []
      )
      const texts = items.map((item) =>
        item.type === "message" ? item.content.map((part) => fieldsOf(part)["text"]) : []
      )
      return [added, ...texts]
    }
    assert.deepStrictEqual(partsOf(on(3, "a")), [1, ["a"], ["a"]])
    assert.deepStrictEqual(partsOf(on(3, "a"), on(0, "b"), on(3, "c")), [2, ["ac", "b"], ["ac", "b"]])
    const parts = ["b", "a"].map((text) => ({ type: "output_text", text, annotations: [] }))
    const done = { ...message.done, item: { ...message.done.item, content: parts } }
    assert.deepStrictEqual(partsOf(on(1, "a"), done), [2, ["a", "b"], ["a", "b"]])
  })
})

describe("a part of another kind of item", () => {
  it("is dropped", () => {
    const part = { type: "output_text", text: "a", annotations: [] }
    const stream = [
      created,
      reasoning.added,
      reasoning.on("content_part.added", { content_index: 0, part }),
      reasoning.on("content_part.done", { content_index: 0, part }),
      completed
    ]
    const { events, reports } = run(...stream)
    assert.deepStrictEqual(faultsOf(events), [])
    assert.notInclude(JSON.stringify(events), "output_text")
    assert.deepStrictEqual(
      reports.filter(({ name }) => name === "dropped-chunk").map(({ index }) => index),
      [2, 3]
    )
  })
})

describe("a part that is made", () => {
  it("has what OpenAI's description requires, wherever it is told", () => {
    for (const { chunk } of run(created, message.added, hel, completed).events) {
      const item = "item" in chunk ? chunk.item : "response" in chunk ? chunk.response.output[0] : undefined
      const parts = "part" in chunk ? [chunk.part] : item?.type === "message" ? item.content : []
      for (const part of parts) assert.deepStrictEqual(fieldsOf(part)["annotations"], [])
    }
  })
})

describe("a call", () => {
  it("whose name never comes is dropped, with a report of each chunk", () => {
    const unnamed = { ...call.added, item: { ...call.added.item, name: "" } }
    const delta = call.on("function_call_arguments.delta", { delta: "{}" })
    const { events, reports } = run(created, unnamed, delta, delta, argumentsDone, completed)
    assert.strictEqual(events.length, 2)
    assert.deepStrictEqual(
      reports.filter(({ name }) => name === "dropped-chunk").map(({ index }) => index),
      [1, 2, 3, 4]
    )
  })
})

describe("an error of the provider", () => {
  it("before response.failed passes with it", () => {
    const { events, reports } = run(created, error, failed)
    assert.deepStrictEqual(
      [events.map(({ chunk }) => chunk.type), reports],
      [["response.created", "error", "response.failed"], []]
    )
  })

  it("before response.failed goes out behind what is missing", () => {
    for (const stream of [
      [error, failed],
      [created, message.added, partAdded, hel, error, keepalive, failed],
      [keepalive, error, keepalive]
    ]) {
      const { events } = run(...stream)
      assert.deepStrictEqual(faultsOf(events), [])
      assert.deepStrictEqual(normalize(events), { events, reports: [] })
    }
    assert.deepStrictEqual(typesOf([error, failed]), [
      "response.created",
      "response.in_progress",
      "error",
      "response.failed"
    ])
    assert.deepStrictEqual(typesOf([created, message.added, partAdded, hel, error, failed]).slice(3), [
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "error",
      "response.failed"
    ])
  })

  it.each([
    ["at the end", [created, error]],
    ["before a keepalive", [created, error, keepalive]],
    ["before another error", [created, error, error]],
    ["before what doesn't belong there", [created, error, message.added, completed]]
  ])("%s becomes one response.failed with the provider's reason", (_, stream) => {
    const { events } = run(...stream)
    assert.deepStrictEqual(faultsOf(events), [])
    const { chunk } = events.at(-1)!
    assert(chunk.type === "response.failed")
    assert.deepStrictEqual(chunk.response.error, { code: "server_error", message: "Secret" })
    assert.isFalse(events.some(({ chunk }) => chunk.type === "error"))
  })

  it("behind a response.failed without a reason is its reason", () => {
    const { events, reports } = run(created, failed, error)
    const { chunk } = events.at(-1)!
    assert(chunk.type === "response.failed")
    assert.strictEqual(chunk.response.error?.message, "Secret")
    assert.deepStrictEqual(
      reports.map(({ name }) => name),
      ["changed-response", "dropped-chunk"]
    )
  })
})

describe("StreamNormalize.normalize", () => {
  it.effect("gives the events and the reports of step, and ends an error as response.failed", () =>
    Effect.gen(function* () {
      const reports: Array<NormalizeReport> = []
      const input = wellFormed.map(decode).slice(0, 9)
      const events = yield* Stream.fromIterable(input).pipe(
        Stream.concat(Stream.fail(new Error("of the connection"))),
        StreamNormalize.normalize({ onReport: (report) => reports.push(report) }),
        Stream.runCollect
      )
      assert.deepStrictEqual({ events: [...events], reports }, normalize(input, new Error("of the connection")))
      const { chunk } = events.at(-1)!
      assert(chunk.type === "response.failed")
      assert.deepStrictEqual(chunk.response.error, { code: "stream_failed", message: "The stream failed." })
    })
  )

  it.effect("goes on when the callback throws", () =>
    Effect.gen(function* () {
      const complaint = vi.spyOn(console, "error").mockImplementation(() => {})
      const onReport = () => {
        throw new Error("of the callback")
      }
      const events = yield* Stream.fromIterable([decode(hel, 0)]).pipe(
        StreamNormalize.normalize({ onReport }),
        Stream.runCollect
      )
      assert.strictEqual(events.at(-1)!.chunk.type, "response.failed")
      assert.isAbove(complaint.mock.calls.length, 0)
      complaint.mockRestore()
    })
  )

  it.effect("takes chunks, and says nothing of a regular stream", () =>
    Effect.gen(function* () {
      const chunks = wellFormed.map((wire, index) => decode(wire, index).chunk)
      const once = yield* Stream.fromIterable(chunks).pipe(StreamNormalize.normalize(), Stream.runCollect)
      const reports: Array<NormalizeReport> = []
      const twice = yield* Stream.fromIterable(once).pipe(
        Stream.map(({ chunk }) => chunk),
        StreamNormalize.normalize({ onReport: (report) => reports.push(report) }),
        Stream.runCollect
      )
      assert.deepStrictEqual(reports, [])
      assert.isTrue(twice.every(({ chunk }, i) => chunk === once[i]!.chunk))
    })
  )
})

describe("what the provider sends beside the models", () => {
  it("stays in an event that is changed", () => {
    const vendor = { ...hel, sequence_number: 70, vendor: 1 }
    const { events } = run(created, message.added, vendor, completed)
    const { json } = events.find(({ chunk }) => chunk.type === "response.output_text.delta")!
    assert.deepInclude(json, { vendor: 1, sequence_number: 3 })
  })

  it("of an unknown type passes with the next number", () => {
    const { events } = run(created, { type: "response.of_tomorrow", sequence_number: 9 }, completed)
    assert.deepStrictEqual(events[1]!.json, { type: "response.of_tomorrow", sequence_number: 1 })
  })
})
