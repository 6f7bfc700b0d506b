/** Code of the docs, run. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { importBundled } from "./bundled.ts"

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
  return (await importBundled<Record<string, A>>(code))[name]!
}
