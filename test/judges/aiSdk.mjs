/** The AI SDK as a reader of event streams: its model of the Responses API, and `streamText` over it. */
import { createOpenAI } from "@ai-sdk/openai"
import { dynamicTool, jsonSchema, streamText } from "ai"

globalThis.AI_SDK_LOG_WARNINGS = false

const modelOf = (bytes) =>
  createOpenAI({
    apiKey: "none",
    fetch: async () => new Response(bytes, { headers: { "content-type": "text/event-stream" } })
  }).responses("gpt-5")

/** What the provider said is an object, an error of the stream, or one of the whole call if nothing came before it. */
const isOfProvider = (error) =>
  (typeof error === "object" && !(error instanceof Error)) ||
  ["AI_APICallError", "AI_StreamProviderError"].includes(error.name)

/** Parts begin and grow; texts are joined in the order of their beginnings. */
const read = async (start, { inputOf, textOf }) => {
  const texts = new Map()
  const calls = []
  let hasFailed = false
  let fault
  const onError = (error) => {
    if (isOfProvider(error)) hasFailed = true
    else fault ??= String(error)
  }
  try {
    for await (const part of await start()) {
      if (part.type === "text-start") texts.set(part.id, "")
      else if (part.type === "text-delta") texts.set(part.id, (texts.get(part.id) ?? "") + textOf(part))
      else if (part.type === "tool-call" && !part.providerExecuted)
        calls.push({ id: part.toolCallId, name: part.toolName, input: inputOf(part) })
      else if (part.type === "error") onError(part.error)
      else if (part.type === "finish" && (part.finishReason.unified ?? part.finishReason) === "error") hasFailed = true
    }
  } catch (error) {
    onError(error)
  }
  return { text: [...texts.values()].join(""), calls, hasFailed, ...(fault !== undefined && { fault }) }
}

const ofModel = { textOf: ({ delta }) => delta, inputOf: ({ input }) => input }

export const readByModel = (bytes) =>
  read(async () => {
    const prompt = [{ role: "user", content: [{ type: "text", text: "any" }] }]
    return (await modelOf(bytes).doStream({ prompt })).stream
  }, ofModel)

const ofStreamText = {
  textOf: ({ text }) => text,
  inputOf: ({ input, invalid }) => (invalid && typeof input === "string" ? input : JSON.stringify(input))
}

export const readByStreamText = (bytes, names) => {
  const tool = dynamicTool({ inputSchema: jsonSchema(true) })
  const { fullStream } = streamText({
    model: modelOf(bytes),
    prompt: "any",
    maxRetries: 0,
    tools: Object.fromEntries(names.map((name) => [name, tool])),
    onError: () => {}
  })
  return read(async () => fullStream, ofStreamText)
}
