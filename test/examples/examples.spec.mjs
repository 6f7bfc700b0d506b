/** What holds of all examples: they are known, and their types are right. */
import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll } from "vitest"
import { find, runToEnd } from "./lib/example.mjs"
import { makeProject, root } from "./lib/project.mjs"
import { servers } from "./lib/servers.mjs"

const project = makeProject()
afterAll(() => project.remove())

/** The chunks of `UiMessageStream` are chunks of `ai`, and have no field that those lack. */
const chunkTypes = `
import type { UIMessageChunk } from "ai"
import type { DataTypes, Metadata, UiMessageChunk } from "effect-responses-stream/UiMessageStream"

type Theirs = UIMessageChunk<Metadata, DataTypes>
type FieldsOf<Chunk, Type> = keyof Extract<Chunk, { readonly type: Type }>
type Excess = {
  [Type in UiMessageChunk["type"]]: Exclude<FieldsOf<UiMessageChunk, Type>, FieldsOf<Theirs, Type>>
}[UiMessageChunk["type"]]

declare const ours: UiMessageChunk
export const theirs: Theirs = ours
export const excess: [Excess] extends [never] ? true : Excess = true
`

project.write("examples/use-chat/chunks.ts", chunkTypes)

describe("the examples", () => {
  const folders = readdirSync(join(root, "examples"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "streams")
    .map(({ name }) => name)

  it("are all here, and in the README of the folder", () => {
    const tested = [...servers.map(({ name }) => name), "supabase", "curl", "browser", "use-chat", "resumable-chat"]
    assert.sameMembers(folders, tested)
    const readme = readFileSync(join(root, "examples/README.md"), "utf8")
    for (const name of folders) assert.include(readme, `(${name}/`)
    assert.include(readme, "(structured.ts)")
    assert.include(readme, "(store.ts)")
    assert.include(readme, "(tools.ts)")
  })

  const base = {
    target: "ES2023",
    module: "NodeNext",
    moduleResolution: "NodeNext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true
  }
  const dom = ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"]

  it.each([
    { files: ["cloudflare-worker/worker.ts", "browser/main.ts"], options: { lib: dom, types: [] } },
    {
      files: ["vercel-edge/app/api/answer/route.ts", "node-http/server.ts", "effect-http-router/server.ts"],
      options: { lib: dom, types: ["node"] }
    },
    {
      files: ["use-chat/page.tsx", "use-chat/server.ts", "use-chat/chunks.ts"],
      options: { lib: dom, types: ["node", "react"], jsx: "react-jsx", allowImportingTsExtensions: true }
    },
    {
      files: ["resumable-chat/page.ts", "resumable-chat/server.ts", "resumable-chat/start.ts"],
      options: { lib: dom, types: ["node"], allowImportingTsExtensions: true }
    },
    { files: ["bun-serve/server.ts", "hono/app.ts"], options: { lib: ["ES2023"], types: ["bun"] } }
  ])("have the right types: $files", async ({ files, options }) => {
    const config = { compilerOptions: { ...base, ...options }, files: files.map((file) => `examples/${file}`) }
    const file = project.write(`tsconfig.${options.types.join("")}.json`, JSON.stringify(config))
    const tsc = join(root, "node_modules/typescript/bin/tsc")
    const { output, status } = await runToEnd(project, process.execPath, [tsc, "-p", file])
    assert.strictEqual(status, 0, output)
  })

  it("have the right types: deno", async () => {
    const files = ["examples/deno-deploy/main.ts", "examples/supabase/functions/answer/index.ts"]
    const { output, status } = await runToEnd(project, find("deno").file, ["check", ...files])
    assert.strictEqual(status, 0, output)
  })
})
