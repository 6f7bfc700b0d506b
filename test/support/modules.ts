/** The public modules, by name, and their files: what `scripts/modules.mjs` reads in package.json. */

const { aliases, modules } = (await import(new URL("../../scripts/modules.mjs", import.meta.url).href)) as {
  /** The published names and their sources, as bundlers want aliases. */
  readonly aliases: Readonly<Record<string, string>>
  /** The source of each module, from the project's folder. */
  readonly modules: Readonly<Record<string, string>>
}

export { aliases, modules }
