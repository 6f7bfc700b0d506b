/** What bundlers keep of a program. */
import { build } from "esbuild"
import { posix, relative } from "node:path"
import { rolldown } from "rolldown"

const toPosix = (path) => path.replaceAll("\\", "/")

const byEsbuild = async (contents, resolveDir, { external = false, minify = false } = {}) => {
  const { metafile, outputFiles } = await build({
    absWorkingDir: resolveDir,
    stdin: { contents, resolveDir, loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    ...(external ? { external: ["effect/*", "eventsource-parser"] } : {}),
    minify,
    metafile: true,
    write: false,
    logLevel: "silent"
  })
  const [output] = Object.values(metafile.outputs)
  const kept = Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []))
  return { kept: kept.map(toPosix), bytes: outputFiles[0].contents.byteLength }
}

const byRolldown = async (contents, resolveDir, { external = false, minify = false } = {}) => {
  const entry = posix.join(toPosix(resolveDir), "entry-of-no-file.ts")
  const bundle = await rolldown({
    cwd: resolveDir,
    input: entry,
    platform: "neutral",
    resolve: { mainFields: ["module", "main"] },
    external: external ? [/^effect\//, "eventsource-parser"] : [],
    logLevel: "silent",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? contents : undefined)
      }
    ]
  })
  const { output } = await bundle.generate({ format: "esm", minify })
  await bundle.close()
  const [{ code, modules }] = output
  const kept = Object.entries(modules).flatMap(([file, { renderedLength }]) => (renderedLength > 0 ? [file] : []))
  return {
    kept: kept.filter((file) => file !== entry).map((file) => toPosix(relative(resolveDir, file))),
    bytes: Buffer.byteLength(code)
  }
}

/**
 * The bundlers, each as a function from a program to the files that put code into its bundle, and the bundle's size.
 *
 * @type {Record<string, (contents: string, resolveDir: string, options?: { readonly external?: boolean, readonly minify?: boolean }) => Promise<{ readonly kept: ReadonlyArray<string>, readonly bytes: number }>>}
 */
export const bundlers = { esbuild: byEsbuild, rolldown: byRolldown }
