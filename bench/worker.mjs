/**
 * Runs one contestant on one workload, in a process of its own. It does what its parent says: `inspect` and `warm` once,
 * then `run` again and again, or `profile`.
 *
 *     node bench/worker.mjs CONTESTANT PLAN_FILE BYTES_FILE
 */
import { readFile } from "node:fs/promises"
import { Session } from "node:inspector/promises"
import { busy, now } from "./clock.mjs"
import { makeInspection, makeTally } from "./tally.mjs"

const [id, planFile, bytesFile] = process.argv.slice(2)
const { names, run } = await import(`./contestants/${id}.mjs`)
const { atOnce, gap, recorded, streams } = JSON.parse(await readFile(planFile, "utf8"))
const bytes = await readFile(bytesFile)
const pieces = streams.map((ends) => {
  let start = ends[0]
  return ends.slice(1).map((end) => {
    const piece = new Uint8Array(bytes.subarray(start, end))
    start = end
    return piece
  })
})

/** A body whose pieces are there when they are asked for, or come some milliseconds later. */
const bodyOf = (pieces, gap) => {
  let next = 0
  const pull = (controller) => {
    if (next === pieces.length) controller.close()
    else controller.enqueue(pieces[next++])
  }
  const wait = () => new Promise((resolve) => setTimeout(resolve, gap))
  return new ReadableStream({ pull: gap === 0 ? pull : (controller) => wait().then(() => pull(controller)) })
}

/** Runs all streams. In recordings a contestant may refuse some; elsewhere an error is the end. */
const runAll = async (see, { gap = 0, together = false } = {}) => {
  const refused = {}
  const one = async (pieces) => {
    try {
      await run(bodyOf(pieces, gap), see)
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

/**
 * Runs for at least some milliseconds, and says what a run takes, and what came out of each. With gaps between the pieces
 * it takes what it keeps the processor busy.
 */
const repeat = async (least, gap) => {
  const clock = gap === 0 ? now : busy
  const tallies = []
  const start = now()
  const begun = clock()
  do {
    await runAll(see, { gap, together: atOnce })
    tallies.push(take())
  } while (now() - start < least)
  return { time: (clock() - begun) / tallies.length, tallies }
}

const commands = {
  inspect: async () => {
    const { result, see } = makeInspection(names)
    const refused = await runAll(see)
    return { ...result(), refused }
  },
  /** Runs without waiting between the pieces, so that a slow stream meets code that the compiler knows. */
  warm: ({ least }) => repeat(least, 0),
  run: ({ least }) => repeat(least, gap),
  /** Looks where the time goes: what `node --cpu-prof` writes, of the runs alone. */
  profile: async ({ least }) => {
    if (JSON.parse.name !== "jsonParse") nameJsonParse()
    await commands.warm({ least: least / 4 })
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
