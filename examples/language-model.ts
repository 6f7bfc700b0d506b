/**
 * A `LanguageModel` of Effect over the gateway: a chat whose toolkit runs the functions that the model calls.
 *
 *     npx effect-responses-stream replay examples/streams/function-call.sse examples/streams/text-with-reasoning.sse --port 9000
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses node scripts/example.mjs examples/language-model.ts
 */
import * as AiError from "effect/ai/AiError"
import * as Chat from "effect/ai/Chat"
import * as LanguageModel from "effect/ai/LanguageModel"
import type * as Prompt from "effect/ai/Prompt"
import * as Tool from "effect/ai/Tool"
import * as Toolkit from "effect/ai/Toolkit"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { AiParts, ChunkStream, ProviderError, StructuredOutput } from "effect-responses-stream"

// -----------------------------------------------------------------------------
// The model
// -----------------------------------------------------------------------------

const { OPENROUTER_API_KEY: key = "", RESPONSES_URL: url = "https://openrouter.ai/api/v1/responses" } = process.env

/** The items of a message: text, reasoning, calls and results. Files, approvals and the provider's calls are left out. */
const itemsOf = ({ content, role }: Prompt.Message): ReadonlyArray<object> => {
  if (typeof content === "string") return [{ role, content }]
  const parts: ReadonlyArray<Prompt.Part> = content
  return parts.flatMap((part): ReadonlyArray<object> => {
    switch (part.type) {
      case "text":
        return [{ role, content: part.text }]
      case "reasoning":
        return reasoningOf(part, parts)
      case "tool-call":
        return [{ type: "function_call", call_id: part.id, name: part.name, arguments: JSON.stringify(part.params) }]
      case "tool-result":
        return [{ type: "function_call_output", call_id: part.id, output: JSON.stringify(part.result) }]
      default:
        return []
    }
  })
}

/** What `AiParts` keeps of the provider. */
const metadataOf = ({ options: { openai } }: Prompt.Part, key: "encryptedContent" | "itemId") =>
  Predicate.hasProperty(openai, key) ? openai[key] : undefined

/** A reasoning item, of the parts that have its id: the last one has the encrypted content. */
const reasoningOf = (part: Prompt.ReasoningPart, parts: ReadonlyArray<Prompt.Part>): ReadonlyArray<object> => {
  const id = metadataOf(part, "itemId")
  const all = parts.flatMap((each) => (each.type === "reasoning" && metadataOf(each, "itemId") === id ? [each] : []))
  const encrypted = all.map((each) => metadataOf(each, "encryptedContent")).findLast((text) => text !== undefined)
  if (part !== all[0] || encrypted === undefined) return []
  const summary = all.filter(({ text }) => text !== "").map(({ text }) => ({ type: "summary_text", text }))
  return [{ type: "reasoning", id, summary, encrypted_content: encrypted }]
}

/** `tools` are the ones to choose from. */
const toolChoiceOf = (choice: LanguageModel.ProviderOptions["toolChoice"]) => {
  if (typeof choice === "string") return choice
  return "tool" in choice ? { type: "function", name: choice.tool } : (choice.mode ?? "auto")
}

/** Makes the request. The provider's own tools are left out: functions are the only ones. */
const send = ({ prompt, responseFormat, toolChoice, tools }: LanguageModel.ProviderOptions) =>
  Effect.tryPromise((signal) =>
    fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({
        model: "openai/gpt-5.6",
        input: prompt.content.flatMap(itemsOf),
        tools: tools.map((tool) => ({ type: "function", name: tool.name, parameters: Tool.getJsonSchema(tool) })),
        tool_choice: toolChoiceOf(toolChoice),
        include: ["reasoning.encrypted_content"],
        stream: true,
        ...(responseFormat.type === "json" && {
          text: { format: StructuredOutput.textFormat(responseFormat.schema, { name: responseFormat.objectName }) }
        })
      }),
      signal
    })
  )

const chunks = (options: LanguageModel.ProviderOptions) =>
  send(options).pipe(
    Effect.map((response) => ChunkStream.fromResponse(response)),
    Stream.unwrap,
    ProviderError.failOnProviderError,
    Stream.mapError(({ message: description }) =>
      AiError.make({ module: "Gateway", method: "send", reason: new AiError.UnknownError({ description }) })
    )
  )

const model = LanguageModel.make({
  streamText: (options) => chunks(options).pipe(AiParts.parts(options)),
  generateText: (options) => chunks(options).pipe(AiParts.content(options))
})

// -----------------------------------------------------------------------------
// The chat
// -----------------------------------------------------------------------------

const toolkit = Toolkit.make(
  Tool.make("read_tide", {
    description: "Height of the tide at a station",
    parameters: Schema.Struct({ stationId: Schema.String }),
    success: Schema.Struct({ metres: Schema.Finite })
  })
)

const handlers = toolkit.toLayer({ read_tide: () => Effect.succeed({ metres: 2.4 }) })

const program = Effect.gen(function* () {
  const chat = yield* Chat.empty
  /** Prints an answer, and says whether the model waits for the results of tools. */
  const answer = (prompt: Prompt.RawInput) =>
    chat.streamText({ prompt, toolkit }).pipe(
      Stream.tap((part) => {
        switch (part.type) {
          case "text-delta":
            return Effect.sync(() => process.stdout.write(part.delta))
          case "tool-call":
            return Console.log(`${part.name} of ${JSON.stringify(part.params)}`)
          case "tool-result":
            return Console.log(`${part.name} gives ${JSON.stringify(part.result)}`)
          case "finish":
            return Console.log(`\n${part.reason}, ${part.usage.outputTokens.total} tokens`)
          default:
            return Effect.void
        }
      }),
      Stream.runFold(
        () => false,
        (waits, part) => waits || (part.type === "tool-result" && !part.providerExecuted)
      )
    )
  let waits = yield* answer("How high is the tide?")
  while (waits) waits = yield* answer([])
})

const layer = Layer.mergeAll(Layer.effect(LanguageModel.LanguageModel, model), handlers)

await Effect.runPromise(program.pipe(Effect.provide(layer)))
