import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { modules } from "../support/modules.ts"

const root = join(import.meta.dirname, "../..")

const tsc = join(root, "node_modules/.bin/tsc")

const declarations = modules["ChunkStream"]!.replace(/^src\/(.*)\.ts$/, "$1.d.ts")

/** A program as a beginner writes it: the text of an answer, and one chunk of a known type. */
const program = `
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"

export const answer = (response: Response) =>
  ChunkStream.fromResponse(response).pipe(
    Stream.filter((chunk) => chunk.type === "response.output_text.delta"),
    Stream.map(({ delta }) => delta),
    Stream.runFold(() => "", (text, delta) => text + delta),
    Effect.catchTag("UnexpectedEnd", ({ message }) => Effect.succeed(message))
  )

export const usage = (response: Response) =>
  ChunkStream.fromResponse(response, { onInvalid: "skip" }).pipe(
    Stream.runFold((): number | undefined => undefined, (tokens, chunk) =>
      chunk.type === "response.completed" ? chunk.response.usage?.totalTokens : tokens
    )
  )
`

/** What the compiler counted when it was last looked at. */
const measured = 118_000

describe("the types", () => {
  it("are no more work for the compiler than half again what they were", () => {
    // Beside package.json, where effect is found
    const folder = mkdtempSync(join(root, ".scratch-types-"))
    try {
      // Of the declarations, which are what users have
      const declare = ["-p", "tsconfig.build.json", "--outDir", folder, "--emitDeclarationOnly", "--noCheck"]
      const declared = spawnSync(tsc, [...declare, "--declarationMap", "false"], { cwd: root, encoding: "utf8" })
      assert.strictEqual(declared.status, 0, declared.stdout)
      writeFileSync(join(folder, "program.ts"), program)
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({
          extends: join(root, "tsconfig.json"),
          compilerOptions: {
            rootDir: root,
            paths: { "effect-responses-stream/ChunkStream": [`./${declarations}`] }
          },
          include: [],
          files: ["program.ts"]
        })
      )
      const { status, stdout } = spawnSync(tsc, ["-p", folder, "--extendedDiagnostics"], { encoding: "utf8" })
      assert.strictEqual(status, 0, stdout)
      const instantiations = Number(/^Instantiations:\s+(\d+)$/m.exec(stdout)?.[1])
      console.log(`${instantiations} instantiations`)
      assert.isAbove(instantiations, measured / 2)
      assert.isBelow(instantiations, measured * 1.5)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
