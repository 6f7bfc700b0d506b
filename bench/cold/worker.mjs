/**
 * Imports a bundle and decodes the first chunk of a stream, or all of it, once, in a process that has done nothing else.
 *
 *     node bench/cold/worker.mjs BUNDLE first|last STREAM_FILE
 */
import { readFile } from "node:fs/promises"
import { now } from "../clock.mjs"

const [bundle, which, file] = process.argv.slice(2)
const bytes = new Uint8Array(await readFile(file))
const readable = new ReadableStream({
  start: (controller) => {
    controller.enqueue(bytes)
    controller.close()
  }
})
const begin = now()
const module = await import(bundle)
const imported = now()
const chunk = await module[which](readable)
const end = now()
process.stdout.write(
  JSON.stringify({
    type: chunk.type,
    import: imported - begin,
    decode: end - imported,
    both: end - begin,
    process: end
  })
)
