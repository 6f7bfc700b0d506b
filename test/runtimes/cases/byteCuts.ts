/** However the network cuts the bytes, the chunks and the error are the same. */
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import type { Case, Cases, Context } from "../harness/case.ts"
import { equal } from "../harness/case.ts"
import { chunkOf, dataOf, parse } from "../harness/plain.ts"
import { outcome, outcomeSync } from "../harness/read.ts"
import { bytesOf, completed, created, delta, headers, sse } from "../harness/wire.ts"

type Pieces = ReadonlyArray<Uint8Array<ArrayBuffer>>

/** What came of a stream, in one text: comparing texts is quick. */
const readingOf = (pieces: Pieces): string => {
  const { error, values } = outcomeSync(Stream.fromIterable(pieces).pipe(ChunkStream.decode({ as: "result" })))
  const events = values.map((value) =>
    Result.isSuccess(value) ? JSON.stringify(value.success) : `${value.failure._tag} ${value.failure.message}`
  )
  return [...events, `${error?._tag} ${error?.message}`].join("\n")
}

const inTwo = (bytes: Uint8Array<ArrayBuffer>, at: number): Pieces => [bytes.subarray(0, at), bytes.subarray(at)]

const bytewise = (bytes: Uint8Array<ArrayBuffer>): Pieces => Array.from(bytes, (_, i) => bytes.subarray(i, i + 1))

/** Characters of one to four bytes, every kind of line end, and what a parser has to carry over from piece to piece. */
const tricky =
  "\uFEFF: comment\r\n\r\n" +
  sse(created).replaceAll("\n", "\r\n") +
  `event: response.output_text.delta\rid: ä\rretry: 10\rdata: ${JSON.stringify(delta("aé€😀\u2028\\ud83d"))}\r\r` +
  `data: ${JSON.stringify(delta("two lines")).replace(",", ",\ndata: ")}\n\n` +
  sse("no JSON", { ...delta("x"), delta: 1 }, completed) +
  "data: [DONE]\n\n"

/** A stream with nothing wrong, and nothing tricky. */
const plain = sse(created, delta("Grüße, "), delta("世界 😀"), completed) + "data: [DONE]\n\n"

const everyOffset =
  (text: (context: Context) => string): Case =>
  (context) => {
    const bytes = bytesOf(text(context))
    const whole = readingOf([bytes])
    for (let at = 0; at <= bytes.length; at++) equal(readingOf(inTwo(bytes, at)), whole, `cut at ${at}`)
    equal(readingOf(bytewise(bytes)), whole, "byte by byte")
    const withEmpty = bytewise(bytes).flatMap((piece) => [new Uint8Array(0), piece])
    equal(readingOf(withEmpty), whole, "with empty pieces between")
  }

/** Numbers below a limit that look random and are the same everywhere. */
const randomNumbers = (seed: number): ((limit: number) => number) => {
  let state = seed
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
}

const randomPlaces =
  (file: string, sets: number): Case =>
  ({ samples }) => {
    const bytes = bytesOf(samples[file]!)
    const whole = readingOf([bytes])
    const below = randomNumbers(file.length + 1)
    for (let set = 0; set < sets; set++) {
      const places = Array.from({ length: 1 + below(20) }, () => below(bytes.length + 1)).toSorted((a, b) => a - b)
      const pieces = [0, ...places].map((from, i) => bytes.subarray(from, places[i]))
      equal(readingOf(pieces), whole, `cut at ${places.join(", ")}`)
    }
  }

/** The stream ends at an offset: the events that are whole come, and the end says that it was cut. */
const endsAnywhere =
  (text: (context: Context) => string, step: number): Case =>
  (context) => {
    const bytes = bytesOf(text(context))
    const all = dataOf(text(context))
    const chunks = all.map((data) => chunkOf(parse(data)))
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
    for (let end = 0; end < bytes.length; end += step) {
      const { error, values } = outcomeSync(Stream.make(bytes.subarray(0, end)).pipe(ChunkStream.decode()))
      const whole = dataOf(decoder.decode(bytes.subarray(0, end))).filter((data, i) => data === all[i])
      equal(values.length, whole.length, `ended at ${end}`)
      equal(values.at(-1), chunks[whole.length - 1], `ended at ${end}`)
      equal(error?._tag, whole.length === all.length ? undefined : "UnexpectedEnd", `ended at ${end}`)
    }
  }

export const cases: Cases = {
  "cut.sse is the same for a cut at every offset": everyOffset(({ samples }) => samples["cut.sse"]!),
  "wide characters and all line ends are the same for a cut at every offset": everyOffset(() => tricky),
  "wide characters arrive as they were sent": async () => {
    const { values } = await outcome(Stream.make(bytesOf(tricky)).pipe(ChunkStream.decode({ as: "result" })))
    const read = values.map((value) => (Result.isSuccess(value) ? value.success : value.failure._tag))
    equal(read, [
      chunkOf(created),
      chunkOf(delta("aé€😀\u2028\\ud83d")),
      chunkOf(delta("two lines")),
      "InvalidJson",
      "InvalidChunk",
      chunkOf(completed)
    ])
  },
  "image-generation.sse is the same for random sets of cuts": randomPlaces("image-generation.sse", 150),
  "text-with-reasoning.sse is the same for random sets of cuts": randomPlaces("text-with-reasoning.sse", 150),
  "function-call.sse is the same for random sets of cuts": randomPlaces("function-call.sse", 150),
  "openrouter-interleaved.sse is the same for random sets of cuts": randomPlaces("openrouter-interleaved.sse", 150),
  "malformed.sse is the same for random sets of cuts": randomPlaces("malformed.sse", 150),
  "a stream that ends at any byte gives what came whole, and UnexpectedEnd": endsAnywhere(() => plain, 1),
  // A prime, so that the ends fall on other places of each event
  "image-generation.sse, ended all over, gives what came whole, and UnexpectedEnd": endsAnywhere(
    ({ samples }) => samples["image-generation.sse"]!,
    37
  ),
  "a ReadableStream of single bytes gives the same": async ({ samples }) => {
    const bytes = bytesOf(samples["openrouter-interleaved.sse"]!)
    let at = 0
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => (at < bytes.length ? controller.enqueue(bytes.slice(at, ++at)) : controller.close())
    })
    const { error, values } = await outcome(ChunkStream.fromResponse(new Response(body, { headers })))
    equal(error, undefined)
    equal(
      values,
      dataOf(samples["openrouter-interleaved.sse"]!).map((data) => chunkOf(parse(data)))
    )
  }
}
