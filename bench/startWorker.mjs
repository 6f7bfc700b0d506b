/** Starts the processes that `worker.mjs` runs in. */
import { fork } from "node:child_process"
import { join } from "node:path"
import { here } from "./prepare.mjs"

/** A process for a contestant and a stored workload, which does what it is asked. */
export const startWorker = async (contestant, { bytes, open, whole }) => {
  const files = [contestant.endsWithBytes ? open : whole, bytes]
  const child = fork(join(here, "worker.mjs"), [contestant.id, ...files], { execArgv: [] })
  const answer = () =>
    new Promise((resolve, reject) => {
      const onExit = (code) => reject(new Error(`${contestant.id} ended with ${code}`))
      child.once("exit", onExit)
      child.once("message", ({ error, result }) => {
        child.off("exit", onExit)
        if (error === undefined) resolve(result)
        else reject(new Error(`${contestant.id}: ${error}`))
      })
    })
  await answer()
  return {
    ask: (command, options) => {
      const answered = answer()
      child.send({ command, ...options })
      return answered
    },
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", resolve)
        child.kill()
      })
  }
}
