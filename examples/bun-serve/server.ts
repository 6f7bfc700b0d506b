/**
 * A server on Bun: the text of the answer as it comes.
 *
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses bun server.ts
 */
import * as Web from "effect-responses-stream/Web"

const server = Bun.serve({
  routes: {
    "/answer": {
      POST: async (request) => {
        const { input } = (await request.json()) as { readonly input: string }
        const upstream = await fetch(process.env.RESPONSES_URL ?? "https://openrouter.ai/api/v1/responses", {
          method: "POST",
          headers: { authorization: `Bearer ${process.env.OPENROUTER_API_KEY}`, "content-type": "application/json" },
          body: JSON.stringify({ model: "openai/gpt-5", input, stream: true }),
          signal: request.signal
        })
        if (!upstream.ok) return upstream
        const texts = async function* () {
          for await (const chunk of Web.chunks(upstream)) {
            if (chunk.type === "response.output_text.delta") yield chunk.delta
          }
        }
        return new Response(texts, { headers: { "content-type": "text/plain; charset=utf-8" } })
      }
    }
  }
})

console.log(`POST {"input":"…"} to ${server.url}answer`)
