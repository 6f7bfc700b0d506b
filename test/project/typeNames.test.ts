import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "../..")

/** What a person hovers over. The compiler prints the same types into declarations. */
const program = `
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { ChunkStream, FunctionCall, ImageGeneration, ProviderError, StreamProtocol, ToolCall, Web } from "effect-responses-stream"

declare const response: Response
declare const bytes: Stream.Stream<Uint8Array>

export const chunks = ChunkStream.fromResponse(response)
export const options = ChunkStream.fromResponse(response, { onEnd: "allow", onInvalid: "skip" })
export const decoded = bytes.pipe(ChunkStream.decode())
export const results = bytes.pipe(ChunkStream.decode({ as: "result" }))
export const events = ChunkStream.fromResponse(response, { as: "event" })
export const iterator = Web.chunks(response)
export const checked = chunks.pipe(StreamProtocol.check())
export const failing = chunks.pipe(ProviderError.failOnProviderError)
export const calls = FunctionCall.calls({ weather: Schema.String })(chunks)
export const toolCalls = ToolCall.calls(chunks)
export const images = chunks.pipe(ImageGeneration.calls())
`

const expected = {
  chunks: "Stream.Stream<ResponsesStreamChunk, ChunkStreamError, never>",
  options: "Stream.Stream<ResponsesStreamChunk, ChunkStreamError, never>",
  decoded: "Stream.Stream<ResponsesStreamChunk, ChunkStreamError, never>",
  results:
    "Stream.Stream<Result<ResponsesStreamChunk, InvalidEvent>, EventTooLarge | InvalidUtf8 | UnexpectedEnd | NotAnEventStream, never>",
  events: "Stream.Stream<ChunkStream.ChunkEvent<ResponsesStreamChunk>, ChunkStreamError, never>",
  iterator: "Web.ChunkIterator<ResponsesStreamChunk>",
  checked: "Stream.Stream<ResponsesStreamChunk, ProtocolViolation | ChunkStreamError, never>",
  failing: "Stream.Stream<ResponsesStreamChunk, ProviderError.ProviderError | ChunkStreamError, never>",
  calls:
    'Stream.Stream<FunctionCall.Outcome<FunctionCall.Finished<"weather", string>, FunctionCall.CallError>, ChunkStreamError, never>',
  toolCalls: "Stream.Stream<ToolCall.Outcome, ChunkStreamError, never>",
  images: "Stream.Stream<ImageGeneration.ImageCall, ChunkStreamError, never>"
}

/** The order of a union's members is the compiler's business. */
const inOrder = (types: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      type.replaceAll(/\w[\w.]*(?: \| \w[\w.]*)+/g, (union) => union.split(" | ").toSorted().join(" | "))
    ])
  )

describe("the types of a program", () => {
  it("show the names that README has", () => {
    // Beside package.json, where effect is found
    const folder = mkdtempSync(join(root, ".scratch-names-"))
    try {
      writeFileSync(join(folder, "program.ts"), program)
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({
          extends: join(root, "tsconfig.json"),
          compilerOptions: {
            noEmit: false,
            declaration: true,
            emitDeclarationOnly: true,
            rootDir: root,
            outDir: "out"
          },
          include: [],
          files: ["program.ts"]
        })
      )
      const { status, stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" })
      assert.strictEqual(status, 0, stdout)
      const declared = readFileSync(join(folder, "out", folder.slice(root.length), "program.d.ts"), "utf8")
      const types = Object.fromEntries(
        [...declared.matchAll(/^export declare const (\w+): (.*);$/gm)].map(([, name, type]) => [
          name,
          type!.replaceAll(/import\("[^"]*"\)\./g, "")
        ])
      )
      assert.deepStrictEqual(inOrder(types), inOrder(expected))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
