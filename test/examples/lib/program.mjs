/** Programs that listen on a port: the examples, the mock that they talk to, and Redis. */
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { start } from "../../runtimes/lib/process.mjs"

/** A port that is free. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const takesConnections = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    socket.on("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.on("error", () => resolve(false))
  })

const patience = 30_000

/** Waits until something holds, and fails with what the program said if it doesn't, or the program ends. */
const waitFor = async (program, lines, holds) => {
  let ended
  void program.ended.then((words) => (ended = words))
  const until = Date.now() + patience
  while (!(await holds())) {
    if (ended !== undefined || Date.now() > until) {
      const said = lines.map((line) => line.slice(0, 500))
      throw new Error([ended ?? "nothing happened for too long", ...said].join("\n"))
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Starts a program and waits until it takes connections on a port. */
export const startServer = async (command, { cwd, env, port }) => {
  const lines = []
  const program = start(command, { cwd, env, onLine: (line) => lines.push(line) })
  await waitFor(program, lines, () => takesConnections(port))
  return { lines, stop: program.stop, url: `http://127.0.0.1:${port}` }
}

/** Starts a Redis that keeps nothing. */
export const startRedis = async () => {
  const port = await freePort()
  const command = ["redis-server", "--port", String(port), "--bind", "127.0.0.1", "--save", ""]
  try {
    const { stop } = await startServer(command, { cwd: tmpdir(), env: process.env, port })
    return { url: `redis://127.0.0.1:${port}`, stop }
  } catch (cause) {
    throw new Error("redis-server doesn't start. Is it installed? bash test/runtimes/install.sh", { cause })
  }
}

/** Starts the mock of the gateway. */
const startMock = async (folder, files, ...flags) => {
  const lines = []
  const command = join(folder, "node_modules/.bin/effect-responses-stream")
  const program = start([process.execPath, command, "replay", ...files, ...flags], {
    cwd: folder,
    onLine: (line) => lines.push(line)
  })
  const isUrl = (line) => line.startsWith("http://")
  await waitFor(program, lines, () => lines.some(isUrl))
  return {
    url: lines.splice(lines.findIndex(isUrl), 1)[0],
    /** What it has said of its requests. */
    lines,
    /** Waits until it has said what came of so many requests. */
    said: (count) => waitFor(program, lines, () => lines.length >= count),
    stop: program.stop
  }
}

/** Runs something while the mock answers with some captures. Without a port, it takes any free one. */
export const withMock = async ({ folder }, { files, flags = ["--cut", "1000"], port = 0 }, use) => {
  const mock = await startMock(folder, files, "--port", String(port), ...flags)
  try {
    await use(mock)
  } finally {
    await mock.stop()
  }
}
