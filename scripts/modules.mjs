/**
 * The public modules: where the file of each stands, by its name. `package.json` is what says so.
 */
import { readFileSync } from "node:fs"

const { exports } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))

/** The published entry points of code, and the sources that they come from. @type {ReadonlyArray<readonly [string, string]>} */
const entries = Object.entries(exports).flatMap(([subpath, target]) =>
  typeof target === "string" ? [] : [[subpath, target.default.replace(/^\.\/dist\/(.*)\.js$/, "src/$1.ts")]]
)

/**
 * The source of each module, by the name of its subpath.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const modules = Object.fromEntries(
  entries.filter(([subpath]) => subpath !== ".").map(([subpath, source]) => [subpath.slice(2), source])
)

/**
 * The published names and the sources that they stand for, as bundlers want aliases: the longer ones first.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const aliases = Object.fromEntries([
  ...Object.entries(modules).map(([name, source]) => [`effect-responses-stream/${name}`, `./${source}`]),
  ["effect-responses-stream", "./src/index.ts"]
])
