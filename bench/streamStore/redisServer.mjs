/** A `redis-server` of the benchmark's own, on loopback. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address()
  server.close()
  return port
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"))
    socket.on("data", (data) => {
      resolve(data.toString().startsWith("+PONG"))
      socket.destroy()
    })
    socket.on("error", () => resolve(false))
  })

/** Starts a server that keeps everything in memory, or also appends it to a file that is synced each second. */
export const startRedis = async ({ file = false } = {}) => {
  const [port, directory] = [await freePort(), await mkdtemp(join(tmpdir(), "bench-redis-"))]
  const settings = ["--save", "", "--loglevel", "warning", "--appendonly", file ? "yes" : "no"]
  const place = ["--port", String(port), "--bind", "127.0.0.1", "--dir", directory]
  const child = spawn("redis-server", [...place, ...settings], { stdio: "ignore" })
  let failure
  child.on("error", (cause) => {
    failure = new Error("There is no redis-server on the PATH", { cause })
  })
  while (!(await answers(port))) {
    if (failure !== undefined) throw failure
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.kill("SIGKILL")
      await once(child, "exit")
      await rm(directory, { recursive: true })
    }
  }
}
