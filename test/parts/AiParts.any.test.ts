import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as AiResponse from "effect/ai/Response"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as AiParts from "../../src/parts/AiParts.ts"
import * as Testing from "../../src/testing/testing.ts"
import { openIn, partsOf, textsOf, textsOfSnapshot } from "./parts.ts"

const decode = Schema.decodeUnknownEffect(Schema.Array(AiResponse.StreamPart()))

describe("any answer", () => {
  it.effect.prop("has the texts of its snapshot", [Testing.anyAnswer()], ([answer]) =>
    Effect.sync(() => {
      const chunks = Testing.toChunks(answer)
      const byLength = ({ reasoning, text }: ReturnType<typeof textsOf>) => [text.length, reasoning.length]
      // Interleaved texts begin in another order than their items
      assert.deepStrictEqual(byLength(textsOf(partsOf(chunks))), byLength(textsOfSnapshot(chunks)))
    })
  )

  it.effect.prop("has the calls of FunctionCall", [Testing.anyAnswer()], ([answer]) =>
    Effect.gen(function* () {
      const chunks = Testing.toChunks(answer)
      const calls = yield* FunctionCall.events(Stream.fromIterable(chunks)).pipe(
        Stream.filter((event) => event._tag === "Finished"),
        Stream.map(({ arguments: params, callId: id, name }) => ({ id, name, params })),
        Stream.runCollect
      )
      const parts = partsOf(chunks).filter((part) => part.type === "tool-call")
      assert.deepStrictEqual(
        parts.map(({ id, name, params }) => ({ id, name, params })),
        calls
      )
    })
  )

  const anyCut = Arbitrary.all({
    answer: Testing.anyAnswer(),
    at: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 60 })))
  })

  it.effect.prop("ends all that it begins wherever it is cut", [anyCut], ([{ answer, at }]) =>
    Effect.gen(function* () {
      const parts = partsOf(Testing.toChunks(answer).slice(0, at))
      assert.deepStrictEqual(openIn(parts), [])
      assert.strictEqual(parts.filter(({ type }) => type === "finish").length, at === 0 ? 0 : 1)
      yield* decode(parts)
    })
  )

  const anyChunks = Arbitrary.array(Testing.anyChunk(), { maxLength: 12 })

  it.effect.prop("may have any chunks in any order", [anyChunks], ([chunks]) =>
    Effect.gen(function* () {
      const parts = partsOf(chunks)
      yield* decode(parts)
      // Ids of another response may be the same
      assert.deepStrictEqual(openIn(partsOf(chunks.filter(({ type }) => type !== "response.created"))), [])
      yield* decode(yield* Stream.runCollect(AiParts.parts({ tools: [] })(Stream.fromIterable(chunks))))
    })
  )
})
