/**
 * The API pages, `docs/api`: one a module, from the sources and their doc comments.
 */
import { basename, join, relative } from "node:path"
import ts from "typescript"
import { code, generated, isOptional, knownOf, loadModels, titleOf, typeWriter } from "./schema.mjs"
import { modules } from "../modules.mjs"
import { root } from "../schemas.mjs"

/**
 * Writes the pages: their texts by their names.
 *
 * @returns {Promise<ReadonlyMap<string, string>>}
 */
export const renderPages = async () => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (file) => ts.sys.readFile(file))
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: ["src"] }, ts.sys, root)
  const program = ts.createProgram(
    Object.values(modules).map((file) => join(root, file)),
    options
  )
  const broken = ts.getPreEmitDiagnostics(program)
  if (broken.length > 0) throw new Error(ts.formatDiagnostics(broken, ts.createCompilerHost(options)))

  const checker = program.getTypeChecker()
  const pages = Object.entries(modules).map(([title, file]) => makePage(checker, program, title, file))
  const homes = new Map(
    pages.flatMap((page) => page.entries.map(({ key, name }) => [key, `${page.file}#${page.slugs.get(name)}`]))
  )
  const functions = new Map(
    pages.flatMap((page) =>
      page.entries.filter(({ key }) => !isModel(key)).map(({ key, name }) => [name, homes.get(key)])
    )
  )
  const runtime = await loadModels()
  const schemas = new Map(
    Object.entries(runtime).flatMap(([file, module]) =>
      Object.entries(module)
        .filter(([, value]) => value?.ast !== undefined)
        .map(([name, value]) => [`${file}:${name}`, value])
    )
  )
  const types = typeWriter(runtime, (name, file) => homes.get(`${file}:${name}`) ?? `../../${file}`)
  const context = { checker, functions, homes, schemas, types }
  return new Map([["README.md", renderIndex(pages)], ...pages.map((page) => [page.file, renderPage(page, context)])])
}

/**
 * @typedef {{ readonly key: string, readonly name: string, readonly symbol: ts.Symbol, readonly section: string }} Entry
 * @typedef {{
 *   readonly title: string
 *   readonly file: string
 *   readonly doc: string
 *   readonly entries: ReadonlyArray<Entry>
 *   readonly slugs: ReadonlyMap<string, string>
 * }} Page
 * @typedef {{
 *   readonly checker: ts.TypeChecker
 *   readonly functions: ReadonlyMap<string, string>
 *   readonly homes: ReadonlyMap<string, string>
 *   readonly schemas: ReadonlyMap<string, any>
 *   readonly types: ReturnType<typeof typeWriter>
 * }} Context
 */

// -----------------------------------------------------------------------------
// Reading
// -----------------------------------------------------------------------------

const published = new Set(Object.values(modules))

/** Whether a file has chunks or what chunks carry: a family, or models, and no module that collects them. */
const isModelFile = (/** @type {string} */ file) => /^src\/(chunk|model)\//.test(file) && !published.has(file)

/** Whether what a key names is a chunk or what chunks carry. */
const isModel = (/** @type {string} */ key) => isModelFile(key.slice(0, key.lastIndexOf(":")))

/**
 * What a module exports, in the order of the sources.
 *
 * @param {ts.TypeChecker} checker
 * @param {ts.Program} program
 * @param {string} title
 * @param {string} module the file of the module
 * @returns {Page}
 */
