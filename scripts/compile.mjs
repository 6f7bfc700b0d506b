// Writes src/internal/compiled.ts: straight-line decoders of the chunks that stream many times, made from their schemas.
// With --print it only prints what it would write.
import { spawnSync } from "node:child_process"
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import * as Schema from "effect/Schema"
import { build } from "esbuild"

const root = fileURLToPath(new URL("..", import.meta.url))

/** What is compiled: a name for what has the fields of a chunk. Chunks that come a few times an item have no need of it. */
const compiled = {
  contentPartPiece: "response.refusal.delta",
  textPiece: "response.output_text.delta",
  itemPiece: "response.function_call_arguments.delta",
  summaryPartPiece: "response.reasoning_summary_text.delta",
  fusionPanelPiece: "response.fusion_call.panel.delta",
  shellCommandPiece: "response.shell_call_command.delta",
  audioPiece: "response.audio.delta"
}

/** The chunks of `src`. */
const loadChunks = async () => {
  const outfile = join(root, `.scratch-compile-${process.pid}.mjs`)
  const { outputFiles } = await build({
    stdin: {
      contents: `export { cases } from "./src/ResponsesStreamChunk.ts"`,
      resolveDir: root,
      loader: "ts"
    },
    plugins: [
      {
        // What is written here isn't needed for it, and may not be there yet
        name: "nothing-compiled",
        setup: (bundler) =>
          bundler.onLoad({ filter: /[\\/]internal[\\/]compiled\.ts$/ }, () => ({
            contents: `export const ${Object.keys(compiled).join(" = undefined, ")} = undefined`
          }))
      }
    ],
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    write: false
  })
  await writeFile(outfile, outputFiles[0].contents)
  try {
    return await import(pathToFileURL(outfile).href)
  } finally {
    await rm(outfile)
  }
}

/** What is compiled of a field: a string, a finite number, or a list that is empty nearly always. */
const kindOf = (type, name, field) => {
  if (field === Schema.String) return { base: "s" }
  if (field === Schema.Finite) return { base: "n" }
  switch (field["~kind"]) {
    case "list":
      return { base: "a" }
    case "nullable":
      return { ...kindOf(type, name, field.members[0]), nullable: true }
    case "optional":
      return { ...kindOf(type, name, field.schema), optional: true }
    default:
      throw new Error(`${type}: ${name} can't be compiled`)
  }
}

const checks = {
  s: (name) => `isString(${name})`,
  n: (name) => `isFinite(${name})`,
  // A list with something in it is left to others
  a: (name) => `isEmpty(${name})`
}

const checkOf = ({ base, key, name, nullable, optional }) => {
  const value = checks[base](name)
  const orNull = nullable ? `(${name} === null || (${value}))` : value
  return optional ? `(${name} === undefined ? !("${key}" in json) : ${orNull})` : orNull
}
const isPresent = ({ name }) => `${name} !== undefined`

/** The object with the given fields. */
const literalOf = (fields) => `{ ${["type", ...fields.map(({ name }) => name)].join(", ")} }`

const decoderOf = (type, { fields: schemas, keyOf }) => {
  const fields = Object.entries(schemas)
    .filter(([name]) => name !== "type")
    .map(([name, schema]) => Object.assign(kindOf(type, name, schema), { name, key: keyOf(name) }))
  const bindings = fields.map(({ key, name }) => (key === name ? key : `${key}: ${name}`)).join(", ")
  return `(type) => (json) => {
    const { ${bindings} } = json
    if (!(${fields.map(checkOf).join(" && ")})) return undefined
    ${returnOf(
      fields,
      fields.filter((field) => field.optional)
    )}
  }`
}

/** A literal for each set of optional fields: a field that is added to an object costs an allocation of its own. */
const returnOf = (fields, [open, ...others]) =>
  open === undefined
    ? `return ${literalOf(fields)}`
    : `if (${isPresent(open)}) { ${returnOf(fields, others)} }
    ${returnOf(
      fields.filter((field) => field !== open),
      others
    )}`

const compile = async () => {
  const { cases } = await loadChunks()
  const decoders = Object.entries(compiled).map(
    ([name, type]) => `/** Decodes \`${type}\`, and what has its fields. */
export const ${name}: Compiled = ${decoderOf(type, cases[type])}
`
  )
  return `/**
 * Generated from the schemas by \`npm run compile\`. Do not edit: a test compares it with what the schemas give.
 *
 * One function for each shape of the chunks that stream many times: check and rename in one pass, no dynamic code. What
 * a function doesn't take, it leaves to others.
 *
 * @internal
 */

/** Makes the decoder of a wire type. */
export type Compiled = (type: string) => (json: { readonly [key: string]: unknown }) => object | undefined

const isFinite = (value: unknown): boolean => Number.isFinite(value)

const isString = (value: unknown): boolean => typeof value === "string"

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

${decoders.join("\n")}`
}

const format = (code) => {
  const formatter = join(root, "node_modules/.bin/oxfmt")
  const { status, stderr, stdout } = spawnSync(formatter, ["--stdin-filepath", "compiled.ts"], {
    cwd: root,
    encoding: "utf8",
    input: code
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

const code = format(await compile())
if (process.argv.includes("--print")) process.stdout.write(code)
else await writeFile(join(root, "src/internal/compiled.ts"), code)
