/**
 * Asks a question, and asks again if the answer fails before its first token. Prints the text as it comes.
 *
 *     node scripts/example.mjs examples/retry.ts "Why is the sky blue?"
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { ChunkStream, StreamRetry } from "effect-responses-stream"
import { is } from "effect-responses-stream/ResponsesStreamChunk"

const url = process.env["RESPONSES_URL"] ?? "https://openrouter.ai/api/v1/responses"

const send = (input: string) => (signal: AbortSignal) =>
  fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env["OPENROUTER_API_KEY"] ?? ""}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "openai/gpt-5-mini", input, stream: true }),
    signal
  })

/** Twice more, after 0.2 and 0.4 seconds give or take, or as late as the provider says. */
const schedule = Schedule.exponential("200 millis").pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 2 }),
  Schedule.tap(({ attempt, input }) => Effect.sync(() => console.error(`Try ${attempt} failed: ${String(input)}`)))
)

const program = Effect.tryPromise(send(process.argv[2] ?? "Hello")).pipe(
  Effect.map((response) => ChunkStream.fromResponse(response)),
  Stream.unwrap,
  StreamRetry.beforeContent(schedule, { maxRetryAfter: "30 seconds", onEmpty: "fail" }),
  Stream.filter(is("response.output_text.delta")),
  Stream.runForEach(({ delta }) => Effect.sync(() => process.stdout.write(delta))),
  Effect.catch((error) =>
    Effect.sync(() => {
      console.error(`\nNo answer after ${StreamRetry.triesOf(error)} tries: ${error.message}`)
      process.exitCode = 1
    })
  )
)

await Effect.runPromise(program)
