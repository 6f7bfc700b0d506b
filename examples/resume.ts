/**
 * Prints an answer whose connections break: each goes on where the last one stopped.
 *
 *     node dist/cli/main.js replay examples/streams/text-with-reasoning.sse --resumable --port 9000
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses node scripts/example.mjs examples/resume.ts
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { StreamResume } from "effect-responses-stream"

const url = process.env["RESPONSES_URL"] ?? "https://api.openai.com/v1/responses"
const headers = {
  authorization: `Bearer ${process.env["OPENAI_API_KEY"] ?? ""}`,
  "content-type": "application/json"
}

const send = (path: string, init: RequestInit) =>
  Effect.tryPromise((signal) => fetch(url + path, { ...init, headers, signal }))

/** Only a response in the background outlives its connection. */
const question = { model: "gpt-5", input: process.argv[2] ?? "Hello", stream: true, background: true }

const schedule = Schedule.exponential("200 millis").pipe(
  Schedule.upTo({ times: 5 }),
  Schedule.setInputType<{ readonly message: string }>(),
  Schedule.tap(({ input }) => Console.error(`\n${input.message}\n`))
)

const program = StreamResume.resumable({
  open: send("", { method: "POST", body: JSON.stringify(question) }),
  resume: ({ after, responseId }) => send(`/${responseId}?stream=true&starting_after=${after}`, {}),
  schedule,
  stallAfter: "1 minute"
}).pipe(
  Stream.runForEach((chunk) =>
    Effect.sync(() => {
      if (chunk.type === "response.output_text.delta") process.stdout.write(chunk.delta)
    })
  )
)

NodeRuntime.runMain(program)
