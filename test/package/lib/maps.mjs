/** Source maps and declaration maps: every one leads to its source in the package. */
import { readFileSync } from "node:fs"
import { SourceMap } from "node:module"
import { posix } from "node:path"

const comment = /\n\/\/# sourceMappingURL=(\S+)\s*$/

const declaration = /^export (?:declare )?(?:const|class|function|interface|type) (\w+)/

/** Where a generated file declares what it exports: names with line and column, from 0. */
const declarationsOf = (text) =>
  text.split("\n").flatMap((line, row) => {
    const found = declaration.exec(line)
    return found === null ? [] : [{ name: found[1], line: row, column: found[0].length - found[1].length }]
  })

/**
 * What is wrong with the maps of a package, and how many places they were asked for.
 *
 * @param {ReadonlyArray<string>} paths the files of the package
 * @param {(path: string) => string} read
 * @returns {{ readonly maps: number, readonly places: number, readonly problems: ReadonlyArray<string> }}
 */
export const problemsOfMaps = (paths, read) => {
  const all = new Set(paths)
  const problems = []
  const led = new Set()
  let places = 0
  for (const path of paths.filter((path) => /\.(js|d\.ts)$/.test(path))) {
    const text = read(path)
    const url = comment.exec(text)?.[1]
    // The command is one minified file, of which nobody debugs a part
    if (url === undefined) {
      if (!path.startsWith("dist/cli/")) problems.push(`${path} has no map`)
      continue
    }
    const map = posix.join(posix.dirname(path), url)
    if (!all.has(map)) {
      problems.push(`${path} names the map ${url}, which is not in the package`)
      continue
    }
    led.add(map)
    const payload = JSON.parse(read(map))
    const sourceOf = (source) => posix.join(posix.dirname(map), payload.sourceRoot ?? "", source)
    const lost = payload.sources.map(sourceOf).filter((source) => !/^src\/.*\.ts$/.test(source) || !all.has(source))
    problems.push(...lost.map((source) => `${map} leads to ${source}, which is not in the package`))
    if (payload.sources.length === 0) problems.push(`${map} has no source`)
    if (lost.length > 0) continue
    const sourceMap = new SourceMap(payload)
    for (const { column, line, name } of declarationsOf(text)) {
      places++
      const entry = sourceMap.findEntry(line, column)
      const source = entry.originalSource === undefined ? undefined : sourceOf(entry.originalSource)
      const original = source === undefined ? undefined : read(source).split("\n")[entry.originalLine]
      if (original?.slice(entry.originalColumn).startsWith(name) !== true)
        problems.push(`${map} leads ${name} to ${source}:${(entry.originalLine ?? 0) + 1}, where it is not`)
    }
  }
  const maps = paths.filter((path) => path.endsWith(".map"))
  problems.push(...maps.filter((map) => !led.has(map)).map((map) => `${map} belongs to no file`))
  return { maps: maps.length, places, problems }
}

/** Reads files of a folder, each once. */
export const readerOf = (folder) => {
  const texts = new Map()
  return (path) => {
    if (!texts.has(path)) texts.set(path, readFileSync(posix.join(folder, path), "utf8"))
    return texts.get(path)
  }
}
