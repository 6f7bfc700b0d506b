/**
 * What the generators read from the schemas themselves: the modules of chunks and models, loaded, and short types.
 */
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { modules } from "../modules.mjs"
import { load, root } from "../schemas.mjs"

/**
 * All families of chunks and all modules of `src/model`, by file.
 *
 * @returns {Promise<Record<string, Record<string, any>>>}
 */
export const loadModels = async () => {
  const collecting = new Set(Object.values(modules))
  const files = []
  for (const folder of ["src/chunk", "src/model"]) {
    for (const name of (await readdir(join(root, folder))).toSorted())
      if (!collecting.has(`${folder}/${name}`)) files.push(`${folder}/${name}`)
  }
  return load(files.map((file) => `export * as "${file}" from "./${file}"`).join("\n"))
}

/** More known values than this are too many for a table. */
const maxLiterals = 4

const literalsOf = (/** @type {any} */ known, /** @type {number} */ max) =>
  known.length > max
    ? "string"
    : [...known.map((/** @type {unknown} */ value) => JSON.stringify(value)), "…"].join(" | ")

/**
 * Makes a writer of short types for tables: models by their names, as links.
 *
 * @param {Record<string, Record<string, any>>} modules
 * @param {(name: string, file: string) => string} urlOf
 */
export const typeWriter = (modules, urlOf) => {
  const names = new Map()
  for (const [file, module] of Object.entries(modules)) {
    for (const [name, value] of Object.entries(module)) {
      if (value?.ast === undefined || names.has(value)) continue
      const link = `[\`${name}\`](${urlOf(name, file)})`
      names.set(value, link).set(value.ast, link)
    }
  }

  const typeOf = (/** @type {any} */ schema) => names.get(schema) ?? shapeOf(schema)

  const shapeOf = (/** @type {any} */ schema) => {
    const { ast } = schema
    const known = knownOf(schema)
    if (known !== undefined) return literalsOf(known, maxLiterals)
    switch (ast._tag) {
      case "String":
      case "Number":
      case "Boolean":
      case "Null":
      case "Unknown":
        return ast._tag.toLowerCase()
      case "Literal":
        return JSON.stringify(ast.literal)
      case "Arrays":
        return `Array<${typeOf(schema.value)}>`
      case "Objects":
        if (schema.key !== undefined) return `Record<${typeOf(schema.key)}, ${typeOf(schema.value)}>`
        break
      case "Union":
        return schema.members.map(typeOf).join(" | ")
      case "Declaration":
        if (schema.unknown !== undefined) return [...schema.members, schema.unknown].map(typeOf).join(" | ")
        break
      case "Suspend":
        return names.get(ast.thunk()) ?? "unknown"
    }
    throw new Error(`No short type for ${ast._tag}`)
  }

  return {
    /** The type of a field, whether or not the field may be absent. */
    ofField: (/** @type {any} */ schema) => typeOf(isOptional(schema) ? (schema.schema ?? schema) : schema),
    /** The members of a union or the values of an enum, all of them. */
    ofUnion: (/** @type {any} */ schema) => {
      const known = knownOf(schema)
      return known === undefined ? shapeOf(schema) : literalsOf(known, Number.POSITIVE_INFINITY)
    }
  }
}

/** The known values of a string enum. */
export const knownOf = (/** @type {any} */ schema) => schema?.ast.annotations?.examples

/** Whether a field may be absent. */
export const isOptional = (/** @type {any} */ schema) => schema.ast.context?.isOptional === true

/** Puts text for a table cell into code spans, but for the links in it. */
export const code = (/** @type {string} */ text) =>
  text
    .split(/(\[`\w+`\]\([^)]*\))/)
    .map((part) => part.trim())
    .map((part, i) => (i % 2 === 1 || part === "" ? part : `\`${part.replaceAll("|", "\\|")}\``))
    .join(" ")
    .replaceAll("<` [", "<`[")
    .replaceAll(") `>", ")`>")
    .trim()

/** The words of a name: `ImageGenerationCall` is `Image generation call`. */
export const titleOf = (/** @type {string} */ name) =>
  (name.match(/OpenRouter|[A-Z][a-z]+/g) ?? [name])
    .map((word, i) => (word === "Mcp" ? "MCP" : i === 0 || word === "OpenRouter" ? word : word.toLowerCase()))
    .join(" ")

/**
 * A generated page: says so, and stays as it is when everything is formatted.
 *
 * @param {string} origin
 * @param {ReadonlyArray<string>} lines
 */
export const generated = (origin, lines) => {
  const page = [
    `<!-- Written by \`npm run docs\`: change ${origin}, not this file. -->`,
    "<!-- oxfmt-ignore-start -->",
    "",
    ...lines,
    "<!-- oxfmt-ignore-end -->",
    ""
  ].join("\n")
  // TypeScript takes an `@` behind a space for a tag, even in an example, and cuts the example there
  if ((page.match(/^```/gm)?.length ?? 0) % 2 !== 0) throw new Error(`A fence isn't closed: look for an @ in ${origin}`)
  return page
}
