/** Answers for `useChat`, with Effect and without. */
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as UiMessageStream from "effect-responses-stream/UiMessageStream"
import * as Web from "effect-responses-stream/Web"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { cancelCount, endless, settle } from "../harness/source.ts"
import { bytesOf, completed, created, delta, headers, sse } from "../harness/wire.ts"

const responseOf = (...events: ReadonlyArray<object>): Response => new Response(sse(...events), { headers })

const ways: Readonly<Record<string, (response: Response) => Response>> = {
  toResponse: (response) => UiMessageStream.toResponse(ChunkStream.fromResponse(response)),
  "Web.uiMessageStream": (response) => Web.uiMessageStream(response)
}

const linesOf = async (response: Response): Promise<ReadonlyArray<string>> => (await response.text()).split("\n\n")

const wayCases = Object.fromEntries(
  Object.entries(ways).flatMap(([way, write]): ReadonlyArray<readonly [string, Cases[string]]> => [
    [
      `${way} answers with a message`,
      async () => {
        const response = write(responseOf(created, delta("Hello"), completed))
        equal(response.headers.get("x-vercel-ai-ui-message-stream"), "v1")
        const lines = await linesOf(response)
        equal(lines.includes('data: {"type":"text-delta","id":"msg_1","delta":"Hello"}'), true)
        equal(lines.slice(-3), ['data: {"type":"finish","finishReason":"stop"}', "data: [DONE]", ""])
      }
    ],
    [
      `${way} tells of a cut stream in an error`,
      async () => {
        const [error] = (await linesOf(write(responseOf(created, delta("Hel"))))).slice(-3)
        const errorText = "The provider's stream ended before the response was complete."
        equal(error, `data: ${JSON.stringify({ type: "error", errorText })}`)
      }
    ],
    [
      `${way} lets go of upstream when its client leaves`,
      async () => {
        const upstream = endless()
        const reader = write(new Response(upstream.body, { headers })).body!.getReader()
        await settle()
        equal(upstream.pulls(), 0)
        await reader.read()
        await reader.cancel()
        equal(await cancelCount(upstream), 1)
      }
    ]
  ])
)

export const cases: Cases = {
  ...wayCases,

  "images are data URLs, and previews transient data": async ({ samples }) => {
    const { values } = await outcome(
      Stream.make(bytesOf(samples["image-generation.sse"]!)).pipe(ChunkStream.decode(), UiMessageStream.chunks())
    )
    const types = values.map(({ type }) => type).filter((type) => type === "file" || type === "data-partial-image")
    equal(types, ["data-partial-image", "data-partial-image", "file"])
  }
}
