import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as SseFrame from "../../src/sse/SseFrame.ts"
import { bytesOf } from "../support/bytes.ts"

describe("SseFrame", () => {
  it.effect("ignores lines that are no fields, at the cost of a comment", () =>
    Effect.gen(function* () {
      const time = (line: string) => {
        const bytes = bytesOf(`${line}\n`.repeat(100_000) + "data: a\n\n")
        const start = performance.now()
        return Stream.make(bytes).pipe(
          SseFrame.decode(),
          Stream.runDrain,
          Effect.map(() => performance.now() - start)
        )
      }
      yield* time(":")
      const comments = yield* time(":")
      // An error with a stack for each line made it a factor of 70
      assert.isBelow(yield* time("x"), 15 * comments + 20)
    })
  )
})
