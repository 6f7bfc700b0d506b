/**
 * Reads a stream of text deltas without end, nearly, and looks at the heap on the way, each time after a collection.
 *
 *     node --expose-gc bench/memory.mjs CONTESTANT EVENTS SAMPLES
 *
 * Prints JSON: the bytes in use at each sample, and how many pieces the source was ever ahead of its reader.
 */
import { textStream } from "./workloads.mjs"

const [id, events, samples] = process.argv.slice(2)
const { run } = await import(`./contestants/${id}.mjs`)

const eventsOf = (text) => text.split(/(?<=\n\n)/)

// What opens the stream, the deltas again and again, what closes it
const { body } = textStream(1000)
const all = eventsOf(body.toString())
const isDelta = (event) => event.includes('"response.output_text.delta"')
const deltas = all.filter(isDelta)
const first = all.findIndex(isDelta)
const opening = Buffer.from(all.slice(0, first).join(""))
const closing = Buffer.from(all.slice(first + deltas.length).join(""))
const perPiece = 100
const pieces = Array.from({ length: deltas.length / perPiece }, (_, i) =>
  Buffer.from(deltas.slice(i * perPiece, (i + 1) * perPiece).join(""))
)
const needed = Math.ceil(Number(events) / perPiece)

let pulled = 0
let seen = 0
let ahead = 0
// Each piece is a copy, as a network would give it: whoever kept it would be seen
const readable = new ReadableStream({
  pull: (controller) => {
    if (pulled === 0) controller.enqueue(new Uint8Array(opening))
    else if (pulled <= needed) controller.enqueue(new Uint8Array(pieces[pulled % pieces.length]))
    else if (pulled === needed + 1) controller.enqueue(new Uint8Array(closing))
    else return controller.close()
    pulled++
    ahead = Math.max(ahead, pulled - 1 - Math.floor(seen / perPiece))
  }
})

const inUse = () => {
  globalThis.gc()
  const { arrayBuffers, external, heapUsed } = process.memoryUsage()
  return heapUsed + Math.max(arrayBuffers, external)
}

const every = Math.floor(Number(events) / Number(samples))
const used = []
await run(readable, () => {
  seen++
  if (seen % every === 0) used.push(inUse())
})
process.stdout.write(
  JSON.stringify({ events: seen, expected: all.length - deltas.length + needed * perPiece, used, ahead })
)
