/**
 * Runs one contestant on one workload, in a process of its own. It does what its parent says: `inspect` once, then `run`
 * again and again, or `profile`.
 *
 *     node bench/worker.mjs CONTESTANT PLAN_FILE BYTES_FILE
 */
import { readFile } from "node:fs/promises"
import { Session } from "node:inspector/promises"
import { now } from "./clock.mjs"
import { makeInspection, makeTally } from "./tally.mjs"

const [id, planFile, bytesFile] = process.argv.slice(2)
const { names, run } = await import(`./contestants/${id}.mjs`)
const { atOnce, recorded, streams } = JSON.parse(await readFile(planFile, "utf8"))
const bytes = await readFile(bytesFile)
const pieces = streams.map((ends) => {
  let start = ends[0]
  return ends.slice(1).map((end) => {
    const piece = new Uint8Array(bytes.subarray(start, end))
    start = end
    return piece
  })
})

/** A body whose pieces are there when they are asked for. */
const bodyOf = (pieces) => {
  let next = 0
  return new ReadableStream({
    pull: (controller) => {
      if (next === pieces.length) controller.close()
      else controller.enqueue(pieces[next++])
    }
  })
}

/** Runs all streams. In recordings a contestant may refuse some; elsewhere an error is the end. */
const runAll = async (see, together) => {
  const refused = {}
  const one = async (pieces) => {
    try {
      await run(bodyOf(pieces), see)
    } catch (error) {
      if (!recorded) throw error
      const name = error?._tag ?? error?.name ?? "Error"
      refused[name] = (refused[name] ?? 0) + 1
    }
  }
  if (together) await Promise.all(pieces.map(one))
  else for (const each of pieces) await one(each)
  return refused
}

const { see, take } = makeTally(names)

const commands = {
  inspect: async () => {
    const { result, see } = makeInspection(names)
    const refused = await runAll(see, false)
    return { ...result(), refused }
  },
  /** Runs for at least some milliseconds, and says what a run takes, and what came out of each. */
  run: async ({ least }) => {
    const tallies = []
    const start = now()
    let spent = 0
    while (spent < least) {
      await runAll(see, atOnce)
      tallies.push(take())
      spent = now() - start
    }
    return { time: spent / tallies.length, tallies }
  },
  /** Looks where the time goes: what `node --cpu-prof` writes, of the runs alone. */
  profile: async ({ least }) => {
    if (JSON.parse.name !== "jsonParse") nameJsonParse()
    await commands.run({ least: least / 4 })
    const session = new Session()
    session.connect()
    await session.post("Profiler.enable")
    await session.post("Profiler.setSamplingInterval", { interval: 200 })
    await session.post("Profiler.start")
    const { tallies } = await commands.run({ least })
    const { profile } = await session.post("Profiler.stop")
    return { profile, events: tallies.reduce((sum, { events }) => sum + events, 0) }
  }
}

/** A function of the engine has no place of its own in a profile: its time counts as its caller's. This gives it one. */
const nameJsonParse = () => {
  const { parse } = JSON
  JSON.parse = function jsonParse(text) {
    return parse(text)
  }
}

process.on("message", ({ command, ...options }) => {
  commands[command](options).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: error?.stack ?? String(error) })
  )
})
process.send({ result: "ready" })
