/**
 * A server on Node: the text of the answer as it comes. A client that reads slowly slows the gateway down; one that
 * leaves ends the request to it.
 *
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses node server.ts
 */
import * as Web from "effect-responses-stream/Web"
import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import { Readable } from "node:stream"
import { json } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"

const textsOf = async function* (chunks: Web.ChunkIterator) {
  for await (const chunk of chunks) if (chunk.type === "response.output_text.delta") yield chunk.delta
}

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { input } = (await json(request)) as { readonly input: string }
  const left = new AbortController()
  response.on("close", () => left.abort())
  const upstream = await fetch(process.env.RESPONSES_URL ?? "https://openrouter.ai/api/v1/responses", {
    method: "POST",
    headers: { authorization: `Bearer ${process.env.OPENROUTER_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "openai/gpt-5", input, stream: true }),
    signal: left.signal
  })
  if (!upstream.ok) {
    response.writeHead(upstream.status, { "content-type": "application/json" }).end(await upstream.text())
    return
  }
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" })
  const chunks = Web.chunks(upstream, { signal: left.signal })
  await pipeline(Readable.from(textsOf(chunks)), response)
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    // The status is sent already, so a broken connection has to say it
    response.destroy()
  })
})

server.listen(Number(process.env.PORT ?? 3000), () => console.log('POST {"input":"…"}', server.address()))
