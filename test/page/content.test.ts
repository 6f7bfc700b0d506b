import { assert, describe, it } from "@effect/vitest"
import { contentOf } from "../../src/page/model/content.ts"
import type { Block } from "../../src/page/model/content.ts"
import { pictureOf } from "../../src/page/model/picture.ts"
import * as Testing from "../../src/testing/testing.ts"
import { created, delta, itemAdded } from "../support/events.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"
import { read, sse } from "./reading.ts"

const contents = (stream: string, index = Infinity) => {
  const { rows, snapshotAt } = read(stream)
  return snapshotAt(Math.min(index, rows.length - 1)).items.map(contentOf)
}

const item = (fields: object) => ({ type: "response.output_item.added", output_index: 0, item: fields })

const blocksOf = (fields: object): ReadonlyArray<Block> => contents(sse([created, item(fields)]))[0]!.blocks

const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

describe("contentOf", () => {
  it("shows reasoning, text and calls of an answer", () => {
    const answer = Testing.answer(
      Testing.reasoning("I think."),
      Testing.text("Hello"),
      Testing.refusal("No."),
      Testing.functionCall({ name: "get_weather", arguments: { city: "Rome" } })
    )
    assert.deepStrictEqual(
      contents(Testing.toText(answer)).map(({ blocks, isDone, label }) => [label, isDone, blocks]),
      [
        ["reasoning", true, [{ kind: "reasoning", text: "I think.", isSummary: true }]],
        ["message", true, [{ kind: "text", text: "Hello", sources: [] }]],
        ["message", true, [{ kind: "refusal", text: "No." }]],
        ["get_weather", true, [{ kind: "code", title: "Arguments", text: '{"city":"Rome"}', language: "json" }]]
      ]
    )
  })

  it("shows a text as it grows", () => {
    const stream = sse([created, itemAdded, delta("Hel"), delta("lo")])
    const texts = [1, 2, 3].map((index) =>
      contents(stream, index)[0]!.blocks.map((block) => "text" in block && block.text)
    )
    assert.deepStrictEqual(texts, [[], ["Hel"], ["Hello"]])
  })

  it("gives the same object for an item that hasn't changed", () => {
    const keepalive = { type: "keepalive", sequence_number: 9 }
    const { snapshotAt } = read(sse([created, itemAdded, delta("Hel"), keepalive, delta("lo")]))
    const [added, grown, same] = [1, 2, 3].map((index) => contentOf(snapshotAt(index).items[0]!))
    assert.strictEqual(grown, same)
    assert.notStrictEqual(added, grown)
  })

  it("links to what a text cites, if that is on the web", () => {
    const annotations = [
      { type: "url_citation", url: "https://a.test/", title: "A" },
      { type: "url_citation", url: "javascript:alert(1)" },
      { type: "file_citation", file_id: "file_1", filename: "b.pdf" }
    ]
    const content = [{ type: "output_text", text: "Hi", annotations }]
    assert.deepStrictEqual(blocksOf({ ...itemAdded.item, content }), [
      {
        kind: "text",
        text: "Hi",
        sources: [
          { title: "A", url: "https://a.test/" },
          { title: "javascript:alert(1)", url: undefined },
          { title: "b.pdf", url: undefined }
        ]
      }
    ])
  })

  it("shows an image, partial first, then final", () => {
    const call = { type: "image_generation_call", id: "ig_1", status: "generating" }
    const partial = {
      type: "response.image_generation_call.partial_image",
      item_id: "ig_1",
      output_index: 0,
      partial_image_index: 0,
      partial_image_b64: png
    }
    const done = {
      type: "response.output_item.done",
      output_index: 0,
      item: { ...call, status: "completed", result: png }
    }
    const stream = sse([created, item(call), partial, done])
    const shown = [1, 2, 3].map((index) =>
      contents(stream, index)[0]!.blocks.map(
        (block) => block.kind === "image" && [block.isPartial, block.picture.mediaType]
      )
    )
    assert.deepStrictEqual(shown, [[], [[true, "image/png"]], [[false, "image/png"]]])
  })

  it("shows what tools did", () => {
    assert.deepStrictEqual(
      blocksOf({
        type: "code_interpreter_call",
        id: "ci_1",
        code: "1+1",
        outputs: [
          { type: "logs", logs: "2" },
          { type: "image", url: `data:image/png;base64,${png}` }
        ]
      }).map(({ kind }) => kind),
      ["code", "output", "image"]
    )
    assert.deepStrictEqual(
      blocksOf({
        type: "web_search_call",
        id: "ws_1",
        action: { type: "search", query: "a", queries: ["a", "b"], sources: [{ type: "url", url: "https://a.test/" }] }
      }),
      [{ kind: "search", queries: ["a", "b"], sources: [{ title: "https://a.test/", url: "https://a.test/" }] }]
    )
    assert.deepStrictEqual(blocksOf({ type: "mcp_call", id: "m", name: "f", arguments: "{}", error: "broken" }), [
      { kind: "code", title: "Arguments", text: "{}", language: "json" },
      { kind: "error", text: "broken" }
    ])
  })

  it("shows an item without a model as JSON", () => {
    const fields = { type: "brand_new", id: "x_1", field: 7 }
    const [content] = contents(sse([created, item(fields)]))
    assert.deepInclude(content, { type: "brand_new", label: "brand new", id: "x_1" })
    assert.deepStrictEqual(content!.blocks, [{ kind: "json", title: "Item", json: fields }])
  })

  it.skipIf(!hasRecordings)("shows something of each item that has a text", () => {
    const kinds = new Set<string>()
    for (const { bytes, file } of recordings.filter((_, i) => i % 3 === 0)) {
      const { rows, snapshotAt } = read(bytes, { name: file })
      for (const item of snapshotAt(rows.length - 1).items) {
        const { blocks } = contentOf(item)
        for (const { kind } of blocks) kinds.add(kind)
        if (item.item.type !== "message") continue
        const texts = item.item.content.flatMap((part) => (part.type === "output_text" ? part.text : []))
        assert.deepStrictEqual(
          blocks.flatMap((block) => (block.kind === "text" ? block.text : [])),
          texts,
          file
        )
      }
    }
    assert.includeMembers([...kinds], ["text", "reasoning", "code", "search", "json"])
  })
})

describe("pictureOf", () => {
  it("tells the type by the signature, then by the name", () => {
    const size = Buffer.from(png, "base64").length
    assert.deepStrictEqual(pictureOf(png), { url: `data:image/png;base64,${png}`, mediaType: "image/png", size })
    assert.deepInclude(pictureOf(png, "jpeg"), { mediaType: "image/png" })
    assert.deepInclude(pictureOf("AAAA", "webp"), { mediaType: "image/webp", size: 3 })
    assert.deepInclude(pictureOf("data:image/x-other;base64,AAAA"), { mediaType: "image/x-other" })
  })

  it("takes the alphabet of URLs too", () => {
    assert.strictEqual(pictureOf("-_-_", "png")?.url, "data:image/png;base64,+/+/")
  })

  it("gives nothing for what is no image", () => {
    for (const text of ["", "https://a.test/b.png", "AAAA", "data:text/html;base64,AAAA", "data:text/html,x"]) {
      assert.isUndefined(pictureOf(text), text)
    }
  })
})
