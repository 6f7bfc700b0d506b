import { assert, describe, it } from "@effect/vitest"
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { follow } from "../../src/cli/inspect/followFile.ts"

describe("a file that is followed", () => {
  const directory = mkdtempSync(join(tmpdir(), "effect-responses-stream-"))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it("gives what is added, and says where it begins again, until it is stopped", async () => {
    const path = join(directory, "a.sse")
    writeFileSync(path, "one")
    const stop = new AbortController()
    const seen: Array<string> = []
    const next = [
      () => appendFileSync(path, "two"),
      () => writeFileSync(path, "3"),
      () => {},
      () => {
        writeFileSync(`${path}.new`, "another file")
        renameSync(`${path}.new`, path)
      },
      () => {},
      () => stop.abort()
    ]
    for await (const piece of follow(path, { signal: stop.signal, isComplete: () => false })) {
      seen.push(typeof piece === "string" ? piece : new TextDecoder().decode(piece))
      next.shift()?.()
    }
    assert.deepStrictEqual(seen, ["one", "two", "replaced", "3", "replaced", "another file"])
  })

  it("ends by itself where the stream is complete and the file rests", async () => {
    const path = join(directory, "b.sse")
    writeFileSync(path, "one")
    const seen: Array<number> = []
    for await (const piece of follow(path, { signal: new AbortController().signal, isComplete: () => true })) {
      seen.push(piece.length)
    }
    assert.deepStrictEqual(seen, [3])
  })

  it("fails where there is no file", async () => {
    const pieces = follow(join(directory, "none"), { signal: new AbortController().signal, isComplete: () => false })
    const error = await pieces.next().catch((cause: unknown) => cause)
    assert.propertyVal(error, "code", "ENOENT")
  })
})
