import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { ErrorDetail } from "../../src/chunk/Error.ts"
import { InputItem } from "../../src/model/InputItem.ts"
import { MessageItem, OutputItem } from "../../src/model/OutputItem.ts"

describe("a model", () => {
  it("has its name at run time", () => {
    assert.strictEqual(MessageItem.ast.annotations?.["identifier"], "MessageItem")
  })

  it("can be annotated and checked", () => {
    const named = ErrorDetail.annotate({ identifier: "Detail" })
    assert.strictEqual(named.ast.annotations?.["identifier"], "Detail")
    const said = ErrorDetail.check(Schema.makeFilter(({ message }) => message !== "" || "no message"))
    assert.isTrue(Schema.is(said)({ message: "It broke" }))
    assert.isFalse(Schema.is(said)({ message: "" }))
  })

  it("is one, whether its class is looked at, a class that extends it, or what it is annotated to", () => {
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
  })

  it("can be extended by a class, as any schema can", () => {
    class Item extends OutputItem {}
    class Input extends InputItem {}
    class Content extends MessageItem.fields.content {}
    assert.strictEqual(Item.ast, OutputItem.ast)
    assert.strictEqual(Input.ast, InputItem.ast)
    assert.strictEqual(Content.ast, MessageItem.fields.content.ast)
    assert.strictEqual(MessageItem.fields.type.schema.literal, "message")
  })

  it("keeps its properties in the schemas that are made from a union", () => {
    assert.strictEqual(OutputItem.annotate({ title: "Item" }).members, OutputItem.members)
    assert.strictEqual(InputItem.annotate({ title: "Item" }).members, InputItem.members)
    assert.isTrue(Schema.isSchema(InputItem.mapMembers((members) => members)))
  })
})
