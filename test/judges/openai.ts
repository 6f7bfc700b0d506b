/** `openai`'s client as a reader of event streams: what `responses.stream()` accumulates. */
import { APIError, OpenAI } from "openai"
import type { Response as OpenAIResponse, ResponseOutputItem } from "openai/resources/responses/responses"
import type { Call, Reading } from "./reading.ts"

const textOf = (item: ResponseOutputItem): string =>
  item.type === "message"
    ? item.content.map((part) => (part.type === "output_text" ? part.text : part.refusal)).join("")
    : ""

const callsOf = (item: ResponseOutputItem): ReadonlyArray<Call> => {
  if (item.type === "function_call") return [{ id: item.call_id, name: item.name, input: item.arguments }]
  return item.type === "custom_tool_call"
    ? [{ id: item.call_id, name: item.name, input: JSON.stringify(item.input) }]
    : []
}

const readingOf = ({ output, status }: OpenAIResponse) => ({
  text: output.map(textOf).join(""),
  calls: output.flatMap(callsOf),
  hasFailed: status === "failed"
})

/** Reads a whole event stream. */
export const readByOpenAI = async (bytes: Uint8Array<ArrayBuffer>): Promise<Reading> => {
  const client = new OpenAI({
    apiKey: "none",
    logLevel: "off",
    maxRetries: 0,
    fetch: async () => new Response(bytes, { headers: { "content-type": "text/event-stream" } })
  })
  const stream = client.responses.stream({ model: "any", input: "" })
  let text = ""
  stream.on("response.output_text.delta", ({ delta }) => (text += delta))
  try {
    return readingOf(await stream.finalResponse())
  } catch (error) {
    // The provider's error is thrown as an `APIError`, and everything else is the client's own
    const hasFailed = error instanceof APIError && error.status === undefined
    return { text, calls: [], hasFailed, ...(!hasFailed && { fault: String(error) }) }
  }
}
