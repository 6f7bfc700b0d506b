/** The package under the compilers of its users. */

/**
 * The web types that declarations name. With `lib` lacking DOM they come with `@types/node`, with Cloudflare's
 * `workers-types`, with Bun's or Deno's own types. A program that has none of these can import every other module.
 */
export const webTypes = {
  "dist/stream/ChunkStream.d.ts": ["ReadableStream", "Response"],
  "dist/web/Web.d.ts": ["ReadableStream", "Response", "TransformStream"],
  "dist/operator/StreamResume.d.ts": ["Response"],
  "dist/socket/ResponsesSocket.d.ts": ["AbortSignal"],
  "dist/stream/body.d.ts": ["ReadableStream", "Response"],
  "dist/stream/eventStream.d.ts": ["Response"],
  "dist/parts/UiMessageStream.d.ts": ["Response"],
  "dist/web/options.d.ts": ["AbortSignal", "Response"],
  "dist/testing/testing.d.ts": ["Response"]
}

/** The options of a strict user who looks into declarations too. */
const strict = {
  noEmit: true,
  target: "es2023",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  isolatedModules: true,
  verbatimModuleSyntax: true,
  resolveJsonModule: true,
  skipLibCheck: false
}

/** Where a program runs: what it has of web types. */
export const platforms = {
  DOM: { lib: ["es2023", "dom"], types: [] },
  Node: { lib: ["es2023"], types: ["node"] },
  Workers: { lib: ["es2023"], types: ["@cloudflare/workers-types"] },
  none: { lib: ["es2023"], types: [] }
}

/** The whole tsconfig.json of a user. */
export const tsconfigOf = ({ moduleResolution, platform, typeRoots }) => ({
  compilerOptions: {
    ...strict,
    module: moduleResolution === "bundler" ? "preserve" : moduleResolution,
    moduleResolution,
    typeRoots,
    ...platforms[platform]
  },
  include: moduleResolution === "bundler" ? ["program/*.ts"] : ["program/*.ts", "program/*.cts"]
})

const byName = (a, b) => (a < b ? -1 : 1)

const line = /^(?:(.+?)\(\d+,\d+\): )?error (TS\d+): (.*)$/

const inPackage = /^(.*)node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/

/**
 * The errors that a compiler printed, each with the package whose file it is in. Errors of the program itself, and of
 * the options, have none.
 *
 * @param {string} output
 * @returns {Array<{ readonly file: string, readonly code: string, readonly message: string, readonly owner: string }>}
 */
export const errorsOf = (output) =>
  output.split("\n").flatMap((text) => {
    const found = line.exec(text.trimEnd())
    if (found === null) return []
    const [, path = "", code, message] = found
    const [, , owner = "", file = path] = inPackage.exec(path) ?? []
    return [{ file, code, message, owner }]
  })

/** The names that declarations miss, by file; and the errors that are something else. */
export const missingNames = (errors) => {
  const names = {}
  const others = []
  for (const error of errors) {
    const name = /^Cannot find name '(\w+)'/.exec(error.message)?.[1]
    if (name === undefined) others.push(error)
    else if (names[error.file]?.includes(name) !== true) names[error.file] = [...(names[error.file] ?? []), name]
  }
  return { names, others }
}

/**
 * What of a compiler's errors is the package's fault, or the program's that uses it; and what is others'.
 *
 * @param {Array<{ readonly file: string, readonly code: string, readonly message: string, readonly owner: string }>} errors
 * @param {{ readonly name: string, readonly platform: string }} about
 */
export const judge = (errors, { name, platform }) => {
  const bare = platform === "none"
  const own = errors.filter(({ owner }) => owner === name)
  const { names, others } = bare ? missingNames(own) : { names: {}, others: own }
  // A program that names web types can't be right without them either
  const ofProgram = errors.filter(({ code, owner }) => owner === "" && !(bare && code === "TS2304"))
  const expected = bare ? webTypes : {}
  const listOf = (list = []) => (list.length === 0 ? "no web type" : list.toSorted(byName).join(", "))
  const problems = [
    ...[...others, ...ofProgram].map(({ code, file, message }) => `${file}: ${code}: ${message}`),
    ...[...new Set([...Object.keys(names), ...Object.keys(expected)])]
      .filter((file) => listOf(names[file]) !== listOf(expected[file]))
      .map((file) => `${file} names ${listOf(names[file])}, and is known to name ${listOf(expected[file])}`)
  ]
  return { problems, foreign: errors.filter(({ owner }) => owner !== "" && owner !== name) }
}

/** What a program imports. */
export const specifiersOf = (text) => [...text.matchAll(/(?:\bfrom\s+|\brequire\()"([^"]+)"/g)].map((match) => match[1])

/** The program's files that follow from the entry points: JSON, and a CommonJS module. */
export const generated = (name, entries) => {
  const specifier = (entry) => name + entry.slice(1)
  const modules = entries.filter((entry) => !entry.endsWith(".json"))
  return {
    "json.ts": [
      `import schema from "${name}/schema.json" with { type: "json" }`,
      `import manifest from "${name}/package.json" with { type: "json" }`,
      "export const version: string = manifest.version",
      "export const dialect: string = schema.$schema"
    ].join("\n"),
    "required.cts": [
      ...modules.map((entry, i) => `import module${i} = require("${specifier(entry)}")`),
      `export = [${modules.map((_, i) => `module${i}`).join(", ")}]`
    ].join("\n")
  }
}
