/** Each of examples/streams, against what is written here and against the second reading of `harness/plain.ts`. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"
import type { Case, Cases } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { chunkOf, dataOf, parse } from "../harness/plain.ts"
import { outcome } from "../harness/read.ts"
import { bytesOf, headers } from "../harness/wire.ts"

interface Sample {
  /** What becomes of each event, with `response.` left out; how often, where more than once. */
  readonly events: string
  readonly end?: "UnexpectedEnd"
}

const samples: Readonly<Record<string, Sample>> = {
  "image-generation.sse": {
    events: `created in_progress output_item.added image_generation_call.in_progress image_generation_call.generating
      2*image_generation_call.partial_image image_generation_call.completed output_item.done completed`
  },
  "text-with-reasoning.sse": {
    events: `created in_progress output_item.added reasoning_summary_part.added 4*reasoning_summary_text.delta
      reasoning_summary_text.done reasoning_summary_part.done output_item.done output_item.added
      web_search_call.in_progress web_search_call.searching web_search_call.completed output_item.done
      output_item.added content_part.added 4*output_text.delta output_text.annotation.added output_text.delta
      output_text.done content_part.done output_item.done completed`
  },
  "function-call.sse": {
    events: `created in_progress output_item.added 7*function_call_arguments.delta function_call_arguments.done
      output_item.done :keepalive output_item.added 7*function_call_arguments.delta function_call_arguments.done
      output_item.done completed`
  },
  "openrouter-interleaved.sse": {
    events: `created in_progress output_item.added content_part.added reasoning_text.delta output_item.added
      content_part.added output_text.delta reasoning_text.delta 2*output_text.delta reasoning_text.delta
      output_text.delta output_text.done content_part.done output_item.done reasoning_text.done content_part.done
      output_item.done completed`
  },
  "malformed.sse": {
    events: `created in_progress output_item.added content_part.added output_text.delta :InvalidJson
      :InvalidChunk@delta output_text.delta :UNKNOWN output_text.delta output_item.added output_item.done
      output_text.done :InvalidChunk@part.annotations.0.url output_item.done completed`
  },
  "cut.sse": {
    events: "created in_progress output_item.added content_part.added 2*output_text.delta",
    end: "UnexpectedEnd"
  },
  "structured-output.sse": {
    events: `created in_progress output_item.added content_part.added 17*output_text.delta output_text.done
      content_part.done output_item.done completed`
  }
}

const expand = (events: string): ReadonlyArray<string> =>
  events.split(/\s+/).flatMap((word) => {
    const [name = "", times] = word.split("*").toReversed()
    const type = name.startsWith(":") ? name.slice(1) : `response.${name}`
    return Array.from({ length: Number(times ?? 1) }, () => type)
  })

const sampleCase =
  (file: string, { end, events }: Sample): Case =>
  async (context) => {
    const text = context.samples[file]!
    const { error, values } = await Stream.make(bytesOf(text)).pipe(ChunkStream.decode({ as: "result" }), outcome)
    equal(error?._tag, end)
    const seen = values.map((value) =>
      Result.isSuccess(value)
        ? value.success.type
        : value.failure._tag === "InvalidChunk"
          ? `InvalidChunk@${value.failure.path.join(".")}`
          : value.failure._tag
    )
    equal(seen, expand(events))

    // All fields of all chunks
    const data = dataOf(text)
    equal(data.length, values.length + (end === undefined ? 0 : 1))
    for (const [i, value] of values.entries()) {
      if (Result.isSuccess(value)) equal(value.success, chunkOf(parse(data[i]!)), `chunk ${i}`)
    }
  }

const encodeCase =
  (file: string): Case =>
  async (context) => {
    const encode = Schema.encodeSync(ResponsesStreamChunk)
    const stream = Stream.make(bytesOf(context.samples[file]!)).pipe(
      ChunkStream.decode({ as: "event", onInvalid: "skip", onSkip: () => {}, onEnd: "allow" })
    )
    const { values } = await outcome(stream)
    for (const { chunk, index, json } of values) equal(encode(chunk), json, `event ${index}`)
  }

const fetchedCase =
  (file: string, size: number): Case =>
  async ({ origin, samples: texts }) => {
    const response = await fetch(`${origin}/sample/${file}?size=${size}`)
    const { error, values } = await outcome(
      ChunkStream.fromResponse(response, { onInvalid: "skip", onSkip: () => {}, onEnd: "allow" })
    )
    equal(error, undefined)
    const whole = await outcome(
      ChunkStream.fromResponse(new Response(texts[file], { headers }), {
        onInvalid: "skip",
        onSkip: () => {},
        onEnd: "allow"
      })
    )
    equal(values, whole.values)
    equal(
      values.map(({ type }) => type),
      expand(samples[file]!.events).filter((type) => !type.startsWith("Invalid"))
    )
  }

/** One chunk to the last field, written by hand. */
const partialImage = {
  type: "response.image_generation_call.partial_image",
  sequenceNumber: 5,
  outputIndex: 0,
  partialImageIndex: 0,
  size: "1024x1024",
  quality: "low",
  background: "opaque",
  outputFormat: "png"
}

export const cases: Cases = {
  "these are all the samples there are": ({ samples: texts }) =>
    equal(Object.keys(texts).toSorted(), Object.keys(samples).toSorted()),
  ...Object.fromEntries(
    Object.entries(samples).flatMap(([file, sample]): ReadonlyArray<readonly [string, Case]> => [
      [`${file} gives the expected chunks and errors`, sampleCase(file, sample)],
      [`${file} is encoded to the JSON that it was`, encodeCase(file)],
      [`${file} arrives the same over the network`, fetchedCase(file, 997)]
    ])
  ),
  "a stream that comes byte by byte over the network is whole": fetchedCase("openrouter-interleaved.sse", 1),
  "a chunk has the fields that are written down here": async ({ samples: texts }) => {
    const { values } = await outcome(ChunkStream.fromResponse(new Response(texts["image-generation.sse"], { headers })))
    const chunk = values[5]
    ok(chunk?.type === "response.image_generation_call.partial_image", "the sixth chunk is a partial image")
    const { itemId, partialImageB64, ...rest } = Object.assign({}, chunk)
    equal(rest, partialImage)
    ok(itemId.startsWith("ig_"), "the item id begins with ig_")
    equal(atob(partialImageB64).slice(1, 4), "PNG")
  }
}
