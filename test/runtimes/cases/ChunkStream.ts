/** The entrances, and what the options do. How they are read is in the other files. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as Testing from "effect-responses-stream/testing"
import type { Cases } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { chunkOf } from "../harness/plain.ts"
import { outcome } from "../harness/read.ts"
import { bytesOf, completed, created, delta, headers, sse } from "../harness/wire.ts"

const events = [created, delta("a"), completed]
const chunks = events.map(chunkOf)
const bytes = Stream.make(bytesOf(sse(...events)))
const damaged = Stream.make(bytesOf(`: hello\n\n${sse(created, "no JSON", { ...delta("a"), delta: 1 }, completed)}`))

export const cases: Cases = {
  "every entrance gives the same chunks": async () => {
    const response = new Response(sse(...events), { headers })
    const ways = {
      decode: bytes.pipe(ChunkStream.decode()),
      "as result": bytes.pipe(ChunkStream.decode({ as: "result" }), Stream.map(Result.getOrThrow)),
      "as event": bytes.pipe(
        ChunkStream.decode({ as: "event" }),
        Stream.map(({ chunk }) => chunk)
      ),
      decodeJson: Stream.fromIterable(events).pipe(ChunkStream.decodeJson()),
      fromResponse: ChunkStream.fromResponse(response),
      fromReadableStream: ChunkStream.fromReadableStream(new Response(sse(...events)).body!)
    }
    for (const [way, stream] of Object.entries(ways)) {
      equal(await outcome<unknown, unknown>(stream), { values: chunks, error: undefined }, way)
    }
  },
  "a stream can be run again": async () => {
    const stream = bytes.pipe(ChunkStream.decode())
    for (let run = 0; run < 2; run++) equal((await outcome(stream)).values, chunks)
  },
  "what is skipped, repaired and commented is reported": async () => {
    const seen: Array<string> = []
    const { error, values } = await outcome(
      damaged.pipe(
        ChunkStream.decode({
          as: "event",
          onInvalid: "skip",
          onSkip: ({ _tag, index }) => seen.push(`${index} ${_tag}`),
          onComment: (text) => seen.push(text)
        })
      )
    )
    equal(error, undefined)
    equal(
      values.map(({ index, json }) => [index, json]),
      [
        [0, created],
        [3, completed]
      ]
    )
    equal(seen, ["hello", "1 InvalidJson", "2 InvalidChunk"])
  },
  'a stream without an end is one with onEnd: "allow"': async () => {
    const { error, values } = await outcome(
      Stream.make(bytesOf(sse(created))).pipe(ChunkStream.decode({ onEnd: "allow" }))
    )
    equal([error, values.length], [undefined, 1])
  },
  'the end that is missing is made up with onEnd: "synthesize", and marked': async () => {
    const answer = Testing.answer(Testing.text("Hello"))
    const json = Testing.toJson(answer)
    const { error, values } = await outcome(
      Stream.fromIterable(json.slice(0, -1)).pipe(ChunkStream.decodeJson({ onEnd: "synthesize" }))
    )
    equal([error, values.length, values.at(-1)?.type], [undefined, json.length, "response.completed"])
    equal(
      values.map(ChunkStream.isSynthetic),
      json.map((_, i) => i === json.length - 1)
    )
  },
  "a schema of the user's own gives the chunks of its type": async () => {
    const vendor = { type: "vendor.event", size: 2 }
    const schema = Schema.toStandardSchemaV1(Schema.Struct({ type: Schema.tag("vendor.event"), size: Schema.Finite }))
    const options = { chunks: { "vendor.event": schema }, onInvalid: "skip", onSkip: () => {} } as const
    const text = sse(created, vendor, { ...vendor, size: "2" }, completed)
    const { values } = await outcome(Stream.make(bytesOf(text)).pipe(ChunkStream.decode(options)))
    equal(values, [chunkOf(created), vendor, chunkOf(completed)])
  },
  "keys that prototypes have are ordinary ones": async () => {
    const raw = JSON.parse('{"type":"__proto__","__proto__":1}') as unknown
    const { values } = await outcome(Stream.make(raw).pipe(ChunkStream.decodeJson({ onEnd: "allow" })))
    equal(values, [{ type: "UNKNOWN", isUnknown: true, raw }])
  },
  "chunks and events go out again, and what went wrong as an error event": async () => {
    const text = sse(created, delta("a"))
    const read = () => ChunkStream.fromResponse(new Response(text, { headers }))
    const answer = ChunkStream.toResponse(read(), { keepAlive: "1 minute" })
    equal(answer.headers.get("content-type"), "text/event-stream")
    const { error, values } = await outcome(ChunkStream.fromResponse(answer))
    equal(error, undefined)
    equal(values.slice(0, -1), chunks.slice(0, -1))
    equal(values.at(-1), {
      type: "error",
      sequenceNumber: delta("a").sequence_number + 1,
      code: "unexpected_end",
      message: "The provider's stream ended before the response was complete.",
      param: null
    })
    const whole = ChunkStream.fromResponse(new Response(sse(...events), { headers }), { as: "event" })
    equal(await ChunkStream.toResponse(whole, { dialect: "OpenRouter" }).text(), sse(...events, "[DONE]"))
  },
  "a body that is in use is refused, and not touched": async () => {
    const response = new Response(sse(...events), { headers })
    const reader = response.body!.getReader()
    const { error } = await outcome(ChunkStream.fromResponse(response))
    equal(error?._tag, "UnexpectedEnd")
    equal(new TextDecoder().decode((await reader.read()).value), sse(...events))
  }
}
