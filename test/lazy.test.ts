import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { vi } from "vitest"
import type * as Model from "../src/internal/model.ts"

/** The fields of the models, as text, that somebody has looked at, in order; and how many models there are. */
const seen = vi.hoisted(() => ({ built: [] as Array<string>, models: 0 }))

vi.mock("../src/internal/model.ts", async (importOriginal) => {
  const original = await importOriginal<typeof Model>()
  class ModelSchema extends original.ModelSchema {
    constructor(define: () => Schema.Struct.Fields, ...rest: ReadonlyArray<never>) {
      seen.models++
      super(
        () => {
          const fields = define()
          seen.built.push(Object.keys(fields).join(" "))
          return fields
        },
        ...rest
      )
    }
  }
  const model =
    () =>
    (...args: ConstructorParameters<typeof Model.ModelSchema>) =>
      new ModelSchema(...(args as [never]))
  return { ...original, model, ModelSchema }
})

describe("a lazy model", () => {
  it("isn't built by an import, and by a decode only where it is in the chunk", async () => {
    const { ResponsesStreamChunk, cases } = await import("../src/ResponsesStreamChunk.ts")
    const { make } = await import("../src/ChunkDecoder.ts")
    const models = await import("../src/models.ts")
    assert.isAbove(seen.models, 200)
    assert.deepStrictEqual(seen.built, [])

    const decoder = make(ResponsesStreamChunk.members)
    assert.isTrue(decoder.knows("response.completed"))
    assert.strictEqual(models.TypeResponseCompleted.literal, "response.completed")
    assert.deepStrictEqual(seen.built, [])

    const at = { item_id: "msg_1", output_index: 0, content_index: 0, sequence_number: 1 }
    const delta = { type: "response.output_text.delta", ...at, delta: "Hi" }
    assert.isDefined(decoder.decodeValid({ ...delta, logprobs: [] }))
    assert.deepStrictEqual(seen.built, [])
    decoder.recover({ ...delta, logprobs: [{ token: "Hi", logprob: 0 }] }, 0)
    assert.deepStrictEqual(seen.built, [
      "type contentIndex itemId outputIndex sequenceNumber delta obfuscation logprobs",
      Object.keys(models.LogProb.fields).join(" ")
    ])

    const few = seen.built.length
    const item = { type: "reasoning", id: "rs_1", summary: [] }
    assert.isDefined(
      decoder.decodeValid({ type: "response.output_item.added", output_index: 0, sequence_number: 0, item })
    )
    assert.isAbove(seen.built.length, few)
    assert.isBelow(seen.built.length, seen.models / 2)
    assert.strictEqual(cases["response.completed"].ast._tag, "Objects")
  })

  it("is built once, and whole when it is annotated or checked", async () => {
    const { ErrorDetail } = await import("../src/models.ts")
    assert.strictEqual(ErrorDetail.ast, ErrorDetail.ast)
    assert.strictEqual(ErrorDetail.fields, ErrorDetail.fields)
    const named = ErrorDetail.annotate({ identifier: "Detail" })
    assert.strictEqual(named.ast.annotations?.["identifier"], "Detail")
    const said = ErrorDetail.check(Schema.makeFilter(({ message }) => message !== "" || "no message"))
    assert.isTrue(Schema.is(said)({ message: "It broke" }))
    assert.isFalse(Schema.is(said)({ message: "" }))
  })

  it("is one, whether its class is looked at, a class that extends it, or what it is annotated to", async () => {
    const { ErrorDetail, MessageItem } = await import("../src/models.ts")
    class Extended extends MessageItem {}
    assert.strictEqual(Extended.ast, MessageItem.ast)
    assert.strictEqual(Extended.fields, MessageItem.fields)
    for (const model of [MessageItem, ErrorDetail]) {
      const annotated = model.annotate({ title: "Titled" })
      assert.strictEqual((annotated as unknown as typeof MessageItem).fields, model.fields)
      assert.deepStrictEqual(Object.keys(annotated.to.fields), Object.keys(model.fields))
      assert.strictEqual(Object.keys(annotated.from.fields).length, Object.keys(model.fields).length)
    }
    assert.property(MessageItem.annotate({}).from.fields, "internal_chat_message_metadata_passthrough")
    const defined = seen.built.length
    assert.strictEqual(new Set(seen.built).size, defined)
  })

  it("can be extended by a class, as any schema can", async () => {
    const { InputItem, MessageItem, OutputItem } = await import("../src/models.ts")
    class Item extends OutputItem {}
    class Input extends InputItem {}
    class Content extends MessageItem.fields.content {}
    assert.strictEqual(Item.ast, OutputItem.ast)
    assert.strictEqual(Input.ast, InputItem.ast)
    assert.strictEqual(Content.ast, MessageItem.fields.content.ast)
    assert.strictEqual(MessageItem.fields.type.schema.literal, "message")
  })

  it("keeps its properties in the schemas that are made from a union", async () => {
    const { InputItem, OutputItem } = await import("../src/models.ts")
    assert.strictEqual(OutputItem.annotate({ title: "Item" }).members, OutputItem.members)
    assert.strictEqual(InputItem.annotate({ title: "Item" }).members, InputItem.members)
    assert.isTrue(Schema.isSchema(InputItem.mapMembers((members) => members)))
  })
})
