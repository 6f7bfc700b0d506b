import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { memberType } from "../../src/schema/openUnion.ts"
import type {
  Case,
  Keepalive,
  KnownChunk,
  ResponseOutputTextDelta,
  TerminalChunk,
  WireType
} from "../../src/chunk/ResponsesStreamChunk.ts"
import {
  cases,
  is,
  isKnown,
  isTerminal,
  members,
  ResponsesStreamChunk,
  UnknownChunk
} from "../../src/chunk/ResponsesStreamChunk.ts"
import * as Verdict from "../../src/stream/verdict.ts"
import { completed, created, delta, itemAdded, itemDone, wellFormed } from "../support/events.ts"

const decode = Schema.decodeUnknownSync(ResponsesStreamChunk)
const encode = Schema.encodeSync(ResponsesStreamChunk)
const format = SchemaIssue.makeFormatterStandardSchemaV1()

const refusals = (input: unknown): ReadonlyArray<string> => {
  const result = Schema.decodeUnknownResult(ResponsesStreamChunk)(input, { errors: "all" })
  assert(Result.isFailure(result))
  return format(result.failure.issue).issues.map(({ path }) => JSON.stringify(path))
}

const unheardOf = { type: "response.unheard_of", sequence_number: 3, deep: { camelCase: [1], snake_case: null } }

// Functions that don't type-check unless `type` narrows

const describeChunk = (chunk: ResponsesStreamChunk): string => {
  switch (chunk.type) {
    case "response.output_text.delta":
      expectTypeOf(chunk).toEqualTypeOf<ResponseOutputTextDelta>()
      return chunk.delta
    case "response.image_generation_call.partial_image":
      expectTypeOf(chunk.partialImageB64).toEqualTypeOf<string>()
      expectTypeOf(chunk.partialImageIndex).toEqualTypeOf<number>()
      return chunk.partialImageB64
    case "response.output_item.added":
      return chunk.item.type === "message" ? `${chunk.item.content.length} parts` : chunk.item.type
    case "UNKNOWN":
      expectTypeOf(chunk).toEqualTypeOf<UnknownChunk>()
      expectTypeOf(chunk.raw.type).toEqualTypeOf<string>()
      return chunk.raw.type
    default:
      expectTypeOf<Extract<typeof chunk.type, "response.output_text.delta">>().toEqualTypeOf<never>()
      return chunk.type
  }
}

type Encoded = typeof ResponsesStreamChunk.Encoded

const describeWire = (json: Encoded): string => {
  switch (json.type) {
    case "response.output_text.delta":
      expectTypeOf(json.output_index).toEqualTypeOf<number>()
      return json.item_id
    case "response.image_generation_call.partial_image":
      return json.partial_image_b64
    case "response.output_item.added":
      return json.item.type === "function_call" ? json.item.call_id : json.item.type
    case "response.created":
      return json.response.id
    default:
      return json.type
  }
}

