/** The cases run where code can't be made of strings: this file sees to it that it is so. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import type { Case, Cases } from "../harness/case.ts"
import { equal, ok, thrownBy } from "../harness/case.ts"
import { chunkOf } from "../harness/plain.ts"
import { created, delta } from "../harness/wire.ts"

type Constructor = new (code: string) => unknown

const constructors: ReadonlyArray<Constructor> = [
  (() => {}).constructor as Constructor,
  (async () => {}).constructor as Constructor,
  function* () {}.constructor as Constructor
]

const refused: Case = () => {
  for (const Function of constructors) {
    const error = thrownBy(() => new Function("return 1"))
    // Of another realm where the runtime is a context of Node
    ok(String(error).startsWith("EvalError"), `${String(error)} is an EvalError`)
  }
  const indirect = Reflect.get(globalThis, "eval") as ((code: string) => unknown) | undefined
  if (indirect !== undefined) ok(String(thrownBy(() => indirect("1 + 1"))).startsWith("EvalError"), "eval is refused")
}

export const cases: Cases = {
  "this runtime makes no code of strings": refused,
  "chunks are decoded, encoded and refused without it": () => {
    const decode = Schema.decodeUnknownResult(ResponsesStreamChunk)
    for (const json of [created, delta("a")]) {
      const chunk = Result.getOrThrow(decode(json))
      equal(chunk, chunkOf(json))
      equal(Schema.encodeSync(ResponsesStreamChunk)(chunk), json)
    }
    ok(Result.isFailure(decode({ ...created, response: 1 })), "a wrong response is refused")
  }
}
