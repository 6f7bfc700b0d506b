// Writes src/internal/compiled.ts: straight-line decoders of the chunks that stream many times, made from their schemas.
// With --print it only prints what it would write.
import { spawnSync } from "node:child_process"
import { rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"

const root = fileURLToPath(new URL("..", import.meta.url))

/** Chunks that come a few times an item are left to the interpreter: the bytes would cost more than the time. */
const streams = (wireType) => /\.delta$|^keepalive$/.test(wireType)

/** The shapes of the schemas in `src`, each once. */
const readShapes = async () => {
  const outfile = join(root, `.scratch-compile-${process.pid}.mjs`)
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { memberType } from "./src/internal/openUnion.ts"
        import { shapeOf } from "./src/internal/fastShape.ts"
        import { wireKey } from "./src/internal/model.ts"
        import { members } from "./src/ResponsesStreamChunk.ts"
        export const chunks = members.map((member) => ({ type: memberType(member), shape: shapeOf(member.fields) }))
        export { wireKey }`,
      resolveDir: root,
      loader: "ts"
    },
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    write: false
  })
  await writeFile(outfile, outputFiles[0].contents)
  try {
    const { chunks, wireKey } = await import(pathToFileURL(outfile).href)
    const shapes = new Set(chunks.flatMap(({ shape, type }) => (shape !== undefined && streams(type) ? [shape] : [])))
    return { shapes: [...shapes].toSorted((a, b) => (a < b ? -1 : 1)), wireKey }
  } finally {
    await rm(outfile)
  }
}

const checks = {
  s: (name) => `isString(${name})`,
  n: (name) => `isFinite(${name})`,
  // A list with something in it is the interpreter's
  a: (name) => `isEmpty(${name})`
}

const checkOf = ({ base, key, name, nullable, optional }) => {
  const value = checks[base](name)
  const orNull = nullable ? `(${name} === null || (${value}))` : value
  return optional ? `(${name} === undefined ? !("${key}" in json) : ${orNull})` : orNull
}
const isPresent = ({ name }) => `${name} !== undefined`

/** The object with its required fields and the given optional ones. */
const literalOf = (fields) => `{ ${["type", ...fields.map(({ name }) => name)].join(", ")} }`

const decoderOf = (shape, wireKey) => {
  const fields = shape.split(",").map((part) => {
    const [name, kind] = part.split(" ")
    return { name, key: wireKey(name), base: kind[0], nullable: kind.includes("0"), optional: kind.includes("?") }
  })
  const bindings = fields.map(({ key, name }) => (key === name ? key : `${key}: ${name}`)).join(", ")
  const optional = fields.filter((field) => field.optional)
  const required = fields.filter((field) => !field.optional)
  // A field that is added to a literal costs an allocation of its own
  const whole =
    optional.length === 0 ? "" : `if (${optional.map(isPresent).join(" && ")}) return ${literalOf(fields)}\n`
  const added = optional.map((field) => `if (${isPresent(field)}) chunk.${field.name} = ${field.name}\n`)
  return `  "${shape}": (type) => (json) => {
    const { ${bindings} } = json
    if (!(${fields.map(checkOf).join(" && ")})) return undefined
    ${whole}${
      optional.length < 2
        ? `return ${literalOf(required)}`
        : `const chunk: Chunk = ${literalOf(required)}\n${added.join("")}return chunk`
    }
  }`
}

const compile = async () => {
  const { shapes, wireKey } = await readShapes()
  return `/**
 * Generated from the schemas by \`npm run compile\`. Do not edit: a test compares it with what the schemas give.
 *
 * One function for each shape of the chunks that stream many times: check and rename in one pass, no dynamic code. What
 * a function doesn't take, it leaves to the interpreter, which decides and makes every error report.
 *
 * @internal
 */

interface Chunk {
  [field: string]: unknown
}

const { isFinite } = Number

const isString = (value: unknown): boolean => typeof value === "string"

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0

type Decode = (json: { readonly [key: string]: unknown }) => object | undefined

/** Decoders by shape, as \`shapeOf\` writes it. */
export const compiled: { readonly [shape: string]: (type: string) => Decode } = {
${shapes.map((shape) => decoderOf(shape, wireKey)).join(",\n")}
}
`
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