describe("ResponsesStreamChunk", () => {
  it.each(wellFormed)("decodes $type and encodes it back", (json) => {
    const chunk = decode(json)
    assert.strictEqual(chunk.type, json.type)
    assert.deepStrictEqual<unknown>(encode(chunk), json)
    assert.isTrue(Schema.is(ResponsesStreamChunk)(chunk))
  })

  it("gives camelCase keys, for nested objects too", () => {
    const chunk = decode({
      ...created,
      response: { ...created.response, usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } }
    })
    assert(chunk.type === "response.created")
    assert.strictEqual(chunk.sequenceNumber, 0)
    assert.strictEqual(chunk.response.createdAt, created.response.created_at)
    assert.deepStrictEqual<unknown>(chunk.response.usage, { inputTokens: 1, outputTokens: 2, totalTokens: 3 })
  })

  it("gives any other type as an UnknownChunk, whose raw is the very object that came", () => {
    for (const json of [unheardOf, { type: "toString" }, { type: "__proto__" }, { type: "UNKNOWN" }, { type: "" }]) {
      const chunk = decode(json)
      assert(chunk.type === "UNKNOWN")
      assert.isTrue(chunk.isUnknown)
      assert.strictEqual<unknown>(chunk.raw, json)
      assert.strictEqual<unknown>(encode(chunk), json)
      assert.isTrue(Schema.is(UnknownChunk)(chunk))
      assert.isTrue(Schema.is(ResponsesStreamChunk)(chunk))
    }
  })

  it("refuses a known type with a wrong shape, and never calls it unknown", () => {
    assert.deepStrictEqual(refusals({ ...delta("a"), delta: null }), ['["delta"]'])
    assert.sameMembers(
      [...refusals({ type: "response.output_text.delta" })],
      ['["content_index"]', '["item_id"]', '["output_index"]', '["sequence_number"]', '["delta"]']
    )
    const content = [{ type: "output_text", text: "a" }, { type: "output_text" }]
    assert.deepStrictEqual(
      refusals({ ...completed, response: { ...completed.response, output: [{ type: "message", content }] } }),
      [JSON.stringify(["response", "output", 0, "content", 1, "text"])]
    )
  })

  it('refuses an object without a type at ["type"], and anything that is no object', () => {
    assert.deepStrictEqual(refusals({}), ['["type"]'])
    assert.deepStrictEqual(refusals({ type: 1 }), ['["type"]'])
    for (const input of [null, undefined, "keepalive", 1, true, [created], () => created]) {
      assert.notStrictEqual(refusals(input).length, 0)
    }
  })

  it("refuses the wire form where a decoded chunk is asked for", () => {
    assert.isFalse(Schema.is(ResponsesStreamChunk)(delta("a")))
    assert.isTrue(Result.isFailure(Schema.encodeUnknownResult(ResponsesStreamChunk)(delta("a"))))
    assert.isTrue(Result.isFailure(Schema.encodeUnknownResult(ResponsesStreamChunk)({ type: "UNKNOWN" })))
  })

  it("has the members it was made of, and each wire type once", () => {
    assert.strictEqual(ResponsesStreamChunk.members, members)
    assert.strictEqual<unknown>(ResponsesStreamChunk.unknown, UnknownChunk)
    assert.strictEqual(new Set(members.map(memberType)).size, members.length)
  })

  it("narrows by type, decoded and encoded", () => {
    assert.strictEqual(describeChunk(decode(delta("a"))), "a")
    assert.strictEqual(describeChunk(decode(itemAdded)), "0 parts")
    assert.strictEqual(describeChunk(decode(unheardOf)), unheardOf.type)
    assert.strictEqual(describeChunk(decode(itemDone)), itemDone.type)
    assert.strictEqual(describeWire(encode(decode(delta("a")))), "msg_1")
    assert.strictEqual(describeWire(encode(decode(created))), created.response.id)
  })
})

describe("types", () => {
  it("Case is the chunk of a wire type", () => {
    expectTypeOf<Case<"response.output_text.delta">>().toEqualTypeOf<ResponseOutputTextDelta>()
    expectTypeOf<Case<"keepalive">>().toEqualTypeOf<Keepalive>()
    expectTypeOf<Case<"keepalive" | "response.output_text.delta">>().toEqualTypeOf<
      Keepalive | ResponseOutputTextDelta
    >()
    expectTypeOf<Case<WireType>>().toEqualTypeOf<KnownChunk>()
    // @ts-expect-error no chunk has this type
    expectTypeOf<Case<"response.unheard_of">>().toEqualTypeOf<never>()
    // @ts-expect-error an unknown chunk has no wire type of its own
    expectTypeOf<Case<"UNKNOWN">>().toEqualTypeOf<never>()
  })

  it("the union is the known chunks and the unknown one", () => {
    expectTypeOf<ResponsesStreamChunk>().toEqualTypeOf<KnownChunk | UnknownChunk>()
    expectTypeOf<ResponsesStreamChunk["type"]>().toEqualTypeOf<WireType | "UNKNOWN">()
    expectTypeOf<typeof ResponsesStreamChunk.DecodingServices>().toEqualTypeOf<never>()
    expectTypeOf<typeof ResponsesStreamChunk.EncodingServices>().toEqualTypeOf<never>()
  })

  it("chunks can be written as plain objects, and misspelt ones can't", () => {
    const chunk: ResponsesStreamChunk = {
      type: "response.image_generation_call.in_progress",
      itemId: "ig_1",
      outputIndex: 0,
      sequenceNumber: 3
    }
    // @ts-expect-error the wire's spelling isn't the decoded one
    const wrong: ResponsesStreamChunk = { type: "keepalive", sequence_number: 3 }
    assert.isTrue(Schema.is(ResponsesStreamChunk)(chunk))
    assert.isFalse(Schema.is(ResponsesStreamChunk)(wrong))
  })
})

