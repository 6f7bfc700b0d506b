import { build } from "esbuild"
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

const root = join(import.meta.dirname, "../..")

const alias = (name: string) => [`effect-responses-stream/${name}`, `./src/${name}.ts`] as const

/** Runs the one block of code in the guide that exports a name, and gives what it exports under it. */
export const fence = async <A>(name: string): Promise<A> => {
  const guide = readFileSync(join(root, "docs/guide.md"), "utf8")
  const fences = [...guide.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1]!)
  const code = fences.find((fence) => new RegExp(`^export const ${name}\\b`, "m").test(fence))
  if (code === undefined) throw new Error(`The guide has no ${name}`)
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, loader: "ts" },
    alias: Object.fromEntries([
      alias("ResponsesStreamChunk"),
      alias("StreamError"),
      ["effect-responses-stream", "./src/index.ts"]
    ]),
    bundle: true,
    external: ["effect/*"],
    format: "esm",
    platform: "node",
    write: false
  })
  // Beside package.json, where effect is found
  const file = join(root, `.scratch-fence-${name}-${process.pid}.mjs`)
  try {
    writeFileSync(file, outputFiles[0]!.contents)
    return ((await import(pathToFileURL(file).href)) as Record<string, A>)[name]!
  } finally {
    if (existsSync(file)) rmSync(file)
  }
}
