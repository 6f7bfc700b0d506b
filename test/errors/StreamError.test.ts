import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import { readdirSync, readFileSync } from "node:fs"
import { inspect } from "node:util"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as StreamError from "../../src/errors/StreamError.ts"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import { anotherCopy } from "../support/anotherCopy.ts"

const secret = "S3CRET prompt"

/** One error of each class of a copy of the module. */
const oneOfEach = (copy: typeof StreamError) => {
  const body = JSON.stringify({ error: { message: secret, code: 429, metadata: { secret } } })
  const refused = new copy.NotAnEventStream({ body, status: 429, contentType: "application/json", retryAfter: 7 })
  return {
    InvalidJson: new copy.InvalidJson({ index: 1, position: 0, data: secret, type: "error" }),
    InvalidChunk: new copy.InvalidChunk({
      index: 2,
      fields: [
        { path: ["response", "id"], expected: "string", actual: "null", message: "expected a string" },
        { path: ["type"], expected: "string", actual: "missing", message: "missing" }
      ],
      json: { [secret]: secret },
      type: "response.created",
      sequenceNumber: 5
    }),
    EventTooLarge: new copy.EventTooLarge({ index: 3, maxEventSize: 10 }),
    InvalidUtf8: new copy.InvalidUtf8({ index: 4, byteOffset: 99 }),
    UnexpectedEnd: new copy.UnexpectedEnd({
      index: 5,
      verdict: "Truncated",
      openItems: [{ outputIndex: 0, type: "message" }],
      tailLength: 3,
      sequenceNumber: 4
    }),
    NotAnEventStream: refused,
    ProtocolViolation: new copy.ProtocolViolation({
      rule: "R1",
      severity: "error",
      index: 6,
      type: "error",
      outputIndex: 0,
      message: "It is wrong."
    }),
    ProviderError: new copy.ProviderError({
      index: 0,
      status: 429,
      code: "429",
      retryable: true,
      retryAfter: 7,
      cause: refused,
      providerError: refused.providerError
    }),
    StreamStalled: new copy.StreamStalled({ index: 7, duration: Duration.seconds(1), type: "keepalive" })
  }
}

const errors = oneOfEach(StreamError)

const ofDecoding = new Set<string>([
  "InvalidJson",
  "InvalidChunk",
  "EventTooLarge",
  "InvalidUtf8",
  "UnexpectedEnd",
  "NotAnEventStream"
])

const classesOf = (module: object): Array<string> =>
  Object.entries(module)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
    .map(([name]) => name)

describe("the errors", () => {
  it("are all tried here", () => {
    assert.sameMembers(Object.keys(errors), classesOf(StreamError))
  })

  it.each(Object.entries(errors))("%s has its tag as its name, and an index", (tag, error) => {
    assert.strictEqual(error._tag, tag)
    assert.strictEqual(error.name, tag)
    assert.isNumber(error.index)
    assert.instanceOf(error, Error)
  })

  it.each(Object.entries(errors))("%s keeps payload out of what is shown or logged", (_, error) => {
    for (const shown of [
      error.message,
      String(error),
      error.stack ?? "",
      JSON.stringify(error),
      inspect(error, { depth: null })
    ]) {
      assert.notInclude(shown, secret)
    }
  })

  it("give payload on request", () => {
    assert.strictEqual(errors.InvalidJson.payload(), secret)
    assert.deepStrictEqual(errors.InvalidChunk.payload(), { [secret]: secret })
    assert.include(errors.NotAnEventStream.payload(), secret)
    assert.deepStrictEqual(errors.NotAnEventStream.providerError, { code: 429, message: secret, metadata: { secret } })
    assert.strictEqual(errors.ProviderError.providerError, errors.NotAnEventStream.providerError)
  })

  it("have no field but those of their types", () => {
    const fieldsOf = (error: object) => Object.keys(error).filter((key) => key !== "_tag" && key !== "message")
    assert.sameMembers(fieldsOf(errors.InvalidJson), ["index", "position", "type"])
    assert.sameMembers(fieldsOf(errors.InvalidChunk), ["index", "fields", "path", "type", "sequenceNumber"])
    assert.sameMembers(fieldsOf(errors.NotAnEventStream), ["index", "status", "contentType", "retryAfter"])
    assert.notInclude(fieldsOf(errors.ProviderError), "providerError")
    assert.deepStrictEqual(errors.InvalidChunk.path, errors.InvalidChunk.fields[0]?.path)
  })
})

describe("isStreamError", () => {
  it("knows the errors of decoding, and no others", () => {
    for (const [tag, error] of Object.entries(errors)) {
      assert.strictEqual(StreamError.isStreamError(error), ofDecoding.has(tag), tag)
    }
  })

  it("knows the errors of another copy of the package", async () => {
    const copy = await anotherCopy<typeof StreamError>("src/errors/StreamError.ts")
    assert.notStrictEqual(copy.InvalidJson, StreamError.InvalidJson)
    for (const [tag, error] of Object.entries(oneOfEach(copy))) {
      assert.strictEqual(StreamError.isStreamError(error), ofDecoding.has(tag), tag)
    }
  })

  it("knows nothing else", () => {
    const others = [
      undefined,
      null,
      "InvalidJson",
      7,
      [],
      {},
      new Error("InvalidJson"),
      { _tag: "InvalidJson" },
      { index: 0 },
      { _tag: 1, index: 0 },
      { _tag: "toString", index: 0 },
      { _tag: "__proto__", index: 0 },
      { _tag: "Other", index: 0 }
    ]
    for (const other of others) assert.isFalse(StreamError.isStreamError(other), inspect(other))
  })
})

describe("formatPath", () => {
  it("writes a path as in JavaScript, without the user's own keys", () => {
    assert.strictEqual(StreamError.formatPath(["response", "output", 0, "content"]), "response.output[0].content")
    assert.strictEqual(StreamError.formatPath(["response", "metadata", "secret"]), "response.metadata[…]")
    assert.strictEqual(StreamError.formatPath(["a b", "c"]), "[…].c")
    assert.strictEqual(StreamError.formatPath([]), "")
  })
})

describe("the comment of the module", () => {
  it("lists each error of the package, with its module", () => {
    const source = readFileSync("src/errors/StreamError.ts", "utf8")
    const comment = source.slice(0, source.indexOf("*/"))
    const cellsOf = (pattern: RegExp) => [...comment.matchAll(pattern)].map(([, ...cells]) => cells)
    const own = cellsOf(/^ \* \| `(\w+)` +\| [^`]/gm).map(([name]) => name!)
    const others = cellsOf(/^ \* \| `(\w+)` +\| `(\w+)` +\|/gm)
    assert.sameMembers(own, classesOf(StreamError))
    const modules = { FunctionCall, ImageGeneration, ResponseSnapshot }
    assert.sameDeepMembers(
      others,
      Object.entries(modules).flatMap(([module, exports]) => classesOf(exports).map((name) => [name, module]))
    )
    const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.startsWith("cli"))
      .map((file) => readFileSync(`src/${file}`, "utf8"))
    const declared = [...sources.join("\n").matchAll(/\bTaggedError\("(\w+)"\)/g)].map(([, tag]) => tag!)
    assert.sameMembers([...own, ...others.map(([name]) => name!)], declared)
  })
})