describe("cases", () => {
  it("has one entry for each member, under its wire type", () => {
    assert.deepStrictEqual(Object.keys(cases), members.map(memberType))
    for (const member of members) assert.strictEqual<unknown>(cases[memberType(member) as WireType], member)
    expectTypeOf<keyof typeof cases>().toEqualTypeOf<WireType>()
    expectTypeOf(cases["response.output_text.delta"]).toEqualTypeOf<typeof ResponseOutputTextDelta>()
  })

  it("has no prototype and can't be changed", () => {
    assert.strictEqual(Object.getPrototypeOf(cases), null)
    for (const name of ["toString", "constructor", "__proto__", "hasOwnProperty", "UNKNOWN", ""]) {
      assert.isUndefined((cases as Record<string, unknown>)[name])
    }
    assert.isTrue(Object.isFrozen(cases))
  })

  it("decodes a chunk of one type, and refuses the others", () => {
    const schema = cases["response.output_text.delta"]
    const chunk = Schema.decodeUnknownSync(schema)(delta("a"))
    expectTypeOf(chunk).toEqualTypeOf<ResponseOutputTextDelta>()
    assert.strictEqual(chunk.delta, "a")
    assert.isTrue(Result.isFailure(Schema.decodeUnknownResult(schema)(created)))
  })
})

describe("isTerminal", () => {
  it("tells the chunks that end a response and carry it", () => {
    for (const json of wellFormed) {
      assert.strictEqual(isTerminal(decode(json)), json.type === "response.completed")
    }
    const completed = wellFormed.at(-1)!
    for (const type of ["response.incomplete", "response.failed"]) {
      const chunk = decode({ ...completed, type })
      assert(isTerminal(chunk))
      expectTypeOf(chunk).toEqualTypeOf<TerminalChunk>()
      assert.strictEqual(chunk.response.id, "resp_1")
    }
    assert.isFalse(isTerminal(decode({ type: "response.cancelled" })))
  })

  it("agrees with the verdict of a chunk", () => {
    for (const type of Object.keys(cases)) {
      const chunk = { type } as ResponsesStreamChunk
      assert.strictEqual(isTerminal(chunk), Verdict.isTerminal(chunk), type)
    }
  })
})

describe("isKnown", () => {
  it("tells known chunks from unknown ones", () => {
    for (const json of wellFormed) assert.isTrue(isKnown(decode(json)))
    assert.isFalse(isKnown(decode(unheardOf)))
  })

  it("narrows", () => {
    const chunk = decode(unheardOf)
    if (isKnown(chunk)) expectTypeOf(chunk).toEqualTypeOf<KnownChunk>()
    else expectTypeOf(chunk).toEqualTypeOf<UnknownChunk>()
    const known = wellFormed.map((json) => decode(json)).filter(isKnown)
    expectTypeOf(known).toEqualTypeOf<Array<KnownChunk>>()
    assert.strictEqual(known.length, wellFormed.length)
  })
})

describe("is", () => {
  const chunks = [...wellFormed, unheardOf].map((json) => decode(json))

  it("keeps the chunks of the given types", () => {
    const texts = chunks.filter(is("response.output_text.delta"))
    expectTypeOf(texts).toEqualTypeOf<Array<ResponseOutputTextDelta>>()
    assert.deepStrictEqual(
      texts.map((chunk) => chunk.delta),
      ["Hello"]
    )
    const items = chunks.filter(is("response.output_item.added", "response.output_item.done"))
    expectTypeOf(items).toEqualTypeOf<Array<Case<"response.output_item.added" | "response.output_item.done">>>()
    assert.deepStrictEqual(
      items.map((chunk) => chunk.outputIndex),
      [0, 0]
    )
  })

  it("keeps none without a type, and takes no other name", () => {
    assert.deepStrictEqual(chunks.filter(is()), [])
    // @ts-expect-error an unknown chunk is told by isKnown
    assert.strictEqual(chunks.filter(is("UNKNOWN")).length, 1)
    // @ts-expect-error no chunk has this type
    assert.strictEqual(chunks.filter(is("toString")).length, 0)
  })
})
