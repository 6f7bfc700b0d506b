import * as Stream from "effect/Stream"
import * as root from "effect-responses-stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import type { Cases } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { tagsOf } from "../harness/errors.ts"
import { outcome } from "../harness/read.ts"
import { bytesOf } from "../harness/wire.ts"

/** The modules whose errors are met in the files of their names. */
const withErrors = [
  "FunctionCall",
  "ImageGeneration",
  "ProviderError",
  "ResponseSnapshot",
  "StreamError",
  "StreamResume",
  "StreamRetry",
  "StreamStore",
  "StructuredOutput"
]

export const cases: Cases = {
  "the root has the modules": async ({ samples }) => {
    ok(root.ChunkStream.decode === ChunkStream.decode, "a module is the same by its own entry")
    const { values } = await outcome(
      Stream.make(bytesOf(samples["image-generation.sse"]!)).pipe(root.ChunkStream.decode())
    )
    equal(values.filter(root.ResponsesStreamChunk.is("response.completed")).length, 1)
  },
  "no other module has errors of its own": () => {
    const found = Object.entries(root).filter(([, module]) => tagsOf(module).length > 0)
    equal(found.map(([name]) => name).toSorted(), withErrors)
  }
}
