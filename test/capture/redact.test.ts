import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { sniff } from "../../src/capture/captureReader.ts"
import * as InspectBytes from "../../src/capture/inspectBytes.ts"
import { makeRedactor, redactEvent } from "../../src/capture/redact.ts"
import { makeTimedRecorder } from "../../src/capture/timedLines.ts"
import { created, delta, jsonl, sse, whole } from "../cli/samples.ts"
import { chatRecordings, recordings } from "../support/recordings.ts"

const encode = (text: string) => new TextEncoder().encode(text)

const redact = (file: string, bytes: Uint8Array, pieceSize = bytes.length): Uint8Array => {
  const redactor = makeRedactor(sniff(file, bytes, true)!)
  const pieces: Array<Uint8Array> = []
  for (let at = 0; at < bytes.length; at += pieceSize) pieces.push(redactor.push(bytes.subarray(at, at + pieceSize)))
  return Buffer.concat([...pieces, redactor.end()])
}

const redactText = (text: string, pieceSize?: number) =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(redact("-", encode(text), pieceSize))

/** What stays the same: all but payload, numbers of the user's own, and the names of types without a model. */
const judged = (file: string, bytes: Uint8Array) => {
  const inspection = InspectBytes.make(file)
  inspection.push(bytes)
  const { errors, response, timing, types, violations, ...report } = inspection.finish()
  return {
    ...report,
    errors: errors.map(({ _tag, index, type }) => [_tag, index, type]),
    violations: violations.map(({ index, rule, severity }) => [rule, severity, index]),
    types: Array.from(types.values()),
    status: [response.id, response.model, response.status],
    timing
  }
}

