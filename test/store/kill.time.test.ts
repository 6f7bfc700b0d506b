import { assert, describe, it } from "@effect/vitest"
import { build } from "esbuild"
import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeRandom } from "../fuzz/random.ts"
import { RedisServer } from "../support/redisServer.ts"

const seed = Number(process.env["TEST_SEED"] ?? "1")
const kills = 210
const keys = ["a{b}", "ä"]
const followersOfEach = 2

/** One file, so that a process starts quickly. */
const bundle = async (directory: string): Promise<string> => {
  const outfile = join(directory, "process.cjs")
  await build({
    entryPoints: [join(import.meta.dirname, "process.ts")],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    logLevel: "error"
  })
  return outfile
}

/** A process that is started again whenever it is killed, until it ends by itself. */
class Role {
  readonly name: string
  readonly log: string
  readonly #start: () => ChildProcess
  readonly done: Promise<void>
  #child: ChildProcess
  #isDone = false

  constructor(name: string, log: string, start: () => ChildProcess) {
    this.name = name
    this.log = log
    this.#start = start
    this.#child = start()
    this.done = this.#watch()
  }

  async #watch(): Promise<void> {
    for (;;) {
      let complaint = ""
      this.#child.stderr?.on("data", (data) => (complaint += String(data)))
      const [code] = await once(this.#child, "close")
      if (code === 0) break
      if (code !== null) throw new Error(`A ${this.name} failed: ${complaint}`)
      this.#child = this.#start()
    }
    this.#isDone = true
  }

  /** Whether there was something to kill. */
  kill(): boolean {
    return !this.#isDone && this.#child.kill("SIGKILL")
  }

  stop(): void {
    this.#isDone = true
    this.#child.kill("SIGKILL")
  }

  get lines(): ReadonlyArray<string> {
    return existsSync(this.log) ? readFileSync(this.log, "utf8").trimEnd().split("\n") : []
  }
}

describe("streams in Redis", () => {
  it("come to each follower once and in order, whoever is killed", async () => {
    const directory = mkdtempSync(join(tmpdir(), "kill-"))
    const random = makeRandom(seed, 0)
    const server = await RedisServer.start()
    const program = await bundle(directory)
    const stop = join(directory, "stop")
    let logs = 0
    const start = (kind: "writer" | "follower", key: string): Role => {
      const log = join(directory, `${kind}-${logs++}`)
      return new Role(kind, log, () =>
        spawn(process.execPath, [program, kind, `${server.port}`, key, log, stop], {
          stdio: ["ignore", "ignore", "pipe"]
        })
      )
    }
    const streams = keys.map((key) => ({
      writer: start("writer", key),
      followers: Array.from({ length: followersOfEach }, () => start("follower", key))
    }))
    const all = streams.flatMap(({ followers, writer }) => [writer, ...followers])
    const failure = Promise.all(all.map(({ done }) => done)).then(() => undefined)
    const counts = { writers: 0, followers: 0, Redis: 0 }
    try {
      const run = async (): Promise<void> => {
        const began = Date.now()
        while (counts.writers + counts.followers + counts.Redis < kills) {
          const { followers, writer } = random.pick(streams)
          const which = random.below(10)
          if (which < 3) counts.writers += Number(writer.kill())
          else if (which < 7) counts.followers += Number(random.pick(followers).kill())
          else {
            await server.kill()
            await new Promise((resolve) => setTimeout(resolve, random.below(50)))
            await server.start()
            counts.Redis++
          }
          await new Promise((resolve) => setTimeout(resolve, 50 + random.below(100)))
        }
        console.log("kills", counts, "in", Date.now() - began, "ms")
        writeFileSync(stop, "")
      }
      await Promise.all([run(), failure])
    } finally {
      for (const role of all) role.stop()
      await server.remove()
    }
    for (const { followers, writer } of streams) {
      const events = followers[0]!.lines
      console.log("events", events.length)
      assert.isAbove(events.length, 100)
      assert.deepStrictEqual(
        events.map((line) => Number(line.split(" ")[0])),
        events.map((_, i) => i + 1)
      )
      assert.deepStrictEqual(
        events.slice(1, -1).map((line) => Number(line.split(" ")[1])),
        events.slice(1, -1).map((_, i) => i + 1)
      )
      assert.match(events.at(-1)!, /response\.completed$/)
      for (const follower of followers.slice(1)) assert.deepStrictEqual(follower.lines, events)
      // What a writer was told is what followers got
      const confirmed = writer.lines.map((line) => [line, events[Number(line.split(" ")[0]) - 1]])
      assert.isAbove(confirmed.length, 0)
      for (const [line, event] of confirmed) assert.strictEqual(line, event)
    }
    assert.isAtLeast(Math.min(...Object.values(counts)), 30)
    rmSync(directory, { recursive: true, force: true })
  }, 180_000)
})
