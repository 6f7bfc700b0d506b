// Serves a Worker: node worker.mjs SCRIPT COMPATIBILITY_DATE PORT
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

const { Miniflare } = createRequire(new URL("../../runtimes/package.json", import.meta.url))("miniflare")

const [script, compatibilityDate, port] = process.argv.slice(2)

const miniflare = new Miniflare({
  modules: [{ type: "ESModule", path: "worker.js", contents: readFileSync(script, "utf8") }],
  bindings: { RESPONSES_URL: process.env.RESPONSES_URL },
  compatibilityDate,
  host: "127.0.0.1",
  port: Number(port),
  cf: false
})
await miniflare.ready
process.on("SIGTERM", () => void miniflare.dispose().finally(() => process.exit(0)))
