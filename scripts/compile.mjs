/**
 * Writes what is made from the schemas: `src/wire/table.ts`, which is what runs, and the flat names of `src/chunk/models.ts`.
 *
 *     npm run compile              writes both
 *     npm run compile -- --check   only looks: exit 1 where a file isn't what the schemas give
 */
import { spawnSync } from "node:child_process"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { flatNames } from "./compile/flatNames.mjs"
import { tableOf } from "./compile/table.mjs"
import { load, loadChunks, root } from "./schemas.mjs"

const tableFile = async () => {
  const { ResponsesStreamChunk } = await loadChunks()
  const { OutputItem } = await load('export { OutputItem } from "./src/model/OutputItem.ts"')
  const { lines, refs } = tableOf([ResponsesStreamChunk, OutputItem])
  return `/**
 * Generated from the schemas by \`npm run compile\`. Do not edit: a test compares it with what the schemas give.
 *
 * \`tableLines.ts\` says what the lines mean. The first is the union of all chunks.
 *
 * @internal
 */

/** A line for each model and open union. */
export const table: ReadonlyArray<string> = [
${lines.map(({ name, text }, i) => `  ${JSON.stringify(text)}${i < lines.length - 1 ? "," : ""} // ${name}`).join("\n")}
]

/** The line of the output items. */
export const outputItem = ${JSON.stringify(refs[1])}
`
}

const format = (file, code) => {
  const { status, stderr, stdout } = spawnSync(join(root, "node_modules/.bin/oxfmt"), ["--stdin-filepath", file], {
    cwd: root,
    encoding: "utf8",
    input: code
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

const generated = { "src/wire/table.ts": tableFile, "src/chunk/models.ts": () => flatNames(load) }

const isCheck = process.argv.includes("--check")
for (const [file, make] of Object.entries(generated)) {
  const code = format(file, await make())
  const path = join(root, file)
  if ((await readFile(path, "utf8").catch(() => undefined)) === code) continue
  console.log(isCheck ? `${file} isn't what the schemas give: npm run compile` : `${file} is written`)
  if (isCheck) process.exitCode = 1
  else await writeFile(path, code)
}
