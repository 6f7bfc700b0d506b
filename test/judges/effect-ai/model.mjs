/** Effect's own OpenAI model as a reader of event streams. */
import { OpenAiClient, OpenAiLanguageModel, OpenAiTool } from "@effect/ai-openai"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { LanguageModel, Tool, Toolkit } from "effect/unstable/ai"
import { HttpClient, HttpClientResponse } from "effect/unstable/http"

const hosted = [
  OpenAiTool.ApplyPatch({}),
  OpenAiTool.CodeInterpreter({ container: "none" }),
  OpenAiTool.FileSearch({ vector_store_ids: [] }),
  OpenAiTool.ImageGeneration({}),
  OpenAiTool.LocalShell({}),
  OpenAiTool.Mcp({ server_label: "none", server_url: "https://example.com" }),
  OpenAiTool.Shell({}),
  OpenAiTool.WebSearch({})
]

/** The tools that are declared, as options of `LanguageModel` have them. */
export const declared = hosted.map(({ name, providerName }) => ({ name, providerName }))

/** The schema of values like this one. The model accepts no schema that lets all through. */
const schemaOf = (value) => {
  if (Array.isArray(value)) return Schema.Array(value.length === 0 ? Schema.String : schemaOf(value[0]))
  if (typeof value === "string") return Schema.String
  if (typeof value === "number") return Schema.Finite
  if (typeof value === "boolean") return Schema.Boolean
  if (value === null) return Schema.Null
  return Schema.Struct(Object.fromEntries(Object.entries(value).map(([key, field]) => [key, schemaOf(field)])))
}

const functionOf = ([name, value]) =>
  Tool.make(name, Object.keys(value).length === 0 ? {} : { parameters: schemaOf(value) })

/** What is of the request, or was made by decoding. */
const isOwn = ([key, value]) =>
  !key.startsWith("~") && !["encodedResult", "request", "response"].includes(key) && value !== undefined

/** A part as it was before `LanguageModel` decoded it: plain JSON. */
const encode = (part) => {
  const time = part.timestamp === undefined ? {} : { timestamp: DateTime.formatIso(part.timestamp) }
  // They decode the input of a tool without parameters to nothing
  const params = part.type === "tool-call" && part.params === undefined ? { params: {} } : {}
  return JSON.parse(JSON.stringify({ ...Object.fromEntries(Object.entries(part).filter(isOwn)), ...time, ...params }))
}

/** An event at a time: their parser looks at each line from the beginning of what came at once. */
const bodyOf = (bytes) => {
  const whole = Buffer.from(bytes)
  let at = 0
  return new ReadableStream({
    pull: (controller) => {
      if (at === whole.length) return controller.close()
      const end = whole.indexOf("\n\n", at)
      controller.enqueue(bytes.subarray(at, (at = end < 0 ? whole.length : end + 2)))
    }
  })
}

/** Reads a whole event stream. Gives the parts, and what it failed at. */
export const read = async (bytes, functions) => {
  const parts = []
  const client = HttpClient.make((request) =>
    Effect.succeed(
      HttpClientResponse.fromWeb(
        request,
        new Response(bodyOf(bytes), { headers: { "content-type": "text/event-stream" } })
      )
    )
  )
  const model = OpenAiLanguageModel.layer({ model: "gpt-5" }).pipe(
    Layer.provide(OpenAiClient.layer({})),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, client))
  )
  const fault = await LanguageModel.streamText({
    prompt: "",
    toolkit: Toolkit.make(...hosted, ...Object.entries(functions).map(functionOf)),
    disableToolCallResolution: true
  }).pipe(
    Stream.runForEach((part) => Effect.sync(() => void parts.push(encode(part)))),
    Effect.provide(model),
    Effect.match({ onSuccess: () => undefined, onFailure: (error) => error.reason }),
    Effect.runPromise
  )
  return { parts, ...(fault !== undefined && { fault: { _tag: fault._tag, message: fault.message } }) }
}
