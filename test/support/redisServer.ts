import { NodeRedis } from "@effect/platform-node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as Redis from "effect/persistence/Redis"
import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { connect, createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A port of loopback that nobody has. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** Whether a server answers with PONG: one that still loads its file doesn't. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"))
    socket.on("data", (data) => {
      resolve(data.toString().startsWith("+PONG"))
      socket.destroy()
    })
    socket.on("error", () => resolve(false))
  })

/** A `redis-server` of a test's own. */
export class RedisServer {
  readonly url: string
  readonly port: number
  readonly #directory: string
  #process: ChildProcess | undefined

  private constructor(port: number) {
    this.port = port
    this.url = `redis://127.0.0.1:${port}`
    this.#directory = mkdtempSync(join(tmpdir(), "redis-"))
  }

  /** Starts a server that has written what it confirms. It fails if there is no `redis-server`. */
  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort())
    await server.start()
    return server
  }

  /** Starts it, with what was stored. */
  async start(): Promise<void> {
    const settings = ["--appendonly", "yes", "--appendfsync", "always", "--save", "", "--loglevel", "warning"]
    const child = spawn(
      "redis-server",
      ["--port", `${this.port}`, "--bind", "127.0.0.1", "--dir", this.#directory, ...settings],
      { stdio: "ignore" }
    )
    let failure: Error | undefined
    child.on("error", (cause) => {
      failure = new Error("There is no redis-server on the PATH. Install the apt package redis-server.", { cause })
    })
    this.#process = child
    while (!(await answers(this.port))) {
      if (failure !== undefined) throw failure
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null) return
    const exit = once(child, "exit")
    child.kill("SIGKILL")
    await exit
  }

  /** Lets it answer nothing, and keep its connections. */
  pause(): void {
    this.#process?.kill("SIGSTOP")
  }

  /** Lets it go on. */
  resume(): void {
    this.#process?.kill("SIGCONT")
  }

  /** Ends it, and removes what it stored. */
  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

/** A server for as long as a scope. */
export const redisServer = Effect.acquireRelease(
  Effect.promise(() => RedisServer.start()),
  (server) => Effect.promise(() => server.remove())
)

/** A client of its own, as each process has one. It is silent about connections that break. */
export const redisClient = (server: RedisServer): Layer.Layer<Redis.Redis> =>
  NodeRedis.layer({ url: server.url, maxConnections: 4 }).pipe(Layer.provide(Logger.layer([])), Layer.orDie)
