/** Code of the docs, run. */
import { build } from "esbuild"
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { aliases } from "./modules.ts"

const root = join(import.meta.dirname, "../..")

/** The blocks of TypeScript in a page. */
const fencesOf = (page: string): ReadonlyArray<string> =>
  [...readFileSync(page, "utf8").matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1]!)

/** Bundles the first block of code in the pages of `docs` that exports a name, and gives what it exports under it. */
export const fence = async <A>(name: string): Promise<A> => {
  const pages = readdirSync(join(root, "docs")).filter((page) => page.endsWith(".md"))
  const fences = pages.flatMap((page) => fencesOf(join(root, "docs", page)))
  const code = fences.find((each) => new RegExp(`^export const ${name}\\b`, "m").test(each))
  if (code === undefined) throw new Error(`The docs have no ${name}`)
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents: code, resolveDir: root, loader: "ts" },
    alias: aliases,
    bundle: true,
    external: ["effect/*"],
    format: "esm",
    platform: "node",
    write: false
  })
  // Beside package.json, where effect is found
  const file = join(root, `.scratch-fence-${name}-${process.pid}.mjs`)
  writeFileSync(file, outputFiles[0]!.contents)
  try {
    return ((await import(pathToFileURL(file).href)) as Record<string, A>)[name]!
  } finally {
    rmSync(file)
  }
}
