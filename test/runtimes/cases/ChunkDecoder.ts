import * as Result from "effect/Result"
import * as ChunkDecoder from "effect-responses-stream/ChunkDecoder"
import { members, ResponseOutputTextDelta } from "effect-responses-stream/ResponsesStreamChunk"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { chunkOf } from "../harness/plain.ts"
import { created, delta } from "../harness/wire.ts"

const unknownOf = (raw: unknown) => ({ type: "UNKNOWN", isUnknown: true, raw })

export const cases: Cases = {
  "one event becomes one chunk": () => {
    const decoder = ChunkDecoder.make(members)
    equal(Result.getOrThrow(decoder.decodeJson(delta("a"), 0)), chunkOf(delta("a")))
    const raw = JSON.parse('{"type":"__proto__","__proto__":1}') as unknown
    equal(Result.getOrThrow(decoder.decodeJson(raw, 0)), unknownOf(raw))
  },
  "a decoder of one family doesn't know the others": () => {
    const decoder = ChunkDecoder.make([ResponseOutputTextDelta])
    equal(Result.getOrThrow(decoder.decodeJson(created, 0)), unknownOf(created))
  }
}
