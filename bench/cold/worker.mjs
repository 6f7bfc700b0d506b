/**
 * Imports a bundle and decodes the first chunk of a stream, or all of it, once, in a process that has done nothing else
 * but read a `Response` of its own.
 *
 *     node bench/cold/worker.mjs BUNDLE first|last|import STREAM_FILE
 */
import { readFile } from "node:fs/promises"
import { now } from "../clock.mjs"

const [bundle, which, file] = process.argv.slice(2)
const bytes = new Uint8Array(await readFile(file))
const bodyOf = (bytes) =>
  new ReadableStream({
    start: (controller) => {
      controller.enqueue(bytes)
      controller.close()
    }
  })
// The first Response of a process takes Node 20 some 30 ms, whoever asks for it, and a program that fetches has had it
await new Response(bodyOf(new Uint8Array([0x20]))).text()
const readable = bodyOf(bytes)
const begin = now()
const module = await import(bundle)
const imported = now()
const chunk = which === "import" ? {} : await module[which](readable)
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