describe("redaction", () => {
  it("blanks texts and keeps their lengths, names, numbers and keys of models", () => {
    const event = {
      type: "response.output_item.done",
      output_index: 1,
      item: {
        id: "fc_1",
        call_id: "call 1",
        type: "function_call",
        status: "completed",
        name: "f",
        arguments: '{"city":"Köln \u{1f600}"}'
      }
    }
    assert.deepStrictEqual(JSON.parse(redactEvent(JSON.stringify(event))), {
      ...event,
      item: { ...event.item, call_id: "xxxxxx", name: "x", arguments: "x".repeat(event.item.arguments.length) }
    })
  })

  it("blanks keys and numbers of the user's own, and lets no two keys become one", () => {
    const response = {
      metadata: { id: "secret", ab: "1", cd: "2", q: "3" },
      tools: [
        { type: "function", name: "add", parameters: { type: "object", maximum: -1250.5, enum: ["a", true, null] } }
      ],
      vendor: { type: "x", n: 7 }
    }
    assert.strictEqual(
      redactEvent(JSON.stringify({ type: "response.created", response })),
      '{"type":"response.created","response":{"metadata":{"xx":"xxxxxx","x1":"x","x2":"x","1":"x"},' +
        '"tools":[{"type":"function","name":"xxx","parameters":{"xxxx":"xxxxxx","xxxxxxx":-1111.1,"xxx1":["x",true,null]}}],' +
        '"xxxxxx":{"xxxx":"x","1":1}}}'
    )
  })

  it("blanks images, and the bytes that log probabilities have", () => {
    assert.strictEqual(
      redactEvent('{"partial_image_b64":"iVBORw0KGgo=","logprobs":[{"token":"Hi","bytes":[72,105],"logprob":-0.5}]}'),
      '{"partial_image_b64":"xxxxxxxxxxxx","logprobs":[{"token":"xx","bytes":[11,111],"logprob":-0.5}]}'
    )
  })

  it("blanks what isn't JSON as a whole, and keeps [DONE] and the layout of JSON", () => {
    assert.strictEqual(redactEvent("{oh no\n1"), "xxxxxx\nx")
    assert.strictEqual(redactEvent(" [DONE]"), " [DONE]")
    assert.strictEqual(redactEvent('"a\\u0041"'), '"xx"')
    assert.strictEqual(redactEvent('{ "type" :\n "a b",\t"delta":null}\n'), '{ "type" :\n "xxx",\t"delta":null}\n')
  })

  it("keeps the lines of an event stream, in any cut of the bytes", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const lines = (...all: ReadonlyArray<string>) => all.join(end)
      const stream = lines(
        "\uFEFF: OPENROUTER PROCESSING",
        "",
        "event: response.created",
        "id: a b",
        "retry: 100",
        'data: {"delta":"é",',
        ":c",
        'data:"type":"a"}',
        "odd: line",
        "",
        "",
        "event: two words",
        "data: {bad",
        "",
        'data: {"typ'
      )
      const expected = lines(
        "\uFEFF: xxxxxxxxxxxxxxxxxxxxx",
        "",
        "event: response.created",
        "id: xxx",
        "retry: 100",
        'data: {"delta":"x",',
        ":x",
        'data:"type":"a"}',
        "xxxxxxxxx",
        "",
        "",
        "event: xxxxxxxxx",
        "data: xxxx",
        "",
        "data: xxxxx"
      )
      for (const pieceSize of [1, 2, 7, 1000]) assert.strictEqual(redactText(stream, pieceSize), expected)
    }
  })

  it("lets an event out with its last byte", () => {
    const redactor = makeRedactor("sse")
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
    assert.strictEqual(text(redactor.push(encode('data: {"delta":"a"}\n'))), "")
    assert.strictEqual(text(redactor.push(encode("\n:"))), 'data: {"delta":"x"}\n\n')
    assert.strictEqual(text(redactor.push(encode(" a\n"))), ": x\n")
  })

  it("replaces bytes that aren't UTF-8, and goes on behind them", () => {
    const secret = [0x22, 0xe9, 0x61, 0xff, 0x22]
    const input = [...encode('data: {"delta":'), ...secret, ...encode(`}\n\n${sse(whole)}`)]
    for (const pieceSize of [1, 9, 10_000]) {
      const redactor = makeRedactor("sse")
      let out = ""
      for (let at = 0; at < input.length; at += pieceSize)
        out += Buffer.from(redactor.push(Uint8Array.from(input.slice(at, at + pieceSize)))).toString()
      assert.isTrue(out.startsWith('data: {"delta":"xxx"}\n\ndata: {"type":"response.created"'))
      assert.include(out, '"type":"response.completed"')
      assert.isTrue(redactor.hasReplaced())
    }
  })

  it("shows that a text differs from its deltas by its length only", () => {
    const rulesOf = (bytes: Uint8Array) =>
      judged("a.sse", bytes)
        .violations.map(([rule]) => rule)
        .join(" ")
    for (const [text, rules] of [
      ["Hello, there", "I6"],
      ["Jello", ""]
    ] as const) {
      const changed = encode(sse(whole).replaceAll('"Hello"', JSON.stringify(text)))
      assert.strictEqual(rulesOf(changed), "I6")
      assert.strictEqual(rulesOf(redact("a.sse", changed)), rules)
    }
  })

  it("keeps the format", () => {
    const events = [created, delta(1, "secret")]
    const layouts = [jsonl(events, "\r\n"), JSON.stringify(events, null, 2), `${jsonl(events)}{"type":"secr`]
    const recorder = makeTimedRecorder()
    const timed = recorder.push(encode(sse(events)), 1.5) + recorder.end(2)
    for (const text of [
      ...layouts,
      timed,
      JSON.stringify(events).slice(0, -12),
      '{"error":{"message":"secret"}}',
      "<html>secret"
    ]) {
      const redacted = redactText(text, 11)
      assert.notInclude(redacted, "secr")
      assert.strictEqual(redacted.length, text.length)
      assert.strictEqual(sniff("-", encode(redacted), true), sniff("-", encode(text), true))
      const { errors, ...rest } = judged("-", encode(redacted))
      const { errors: before, ...expected } = judged("-", encode(text))
      assert.deepStrictEqual(rest, expected)
      assert.strictEqual(errors.length, before.length)
    }
  })

  it.each(["\u2028", "\u2029", "\u0085", "\ud800", "😀"])("takes %j in data and in fields", (character) => {
    const text = `event: a${character}b\nid: a${character}\n: ${character}\ndata: {"delta":"a${character}b"}\n\n`
    const expected = new TextDecoder().decode(encode(text)).replaceAll(/[^\n -~]/g, "x")
    assert.strictEqual(redactText(text), expected.replace(/(?<=(?:event|id|: "|delta":").*)[ab](?=.*$)/gm, "x"))
  })

  const word = "Geheimnis"
  const marked = Schema.Struct({
    delta: Schema.String,
    arguments: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Array(Schema.String)])),
    metadata: Schema.Record(Schema.String, Schema.String),
    content: Schema.Array(Schema.Struct({ type: Schema.String, text: Schema.String })),
    code: Schema.String
  })

  it.prop("lets no word of the payload through, and gives JSON", [Arbitrary.schema(marked)], ([json]) => {
    const mark = (value: unknown): unknown =>
      typeof value === "string"
        ? `${word} ${value}`
        : Array.isArray(value)
          ? value.map(mark)
          : typeof value === "object" && value !== null
            ? Object.fromEntries(
                Object.entries(value).map(([key, v]) => [key in json ? key : `${word}${key}`, mark(v)])
              )
            : value
    const data = JSON.stringify(mark(json))
    const redacted = redactEvent(data)
    assert.notMatch(redacted, /geheimnis/i)
    assert.deepStrictEqual(Object.keys(JSON.parse(redacted) as object), Object.keys(json))
    const stream = `: ${word}\nid: ${word} 1\nevent: ${word} 2\n${word}: 3\ndata: ${data}\n\ndata: ${data.slice(0, -3)}\n\ndata: ${data.slice(0, 40)}`
    assert.notMatch(redactText(stream, 5), /geheimnis/i)
  })

  it.skipIf(recordings.length === 0)("leaves every recording's verdict, counts, repairs and violations", () => {
    for (const { bytes, file, isJsonLines, text } of [...recordings, ...chatRecordings]) {
      const redacted = redact(file, encode(text))
      assert.deepStrictEqual(judged(file, redacted), judged(file, encode(text)), file)
      // Its events as an event stream
      if (isJsonLines) assert.deepStrictEqual(judged("-", redact("-", bytes)), judged("-", bytes), file)
    }
  })
})
