/** Workloads as files: the processes that run them generate nothing themselves. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expectedInspection, expectedTally } from "./tally.mjs"

/** Where the pieces of a stream end: the first number is where it begins. */
const cut = ({ body, end }, size, start, withEnd) => {
  const ends = [start]
  const { length } = body
  if (size === "event") {
    for (let at = body.indexOf("\n\n"); at !== -1; at = body.indexOf("\n\n", at + 2)) ends.push(start + at + 2)
  } else {
    for (let at = size; at < length; at += size) ends.push(start + at)
  }
  const whole = start + length + (withEnd ? end.length : 0)
  if (ends.at(-1) !== whole) ends.push(whole)
  return ends
}

/**
 * Writes a workload where the processes find it, the bytes, and where the pieces end, with `[DONE]` and without; and
 * says what has to come out.
 *
 * @param {string} folder
 * @param {import("./workloads.mjs").Workload} workload
 */
export const store = async (folder, workload) => {
  const streams = workload.streams()
  const files = {
    bytes: join(folder, `${workload.id}.bin`),
    whole: join(folder, `${workload.id}.json`),
    open: join(folder, `${workload.id}-open.json`)
  }
  await writeFile(files.bytes, Buffer.concat(streams.flatMap(({ body, end }) => [body, end])))
  for (const file of [files.whole, files.open]) {
    let start = 0
    const pieces = streams.map((stream) => {
      const ends = cut(stream, workload.pieces, start, file === files.whole)
      start += stream.body.length + stream.end.length
      return ends
    })
    const { atOnce, gap, recorded } = workload
    await writeFile(file, JSON.stringify({ atOnce, gap, recorded, streams: pieces }))
  }
  return {
    files,
    expected: { inspection: expectedInspection(streams), tally: expectedTally(streams) },
    events: streams.reduce((sum, { events }) => sum + events.length, 0),
    bytes: streams.reduce((sum, { body, end }) => sum + body.length + end.length, 0),
    streamCount: streams.length
  }
}
