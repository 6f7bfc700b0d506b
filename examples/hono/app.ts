/**
 * An app with Hono, for any runtime: the text of the answer as it comes.
 *
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses bun app.ts
 */
import * as Web from "effect-responses-stream/Web"
import { Hono } from "hono"
import { env } from "hono/adapter"
import { streamText } from "hono/streaming"

interface Env {
  readonly [name: string]: string | undefined
  readonly OPENROUTER_API_KEY?: string
  readonly RESPONSES_URL?: string
}

const app = new Hono()

app.post("/answer", async (context) => {
  const { OPENROUTER_API_KEY, RESPONSES_URL = "https://openrouter.ai/api/v1/responses" } = env<Env>(context)
  const { input } = await context.req.json<{ readonly input: string }>()
  const upstream = await fetch(RESPONSES_URL, {
    method: "POST",
    headers: { authorization: `Bearer ${OPENROUTER_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "openai/gpt-5", input, stream: true }),
    signal: context.req.raw.signal
  })
  if (!upstream.ok) return upstream
  return streamText(
    context,
    async (stream) => {
      const chunks = Web.chunks(upstream)
      stream.onAbort(() => void chunks.return())
      for await (const chunk of chunks) if (chunk.type === "response.output_text.delta") await stream.write(chunk.delta)
    },
    async (error, stream) => {
      await stream.write(`\n[${error.message}]`)
    }
  )
})

export default app