const makePage = (checker, program, title, module) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the program was made of these files
  const source = /** @type {ts.SourceFile} */ (program.getSourceFile(join(root, module)))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a module has a symbol
  const exported = checker.getExportsOfModule(/** @type {ts.Symbol} */ (checker.getSymbolAtLocation(source)))
  const entries = exported.flatMap((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    const file = relative(
      root,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is exported is declared
      /** @type {ReadonlyArray<ts.Declaration>} */ (target.declarations)[0].getSourceFile().fileName
    )
    // The page of models has what chunks carry; chunks have their own page, under names without prefix
    if (tagOf(target, "internal") !== undefined || (title === "models" && !file.startsWith("src/model/"))) return []
    const category = tagOf(symbol, "category") ?? tagOf(target, "category") ?? "other"
    const section = isModelFile(file) ? titleOf(basename(file, ".ts")) : capital(category)
    return [{ key: `${file}:${target.name}`, name: symbol.name, symbol: target, section }]
  })
  const page = { title, file: `${title}.md`, doc: moduleDoc(source), entries }

  const slugs = new Map()
  const taken = new Map()
  const take = (/** @type {string} */ heading) => {
    const slug = heading.toLowerCase().replaceAll(" ", "-")
    const times = taken.get(slug) ?? 0
    taken.set(slug, times + 1)
    return times === 0 ? slug : `${slug}-${times}`
  }
  take(title)
  for (const [section, members] of bySection(page)) {
    take(section)
    for (const entry of members) slugs.set(entry.name, take(entry.name))
  }
  return { ...page, slugs }
}

/** @param {{ readonly entries: ReadonlyArray<Entry> }} page */
const bySection = ({ entries }) => {
  /** @type {Map<string, Array<Entry>>} */
  const sections = new Map()
  // What the module declares itself comes before its families
  for (const entry of entries.toSorted((a, b) => Number(isModel(a.key)) - Number(isModel(b.key)))) {
    sections.set(entry.section, [...(sections.get(entry.section) ?? []), entry])
  }
  return sections
}

/**
 * @param {ts.Symbol} symbol
 * @param {string} name
 */
const tagOf = (symbol, name) => {
  const tag = symbol.getJsDocTags().find((found) => found.name === name)
  return tag === undefined ? undefined : ts.displayPartsToString(tag.text)
}

/** @param {ts.SourceFile} source */
const moduleDoc = (source) => {
  const [comment] = ts.getLeadingCommentRanges(source.text, 0) ?? []
  return comment === undefined
    ? ""
    : source.text
        .slice(comment.pos + 3, comment.end - 2)
        .replace(/^ *\* ?/gm, "")
        .replace(/^@[^]*/m, "")
        .trim()
}

/** @param {ts.Declaration} node */
const isOurs = (node) => !node.getSourceFile().fileName.includes("/node_modules/")

// -----------------------------------------------------------------------------
// Writing
// -----------------------------------------------------------------------------

const origin = "the doc comments in src"

/** @param {ReadonlyArray<Page>} pages */
const renderIndex = (pages) =>
  generated(origin, [
    "# API",
    "",
    "| module | what it has |",
    "|---|---|",
    ...pages.map(
      ({ doc, file, title }) => `| [\`${title}\`](${file}) | ${oneLine(firstParagraph(doc)).replaceAll("|", "\\|")} |`
    ),
    "",
    "All chunks at a glance: [chunks](../chunks.md). How to use them: [guide](../guide.md).",
    ""
  ])

/**
 * @param {Page} page
 * @param {Context} context
 */
const renderPage = (page, context) => {
  const sections = [...bySection(page)]
  const isModels = page.title === "models"
  return generated(origin, [
    `# ${page.title}`,
    "",
    fence(`import ${isModels ? "{ … }" : `* as ${capital(page.title)}`} from "effect-responses-stream/${page.title}"`),
    "",
    prose(page.doc, page, context),
    "",
    ...(isModels ? [chunksElsewhere, ""] : []),
    ...sections.map(([section, entries]) => {
      const links = entries.map(({ name }) => `[\`${name}\`](#${page.slugs.get(name)})`)
      return `- **${section}**: ${links.join(" · ")}`
    }),
    "",
    ...sections.flatMap(([section, entries]) => {
      const rendered = entries.flatMap((entry) => renderEntry(entry, page, context))
      return [`## ${section}`, ""].concat(rendered)
    })
  ])
}

/**
 * @param {Entry} entry
 * @param {Page} page
 * @param {Context} context
 */
