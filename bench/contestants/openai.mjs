import { Stream } from "openai/core/streaming"

export const names = "wire"

export const run = async (readable, see) => {
  for await (const event of Stream.fromSSEResponse(new Response(readable), new AbortController())) see(event)
}
