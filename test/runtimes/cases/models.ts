import * as Schema from "effect/Schema"
import * as models from "effect-responses-stream/models"
import { members } from "effect-responses-stream/ResponsesStreamChunk"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { chunkOf } from "../harness/plain.ts"
import { delta } from "../harness/wire.ts"

const flatNames = Object.keys(models).filter((name) => /^ResponsesStreamChunk[A-Z]/.test(name))

export const cases: Cases = {
  "flat names are the same schemas": () => {
    const schema = models.ResponsesStreamChunkResponseOutputTextDelta
    equal(Schema.decodeUnknownSync(schema)(delta("a")), chunkOf(delta("a")))
    equal(flatNames.length, members.length)
  }
}
