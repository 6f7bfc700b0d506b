/** A route on Vercel's edge runtime: the text of the answer as it comes, and a broken body if it breaks off. */
import * as Web from "effect-responses-stream/Web"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"

export const runtime = "edge"

const textOnly = () =>
  new TransformStream<ResponsesStreamChunk, string>({
    transform: (chunk, controller) => {
      if (chunk.type === "response.output_text.delta") controller.enqueue(chunk.delta)
    }
  })

export const POST = async (request: Request): Promise<Response> => {
  const { input } = (await request.json()) as { readonly input: string }
  const upstream = await fetch(process.env.RESPONSES_URL ?? "https://openrouter.ai/api/v1/responses", {
    method: "POST",
    headers: { authorization: `Bearer ${process.env.OPENROUTER_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "openai/gpt-5", input, stream: true }),
    signal: request.signal
  })
  if (!upstream.ok || upstream.body === null) return upstream
  const text = upstream.body
    .pipeThrough(Web.decoderStream())
    .pipeThrough(textOnly())
    .pipeThrough(new TextEncoderStream())
  return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } })
}
