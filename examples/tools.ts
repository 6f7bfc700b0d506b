/**
 * The tools of an answer: prints what each does while it does it, and the typed arguments of functions.
 *
 *     npx effect-responses-stream replay examples/streams/function-call.sse --port 9000
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses node scripts/example.mjs examples/tools.ts
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { ChunkStream, FunctionCall, ToolCall } from "effect-responses-stream"

const decode = FunctionCall.decode({
  read_tide: Schema.Struct({ stationId: Schema.String })
})

const { OPENROUTER_API_KEY: key = "", RESPONSES_URL: url = "https://openrouter.ai/api/v1/responses" } = process.env

const ask = Effect.tryPromise(() =>
  fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({
      model: "openai/gpt-5.6",
      input: "How high is the tide, and what does the harbour office say?",
      tools: [
        { type: "web_search" },
        {
          type: "function",
          name: "read_tide",
          parameters: { type: "object", properties: { stationId: { type: "string" } }, required: ["stationId"] }
        }
      ],
      stream: true
    })
  })
)

const program = ask.pipe(
  Effect.map((response) => ChunkStream.fromResponse(response)),
  Stream.unwrap,
  ToolCall.events,
  Stream.runForEach((event) => {
    switch (event._tag) {
      case "Started":
        return Console.log(`${event.name ?? event.type} begins`)
      case "StatusChanged":
        return Console.log(`${event.type} is ${event.status}`)
      case "Finished":
        if (event.type !== "function_call") return Console.log(`${event.type} is finished`)
        return decode(event).pipe(
          Effect.flatMap((call) => Console.log(`${call.name} of ${call.arguments.stationId}`)),
          Effect.catch((error) => Console.log(error.message))
        )
      case "Unfinished":
        return Console.log(`${event.type} isn't finished: ${event.verdict}`)
      default:
        return Effect.void
    }
  })
)

await Effect.runPromise(program)
