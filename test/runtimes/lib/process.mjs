/** Programs that are started, listened to and ended, with everything that they started. */
import { spawn, spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { createInterface } from "node:readline"

/** Runs a program to its end and gives what it printed. A failure throws, with what it said. */
export const run = (command, args, options = {}) => {
  const { error, status, stderr, stdout } = spawnSync(command, args, { encoding: "utf8", ...options })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stdout}${stderr}`)
  return stdout
}

/** The processes that a process started, and those that these started. Browsers put theirs into groups of their own. */
const descendants = (pid) => {
  const children = new Map()
  try {
    for (const entry of readdirSync("/proc")) {
      if (!/^\d+$/.test(entry)) continue
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, "utf8")
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])
        children.set(parent, [...(children.get(parent) ?? []), Number(entry)])
      } catch {
        // It has just ended
      }
    }
  } catch {
    // No /proc here: the process group has to do
  }
  const found = []
  const visit = (parent) => {
    for (const child of children.get(parent) ?? []) {
      found.push(child)
      visit(child)
    }
  }
  visit(pid)
  return found
}

const signal = (pid, name) => {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended
  }
}

const running = new Set()

/**
 * Starts a program in a process group of its own.
 *
 * @param {ReadonlyArray<string>} command
 * @param {{ readonly cwd?: string, readonly env?: NodeJS.ProcessEnv, readonly onLine: (line: string) => void }} options
 */
export const start = ([file, ...args], { cwd, env, onLine }) => {
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] })
  let tree = []
  const ended = new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message))
    child.on("close", (code, name) => resolve(name === null ? `it ended with ${code}` : `it was ended by ${name}`))
  })
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine)
  const look = () => {
    if (child.pid !== undefined) tree = [...new Set([...tree, ...descendants(child.pid)])]
  }
  const kill = (name) => {
    if (child.pid === undefined) return
    signal(-child.pid, name)
    for (const pid of tree) signal(pid, name)
  }
  const self = {
    /** What became of it, in words. */
    ended,
    /** Ends it, kindly first, and all that it started. */
    stop: async () => {
      look()
      kill("SIGTERM")
      let timer
      await Promise.race([ended, new Promise((resolve) => (timer = setTimeout(resolve, 3000)))])
      clearTimeout(timer)
      kill("SIGKILL")
      running.delete(self)
    },
    /** Ends it at once. */
    kill: () => {
      look()
      kill("SIGKILL")
    }
  }
  running.add(self)
  return self
}

/** Ends all programs at once. */
export const killAll = () => {
  for (const each of running) each.kill()
}
