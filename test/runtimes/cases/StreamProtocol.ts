import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as StreamProtocol from "effect-responses-stream/StreamProtocol"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { outcome } from "../harness/read.ts"
import { bytesOf } from "../harness/wire.ts"

const verdicts: Readonly<Record<string, StreamProtocol.Verdict>> = {
  "image-generation.sse": "Completed",
  "text-with-reasoning.sse": "Completed",
  "function-call.sse": "Completed",
  "openrouter-interleaved.sse": "Completed",
  "malformed.sse": "Completed",
  "cut.sse": "Truncated"
}

export const cases: Cases = {
  "each sample has its verdict": async ({ samples }) => {
    for (const [file, expected] of Object.entries(verdicts)) {
      const { values } = await outcome(
        Stream.make(bytesOf(samples[file]!)).pipe(
          ChunkStream.decode({ as: "event", onInvalid: "skip", onSkip: () => {}, onEnd: "allow" })
        )
      )
      const state = values.reduce((before, event) => StreamProtocol.step(before, event)[0], StreamProtocol.initial)
      equal(StreamProtocol.verdict(state), expected, file)
    }
  },
  "what is unusual in openrouter-interleaved.sse is reported, and nothing fails": async ({ samples }) => {
    const rules = new Set<string>()
    const { error, values } = await outcome(
      Stream.make(bytesOf(samples["openrouter-interleaved.sse"]!)).pipe(
        ChunkStream.decode({ as: "event" }),
        StreamProtocol.check({ onReport: ({ rule }) => rules.add(rule) })
      )
    )
    equal([error, values.length, [...rules]], [undefined, 20, ["I5"]])
  }
}
