/** Cold start: how long a process takes from before the import of a bundle to the first chunk. */
import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { build } from "esbuild"
import { here } from "./prepare.mjs"
import { textStream } from "./workloads.mjs"

const bundle = async (id, folder) => {
  const outfile = join(folder, `${id}.mjs`)
  await build({
    entryPoints: [join(here, `cold/${id}.mjs`)],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    logLevel: "error"
  })
  return { id, url: pathToFileURL(outfile).href, bytes: (await readFile(outfile)).length }
}

/** A process of its own. Of what it says when it fails, the bundle's one line is left out. */
const decodeOnce = async (id, args) => {
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(({ stderr }) => {
    throw new Error(
      `${id}: ${stderr
        .split("\n")
        .filter((line) => line.length < 500)
        .join("\n")}`
    )
  })
  return JSON.parse(stdout)
}

const parts = ["import", "decode", "both", "process"]

const ends = { first: "response.created", last: "response.completed", import: undefined }

const entryOf = (which, { bytes, id, url }) => ({
  id,
  which,
  url,
  bytes,
  import: [],
  decode: [],
  both: [],
  process: []
})

/**
 * Starts processes in turns: for each contestant and for `first` and `last` (the first chunk, and a short answer to its
 * end), and for the import of all models alone, milliseconds of the import, of the decoding after it, of both, and since the process began.
 */
export const coldStart = async ({ rounds }) => {
  const folder = await mkdtemp(join(tmpdir(), "bench-cold-"))
  try {
    const stream = join(folder, "stream.sse")
    const { body, end } = textStream(20)
    await writeFile(stream, Buffer.concat([body, end]))
    const bundles = await Promise.all(["floor", "ours", "web", "openrouter"].map((id) => bundle(id, folder)))
    const entries = ["first", "last"].flatMap((which) => bundles.map((each) => entryOf(which, each)))
    entries.push(entryOf("import", await bundle("models", folder)))
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[(i + round) % entries.length]
        const args = [join(here, "cold/worker.mjs"), entry.url, entry.which, stream]
        const answer = await decodeOnce(entry.id, args)
        if (answer.type !== ends[entry.which]) throw new Error(`${entry.id} gave ${answer.type}`)
        for (const part of parts) entry[part].push(answer[part])
      }
    }
    return entries
  } finally {
    await rm(folder, { recursive: true })
  }
}
