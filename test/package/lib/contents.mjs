/** What a tarball may hold, and what it must. */

/** Larger than any file that is needed, in bytes: what exceeds it got in by mistake. */
export const maxFileSize = 512 * 1024

const alone = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "package.json", "dist/schema.json"]

// The command is one file, and what it contains of others comes with their licences
const command = ["dist/cli/LICENSES.txt", "dist/cli/main.js", "dist/cli/page.html"]

// What README links to
const read = /^(docs\/[\w-]+\.(md|svg|webp)|examples\/.+)$/

const source = /^src\/(?!(?:capture|cli|page)\/)([\w/]+)\.ts$/

const emitted = [".js", ".js.map", ".d.ts", ".d.ts.map"]

/**
 * What is wrong with the list of files.
 *
 * @param {ReadonlyArray<{ readonly path: string, readonly size: number }>} files
 * @returns {Array<string>}
 */
export const problemsOfContents = (files) => {
  const paths = new Set(files.map(({ path }) => path))
  const modules = [...paths].flatMap((path) => source.exec(path)?.[1] ?? [])
  const expected = new Set([
    ...alone,
    ...command,
    ...modules.map((module) => `src/${module}.ts`),
    ...emitted.flatMap((ending) => modules.map((module) => `dist/${module}${ending}`))
  ])
  return [
    ...[...expected].filter((path) => !paths.has(path)).map((path) => `${path} is missing`),
    ...[...paths]
      .filter((path) => !expected.has(path) && !read.test(path))
      .map((path) => `${path} is nothing that a user needs`),
    ...files.filter(({ size }) => size > maxFileSize).map(({ path, size }) => `${path} has ${size} bytes`),
    ...files.filter(({ size }) => size === 0).map(({ path }) => `${path} is empty`)
  ]
}

/**
 * The files that a page links to, each once.
 *
 * @param {string} markdown
 * @returns {Array<string>}
 */
export const linksOf = (markdown) => {
  const targets = [
    ...markdown.matchAll(/\]\(([^)\s]+)/g),
    ...markdown.matchAll(/\b(?:src|srcset|href)="([^"\s]+)/g)
  ].map(([, target]) => target.split("#")[0])
  return [...new Set(targets)].filter((target) => target !== "" && !/^[a-z]+:/.test(target))
}
