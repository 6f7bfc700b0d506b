import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import { repairs } from "effect-responses-stream/Tolerance"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { completed } from "../harness/wire.ts"

const events: ReadonlyArray<unknown> = [
  { error: { code: 502, message: "Upstream" }, sequence_number: 0 },
  { type: "error", error: { code: "x", message: "Nested", param: null }, sequence_number: 1 },
  { type: "response.error", error: { code: 1, message: "Numeric" } },
  { ...completed, type: "response.done", sequence_number: undefined }
].map((event) => JSON.parse(JSON.stringify(event)) as unknown)

export const cases: Cases = {
  "repairs are applied and reported, by names that are listed": async () => {
    const seen: Array<string> = []
    const { error, values } = await outcome(
      Stream.fromIterable(events).pipe(
        ChunkStream.decodeJson({
          onRepair: ({ index, name }) => seen.push(`${index} ${name}`)
        })
      )
    )
    equal(error, undefined)
    equal(
      values.map(({ type }) => type),
      ["error", "error", "response.error", "response.completed"]
    )
    equal(seen, [
      "0 bare-error",
      "0 error-shape",
      "1 error-shape",
      "2 numeric-error-code",
      "3 older-name",
      "3 missing-sequence-number"
    ])
    equal(
      seen.map((entry) => entry.slice(2)).filter((name) => !repairs.some((known) => known === name)),
      []
    )
  },
  "strict tolerance repairs nothing": async () => {
    const { error } = await outcome(Stream.fromIterable(events).pipe(ChunkStream.decodeJson({ tolerance: "strict" })))
    equal(error?._tag, "InvalidChunk")
  }
}
