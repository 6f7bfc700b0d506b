/**
 * A Cloudflare Worker in front of the gateway: the stream passes byte for byte, invalid events are kept out and logged.
 *
 *     npx wrangler dev worker.ts --compatibility-date 2026-07-01 --var RESPONSES_URL:http://127.0.0.1:9000/api/v1/responses
 */
import * as Web from "effect-responses-stream/Web"

interface Env {
  readonly OPENROUTER_API_KEY?: string
  readonly RESPONSES_URL?: string
}

export default {
  fetch: async (request: Request, env: Env): Promise<Response> => {
    const { input } = (await request.json()) as { readonly input: string }
    const upstream = await fetch(env.RESPONSES_URL ?? "https://openrouter.ai/api/v1/responses", {
      method: "POST",
      headers: { authorization: `Bearer ${env.OPENROUTER_API_KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "openai/gpt-5", input, stream: true }),
      signal: request.signal
    })
    return Web.validate(upstream, {
      onInvalid: "drop",
      onError: (error) => console.error(error.message),
      onFinish: ({ events, outcome, usage, verdict }) => console.log({ events, outcome, usage, verdict })
    })
  }
}
