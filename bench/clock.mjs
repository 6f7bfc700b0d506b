/**
 * A clock that stands still while the process waits for a processor, where the kernel tells: on a machine that others use
 * too, that wait is most of the noise. Elsewhere it is the ordinary clock.
 */
import { readFileSync } from "node:fs"

const file = `/proc/self/task/${process.pid}/schedstat`

const waited = () => {
  try {
    return Number(readFileSync(file, "utf8").split(" ")[1]) / 1e6
  } catch {
    return 0
  }
}

/** Milliseconds since some moment. */
export const now = () => performance.now() - waited()

/** Milliseconds that the process has kept a processor busy, all its threads together: waiting for bytes costs nothing. */
export const busy = () => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1000
}
