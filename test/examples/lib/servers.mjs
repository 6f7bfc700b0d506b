/** The examples that answer with a stream: how each starts, and what it does with a stream that was cut. */
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { find } from "./example.mjs"
import { textOf } from "./streams.mjs"

const driver = (name) => join(fileURLToPath(new URL("../drivers", import.meta.url)), name)

/** The handler of an edge runtime, as Vercel wraps a route. */
const edgeEntry = (route) => `
import { POST } from ${JSON.stringify(route)}
addEventListener("fetch", (event) => event.respondWith(event.request.method === "POST" ? POST(event.request) : new Response("")))
`

/** The body breaks in what came. A runtime may throw away what it hasn't sent when the break comes. */
const breaks = { broken: true, text: { test: (text) => text !== "" && textOf("cut").startsWith(text) } }

export const servers = [
  {
    name: "cloudflare-worker",
    start: async (project, port) => {
      const { node, version } = find("workerd")
      const options = { format: "esm", platform: "browser", conditions: ["workerd", "worker", "browser"] }
      const script = await project.bundle("worker.js", "examples/cloudflare-worker/worker.ts", options)
      const date = /\d{8}/.exec(version)[0].replace(/(....)(..)(..)/, "$1-$2-$3")
      return [node, driver("worker.mjs"), script, date, String(port)]
    },
    passesEvents: true,
    // It says so in an event
    cut: { broken: false, text: /data: \{"type":"error"[^\n]+\n\n$/ }
  },
  {
    name: "vercel-edge",
    cut: breaks,
    start: async (project, port) => {
      const { node } = find("vercel-edge")
      project.write("edge.ts", edgeEntry("./examples/vercel-edge/app/api/answer/route.ts"))
      const options = { format: "iife", platform: "browser", conditions: ["edge-light", "worker", "browser"] }
      return [node, driver("edge.mjs"), await project.bundle("edge.js", "edge.ts", options), String(port)]
    }
  },
  {
    name: "deno-deploy",
    cut: breaks,
    start: () => [find("deno").file, "run", "--allow-net", "--allow-env", "examples/deno-deploy/main.ts"]
  },
  {
    name: "bun-serve",
    cut: breaks,
    start: () => [find("bun").file, "examples/bun-serve/server.ts"],
    path: "/answer"
  },
  {
    name: "node-http",
    cut: breaks,
    start: () => [find("node24").file, "examples/node-http/server.ts"]
  },
  {
    name: "effect-http-router",
    cut: breaks,
    start: () => [find("node24").file, "examples/effect-http-router/server.ts"],
    path: "/answer",
    triesAgain: true
  },
  {
    name: "hono",
    start: () => [find("bun").file, "examples/hono/app.ts"],
    path: "/answer",
    // It says so in words
    cut: { broken: false, text: new RegExp(`^${textOf("cut")}\\n\\[.*terminal chunk.*\\]$`) }
  }
]
