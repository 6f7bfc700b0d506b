/** What a published package.json says, and what it leads to. */

// Ask for a newer Node than the package does, in so many words. What Node it really needs, test/runtimes shows
const asks = { "eventsource-parser": ">=22.12" }

const semver = /^\d+\.\d+\.\d+(-[\w.]+)?$/

const isText = (value) => typeof value === "string" && value.trim() !== ""

/** The files that an export, or the command, leads to. */
const targetsOf = (value) =>
  typeof value === "string" ? [value] : value === null ? [] : Object.values(value).flatMap(targetsOf)

/** The first release of Node that a range allows. */
const firstNode = (range) =>
  /^>=(\d+(?:\.\d+)*)/
    .exec(range ?? "")?.[1]
    ?.split(".")
    .map(Number) ?? [0]

const isNewer = ([major, minor = 0], [otherMajor, otherMinor = 0]) =>
  major > otherMajor || (major === otherMajor && minor > otherMinor)

/**
 * The entry points of a package: the subpaths that can be imported. A pattern gives one for each file that it matches.
 *
 * @param {Record<string, unknown>} exports
 * @param {ReadonlyArray<string>} paths the files of the package
 * @returns {Array<string>}
 */
export const entriesOf = (exports, paths) =>
  Object.entries(exports)
    .flatMap(([subpath, value]) => {
      const target = targetsOf(value).at(-1)
      if (target === undefined) return []
      if (!subpath.includes("*")) return [subpath]
      const [before, after] = target.slice("./".length).split("*")
      return paths
        .filter((path) => path.startsWith(before) && path.endsWith(after))
        .map((path) => subpath.replace("*", path.slice(before.length, path.length - after.length)))
    })
    .toSorted()

/**
 * What is wrong with a manifest.
 *
 * @param {Record<string, any>} manifest
 * @param {ReadonlyArray<string>} paths the files of the package
 * @param {Record<string, string | undefined>} engines what the dependencies say of Node
 * @returns {Array<string>}
 */
export const problemsOfManifest = (manifest, paths, engines) => {
  const { bin = {}, dependencies = {}, description, exports, keywords = [], license, scripts = {}, version } = manifest
  const node = manifest.engines?.node
  const targets = [...targetsOf(exports), ...targetsOf(bin)]
  const leads = (target) => {
    const [before, after] = target.slice("./".length).split("*")
    return paths.some((path) =>
      after === undefined ? path === before : path.startsWith(before) && path.endsWith(after)
    )
  }
  const onInstall = ["preinstall", "install", "postinstall", "prepare", "prepublish"].filter((name) => name in scripts)
  return [
    ...["name", "description", "license"].filter((key) => !isText(manifest[key])).map((key) => `${key} is missing`),
    ...(semver.test(version) ? [] : [`version is ${version}`]),
    ...(isText(description) && description.length > 250 ? ["description is longer than registries show"] : []),
    ...(keywords.length < 5 ? ["keywords are few"] : []),
    ...(new Set(keywords).size < keywords.length ? ["keywords repeat"] : []),
    ...(license === undefined || paths.includes("LICENSE") ? [] : ["LICENSE is missing"]),
    ...(manifest.type === "module" ? [] : ["type is not module"]),
    ...(manifest.sideEffects === false ? [] : ["sideEffects is not false"]),
    ...(manifest.private === true ? ["private is set"] : []),
    ...(firstNode(node)[0] > 0 ? [] : ["engines says nothing of Node"]),
    ...targets.filter((target) => !leads(target)).map((target) => `${target} leads to no file`),
    ...onInstall.map((name) => `the script ${name} would run on the user's machine`),
    ...Object.keys(dependencies)
      .filter((name) => asks[name] !== engines[name] && isNewer(firstNode(engines[name]), firstNode(node)))
      .map((name) => `${name} asks for Node ${engines[name]}, the package for ${node}`),
    ...Object.keys(asks)
      .filter((name) => asks[name] !== engines[name])
      .map((name) => `${name} no longer asks for Node ${asks[name]}: strike it off the list`)
  ]
}
