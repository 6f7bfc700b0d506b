/** What stands before the servers: it has the files of the page, and gives each request to the next server in turn. */
import { buildSync } from "esbuild"
import { readFileSync } from "node:fs"
import { createServer, request as sendRequest } from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import { buffer } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import { fileURLToPath } from "node:url"

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const script = buildSync({ entryPoints: [path("page.ts")], bundle: true, format: "esm", write: false }).outputFiles[0]

const files: Readonly<Record<string, readonly [type: string, content: string | Uint8Array]>> = {
  "/": ["text/html", readFileSync(path("index.html"))],
  "/page.css": ["text/css", readFileSync(path("page.css"))],
  "/page.js": ["text/javascript", script?.contents ?? ""]
}

/** Sends a request to a server. It fails if the server isn't there. */
const forward = ({ headers, method, url }: IncomingMessage, body: Buffer, port: number): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    sendRequest({ host: "127.0.0.1", port, path: url, method, headers }, resolve).on("error", reject).end(body)
  })

/** Makes a proxy for servers at some ports. */
export const makeProxy = (ports: ReadonlyArray<number>): Server => {
  let turn = 0

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    for (let tries = 0; tries < ports.length; tries++) {
      const server = turn++ % ports.length
      const answer = await forward(request, body, ports.at(server)!).catch(() => undefined)
      // It is gone: the next one
      if (answer === undefined) continue
      const after = request.headers["last-event-id"]
      const from = typeof after === "string" ? `, after ${after}` : ""
      console.log(`${request.method} by server ${server + 1}${from}`)
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      return pipeline(answer, response)
    }
    response.writeHead(502).end()
  }

  return createServer((request, response) => {
    const [type, content] = files[request.url ?? ""] ?? []
    if (type !== undefined) response.writeHead(200, { "content-type": type }).end(content)
    // A server that dies in the middle breaks the connection, and the browser comes again
    else pass(request, response).catch(() => response.destroy())
  })
}
