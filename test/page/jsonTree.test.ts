import { assert, describe, it } from "@effect/vitest"
import { pipe } from "effect/Function"
import type { InvalidField } from "../../src/errors/StreamError.ts"
import { excerptOf, linesOf, maxLines, maxString, maxWhole, pathOf } from "../../src/page/model/jsonTree.ts"
import type { Line } from "../../src/page/model/jsonTree.ts"
import type { EventRow } from "../../src/page/model/types.ts"
import { stringify } from "../../src/page/model/jsonText.ts"
import * as Testing from "../../src/testing/testing.ts"
import { created, delta, itemAdded } from "../support/events.ts"
import { read, sse } from "./reading.ts"

const random = (limit: number): number => Math.floor(Math.random() * limit)

const written = (lines: ReadonlyArray<Line>): string =>
  lines
    .map(
      ({ depth, hasComma, key, text }, i) =>
        `${" ".repeat(depth)}${key === undefined || lines[lines[i]!.parent]?.text === "[" ? "" : `${JSON.stringify(key)}: `}${text}${hasComma ? "," : ""}`
    )
    .join("\n")

const marked = (lines: ReadonlyArray<Line>) =>
  lines.flatMap(({ field, kind }, i) => (field === undefined ? [] : [[pathOf(lines, i), kind, field.message]]))

/** The lines of an event that is no valid chunk, and its wrong fields. */
const linesOfInvalid = ({ error, json }: EventRow) => {
  if (error?._tag !== "InvalidChunk") throw new Error("the event is no invalid chunk")
  return { lines: linesOf(json, { fields: error.fields }), fields: error.fields }
}

const anyJson = (depth: number): unknown => {
  const kind = random(depth === 0 ? 4 : 6)
  if (kind === 0) return random(1000) / 8
  if (kind === 1) return `a "text"\n${random(100)}`
  if (kind === 2) return random(2) === 0
  if (kind === 3) return null
  const elements = Array.from({ length: random(4) }, () => anyJson(depth - 1))
  return kind === 4 ? elements : Object.fromEntries(elements.map((element, i) => [`key ${i}`, element]))
}

