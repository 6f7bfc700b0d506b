import { assert, describe, it } from "@effect/vitest"
import { makeEventEnds } from "../../src/sse/eventEnds.ts"
import { bytesOf, pieces, splits } from "../support/bytes.ts"

/** What stands between the ends in pieces. The rest of a line break belongs to what is before it. */
const cutAtEnds = (parts: ReadonlyArray<Uint8Array>): ReadonlyArray<string> => {
  const { ends, restOfLineEnd } = makeEventEnds()
  const all = parts.flatMap((part) => Array.from(part))
  const offsets: Array<number> = []
  let before = 0
  for (const part of parts) {
    const rest = restOfLineEnd(part)
    if (rest === 1 && offsets.at(-1) === before) offsets[offsets.length - 1] = before + 1
    for (const end of ends(part, rest)) {
      assert.isAbove(end, rest)
      assert.isAtMost(end, part.length)
      offsets.push(before + end)
    }
    before += part.length
  }
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  const bounds = [0, ...offsets, all.length]
  return bounds.slice(1).map((to, i) => decoder.decode(new Uint8Array(all.slice(bounds[i], to))))
}

/** Streams in parts: each but the last is an event, or a comment line before one. */
const streams: ReadonlyArray<readonly [name: string, ...parts: ReadonlyArray<string>]> = [
  ["nothing", ""],
  ["an event", "data: a\n\n", ""],
  ["two events", "data: a\n\n", "data: b\n\n", ""],
  ["an unfinished event", "data: a\n\n", "data: b\n"],
  ["a line without its end", "data: a\n\n", "data: b"],
  ["events under CRLF", "data: a\r\ndata: b\r\n\r\n", "data: c\r\n\r\n", "data: d\r\n"],
  ["events under CR", "data: a\rdata: b\r\r", "data: c\r\r", "data: d\r"],
  ["a CR, then a CRLF", "data: a\r\r\n", "data: b\n\r\n", ""],
  ["an LF, then a CR", "data: a\n\r", "data: b\n\r", "\r\n", "\n", ""],
  ["a CRLF, then an LF", "data: a\r\n\n", "\n", "data: b\r\n\n", ""],
  ["blank lines alone", "\n", "\n", "\r\n", "\r", "\r\n", ""],
  ["comments before an event", ": a\n", ":\r\n", ": b\r", "data: a\n\n", ": c\n", ""],
  ["comments within an event", "data: a\n: b\n:\ndata: c\n\n", ": d\n", ""],
  ["a comment before a field without a value", ": a\n", "data\n: b\n\n", ""],
  ["a colon that doesn't begin its line", " : a\n\n", "x: b\n\n", ""],
  ["a comment without its end", "data: a\n\n", ": b"],
  ["a BOM before an event", "\uFEFFdata: a\n\n", ": b\n", ""],
  ["a BOM before a comment", "\uFEFF: a\n", "data: b\n\n", ": c\n", ""],
  ["a BOM before a blank line", "\uFEFF\n", "data: b\r\n\r\n", ""],
  ["two BOMs before a comment", "\uFEFF\uFEFF: a\ndata: b\n\n", ": c\n", ""],
  ["a BOM alone", "\uFEFF"],
  ["a BOM that is not the first character", "\n", "\uFEFF: a\n\n", ""]
]

describe("the ends of events", () => {
  it.each(streams)("are found in %s, however it is cut", (_, ...parts) => {
    const bytes = bytesOf(parts.join(""))
    const cuts = [[bytes], ...splits(bytes), ...[2, 3].map((size) => pieces(bytes, size))]
    for (const cut of cuts) assert.deepStrictEqual(cutAtEnds(cut), parts, cut.map(({ length }) => length).join(" "))
  })

  it("are offsets in the piece, and the rest of a line break is none", () => {
    const { ends, restOfLineEnd } = makeEventEnds()
    assert.strictEqual(restOfLineEnd(bytesOf("\ndata: a\r")), 0)
    assert.deepStrictEqual(ends(bytesOf("\ndata: a\r"), 0), [1])
    // An empty piece changes nothing
    assert.strictEqual(restOfLineEnd(new Uint8Array(0)), 0)
    assert.deepStrictEqual(ends(new Uint8Array(0), 0), [])
    assert.strictEqual(restOfLineEnd(bytesOf("\n\r")), 1)
    assert.deepStrictEqual(ends(bytesOf("\n\r"), 1), [2])
    assert.strictEqual(restOfLineEnd(bytesOf("\n")), 1)
    assert.deepStrictEqual(ends(bytesOf("\n"), 1), [])
    // A line break has one rest
    assert.strictEqual(restOfLineEnd(bytesOf("\n")), 0)
    assert.deepStrictEqual(ends(bytesOf("\n"), 0), [1])
    assert.strictEqual(restOfLineEnd(bytesOf("x")), 0)
  })
})
