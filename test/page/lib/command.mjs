/** Runs the built command: `npm run build` makes it. */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../..", import.meta.url))

const command = `${root}dist/cli/main.js`

/** The folder of the sample streams. */
export const samples = `${root}examples/streams`

/** The path of a sample stream. */
export const sample = (name) => `${samples}/${name}.sse`

/**
 * Starts `view` with captures. `stdin` is that of the command.
 *
 * @param {ReadonlyArray<string>} args
 */
export const startView = async (args) => {
  const child = spawn(process.execPath, [command, "view", ...args], { stdio: ["pipe", "pipe", "inherit"] })
  const [line] = await once(child.stdout, "data")
  return { url: line.toString().trim(), stdin: child.stdin, stop: () => stop(child) }
}

/** Starts `watch` in front of an upstream. Gives the URL of its proxy, and that of its page. */
export const startWatch = async (upstream) => {
  const args = [command, "watch", "--upstream", upstream]
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] })
  let text = ""
  for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) {
    text += piece
    if (text.includes("/v1\n")) break
  }
  const [, proxy, url] = /^proxy +(\S+)\npage +(\S+)/.exec(text)
  return { proxy, url, stop: () => stop(child) }
}

const stop = async (child) => {
  child.kill("SIGKILL")
  await once(child, "exit")
}

/**
 * Writes the page with captures in it, by `view --html`.
 *
 * @param {string} file
 * @param {ReadonlyArray<string>} captures
 */
export const writePage = (file, captures) => {
  const { status, stderr } = spawnSync(process.execPath, [command, "view", "--html", file, ...captures])
  if (status !== 0) throw new Error(stderr.toString())
}
