/**
 * The table of all chunks, `docs/chunks.md`. Names and fields come from the schemas, the words from their doc comments,
 * and who describes a chunk from the types of the vendors' SDKs.
 */
import { readFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { code, generated, isOptional, loadModels, titleOf, typeWriter } from "./schema.mjs"
import { root } from "../schemas.mjs"

const read = (/** @type {string} */ file) => readFile(join(root, file), "utf8")

/**
 * Writes `docs/chunks.md`.
 *
 * @returns {Promise<string>}
 */
export const renderChunks = async () => {
  const modules = await loadModels()
  const families = []
  for (const [file, module] of Object.entries(modules)) {
    if (file.startsWith("src/chunk/") && module.members !== undefined) {
      families.push(await readFamily(file, module))
    }
  }
  families.sort((a, b) => (a.title < b.title ? -1 : 1))
  const chunks = families.flatMap((family) => family.chunks)
  const vendors = [await describedByOpenRouter(), await describedByOpenAI()]
  const types = typeWriter(modules, (_, file) => `../${file}`)

  // What few chunks have tells them apart: it comes first
  const uses = new Map()
  for (const { fields } of chunks) for (const name of Object.keys(fields)) uses.set(name, (uses.get(name) ?? 0) + 1)
  const isCommon = (/** @type {string} */ name) => uses.get(name) > chunks.length / 2

  const writeFields = (/** @type {Record<string, any>} */ fields) => {
    const names = Object.entries(fields).filter(([name]) => name !== "type")
    const written = names.map(([name, schema]) => [
      isCommon(name),
      code(`${name}${isOptional(schema) ? "?" : ""}: ${types.ofField(schema)}`)
    ])
    const own = written.filter(([common]) => !common).map(([, text]) => text)
    const shared = written.filter(([common]) => common).map(([, text]) => text)
    return [...own, shared.join(" ")].filter((line) => line !== "").join("<br>")
  }

  const writeSources = (/** @type {string} */ wireType) => {
    const describing = vendors.filter(({ types }) => types.has(wireType)).map(({ name }) => name)
    return describing.length > 0 ? describing.join(", ") : (others.get(wireType) ?? "recordings")
  }

  const renderFamily = (/** @type {Awaited<ReturnType<typeof readFamily>>} */ { chunks, file, intro, title }) => {
    const rows = chunks.map(
      ({ fields, name, summary, wireType }) =>
        `| \`${wireType}\`<br>[\`${name}\`](../${file}) | ${summary} | ${writeFields(fields)} | ${writeSources(wireType)} |`
    )
    const table = ["| type and name | what it says | fields | described by |", "|---|---|---|---|", ...rows]
    return [`## ${title}`, "", `${intro} Source: [\`${file}\`](../${file}).`, "", ...table, ""]
  }

  const unmodelled = vendors.flatMap(({ name, types }) =>
    [...types].filter((type) => !chunks.some(({ wireType }) => wireType === type)).map((type) => [name, type])
  )

  return generated("the schemas and their comments", [
    "# Chunks",
    "",
    `The ${chunks.length} chunks that have a schema, in ${families.length} families. Any other type is an ` +
      "[`UnknownChunk`](../src/chunk/Unknown.ts).",
    "",
    families.map(({ title }) => `[${title}](#${slug(title)})`).join(" · "),
    "",
    "- **Name**: as exported by `effect-responses-stream/ResponsesStreamChunk`. With `ResponsesStreamChunk` before it, it " +
      "is the flat name in `effect-responses-stream/models`.",
    "- **Fields**: as decoded. On the wire they are snake_case: `itemId` is `item_id`. A `?` marks a field that may be " +
      "absent. A `…` stands for any other string. [Field by field](api/ResponsesStreamChunk.md).",
    "- **Described by**: " +
      vendors.map(({ name, what, version }) => `${name} is ${what} (${version})`).join(", ") +
      ". What neither has is known from recordings of real streams, or from the model documents of the API.",
    "",
    ...families.flatMap(renderFamily),
    ...(unmodelled.length === 0
      ? []
      : [
          "## Described, and without a schema here",
          "",
          ...unmodelled.map(([vendor, type]) => `- \`${type}\` (${vendor})`),
          ""
        ])
  ])
}

/** What neither a vendor nor a recording has. */
const others = new Map([["response.error", "model documents"]])

const slug = (/** @type {string} */ title) => title.toLowerCase().replaceAll(" ", "-")

// -----------------------------------------------------------------------------
// The sources
// -----------------------------------------------------------------------------

/**
 * A family as its module says it.
 *
 * @param {string} file
 * @param {Record<string, any>} module
 */
const readFamily = async (file, module) => {
  const source = await read(file)
  /** @type {ReadonlyArray<any>} */
  const members = module.members
  return {
    file,
    title: titleOf(basename(file, ".ts")),
    intro: paragraph(/^\/\*\*([^]*?)\*\//.exec(source)?.[1], file),
    chunks: members.map((member) => {
      const name = Object.keys(module).find((key) => module[key] === member)
      if (name === undefined) throw new Error(`${file} has a member that it doesn't export`)
      // A class may be declared under another name than the exported one
      const declared = new RegExp(`^export \\{ (\\w+) as ${name} \\}`, "m").exec(source)?.[1] ?? name
      const comment = source
        .slice(0, source.indexOf(`class ${declared} `))
        .split("/**")
        .at(-1)
      /** @type {Record<string, any>} */
      const fields = member.fields
      return {
        name,
        /** @type {string} */
        wireType: fields.type.ast.literal,
        summary: paragraph(comment, name),
        fields
      }
    })
  }
}

/**
 * The first paragraph of a doc comment, as one line.
 *
 * @param {string | undefined} comment
 * @param {string} name
 */
const paragraph = (comment, name) => {
  const text = comment
    ?.replace(/^ *\*[ /]?/gm, "")
    .trim()
    .split("\n\n")[0]
    ?.replace(/\s+/g, " ")
  if (text === undefined || text === "" || text.startsWith("@")) throw new Error(`${name} has no doc comment`)
  return text.replaceAll("|", "\\|")
}

// -----------------------------------------------------------------------------
// The vendors
// -----------------------------------------------------------------------------

const versionOf = async (/** @type {string} */ dependency) => {
  const { name, version } = JSON.parse(await read(`node_modules/${dependency}/package.json`))
  return `\`${name}\` ${version}`
}

/** The wire types in OpenRouter's API description, from the SDK that is generated from it. */
const describedByOpenRouter = async () => {
  const file = "node_modules/@openrouter/sdk/esm/models/streamevents"
  const union = /export type StreamEvents = ([^;]+);/.exec(await read(`${file}.d.ts`))?.[1]?.split(" | ") ?? []
  const keys = [...(await read(`${file}.js`)).matchAll(/^ +(?:\["([\w.]+)"\]|(\w+)): \w+\$inboundSchema,$/gm)]
  const types = new Set(keys.map(([, quoted, plain]) => quoted ?? plain))
  const known = union.filter((member) => !member.includes("Unknown"))
  if (types.size === 0 || types.size !== known.length) {
    throw new Error(`${file}: ${types.size} types in the code, ${known.length} in the declaration`)
  }
  return {
    name: "OpenRouter",
    what: "OpenRouter's API description, by its SDK",
    version: await versionOf("@openrouter/sdk"),
    types
  }
}

/** The wire types in OpenAI's declarations. */
const describedByOpenAI = async () => {
  const file = "node_modules/openai/resources/responses/responses.d.ts"
  const source = await read(file)
  const union = /export type ResponseStreamEvent = ([^;]+);/.exec(source)?.[1]?.split(" | ") ?? []
  const types = new Set(
    union.map((name) => {
      const body = source.split(`\nexport interface ${name} {\n`)[1]?.split("\n}\n")[0]
      const type = body === undefined ? undefined : /^ {4}type: '([\w.]+)';$/m.exec(body)?.[1]
      if (type === undefined) throw new Error(`${file}: ${name} has no type`)
      return type
    })
  )
  if (types.size === 0) throw new Error(`${file}: no union of events`)
  return { name: "OpenAI", what: "the types of OpenAI's SDK", version: await versionOf("openai"), types }
}
