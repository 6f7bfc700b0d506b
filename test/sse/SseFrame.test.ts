import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as SseFrame from "../../src/sse/SseFrame.ts"
import { bytesOf, splits } from "../support/bytes.ts"
import { outcome } from "../support/outcome.ts"

const frames = (pieces: ReadonlyArray<Uint8Array>, options?: SseFrame.SseFrameOptions) =>
  Stream.fromIterable(pieces).pipe(SseFrame.decode(options), outcome)

const text = (...lines: ReadonlyArray<string>) => lines.join("\n")

describe("SseFrame", () => {
  it.effect("gives events, comments and reconnection times", () =>
    Effect.gen(function* () {
      const { error, values } = yield* frames([
        bytesOf(text(": hello", "retry: 1500", "id: 7", "event: a", "data: x", "data: y", "", "data:z", "", ""))
      ])
      assert.isUndefined(error)
      assert.deepStrictEqual(values, [
        { _tag: "Comment", text: "hello" },
        { _tag: "Retry", milliseconds: 1500 },
        { _tag: "Event", data: "x\ny", event: "a", id: "7" },
        { _tag: "Event", data: "z" }
      ])
    })
  )

  it.effect("takes LF, CRLF and CR, and drops one BOM only", () =>
    Effect.gen(function* () {
      const expected: ReadonlyArray<SseFrame.Frame> = [
        { _tag: "Event", data: "a\nb" },
        { _tag: "Event", data: "\uFEFFc" }
      ]
      for (const newline of ["\n", "\r\n", "\r"]) {
        const stream = bytesOf("\uFEFF" + ["data: a", "data: b", "", "data: \uFEFFc", "", ""].join(newline))
        for (const pieces of [[stream], ...splits(stream)]) {
          const { error, values } = yield* frames(pieces)
          assert.isUndefined(error)
          assert.deepStrictEqual(values, expected)
        }
      }
      const two = yield* frames([bytesOf("\uFEFF\uFEFFdata: a\n\ndata: b\n\n")])
      assert.deepStrictEqual(two.values, [{ _tag: "Event", data: "b" }])
    })
  )

  it.effect("dispatches an event whose data is empty, and none that has no data line", () =>
    Effect.gen(function* () {
      const streams: ReadonlyArray<readonly [text: string, ...frames: ReadonlyArray<SseFrame.Frame>]> = [
        ["event: a\n\ndata: b\n\n", { _tag: "Event", data: "b" }],
        ["id: 1\n\nretry: x\n\n\n"],
        ["data:\n\n", { _tag: "Event", data: "" }],
        ["data: \n\n", { _tag: "Event", data: "" }],
        ["data:  \n\n", { _tag: "Event", data: " " }],
        ["event: ping\nid: 1\ndata\n\n", { _tag: "Event", data: "", event: "ping", id: "1" }],
        [
          "data:\n\ndata\ndata\n\ndata:test\n\n",
          { _tag: "Event", data: "" },
          { _tag: "Event", data: "\n" },
          { _tag: "Event", data: "test" }
        ],
        // An example of the specification: the last one lacks its blank line, and its data may have been cut off
        ["data\n\ndata\ndata\n\ndata:", { _tag: "Event", data: "" }, { _tag: "Event", data: "\n" }]
      ]
      for (const [stream, ...expected] of streams) {
        for (const newline of ["\n", "\r\n", "\r"]) {
          const bytes = bytesOf(stream.replaceAll("\n", newline))
          for (const pieces of [[bytes], ...splits(bytes)]) {
            const { error, values } = yield* frames(pieces)
            assert.isUndefined(error)
            assert.deepStrictEqual(values, expected, stream)
          }
        }
      }
    })
  )

  it.effect("counts an event whose data is empty", () =>
    Effect.gen(function* () {
      const { error } = yield* frames([bytesOf("data:\n\ndata: long\n\n")], { maxEventSize: 3 })
      assert.strictEqual(error?._tag, "EventTooLarge")
      assert.strictEqual(error?.index, 1)
    })
  )

  it.effect("delivers a last event whose blank line is missing", () =>
    Effect.gen(function* () {
      for (const end of ["", "\n", "\r", "\r\n"]) {
        const { error, values } = yield* frames([bytesOf("data: a\n\ndata: b" + end)])
        assert.isUndefined(error)
        assert.deepStrictEqual(values, [
          { _tag: "Event", data: "a" },
          { _tag: "Event", data: "b" }
        ])
      }
    })
  )

  it.effect("gives no comment or reconnection time whose line is cut", () =>
    Effect.gen(function* () {
      for (const line of [": pin", "retry: 15"]) {
        const stream = bytesOf("data: a\n\n" + line)
        for (const pieces of [[stream], ...splits(stream)]) {
          const { error, values } = yield* frames(pieces)
          assert.isUndefined(error)
          assert.deepStrictEqual(values, [{ _tag: "Event", data: "a" }])
        }
      }
    })
  )

  it.effect("gives no last event that is cut in a character", () =>
    Effect.gen(function* () {
      for (const char of ["é", "–", "😀"]) {
        const stream = bytesOf("data: a\n\ndata: " + char)
        for (let left = 1; left < bytesOf(char).length; left++) {
          const { error, values } = yield* frames([stream.slice(0, -left)])
          assert.isUndefined(error)
          assert.deepStrictEqual(values, [{ _tag: "Event", data: "a" }])
        }
      }
    })
  )

  describe("invalid UTF-8", () => {
    // A byte of the dash is the lowest that isn't ASCII, and stands in the middle
    const prefix = bytesOf("data: é–€😀\n\ndata: ")
    const invalid: ReadonlyArray<readonly [name: string, bytes: ReadonlyArray<number>]> = [
      ["a byte that can't begin a sequence", [0xff]],
      ["a continuation without its beginning", [0x80]],
      ["an overlong sequence", [0xc0, 0xaf]],
      ["a surrogate", [0xed, 0xa0, 0x80]],
      ["a sequence that is cut by a character", [0xe2, 0x82, 0x41]]
    ]
    for (const [name, bytes] of invalid) {
      it.effect(`names the offset of ${name}, however the bytes are cut`, () =>
        Effect.gen(function* () {
          const stream = new Uint8Array([...prefix, ...bytes, ...bytesOf("b\n\n")])
          for (const pieces of [[stream], ...splits(stream)]) {
            const { error, values } = yield* frames(pieces)
            assert.deepStrictEqual(values, [{ _tag: "Event", data: "é–€😀" }])
            assert.strictEqual(error?._tag, "InvalidUtf8")
            assert.strictEqual(error?._tag === "InvalidUtf8" ? error.byteOffset : -1, prefix.length)
            assert.strictEqual(error?.index, 1)
          }
        })
      )
    }
  })

  describe("maxEventSize", () => {
    const sizes: ReadonlyArray<readonly [name: string, stream: string, values: number, tooLarge: boolean]> = [
      ["an event at the limit", `data: ${"x".repeat(100)}\n\n`, 1, false],
      ["an event above the limit", `data: ${"x".repeat(101)}\n\n`, 0, true],
      ["an event far above the limit", `data: ${"x".repeat(1000)}\n\n`, 0, true],
      ["an event without an end far above the limit", `data: ${"x".repeat(1000)}`, 0, true],
      ["lines that exceed it together", `data: ${"x".repeat(60)}\ndata: ${"x".repeat(60)}\n\n`, 0, true],
      ["a comment above the limit", `: ${"x".repeat(101)}\n\n`, 0, true],
      ["a comment and an event at the limit each", `data: ${"x".repeat(100)}\n: ${"y".repeat(100)}\n\n`, 2, false],
      ["an event name above the limit", `event: ${"x".repeat(101)}\ndata: x\n\n`, 0, true]
    ]
    for (const [name, stream, values, tooLarge] of sizes) {
      it.effect(`${tooLarge ? "refuses" : "takes"} ${name}, however the bytes are cut`, () =>
        Effect.gen(function* () {
          const bytes = bytesOf("data: first\n\n" + stream + "data: last\n\n")
          for (const pieces of [[bytes], ...splits(bytes)]) {
            const result = yield* frames(pieces, { maxEventSize: 100 })
            assert.strictEqual(result.error?._tag, tooLarge ? "EventTooLarge" : undefined)
            assert.strictEqual(result.values.length, tooLarge ? 1 : 2 + values)
            if (tooLarge) assert.strictEqual(result.error?.index, 1)
          }
        })
      )
    }

    it.effect("comes before a byte that isn't UTF-8 behind the event, however the bytes are cut", () =>
      Effect.gen(function* () {
        // A byte that begins no sequence tells that the carriage return ends the line
        const bytes = new Uint8Array([...bytesOf(`data: ${"x".repeat(1000)}\n\r`), 0xff])
        for (const pieces of [[bytes], ...splits(bytes)]) {
          const { error } = yield* frames(pieces, { maxEventSize: 100 })
          assert.strictEqual(error?._tag, "EventTooLarge")
        }
      })
    )
  })

  describe("a body that is no event stream", () => {
    const bodies = ['{"error":{"message":"m"}}', " \n [1]", "<html></html>", "\uFEFF{}"]
    for (const body of bodies) {
      it.effect(`refuses ${JSON.stringify(body)}`, () =>
        Effect.gen(function* () {
          const bytes = bytesOf(body)
          for (const pieces of [[bytes], ...splits(bytes)]) {
            const { error, values } = yield* frames(pieces)
            assert.deepStrictEqual(values, [])
            assert.strictEqual(error?._tag, "NotAnEventStream")
          }
        })
      )
    }

    it.effect("reads no more of it than is kept", () =>
      Effect.gen(function* () {
        const page = "<html>".padEnd(64 * 1024 - 1, "x")
        const body = Stream.make(bytesOf(page), bytesOf("yz")).pipe(Stream.rechunk(1))
        const { error } = yield* body.pipe(Stream.concat(Stream.die("more was read")), SseFrame.decode(), outcome)
        assert(error?._tag === "NotAnEventStream")
        assert.strictEqual(error.payload(), `${page}y`)
      })
    )
  })
})
