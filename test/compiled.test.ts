import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Compiled } from "../src/internal/compiled.ts"
import { memberType } from "../src/internal/openUnion.ts"
import { members } from "../src/ResponsesStreamChunk.ts"

const root = join(import.meta.dirname, "..")

const chunks = members.flatMap((member) => {
  const decode = (member as { readonly "~compiled"?: Compiled })["~compiled"]?.(memberType(member))
  const schema = member as unknown as Schema.Codec<unknown>
  return decode === undefined ? [] : [{ type: memberType(member), decode, schema }]
})

/** Values that a field may wrongly have. */
const wrong = [undefined, null, "", "a", 0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, true, [], ["a"], {}]

describe("compiled decoders", () => {
  it("are what the schemas give", () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, ["scripts/compile.mjs", "--print"], {
      cwd: root,
      encoding: "utf8"
    })
    assert.strictEqual(status, 0, stderr)
    assert.strictEqual(readFileSync(join(root, "src/internal/compiled.ts"), "utf8"), stdout, "npm run compile")
  })

  it("cover every chunk that streams many times", () => {
    const types = chunks.map(({ type }) => type)
    const streamed = members.map((member): string => memberType(member)).filter((type) => type.endsWith(".delta"))
    // Its delta is an object
    const others = ["response.shell_call_output_content.delta"]
    assert.sameMembers(types.concat(others), streamed)
  })

  for (const { decode, schema, type } of chunks) {
    const interpret = Schema.decodeUnknownExit(schema)
    let taken = 0
    const agree = (json: Record<string, unknown>) => {
      const chunk = decode(json)
      const exit = interpret(json)
      // What a compiled decoder leaves alone, others decide
      if (chunk !== undefined) {
        taken++
        assert(Exit.isSuccess(exit), JSON.stringify(json))
        assert.deepStrictEqual(chunk, exit.value)
      }
    }

    it.prop(`agree with the interpreter on ${type}`, [Arbitrary.schema(schema)], ([value]) => {
      const json = Schema.encodeUnknownSync(schema)(value) as Record<string, unknown>
      agree(json)
      agree({ ...json, added: 1 })
      for (const key of Object.keys(json)) {
        // The route is chosen by it
        if (key === "type") continue
        const { [key]: _, ...rest } = json
        agree(rest)
        agree({ ...rest, [`${key}s`]: json[key] })
        for (const other of wrong) agree({ ...json, [key]: other })
      }
      assert.isAbove(taken, 0)
    })
  }
})
