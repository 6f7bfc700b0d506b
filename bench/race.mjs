/**
 * Lets contestants run in turns. Each has a process of its own, so that none is slowed by what another taught the
 * compiler or left in the heap; the rounds are interleaved, so that a slow moment of the machine meets all alike; and
 * the processes are started anew a few times, since two of the same code differ by some percent for their whole life.
 */
import { deepStrictEqual } from "node:assert/strict"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startWorker } from "./startWorker.mjs"
import { store } from "./store.mjs"

const rotated = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)]

/** Lets a racer run for some milliseconds: what a run took. Nothing may be missing from what came out of any. */
const turn = async ({ ask, entry }, least, command = "run") => {
  const { tallies, time } = await ask(command, { least })
  // Of a recording each may understand as much as it can, but the same every time
  entry.tally ??= entry.workload.recorded ? tallies[0] : entry.expected.tally
  for (const tally of tallies) deepStrictEqual(tally, entry.tally, `${entry.id} lost something`)
  return time
}

/**
 * Lets lanes run in turns, each a contestant on a workload. Whatever comes out of a run is held against what went in.
 *
 * @param {ReadonlyArray<{ contestant: import("./contestants.mjs").Contestant, workload: import("./workloads.mjs").Workload }>} lanes
 * @param {{ seconds: number, generations: number, least?: number }} options `least`: milliseconds of a turn
 */
export const race = async (lanes, { generations, least = 50, seconds }) => {
  const folder = await mkdtemp(join(tmpdir(), "bench-"))
  try {
    const stored = new Map()
    for (const { workload } of lanes) {
      if (!stored.has(workload)) stored.set(workload, await store(folder, workload))
    }
    const entries = lanes.map(({ contestant, workload }) => ({
      id: contestant.id,
      contestant,
      workload,
      times: [],
      ...stored.get(workload)
    }))
    for (let generation = 0; generation < generations; generation++) {
      const processes = []
      try {
        for (const entry of entries) {
          const racer = { entry, ...(await startWorker(entry.contestant, entry.files)) }
          processes.push(racer)
          entry.inspection = await racer.ask("inspect")
          if (!entry.workload.recorded) checkInspection(entry)
          await turn(racer, 6 * least, "warm")
        }
        const end = performance.now() + (seconds * 1000) / generations
        for (let round = 0; round < 3 || performance.now() < end; round++) {
          for (const racer of rotated(processes, round)) {
            racer.entry.times.push(await turn(racer, least))
          }
        }
      } finally {
        await Promise.all(processes.map(({ stop }) => stop()))
      }
    }
    return entries
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** All events came out, with the texts that went in. */
export const checkInspection = ({ expected, id, inspection: { digest, events, unknown } }) => {
  deepStrictEqual({ events, unknown, digest }, expected.inspection, `${id} lost or changed something`)
}