const renderEntry = (entry, page, context) =>
  [
    `### ${entry.name}`,
    signatureOf(entry, context),
    prose(docOf(entry.symbol), page, context),
    shapeOf(entry, page, context)
  ].flatMap((text) => (text === "" ? [] : [text, ""]))

const chunksElsewhere =
  "This page has what chunks carry. The chunks are on [their own](ResponsesStreamChunk.md): put `ResponsesStreamChunk` " +
  "before a name there for the flat name of the schema, and `Type` for its literal."

/** The doc comments of all that a name stands for, each once. */
const docOf = (/** @type {ts.Symbol} */ symbol) => {
  const comments = (symbol.declarations ?? []).flatMap((node) => ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc))
  return [...new Set(comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? ""))].join("\n\n")
}

const capital = (/** @type {string} */ text) => text.charAt(0).toUpperCase() + text.slice(1)

const firstParagraph = (/** @type {string} */ text) => text.split("\n\n")[0] ?? ""

const oneLine = (/** @type {string} */ text) => text.replace(/\s+/g, " ").trim()

/**
 * A doc comment as Markdown: links resolved, and fences named so that nothing else takes them for sources to check.
 *
 * @param {string} text
 * @param {Page} page
 * @param {Context} context
 */
const prose = (text, page, { functions, homes }) =>
  text
    .replace(/\{@link\s+(\w+)\s*\}/g, (_, name) => {
      // Modules share names: that of the page comes first
      const own = page.slugs.get(name)
      const url =
        own === undefined
          ? (functions.get(name) ?? [...homes].find(([key]) => key.endsWith(`:${name}`))?.[1])
          : `#${own}`
      return url === undefined ? `\`${name}\`` : `[\`${name}\`](${url.replace(`${page.file}#`, "#")})`
    })
    .replace(/^```ts$/gm, "```typescript")
    .trim()

const fence = (/** @type {string} */ text) => `\`\`\`typescript\n${text}\n\`\`\``

/**
 * The declaration without what runs.
 *
 * @param {Entry} entry
 * @param {Context} context
 */
const signatureOf = ({ key, name, symbol }, { checker, schemas }) => {
  const nodes = (symbol.declarations ?? []).filter(isOurs)
  const node = nodes.find(ts.isVariableDeclaration) ?? nodes[0]
  if (node === undefined || schemas.has(key)) return ""
  if (ts.isClassDeclaration(node)) {
    const base = node.heritageClauses?.[0]?.types[0]?.expression
    const isTagged = base !== undefined && ts.isCallExpression(base)
    return fence(`class ${name}${isTagged ? ` extends ${base.expression.getText()}("${name}")` : ""}`)
  }
  if (ts.isInterfaceDeclaration(node)) {
    const parameters = node.typeParameters?.map((parameter) => parameter.getText()).join(", ")
    const bases = node.heritageClauses?.map((clause) => ` ${clause.getText()}`).join("") ?? ""
    return fence(`interface ${name}${parameters === undefined ? "" : `<${parameters}>`}${bases}`)
  }
  if (ts.isTypeAliasDeclaration(node)) return fence(node.getText().replace(/^export /, ""))
  if (ts.isVariableDeclaration(node)) {
    const { initializer, type } = node
    if (type !== undefined) return fence(`const ${name}: ${type.getText()}`)
    if (initializer !== undefined && ts.isArrowFunction(initializer))
      return fence(`const ${name}:${arrow(initializer, checker)}`)
    const text = checker.typeToString(checker.getTypeAtLocation(node), node)
    return fence(`const ${name}: ${text.length > 200 ? text.replace(/([<[])[^]*([>\]])$/, "$1…$2") : text}`)
  }
  return ""
}

/**
 * The type of a function that may return functions: one line each.
 *
 * @param {ts.ArrowFunction} node
 * @param {ts.TypeChecker} checker
 * @returns {string}
 */
const arrow = (node, checker) => {
  const lines = []
  let at = node
  for (;;) {
    const parameters = at.parameters.map((parameter) => {
      const optional = parameter.questionToken !== undefined || parameter.initializer !== undefined
      const rest = parameter.dotDotDotToken === undefined ? "" : "..."
      return `${rest}${parameter.name.getText()}${optional ? "?" : ""}: ${parameter.type?.getText() ?? "unknown"}`
    })
    const typeParameters = at.typeParameters?.map((parameter) => parameter.getText()).join(", ")
    lines.push(`${typeParameters === undefined ? "" : `<${typeParameters}>`}(${parameters.join(", ")}) =>`)
    if (at.type === undefined && ts.isArrowFunction(at.body)) {
      at = at.body
      continue
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a function has a signature
    const signature = /** @type {ts.Signature} */ (checker.getSignatureFromDeclaration(at))
    const result = at.type?.getText() ?? checker.typeToString(checker.getReturnTypeOfSignature(signature), at)
    const whole = [...lines, result].map(oneLine)
    const line = ` ${whole.join(" ")}`
    return line.length <= 100
      ? line
      : whole.map((part, i) => `\n${i === whole.length - 1 ? "    " : "  "}${part}`).join("")
  }
}

/**
 * What a value of the type has: a table of fields, or the members of a union.
 *
 * @param {Entry} entry
 * @param {Page} page
 * @param {Context} context
 */
const shapeOf = (entry, page, context) => {
  const { checker, schemas, types } = context
  const schema = schemas.get(entry.key)
  const nodes = (entry.symbol.declarations ?? []).filter(isOurs)
  const local = (/** @type {string} */ text) => text.replaceAll(`(${page.file}#`, "(#")
  const model = nodes.find((node) => ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node))
  if (model === undefined) {
    const isUnion = knownOf(schema) !== undefined || schema?.members !== undefined
    return isUnion ? `One of ${local(list(types.ofUnion(schema)))}` : ""
  }
  const properties = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(entry.symbol)).flatMap((property) => {
    const node = property.declarations?.find(isOurs)
    if (node === undefined) return []
    const name = ts.getNameOfDeclaration(node)
    const isHidden = name !== undefined && (ts.isPrivateIdentifier(name) || ts.isComputedPropertyName(name))
    return isHidden ? [] : [{ name: property.name, node, property }]
  })
  if (properties.length === 0) return ""
  // TypeScript lists them as it came upon their names anywhere
  const order = Object.keys(schema?.fields ?? {})
  const ordered = properties.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  const rows = ordered.map(({ name, node, property }) => {
    const field = schema?.fields?.[name]
    const isFunction = ts.isMethodDeclaration(node)
    const optional = field === undefined ? (property.flags & ts.SymbolFlags.Optional) !== 0 : isOptional(field)
    const type = local(field === undefined ? typeText(node, property, context) : types.ofField(field))
    const comment = ts.displayPartsToString(property.getDocumentationComment(checker))
    const doc = prose(comment === "" && name === "message" ? errorMessage : comment, page, context)
    return `| \`${name}${isFunction ? "()" : optional ? "?" : ""}\` | ${code(type)} | ${oneLine(doc).replaceAll("|", "\\|")} |`
  })
  return ["| field | type | |", "|---|---|---|", ...rows].join("\n")
}

const errorMessage = "What went wrong and what to do, without payload."

const list = (/** @type {string} */ union) =>
  union
    .split(" | ")
    .map((member) => (member === "…" ? "any other string" : code(member)))
    .join(", ")

/**
 * @param {ts.Declaration} node
 * @param {ts.Symbol} property
 * @param {Context} context
 */
const typeText = (node, property, { checker, functions }) => {
  const written =
    ts.isPropertySignature(node) || ts.isMethodDeclaration(node) || ts.isGetAccessor(node) ? node.type : undefined
  const text = oneLine(written?.getText() ?? checker.typeToString(checker.getTypeOfSymbol(property), node))
  return text.replace(/(?<![\w."])[A-Z]\w+(?![\w."])/g, (name) => {
    const url = functions.get(name)
    return url === undefined ? name : `[\`${name}\`](${url})`
  })
}
