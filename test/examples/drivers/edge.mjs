// Serves a script on Vercel's edge runtime: node edge.mjs SCRIPT PORT
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { Readable } from "node:stream"
import { text } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"

const { EdgeRuntime } = createRequire(new URL("../../runtimes/package.json", import.meta.url))("edge-runtime")

const [script, port] = process.argv.slice(2)

const runtime = new EdgeRuntime({
  initialCode: readFileSync(script, "utf8"),
  extend: (context) => Object.assign(context, { process: { env: process.env } })
})

// The runtime's own server ends a body that broke as if it were whole, and doesn't tell it when the client leaves
createServer(async (request, response) => {
  try {
    const answer = await runtime.dispatchFetch(`http://localhost${request.url}`, {
      method: request.method,
      headers: { "content-type": "application/json" },
      body: request.method === "POST" ? await text(request) : undefined
    })
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    await pipeline(Readable.fromWeb(answer.body), response)
  } catch (error) {
    console.error(error)
    response.destroy()
  }
}).listen(Number(port), "127.0.0.1")
