/**
 * The runtimes. Each is found on the machine or says how to install it, and starts a program that runs the cases.
 *
 * `find` gives what was found, with its version. `start` gives the command to run, where to run it, and its environment.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { bundle, mainOf, writeMain } from "./package.mjs"
import { run } from "./process.mjs"

/** A runtime is not on this machine. */
export class Missing extends Error {}

const here = new URL("..", import.meta.url).pathname

const byNpm = "bash test/runtimes/install.sh, or npm ci --prefix test/runtimes (Linux on x64)"

const byApt = (...packages) => `bash test/runtimes/install.sh, or apt-get install ${packages.join(" ")}`

const version = (file) => /\d+(\.\d+)+/.exec(run(file, ["--version"]))?.[0]

/** A program of test/runtimes/node_modules. */
const ofNpm = (path) => {
  const file = join(here, "node_modules", path)
  if (!existsSync(file)) throw new Missing(byNpm)
  return file
}

const packageVersion = (name) => JSON.parse(readFileSync(ofNpm(`${name}/package.json`), "utf8")).version

/** A program on the PATH. */
const onPath = (name, ...packages) => {
  const file = (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync)
  if (file === undefined) throw new Missing(byApt(...packages))
  return file
}

/** The tools of other runtimes run on this Node: what some of them need is newer than what is installed. */
const toolNode = () => ofNpm("node24/bin/node")

/** What a program sees of the environment: nothing that points to a registry, a cache or options. */
const bare = (folder) => ({ PATH: process.env.PATH, HOME: folder, TMPDIR: process.env.TMPDIR, NO_COLOR: "1" })

const node = (release) => ({
  name: `node${release}`,
  find: () => {
    const file = ofNpm(`node${release}/bin/node`)
    return { file, version: version(file) }
  },
  start: async ({ origin, user }, { file }) => {
    // The cases become one module; the package stays what npm installed
    const main = join(user.folder, `main.${release}.js`)
    const options = { packages: "external", format: "esm", platform: "neutral" }
    writeFileSync(main, await bundle(user, writeMain(user, "console", origin), options))
    return { command: [file, "--disallow-code-generation-from-strings", main], env: bare(user.folder) }
  }
})

/** The cases with the specifiers that a Deno user writes. */
const denoSource = (text, { effect, manifest }) =>
  text
    .replaceAll(/ from "(effect-responses-stream)([/"])/g, ` from "npm:$1@${manifest.version}$2`)
    .replaceAll(/ from "(effect)([/"])/g, ` from "npm:$1@${effect}$2`)

const deno = {
  name: "deno",
  find: () => {
    const file = ofNpm("@deno/linux-x64-glibc/deno")
    return { file, version: version(file) }
  },
  start: async ({ origin, registry, user }, { file }) => {
    const folder = join(user.folder, "..", "deno")
    for (const part of ["cases", "entries", "harness"]) {
      mkdirSync(join(folder, part), { recursive: true })
      for (const name of readdirSync(join(user.folder, part))) {
        const text = readFileSync(join(user.folder, part, name), "utf8")
        writeFileSync(join(folder, part, name), denoSource(text, user))
      }
    }
    writeFileSync(join(folder, "main.ts"), mainOf(user, "console", origin))
    writeFileSync(join(folder, "deno.json"), JSON.stringify({ nodeModulesDir: "none" }))
    writeFileSync(join(folder, ".npmrc"), `registry=${registry.url}\n`)
    return {
      command: [
        file,
        "run",
        "--check",
        "--no-prompt",
        "--v8-flags=--disallow-code-generation-from-strings",
        // The one permission is for the streams that the cases fetch: the package needs none
        `--allow-net=${new URL(origin).host}`,
        "main.ts"
      ],
      cwd: folder,
      env: { ...bare(folder), DENO_DIR: join(folder, "cache"), DENO_NO_UPDATE_CHECK: "1" }
    }
  }
}

const bun = {
  name: "bun",
  find: () => {
    const file = ofNpm("@oven/bun-linux-x64/bin/bun")
    return { file, version: version(file) }
  },
  start: async ({ origin, user }, { file }) => ({
    command: [
      file,
      "--no-install",
      "--preload",
      "./entries/forbid.ts",
      writeMain(user, "console", origin, "main.bun.ts")
    ],
    cwd: user.folder,
    env: bare(user.folder)
  })
}

const workerd = {
  name: "workerd",
  find: () => {
    ofNpm("@cloudflare/workerd-linux-64/bin/workerd")
    return { version: packageVersion("workerd"), node: toolNode(), miniflare: packageVersion("miniflare") }
  },
  start: async ({ origin, user }, { node: tool, version: release }) => {
    // As Wrangler bundles
    const options = { format: "esm", platform: "browser", conditions: ["workerd", "worker", "browser"] }
    const script = join(user.folder, "worker.bundle.js")
    writeFileSync(script, await bundle(user, writeMain(user, "worker", origin), options))
    const date = /\d{8}/.exec(release)[0].replace(/(....)(..)(..)/, "$1-$2-$3")
    return { command: [tool, join(here, "drivers/workerd.mjs"), script, date], env: bare(user.folder) }
  }
}

const edge = {
  name: "vercel-edge",
  find: () => ({ version: packageVersion("edge-runtime"), node: toolNode() }),
  start: async ({ origin, user }, { node: tool }) => {
    const options = { format: "iife", platform: "browser", conditions: ["edge-light", "worker", "browser"] }
    const script = join(user.folder, "edge.bundle.js")
    writeFileSync(script, await bundle(user, writeMain(user, "console", origin, "main.edge.ts"), options))
    return { command: [tool, join(here, "drivers/edge.mjs"), script], env: bare(user.folder) }
  }
}

/** Serves the page that a browser is to open. */
const servePage = async ({ origin, server, user }, name, onReport) => {
  const options = { format: "esm", platform: "browser" }
  server.serve(name, await bundle(user, writeMain(user, "browser", origin), options), onReport)
}

const byPlaywright = (name, program, ...packages) => ({
  name,
  find: () => {
    const file = onPath(program, ...packages)
    packageVersion("playwright-core")
    return { file, version: version(file), node: toolNode() }
  },
  start: async (machine, { file, node: tool }, onReport) => {
    await servePage(machine, name, onReport)
    const { origin, user } = machine
    return { command: [tool, join(here, "drivers/playwright.mjs"), name, file, origin, name], env: bare(user.folder) }
  }
})

const webkit = {
  name: "webkit",
  find: () => {
    const packages = ["webkit2gtk-driver", "xvfb", "xauth"]
    for (const program of ["Xvfb", "xauth"]) onPath(program, ...packages)
    return {
      screen: onPath("xvfb-run", ...packages),
      driver: onPath("WebKitWebDriver", ...packages),
      node: toolNode(),
      // It tells its version when it runs
      version: undefined
    }
  },
  start: async (machine, { driver, node: tool, screen }, onReport) => {
    await servePage(machine, "webkit", onReport)
    const { origin, user } = machine
    return {
      command: [screen, "-a", tool, join(here, "drivers/webdriver.mjs"), driver, origin, "webkit"],
      env: bare(user.folder)
    }
  }
}

/** In the order in which they are run. */
export const runtimes = [
  node(20),
  node(22),
  node(24),
  node(26),
  deno,
  bun,
  workerd,
  edge,
  byPlaywright("chromium", "chromium", "chromium"),
  byPlaywright("firefox", "firefox-esr", "firefox-esr"),
  webkit
]
