import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as StreamNormalize from "effect-responses-stream/StreamNormalize"
import * as StreamProtocol from "effect-responses-stream/StreamProtocol"
import * as Web from "effect-responses-stream/Web"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { bytesOf } from "../harness/wire.ts"

const eventStream = (body: string): Response => new Response(body, { headers: { "content-type": "text/event-stream" } })

export const cases: Cases = {
  "each sample is regular once it is normalized, and has one end": async ({ samples }) => {
    for (const [file, text] of Object.entries(samples)) {
      const { error, values } = await outcome(
        Stream.make(bytesOf(text)).pipe(ChunkStream.decode({ as: "event" }), StreamNormalize.normalize())
      )
      let state = StreamProtocol.initial
      const rules: Array<string> = []
      for (const event of values) {
        const [next, found] = StreamProtocol.step(state, event)
        state = next
        rules.push(...found.map(({ rule }) => rule))
      }
      equal([error, rules], [undefined, []], file)
      equal(["Completed", "Failed"].includes(StreamProtocol.verdict(state)), true, file)
    }
  },
  "a regular response passes byte for byte, and a cut one ends with response.failed": async ({ samples }) => {
    const regular = samples["text-with-reasoning.sse"]!
    equal(await Web.normalize(eventStream(regular)).text(), regular)
    const events = await Web.normalize(eventStream(samples["cut.sse"]!)).text()
    equal(events.includes("unexpected_end"), true)
  }
}
