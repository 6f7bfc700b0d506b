/**
 * Sees that the fuzz goes on. A loop that never ends leaves no timer of its own thread a turn, so this is another
 * thread. It says which input it was, and ends the process.
 */
import { Worker } from "node:worker_threads"

/** How long an input may take with all its faults made smaller. */
const usualLimit = 180_000

const code = `
const { workerData } = require("node:worker_threads")
const { progress, limit, seed } = workerData
let last = -1
let since = Date.now()
setInterval(() => {
  const now = Atomics.load(progress, 0)
  if (now !== last) since = Date.now()
  last = now
  if (Date.now() - since < limit) return
  require("node:fs").writeSync(1, "FAULT: input " + now + " of seed " + seed + " never ends\\n" +
    "  again: npm run fuzz -- --seed " + seed + " --from " + now + "\\n")
  process.kill(process.pid, "SIGKILL")
}, 1000)
`

/** Begins to watch. */
export const watch = (seed: number, limit = usualLimit) => {
  const progress = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(code, { eval: true, workerData: { progress, limit, seed } })
  worker.unref()
  return {
    onInput: (number: number): void => void Atomics.store(progress, 0, number),
    stop: async (): Promise<void> => void (await worker.terminate())
  }
}
