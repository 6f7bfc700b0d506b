import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as progress from "../../src/stream/progress.ts"
import { readEvents } from "../support/reader.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"

describe("recordings of real streams", () => {
  const captures = fileURLToPath(new URL("../../../shared/captures/", import.meta.url))

  it("break no rule of severity error, and end with the reader's verdict", (ctx) => {
    ctx.skip(!existsSync(captures), "../shared/captures is not beside the project")
    const files = readFileSync(captures + "INDEX.tsv", "utf8")
      .split("\n")
      .map((line) => line.split("\t"))
      .filter(([file, recorded]) => recorded === "real" && !file!.startsWith("chat-completions/"))
      .map(([file]) => file!)
    assert.isAbove(files.length, 100)
    for (const file of files) {
      let state = StreamProtocol.initial
      const errors: Array<StreamProtocol.Violation> = []
      const add = (violations: ReadonlyArray<StreamProtocol.Violation>) =>
        errors.push(...violations.filter(({ severity }) => severity === "error"))
      const { events, reader } = readEvents({ onEnd: "allow" })
      const bytes = readFileSync(captures + file)
      if (file.endsWith(".sse")) reader.push(bytes)
      else {
        for (const line of bytes.toString().split("\n")) if (line.trim() !== "") reader.pushJson(JSON.parse(line))
      }
      reader.end()
      for (const { event, index, json, result } of events) {
        const [next, violations] = StreamProtocol.step(state, {
          chunk: Result.getOrThrow(result),
          index,
          json,
          ...(event === undefined ? {} : { event })
        })
        state = next
        add(violations)
      }
      add(StreamProtocol.end(state))
      assert.deepStrictEqual(errors, [], file)
      assert.strictEqual(StreamProtocol.verdict(state), progress.verdict(reader.progress), file)
    }
  })
})
