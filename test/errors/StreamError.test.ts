import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import { readdirSync, readFileSync } from "node:fs"
import { inspect } from "node:util"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as StreamError from "../../src/errors/StreamError.ts"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import * as StreamResume from "../../src/operator/StreamResume.ts"
import * as StreamRetry from "../../src/operator/StreamRetry.ts"
import * as StreamStore from "../../src/store/StreamStore.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import * as StructuredOutput from "../../src/structured/StructuredOutput.ts"
import * as Web from "../../src/web/Web.ts"
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

describe("messages", () => {
  const invalid = (n: number) =>
    new StreamError.InvalidChunk({
      index: 2,
      fields: Array.from({ length: n }, (_, i) => ({
        path: ["response", `f${i}`],
        expected: "string",
        actual: "missing",
        message: "missing key"
      })),
      json: {},
      type: "response.created"
    }).message

  it("name the first wrong field, up to five others, and how many more there are", () => {
    const start = "Event 2 (response.created) has a wrong shape: "
    const end = ". The option onInvalid says what becomes of such events."
    const at = (i: number) => `missing key at response.f${i}`
    assert.strictEqual(invalid(0), `${start}it is not valid${end}`)
    assert.strictEqual(invalid(1), `${start}${at(0)}${end}`)
    assert.strictEqual(invalid(3), `${start}${[0, 1, 2].map(at).join("; ")}${end}`)
    assert.strictEqual(invalid(6), `${start}${[0, 1, 2, 3, 4, 5].map(at).join("; ")}${end}`)
    assert.strictEqual(invalid(8), `${start}${[0, 1, 2, 3, 4, 5].map(at).join("; ")}; and 2 more${end}`)
  })

  it("advise nothing that an entrance doesn't have", async () => {
    const bad = () => new Response("data: {bad\n\n", { headers: { "content-type": "text/event-stream" } })
    const messages: Array<string> = []
    await Web.validate(bad(), { onEnd: "allow", onError: ({ message }) => messages.push(message) }).text()
    await Web.chunks(bad())
      .next()
      .catch((error: Error) => messages.push(error.message))
    assert.strictEqual(messages.length, 2)
    for (const message of messages) {
      assert.include(message, "onInvalid")
      assert.notMatch(message, /"skip"|as: |decodeResult/)
    }
  })

  const ended = (fields: Partial<ConstructorParameters<typeof StreamError.UnexpectedEnd>[0]>) =>
    new StreamError.UnexpectedEnd({ index: 5, verdict: "Truncated", openItems: [], tailLength: 0, ...fields }).message
  const open = (n: number) => Array.from({ length: n }, (_, outputIndex) => ({ outputIndex, type: "message" }))
  const advice = '. Retry the request, or accept what came with onEnd: "allow".'

  it("say which items were not done, and how far into an event the stream ended", () => {
    const start = "The stream ended at event 5 without a terminal chunk"
    assert.strictEqual(ended({}), start + advice)
    assert.strictEqual(ended({ openItems: open(1) }), `${start}, before output item 0 was done${advice}`)
    assert.strictEqual(
      ended({ openItems: open(2), tailLength: 1 }),
      `${start}, before output items 0, 1 were done, 1 character into the next event${advice}`
    )
    assert.include(ended({ openItems: open(11) }), "output items 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … were done")
    assert.strictEqual(ended({ cause: new Error("reset") }), start.replace("ended", "broke off") + advice)
  })

  it("say that a body was read already", async () => {
    const response = new Response("data: {}\n\n", { headers: { "content-type": "text/event-stream" } })
    response.body!.getReader()
    const error: unknown = await Web.chunks(response)
      .next()
      .catch((error: unknown) => error)
    assert.instanceOf(error, StreamError.UnexpectedEnd)
    assert.strictEqual(error.message, "The body can't be read: it is in use or has been read. Read each response once.")
  })

  const failed = (fields: Partial<ConstructorParameters<typeof StreamError.ProviderError>[0]>) =>
    new StreamError.ProviderError({ index: 3, retryable: true, ...fields }).message

  it("name a status once", () => {
    const answer = "The provider answered with an error and HTTP status 429"
    const cause = errors.NotAnEventStream
    for (const names of [{}, { code: "429" }, { errorType: "429" }, { code: "429", errorType: "429" }]) {
      assert.strictEqual(
        failed({ cause, status: 429, retryAfter: 7, ...names }),
        `${answer}. Trying again in 7 s may help. It gives no reason.`
      )
    }
    assert.include(failed({ cause, status: 429, code: "429", errorType: "slow_down" }), `${answer}: slow_down. `)
    assert.include(
      failed({ type: "error", status: 429, code: "429" }),
      "Event 3 (error) reports an error of the provider with status 429. "
    )
    assert.include(failed({ retryable: false, code: "x" }), "of the provider: x. Trying again isn't known to help. ")
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
    const modules = {
      FunctionCall,
      ImageGeneration,
      ResponseSnapshot,
      StreamResume,
      StreamRetry,
      StreamStore,
      StructuredOutput
    }
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
