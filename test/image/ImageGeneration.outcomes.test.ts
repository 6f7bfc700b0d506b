import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import { anImage } from "../support/images.ts"
import {
  call,
  callsOf,
  completed,
  completedWith,
  created,
  decoded,
  ig,
  imageOf,
  outcomesOf,
  plain,
  response,
  result
} from "./streams.ts"
import type { Wire } from "./streams.ts"

describe("a call's outcome", () => {
  const begun = [created, ig.added({ status: "in_progress", result: null }), ig.is("generating")]
  const error = { type: "error", code: "server_error", message: "Down", param: null }

  const cases: ReadonlyArray<readonly [name: string, wires: ReadonlyArray<Wire>, outcome: ImageGeneration.Outcome]> = [
    ["is NoImage if the response is completed without the call", [completed], { _tag: "NoImage" }],
    ["is NoImage if it says completed and has no image", [ig.is("completed"), completed], { _tag: "NoImage" }],
    [
      "is NoImage if item and response have none",
      [ig.done({ status: "completed", result: null }), completedWith(ig.item({ result: null }))],
      { _tag: "NoImage" }
    ],
    ["is Cut if the stream ends", [], { _tag: "Cut" }],
    ["is Cut if the stream ends after the item was done without an image", [ig.done()], { _tag: "Cut" }],
    ["is Failed if the item says so", [ig.done({ status: "failed" }), completed], { _tag: "Failed", what: "call" }],
    [
      "is Failed if the item says so, whatever image it has",
      [ig.done({ status: "failed", ...result(1) }), completed],
      { _tag: "Failed", what: "call" }
    ],
    [
      "is Failed with what moderation says",
      [
        ig.done({
          status: "completed",
          error: {
            code: "moderation_blocked",
            message: "No",
            moderation_details: { categories: ["violence"], moderation_stage: "output" }
          }
        })
      ],
      {
        _tag: "Failed",
        what: "call",
        code: "moderation_blocked",
        message: "No",
        moderation: { categories: ["violence"], moderationStage: "output" }
      }
    ],
    [
      "is Failed if only the response tells of it",
      [completedWith(ig.item({ status: "failed" }))],
      { _tag: "Failed", what: "call" }
    ],
    [
      "is Failed if the response fails",
      [response("failed", { error: { code: "server_error", message: "Down" } })],
      { _tag: "Failed", what: "response", code: "server_error", message: "Down" }
    ],
    ["is Failed if the response fails without a word", [response("failed")], { _tag: "Failed", what: "response" }],
    [
      "is Failed with the error before, if the response fails without a word",
      [error, response("failed")],
      { _tag: "Failed", what: "response", code: "server_error", message: "Down" }
    ],
    [
      "is Failed if the stream ends with an error",
      [error],
      { _tag: "Failed", what: "response", code: "server_error", message: "Down" }
    ],
    [
      "is Failed if the stream ends with an error of the other form",
      [{ type: "response.error", error: { message: "Down" } }],
      { _tag: "Failed", what: "response", message: "Down" }
    ],
    [
      "is Incomplete with the reason of the response",
      [response("incomplete", { incomplete_details: { reason: "content_filter" } })],
      { _tag: "Incomplete", reason: "content_filter" }
    ],
    [
      "is Incomplete if item and response say so",
      [ig.done({ status: "incomplete" }), response("incomplete", { incomplete_details: { reason: "steered" } })],
      { _tag: "Incomplete", reason: "steered" }
    ],
    [
      "is Incomplete if the response was cancelled",
      [{ ...response("cancelled"), type: "response.completed" }],
      { _tag: "Incomplete", reason: "cancelled" }
    ],
    [
      "is Incomplete if the response was cancelled in an event of its own",
      [{ type: "response.cancelled" }, completed],
      { _tag: "Incomplete", reason: "cancelled" }
    ],
    ["is Incomplete if only the item says so", [ig.done({ status: "incomplete" }), completed], { _tag: "Incomplete" }],
    ["is Incomplete if only the item says so before a cut", [ig.done({ status: "incomplete" })], { _tag: "Incomplete" }]
  ]

  for (const [name, wires, outcome] of cases) {
    it.effect(name, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* outcomesOf(...begun, ...wires), [outcome])
      })
    )
  }

  it.effect("is Completed whatever status an item with an image has", () =>
    Effect.gen(function* () {
      for (const status of ["completed", "generating", "in_progress", "incomplete", "of tomorrow", null]) {
        const [outcome] = yield* outcomesOf(...begun, ig.done({ status, ...result(1) }))
        assert.strictEqual(outcome?._tag, "Completed", String(status))
      }
      const warned = ig.done({ status: "completed", error: { message: "Blurred" }, ...result(1) })
      assert.strictEqual((yield* outcomesOf(...begun, warned))[0]?._tag, "Completed")
    })
  )

  it.effect("is Invalid if the image is a data URL of anything but base64", () =>
    Effect.gen(function* () {
      const [outcome] = yield* outcomesOf(...begun, ig.done({ result: "data:image/svg+xml,%3Csvg%3E" }), completed)
      assert(outcome?._tag === "Invalid")
      assert.deepStrictEqual([outcome.error.reason, outcome.error.position], ["NotBase64", "data".length])
    })
  )

  it.effect("is Invalid if the image can't be decoded, and other images don't suffer", () =>
    Effect.gen(function* () {
      const second = call(1)
      const secret = "c2VjcmV0!"
      const calls = yield* callsOf(
        decoded([
          ig.partial(0, anImage(1)),
          ig.partial(1, secret),
          ig.partial(2, ""),
          second.partial(0, "AAAAA"),
          ig.partial(3, anImage(2)),
          ig.done({ result: `data:image/png;base64,${secret}` }),
          second.done(result(3)),
          completed
        ])
      )
      const told = calls.map(({ invalidPartialImages, outcome, partialImages }) => ({
        outcome: outcome._tag,
        partial: partialImages.map(plain),
        invalid: invalidPartialImages.map(({ imageIndex, position, reason }) => ({ imageIndex, position, reason }))
      }))
      assert.deepStrictEqual(told, [
        {
          outcome: "Invalid",
          partial: [imageOf(1, 0), imageOf(2, 3)],
          invalid: [
            { imageIndex: 1, position: 8, reason: "NotBase64" },
            { imageIndex: 2, position: 0, reason: "Empty" }
          ]
        },
        { outcome: "Completed", partial: [], invalid: [{ imageIndex: 0, position: 5, reason: "Truncated" }] }
      ])
      const { outcome } = calls[0]!
      assert(outcome._tag === "Invalid")
      const { error } = outcome
      assert.instanceOf(error, ImageGeneration.InvalidImage)
      assert.strictEqual(
        error.message,
        "The image of output item 0 is not base64 from character 30 of 31 on. Read payload() for what came."
      )
      assert.strictEqual(error.payload(), `data:image/png;base64,${secret}`)
      for (const told of [String(error), JSON.stringify(error), error.stack]) assert.notInclude(told, "c2VjcmV0")
      assert.include(calls[1]!.invalidPartialImages[0]!.message, "Partial image 0 of output item 1 breaks off after 5")
      assert.include(calls[0]!.invalidPartialImages[1]!.message, "has no bytes")
    })
  )
})
