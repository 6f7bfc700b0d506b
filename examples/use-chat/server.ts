/**
 * A chat: a server on Node for the page beside it, which uses `useChat` of `@ai-sdk/react`.
 *
 *     npm install effect effect-responses-stream ai @ai-sdk/react react react-dom esbuild
 *     npx esbuild page.tsx --bundle --format=esm --jsx=automatic --outfile=page.js
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses node server.ts
 */
import * as Web from "effect-responses-stream/Web"
import { readFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import { Readable } from "node:stream"
import { json } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import type { Message } from "./message.ts"

/** The conversation, as the gateway wants it. */
const inputOf = (messages: ReadonlyArray<Message>) =>
  messages.map(({ parts, role }) => ({
    role,
    content: parts.map((part) => (part.type === "text" ? part.text : "")).join("")
  }))

/** Asks the gateway, and gives its answer as `useChat` reads it. */
const chat = async (messages: ReadonlyArray<Message>, signal: AbortSignal): Promise<Response> => {
  const upstream = await fetch(process.env.RESPONSES_URL ?? "https://openrouter.ai/api/v1/responses", {
    method: "POST",
    headers: { authorization: `Bearer ${process.env.OPENROUTER_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({
      model: "openai/gpt-5",
      input: inputOf(messages),
      reasoning: { summary: "auto" },
      tools: [{ type: "web_search" }, { type: "image_generation", partial_images: 2 }],
      stream: true
    }),
    signal
  })
  return Web.uiMessageStream(upstream)
}

const files: Readonly<Record<string, readonly [name: string, type: string]>> = {
  "/": ["index.html", "text/html"],
  "/page.css": ["page.css", "text/css"],
  "/page.js": ["page.js", "text/javascript"]
}

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (request.method === "POST") {
    const { messages } = (await json(request)) as { readonly messages: ReadonlyArray<Message> }
    const left = new AbortController()
    response.on("close", () => left.abort())
    const { body, headers, status } = await chat(messages, left.signal)
    response.writeHead(status, Object.fromEntries(headers))
    await pipeline(Readable.from(body!), response)
  } else {
    const [name, type] = files[request.url ?? ""] ?? []
    if (name === undefined) response.writeHead(404).end()
    else response.writeHead(200, { "content-type": type }).end(await readFile(new URL(name, import.meta.url)))
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    if (response.headersSent) response.destroy()
    else response.writeHead(502).end("The gateway can't be reached.")
  })
})

server.listen(Number(process.env.PORT ?? 3000), () => console.log("A chat", server.address()))
