import * as Schema from "effect/Schema"
import {
  cases as schemas,
  is,
  isKnown,
  isTerminal,
  members,
  ResponsesStreamChunk as Union,
  UnknownChunk
} from "effect-responses-stream/ResponsesStreamChunk"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { chunkOf } from "../harness/plain.ts"
import { completed, delta } from "../harness/wire.ts"

export const cases: Cases = {
  "there is a schema for each wire type": () => equal(Object.keys(schemas).length, members.length),
  "a schema of one chunk decodes and encodes": () => {
    const schema = schemas["response.output_text.delta"]
    const chunk = Schema.decodeUnknownSync(schema)(delta("a"))
    equal(chunk, chunkOf(delta("a")))
    equal(Schema.encodeSync(schema)(chunk), delta("a"))
  },
  "guards tell chunks apart": () => {
    const chunk = chunkOf(completed) as ResponsesStreamChunk
    equal([is("response.completed")(chunk), is("response.failed")(chunk), isKnown(chunk)], [true, false, true])
    equal([isTerminal(chunk), isTerminal(chunkOf(delta("a")) as ResponsesStreamChunk)], [true, false])
    const unknown = Schema.decodeUnknownSync(Union)({ type: "response.other" })
    equal([isKnown(unknown), Schema.is(UnknownChunk)(unknown)], [false, true])
  },
  "a type that is a name on the prototype chain is an unknown one": () =>
    equal(["toString" in schemas, "__proto__" in schemas], [false, false])
}
