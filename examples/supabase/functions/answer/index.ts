/**
 * A Supabase function that answers when all is there: the text with its usage, or what went wrong. Nothing that was cut
 * passes for an answer.
 *
 *     npx supabase functions serve answer --env-file .env
 */
import * as Web from "npm:effect-responses-stream/Web"

Deno.serve(async (request) => {
  const { input } = await request.json()
  const upstream = await fetch(Deno.env.get("RESPONSES_URL") ?? "https://openrouter.ai/api/v1/responses", {
    method: "POST",
    headers: { authorization: `Bearer ${Deno.env.get("OPENROUTER_API_KEY")}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "openai/gpt-5", input, stream: true }),
    signal: request.signal
  })
  let text = ""
  try {
    for await (const chunk of Web.chunks(upstream)) {
      switch (chunk.type) {
        case "response.output_text.done":
          text += chunk.text
          break
        case "response.completed":
          return Response.json({ text, tokens: chunk.response.usage?.totalTokens ?? null })
        case "response.incomplete":
          return Response.json(
            { error: chunk.response.incompleteDetails?.reason ?? "incomplete", text },
            { status: 502 }
          )
        case "response.failed":
          return Response.json({ error: chunk.response.error?.message ?? "failed" }, { status: 502 })
      }
    }
    return Response.json({ error: "The provider sent an error." }, { status: 502 })
  } catch (error) {
    // UnexpectedEnd, InvalidChunk, NotAnEventStream, …: messages quote no payload
    if (error instanceof Error && "_tag" in error) return Response.json({ error: error.message, text }, { status: 502 })
    throw error
  }
})
