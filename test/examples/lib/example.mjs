/** Runs an example in its project, on its own runtime: to its end, or as a server. */
import { execFile } from "node:child_process"
import { runtimes } from "../../runtimes/lib/runtimes.mjs"
import { freePort, startServer } from "./program.mjs"

/** A runtime of test/runtimes. Where it isn't on this machine, this throws how to install it. */
export const find = (name) => {
  try {
    return runtimes.find((runtime) => runtime.name === name).find()
  } catch (error) {
    throw new Error(`${name} is not on this machine. Install it: ${error.message}`, { cause: error })
  }
}

/** What a program sees of the environment. */
const environment = ({ folder }, port, url) => ({
  PATH: process.env.PATH,
  HOME: folder,
  NO_COLOR: "1",
  RESPONSES_URL: url,
  PORT: String(port),
  DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}`,
  DENO_NO_UPDATE_CHECK: "1"
})

/** Runs a program in a project to its end. */
export const runToEnd = (project, command, args, url = "") =>
  new Promise((resolve) => {
    const options = { cwd: project.folder, env: environment(project, 0, url) }
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : error.code, output: stdout + stderr })
    )
  })

/** Starts an example that talks to a mock that isn't there yet. `start` gives the command for a port. */
export const serve = async (project, start) => {
  const port = await freePort()
  const mockPort = await freePort()
  const command = await start(port)
  const url = `http://127.0.0.1:${mockPort}/api/v1/responses`
  const server = await startServer(command, { cwd: project.folder, env: environment(project, port, url), port })
  return { ...server, mockPort }
}
