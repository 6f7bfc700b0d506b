/** The entrances of the package, and what comes out of one. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import type { ChunkStreamError, InvalidEvent } from "../../src/errors/StreamError.ts"
import type { As, ChunkEvent, DecodeOptions } from "../../src/stream/ChunkStream.ts"
import type { AppliedRepair, Tolerance } from "../../src/wire/Tolerance.ts"
import type { ValidateOptions, ValidateSummary } from "../../src/web/Web.ts"
import type { Library } from "./library.ts"
import type { Random } from "./random.ts"

const sources = [
  "decode",
  "decodeJson",
  "decodeJson to the end",
  "fromReadableStream",
  "fromResponse",
  "fromHttpClientResponse",
  "chunks",
  "chunks of a response",
  "decoderStream"
] as const

type Source = (typeof sources)[number]

/** One way to read a stream. */
export type Run = { readonly tolerance: Tolerance } & (
  | {
      readonly entrance: Source
      readonly as: As
      readonly onInvalid: "fail" | "skip"
      readonly onEnd: "fail" | "allow" | "synthesize"
    }
  | {
      readonly entrance: "validate"
      readonly onInvalid: "pass" | "drop" | "abort"
      readonly onEnd: "fail" | "allow"
    }
)

export type SourceRun = Extract<Run, { readonly as: As }>

/** Every entrance with each tolerance, and options by chance. */
export const allRuns = (random: Random): ReadonlyArray<Run> =>
  (["strict", "recorded"] as const).flatMap((tolerance) => {
    const runs = sources.map((entrance): Run => ({
      entrance,
      tolerance,
      as: random.pick(["chunk", "result", "event"]),
      onInvalid: random.pick(["fail", "skip"]),
      onEnd: random.pick(["fail", "allow", "synthesize"])
    }))
    runs.push({
      entrance: "validate",
      tolerance,
      onInvalid: random.pick(["pass", "drop", "abort"]),
      onEnd: random.pick(["fail", "allow"])
    })
    return runs
  })

/** A run in a few words. */
export const nameOf = (run: Run): string =>
  [run.entrance, run.tolerance, ...("as" in run ? [run.as] : []), run.onInvalid, run.onEnd].join(", ")

/** What came out. */
export interface Observed {
  /** Chunks, results or events. Of `validate`: the events of `onEvent`. */
  readonly values: Array<unknown>
  /** Of `onSkip`, and of `onError`. */
  readonly reported: Array<ChunkStreamError>
  readonly comments: Array<string>
  readonly repairs: Array<AppliedRepair>
  /** What ended the stream. */
  error: unknown
  /** What should never happen: it was not an error of the stream's own, or nothing came any more. */
  defect: { readonly thrown: unknown } | undefined
  /** Of `validate`: the bytes that passed, and the summaries. */
  readonly passed: Array<Uint8Array>
  readonly summaries: Array<ValidateSummary>
}

const nothing = (): Observed => ({
  values: [],
  reported: [],
  comments: [],
  repairs: [],
  error: undefined,
  defect: undefined,
  passed: [],
  summaries: []
})

/** Pieces as a body. Each is a buffer of its own. */
const bodyOf = (pieces: ReadonlyArray<Uint8Array>): ReadableStream<Uint8Array<ArrayBuffer>> => {
  let next = 0
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: (controller) => {
        const piece = pieces[next++]
        if (piece === undefined) controller.close()
        else controller.enqueue(piece.slice())
      }
    },
    { highWaterMark: 0 }
  )
}

const responseOf = (pieces: ReadonlyArray<Uint8Array>): Response =>
  new Response(bodyOf(pieces), { headers: { "content-type": "text/event-stream; charset=utf-8" } })

