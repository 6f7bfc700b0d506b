/**
 * A typed answer that grows: prints what is known of it, again and again, and the whole at the end.
 *
 *     npx effect-responses-stream replay examples/streams/structured-output.sse --port 9000
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses node scripts/example.mjs examples/structured.ts
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { ChunkStream, StructuredOutput } from "effect-responses-stream"

const Recipe = Schema.Struct({
  title: Schema.String,
  minutes: Schema.Int,
  ingredients: Schema.Array(Schema.Struct({ name: Schema.String, grams: Schema.optionalKey(Schema.Finite) })),
  steps: Schema.Array(Schema.String)
})

const { OPENROUTER_API_KEY: key = "", RESPONSES_URL: url = "https://openrouter.ai/api/v1/responses" } = process.env

const ask = Effect.tryPromise(() =>
  fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({
      model: "openai/gpt-5.6",
      input: "How do I make pancakes?",
      text: { format: StructuredOutput.textFormat(Recipe, { name: "recipe" }) },
      stream: true
    })
  })
)

const program = ask.pipe(
  Effect.map((response) => ChunkStream.fromResponse(response)),
  Stream.unwrap,
  StructuredOutput.events(Recipe),
  Stream.runForEach((event) => {
    switch (event._tag) {
      case "Partial":
        return Console.log(`… ${event.partial.title ?? ""}: ${event.partial.steps?.length ?? 0} steps`)
      case "Finished":
        return Console.log(`${event.value.title} in ${event.value.minutes} minutes\n${event.value.steps.join("\n")}`)
      case "Invalid":
        return Console.error(event.error.message)
      case "Refused":
        return Console.error(event.refusal)
      default:
        return Console.error(`No whole answer: ${event.incompleteDetails?.reason ?? event.verdict}`)
    }
  })
)

await Effect.runPromise(program)
