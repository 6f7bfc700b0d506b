/**
 * Validates a stream for `Web.validate`: counts events, and reports to callbacks, whose errors do no harm.
 *
 * @internal
 */
import { guard } from "../base/callback.ts"
import { unknownOf } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import { InvalidChunk } from "../errors/StreamError.ts"
import type { ChunkStreamError, InvalidEvent } from "../errors/StreamError.ts"
import type { ParserOptions } from "../sse/eventParser.ts"
import type { Counts } from "../stream/counts.ts"
import { notAnEventStream, startOf } from "../stream/http.ts"
import { makeEvent } from "../stream/output.ts"
import { verdict } from "../stream/progress.ts"
import { Reader } from "../stream/reader.ts"
import type { Receiver } from "../stream/reader.ts"
import { isErrorType, isTerminal, terminalVerdict } from "../stream/verdict.ts"
import { makeChunkDecoder } from "../wire/chunkDecoder.ts"
import type { ValidateOptions, ValidateSummary } from "./options.ts"

/** Checks one stream. */
export interface Checker {
  readonly push: (bytes: Uint8Array) => void
  /** The bytes have ended. `failure` has the cause, if reading them failed. */
  readonly end: (failure?: { readonly cause: unknown }) => void
  /** Ends the validation with an error from elsewhere. */
  readonly fail: (error: ChunkStreamError) => void
  /** Reports the end of the stream. Only the first call counts. */
  readonly finish: (outcome: ValidateSummary["outcome"]) => void
  /** Whether the stream has ended: by `[DONE]`, by an error, or at the end of the bytes. */
  readonly isDone: () => boolean
  /** Whether the stream has ended, but not by an error of its bytes. */
  readonly isComplete: () => boolean
  /** Whether the answer is not an event stream, and says so. */
  readonly isPage: () => boolean
  /** The error that ended the validation. */
  readonly error: () => ChunkStreamError | undefined
  /** The counts so far. */
  readonly counts: Readonly<Counts>
  readonly seen: Readonly<Seen>
  /** The sequence number that the next event should have. */
  readonly nextSequenceNumber: () => number
}

interface Seen {
  /** How many events and comments came. After the first, it is an event stream. */
  frames: number
  /** Whether the last event had an `event:` line. */
  named: boolean
}

/** Options of a checker. */
export interface CheckerOptions extends Omit<ValidateOptions, "onEnd"> {
  readonly onEnd?: "fail" | "allow" | "synthesize"
}

/** Takes a chunk, or gives the error of one that it can't take. */
export type Take = (...event: Parameters<Receiver["onChunk"]>) => InvalidChunk | undefined

/**
 * Makes the checker of an answer. `take` gets each chunk before the callbacks, and as its model has it, even if a schema of
 * the user's own has read it. A chunk that it can't take is an invalid event.
 */
export const makeChecker = (response: Response, options: CheckerOptions, take?: Take): Checker => {
  const onEvent = guard(options.onEvent)
  const onError = guard(options.onError)
  const onFinish = guard(options.onFinish)
  const onComment = guard(options.onComment)
  const { onInvalid = "pass" } = options
  const start = startOf(response)
  let isPage = start === "page"
  const seen: Seen = { frames: 0, named: false }
  let usage: ValidateSummary["usage"]
  let error: ChunkStreamError | undefined
  let finished = false

  const receiver: Receiver = {
    onChunk: (chunk, index, json, name, id, repairs) => {
      note(name)
      const untaken = reader.isLastOwn
        ? takeModel(index, json, name, id)
        : take?.(chunk, index, json, name, id, repairs)
      if (untaken !== undefined) {
        reader.progress.chunks--
        reader.progress.invalid++
        if (refuse(untaken)) fail(untaken)
        return
      }
      // A schema of the user's own may give anything
      if (!reader.isLastOwn && isTerminal(chunk)) usage = chunk.response.usage ?? usage
      if (options.onEvent !== undefined) onEvent(makeEvent(chunk, index, json, name, id, repairs))
    },
    onInvalid: (invalid, _index, _json, name) => {
      note(name)
      return refuse(invalid)
    }
  }
  const parsing: ParserOptions = { start, onPage: () => void (isPage ||= start === "other") }
  const reader = new Reader(receiver, {
    ...options,
    ...parsing,
    describe: (body) => notAnEventStream(response, body),
    onRepair: guard(options.onRepair),
    onComment: (text) => {
      seen.frames++
      onComment(text)
    }
  })

  const note = (name: string | undefined): void => {
    seen.frames++
    seen.named = name !== undefined
  }

  /** Reports an invalid event. `true` if it ends the validation: then `fail` reports it. */
  const refuse = (invalid: InvalidEvent): boolean => {
    const { errored, terminal } = reader.progress
    // Without it, the client would see no end
    const isEnd = terminal === undefined && !errored && isEndType(invalid.type)
    const aborts = onInvalid === "abort" || (onInvalid === "drop" && isEnd)
    if (!aborts) onError(invalid)
    return aborts
  }

  const models = take && makeChunkDecoder(options.tolerance === undefined ? {} : { tolerance: options.tolerance })

  const takeModel = (
    index: number,
    json: () => Json,
    name: string | undefined,
    id: string | undefined
  ): InvalidChunk | undefined => {
    const model = models?.decode(json(), index, name)
    const chunk = model instanceof InvalidChunk ? unknownOf({ ...json(), type: String(json()["type"]) }) : model
    return chunk && take?.(chunk, index, json, name, id, models?.lastRepairs())
  }

  const fail = (failure: ChunkStreamError | undefined): void => {
    if (failure === undefined || error !== undefined) return
    error = failure
    onError(error)
  }

  return {
    push: (bytes) => {
      if (error !== undefined) return
      reader.push(bytes)
      fail(reader.error)
    },
    end: (failure) => {
      if (error !== undefined) return
      reader.end(failure)
      fail(reader.error)
    },
    fail,
    finish: (outcome) => {
      if (finished) return
      finished = true
      const { chunks, invalid, repaired, unknown } = reader.progress
      onFinish({
        outcome,
        verdict: verdict(reader.progress),
        events: chunks + invalid,
        unknown,
        invalid,
        repaired,
        ...(usage === undefined ? {} : { usage }),
        ...(error === undefined ? {} : { error })
      })
    },
    isDone: () => error !== undefined || reader.isDone,
    isComplete: () => reader.isDone && (error === undefined || error._tag === "UnexpectedEnd"),
    isPage: () => isPage,
    error: () => error,
    counts: reader.progress,
    seen,
    nextSequenceNumber: () => {
      const { chunks, invalid, sequenceNumber = chunks + invalid - 1 } = reader.progress
      return Number.isFinite(sequenceNumber) ? sequenceNumber + 1 : chunks + invalid
    }
  }
}

/** Whether an event of a type ends the response. */
const isEndType = (type: string | undefined): boolean => terminalVerdict(type) !== undefined || isErrorType(type)
