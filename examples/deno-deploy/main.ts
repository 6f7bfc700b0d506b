/**
 * A server on Deno Deploy: the text of the answer as it comes.
 *
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses deno run --allow-net --allow-env main.ts
 */
import * as Web from "npm:effect-responses-stream/Web"

const textsOf = async function* (response: Response) {
  for await (const chunk of Web.chunks(response)) {
    if (chunk.type === "response.output_text.delta") yield chunk.delta
  }
}

Deno.serve(async (request) => {
  const { input } = await request.json()
  const upstream = await fetch(Deno.env.get("RESPONSES_URL") ?? "https://openrouter.ai/api/v1/responses", {
    method: "POST",
    headers: { authorization: `Bearer ${Deno.env.get("OPENROUTER_API_KEY")}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "openai/gpt-5", input, stream: true }),
    signal: request.signal
  })
  if (!upstream.ok) return upstream
  // Leaving the body ends the generator, and that the request to the gateway
  const text = ReadableStream.from(textsOf(upstream)).pipeThrough(new TextEncoderStream())
  return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } })
})