describe("linesOf", () => {
  it("writes what JSON.stringify writes", () => {
    for (let i = 0; i < 300; i++) {
      const json = anyJson(4)
      assert.strictEqual(written(linesOf(json)), JSON.stringify(json, undefined, 1))
    }
  })

  it("says where an object ends", () => {
    const lines = linesOf({ a: { b: [1, 2] }, c: 3 })
    assert.deepStrictEqual(
      lines.map(({ end, kind }) => [kind, end]),
      [
        ["open", 8],
        ["open", 6],
        ["open", 5],
        ["number", 3],
        ["number", 4],
        ["close", 5],
        ["close", 6],
        ["number", 7],
        ["close", 8]
      ]
    )
  })

  it.each(["missingKey", "null", "wrongType"] as const)("marks the field of an event with the fault %s", (fault) => {
    const answer = Testing.answer(Testing.text("Hello"), Testing.functionCall({ name: "f", arguments: { a: 1 } }))
    for (const index of Testing.toJson(answer).keys()) {
      const { rows } = read(Testing.toText(pipe(answer, Testing.malformed(index, fault))))
      const { fields, lines } = linesOfInvalid(rows[index]!)
      const wrong = lines.flatMap(({ field, kind }, i) =>
        field === undefined ? [] : [{ field, kind, path: pathOf(lines, i) }]
      )
      assert.deepStrictEqual(
        wrong.map(({ field }) => field),
        [...fields],
        `${index}`
      )
      for (const { field, kind, path } of wrong) {
        assert.strictEqual(path, field.path.join("."))
        assert.strictEqual(kind === "missing", field.actual === "missing")
      }
    }
  })

  it("marks what is wrong deep within an event", () => {
    const item = { ...itemAdded, item: { ...itemAdded.item, content: [{ type: "output_text", text: 7 }, "x"] } }
    assert.deepStrictEqual(marked(linesOfInvalid(read(sse([created, item])).rows[1]!).lines), [
      ["item.content[0].text", "number", "expected string, got number"],
      ["item.content[1]", "string", "expected an object with a type, got string"]
    ])
  })

  it("marks the whole event if it is no object", () => {
    assert.deepStrictEqual(
      marked(linesOfInvalid(read(sse([created, "[1]"])).rows[1]!).lines).map(([path, kind]) => [path, kind]),
      [["", "open"]]
    )
  })

  it("marks a value under a key of the user's own", () => {
    const response = { ...created.response, metadata: { "my key": 7, other: "text" } }
    const field: InvalidField = {
      path: ["response", "metadata", "[…]"],
      expected: "string",
      actual: "number",
      message: "expected string, got number"
    }
    const lines = linesOf({ ...created, response }, { fields: [field] })
    assert.deepStrictEqual(
      lines.filter(({ field }) => field !== undefined).map(({ key }) => key),
      ["my key"]
    )
  })

  it("shortens a string, unless it is asked for", () => {
    const image = "A".repeat(10_000_000)
    const lines = linesOf({ image })
    assert.strictEqual(lines[1]!.text.length, maxString + 2)
    assert.strictEqual(lines[1]!.omitted, image.length - maxString)
    const whole = linesOf({ image }, { whole: new Set([1]) })
    assert.strictEqual(whole[1]!.text.length, maxWhole + 2)
    assert.strictEqual(whole[1]!.omitted, image.length - maxWhole)
  })

  it("is bounded for what nests deeply, and for what is long", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(10_000)}${"]".repeat(10_000)}`)
    assert.strictEqual(linesOf(deep).length, 19_999)
    const deeper: unknown = JSON.parse(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)
    const lines = linesOf({ deeper })
    assert.strictEqual(lines.length, maxLines + 1)
    assert.strictEqual(lines.at(-1)!.kind, "more")
    assert.strictEqual(lines[0]!.end, maxLines)
    assert.isAbove(pathOf(lines, maxLines - 1).length, 30_000)
    assert.strictEqual(linesOf(Array.from({ length: 1_000_000 }, () => 0)).length, maxLines + 1)
  })
})

describe("excerptOf", () => {
  it("shows where a text stops being JSON", () => {
    const { error, data } = read(sse([created, '{"type":"response.output_text.delta","delta":x}'])).rows[1]!
    assert.strictEqual(error?._tag, "InvalidJson")
    if (error?._tag !== "InvalidJson") return
    assert.deepStrictEqual(excerptOf(data, error.position), {
      before: '{"type":"response.output_text.delta","delta":',
      at: "x",
      after: "}",
      omitted: [0, 0]
    })
  })

  it("shows a whole character, and the end of a text that was cut", () => {
    assert.deepInclude(excerptOf("{🙂}", 1), { before: "{", at: "🙂", after: "}" })
    assert.deepInclude(excerptOf('{"a', 3), { before: '{"a', at: "", after: "" })
  })

  it("leaves out what is far away", () => {
    const { after, before, omitted } = excerptOf("x".repeat(1_000_000), 500_000)
    assert.isBelow(before.length + after.length, 10_000)
    assert.strictEqual(omitted[0] + before.length + 1 + after.length + omitted[1], 1_000_000)
  })
})

describe("stringify", () => {
  it("writes what nests deeper than the stack, as JSON.stringify does", () => {
    const wrap = (inner: string, depth: number): string =>
      `${'{"a":1,"b":['.repeat(depth)}${inner}${'],"c":"x"}'.repeat(depth)}`
    for (const depth of [3, 20_000]) {
      const text = wrap('"\\n",null,{},[]', depth)
      assert.isTrue(stringify(JSON.parse(text)) === text, `${depth}`)
    }
    assert.throws(() => JSON.stringify(JSON.parse(wrap("1", 20_000))), RangeError)
    assert.strictEqual(stringify(delta("x")), JSON.stringify(delta("x")))
  })
})