const followStream = async (stream: Stream.Stream<unknown, unknown>, observed: Observed): Promise<void> => {
  const exit = await Effect.runPromiseExit(
    Stream.runDrain(
      Stream.mapArray(stream, (values) => {
        observed.values.push(...values)
        return values
      })
    )
  )
  if (Exit.isSuccess(exit)) return
  const failure = exit.cause.reasons.find(Cause.isFailReason)
  if (failure === undefined) observed.defect = { thrown: Cause.squash(exit.cause) }
  else observed.error = failure.error
}

const followIterable = async (iterable: AsyncIterable<unknown>, observed: Observed): Promise<void> => {
  try {
    for await (const value of iterable) observed.values.push(value)
  } catch (thrown) {
    observed.error = thrown
  }
}

const inTime = async (work: Promise<void>, limit: number, observed: Observed): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      observed.defect ??= { thrown: new Error(`It didn't end within ${limit} ms.`) }
      resolve()
    }, limit)
  })
  try {
    await Promise.race([work, late])
  } catch (thrown) {
    observed.defect ??= { thrown }
  } finally {
    clearTimeout(timer)
  }
}

export interface Fed {
  readonly pieces: ReadonlyArray<Uint8Array>
  /** For `decodeJson`. */
  readonly json: ReadonlyArray<unknown>
  readonly maxEventSize: number | undefined
  /** How long a run may take, in milliseconds. */
  readonly limit: number
}

const request = HttpClientRequest.get("http://gateway.test/responses")

const follow = (library: Library, run: Run, { json, maxEventSize, pieces }: Fed, observed: Observed): Promise<void> => {
  const common = {
    tolerance: run.tolerance,
    onComment: (text: string) => void observed.comments.push(text),
    onRepair: (repair: AppliedRepair) => void observed.repairs.push(repair),
    ...(maxEventSize === undefined ? {} : { maxEventSize })
  }
  if (run.entrance === "validate") {
    const options: ValidateOptions = {
      ...common,
      onInvalid: run.onInvalid,
      onEnd: run.onEnd,
      onEvent: (event: ChunkEvent) => void observed.values.push(event),
      onError: (error) => void observed.reported.push(error),
      onFinish: (summary) => void observed.summaries.push(summary)
    }
    const { body } = library.validate(responseOf(pieces), options)
    return passOn(body!, observed)
  }
  const options: DecodeOptions<{}, As> = {
    ...common,
    as: run.as,
    onInvalid: run.onInvalid,
    onEnd: run.onEnd,
    onSkip: (error: InvalidEvent) => void observed.reported.push(error)
  }
  switch (run.entrance) {
    case "decode":
      return followStream(Stream.fromIterable(pieces).pipe(library.decode(options)), observed)
    case "decodeJson":
      return followStream(Stream.fromIterable(json).pipe(library.decodeJson(options)), observed)
    case "decodeJson to the end":
      return followStream(Stream.fromIterable(json).pipe(library.decodeJson({ ...options, endAt: "input" })), observed)
    case "fromReadableStream":
      return followStream(library.fromReadableStream(bodyOf(pieces), options), observed)
    case "fromResponse":
      return followStream(library.fromResponse(responseOf(pieces), options), observed)
    case "fromHttpClientResponse": {
      const response = HttpClientResponse.fromWeb(request, responseOf(pieces))
      return followStream(library.fromHttpClientResponse(response, options), observed)
    }
    case "chunks":
      return followIterable(library.chunks(bodyOf(pieces), options), observed)
    case "chunks of a response":
      return followIterable(library.chunks(responseOf(pieces), options), observed)
    default:
      return followIterable(bodyOf(pieces).pipeThrough(library.decoderStream(options)), observed)
  }
}

const passOn = async (body: ReadableStream<Uint8Array>, observed: Observed): Promise<void> => {
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    observed.passed.push(value)
  }
}

/** Reads an input in one way. It never rejects. */
export const observe = async (library: Library, run: Run, fed: Fed): Promise<Observed> => {
  const observed = nothing()
  await inTime(
    Promise.resolve().then(() => follow(library, run, fed, observed)),
    fed.limit,
    observed
  )
  return observed
}
