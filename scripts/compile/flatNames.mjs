/** The module of flat names, `src/chunk/models.ts`, from the modules of chunks and models. */
import { readdir } from "node:fs/promises"
import { basename, join } from "node:path"
import { root } from "../schemas.mjs"

const modulesOf = async (folder) =>
  (await readdir(join(root, "src", folder)))
    .toSorted()
    .filter((file) => !["Unknown.ts", "ResponsesStreamChunk.ts", "models.ts"].includes(file))

/** What a chunk is called, without the prefix of its flat name. */
const typeName = (name) => `Type${name}`

const flatName = (name) => `ResponsesStreamChunk${name}`

/** The lines of one `type` literal: the schema and the type of the same name. */
const literalOf = (family, name) => {
  const doc = `/**
 * The \`type\` of \`${flatName(name)}\`.
 *
 * @category type literals
 * @since 0.1.0
 */`
  return `${doc}
export const ${typeName(name)} = /* @__PURE__ */ typeOf(${family}.${name})

${doc}
export type ${typeName(name)} = typeof ${typeName(name)}.Type
`
}

/** @param {(contents: string) => Promise<Record<string, Record<string, any>>>} load */
export const flatNames = async (load) => {
  const files = await modulesOf("chunk")
  const modules = await load(files.map((file) => `export * as "${file}" from "./src/chunk/${file}"`).join("\n"))
  const families = files.map((file) => {
    const { members, ...others } = modules[file]
    const nameOf = (schema) => Object.keys(others).find((name) => others[name] === schema)
    const chunks = members.map(nameOf)
    return {
      family: basename(file, ".ts"),
      from: `"./${file}"`,
      chunks,
      models: Object.keys(others).filter((name) => !chunks.includes(name))
    }
  })
  return `/**
 * Every model under a flat name: chunks as \`ResponsesStreamChunk…\`, their \`type\` literals as \`Type…\`, and what chunks
 * carry (items, parts, tools, usage, the response) under its own name.
 *
 * **When to use**
 *
 * Import from here where code follows the model documents of the API, which use these names. The module
 * \`ResponsesStreamChunk\` has the same chunks under shorter names.
 *
 * **Details**
 *
 * A name is a schema and, as a type, what the schema decodes to. Generated from the modules of chunks by
 * \`npm run compile\`: do not edit.
 *
 * @since 0.1.0
 */
${families.map(({ family, from }) => `import * as ${family} from ${from}`).join("\n")}
import { typeOf } from "../schema/chunk.ts"

${(await modulesOf("model")).map((file) => `export * from "../model/${file}"`).join("\n")}

export { ResponsesStreamChunk, UnknownChunk } from "./ResponsesStreamChunk.ts"

${families
  .filter(({ models }) => models.length > 0)
  .map(({ from, models }) => `export { ${models.join(", ")} } from ${from}`)
  .join("\n")}

${families
  .map(
    ({ chunks, from }) => `export { ${chunks.map((name) => `${name} as ${flatName(name)}`).join(", ")} } from ${from}`
  )
  .join("\n")}

${families.flatMap(({ chunks, family }) => chunks.map((name) => literalOf(family, name))).join("\n")}`
}
