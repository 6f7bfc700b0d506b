/**
 * Which bytes of a body pass, for `Web.validate`.
 *
 * @internal
 */
import { complain } from "../base/callback.ts"
import type { cases } from "../chunk/ResponsesStreamChunk.ts"
import { defaultMaxEventSize, makeParser, maxBodySize } from "../sse/eventParser.ts"
import { EventTooLarge } from "../errors/StreamError.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { ErrorEventFields, ValidateOptions } from "./options.ts"
import { isDoneData } from "../stream/reader.ts"
import type { Checker } from "./checker.ts"
import { makeEventEnds } from "../sse/eventEnds.ts"

/** Gets the bytes of upstream and gives those that pass. */
export interface Gate {
  readonly push: (piece: Uint8Array) => ReadonlyArray<Uint8Array>
  /** Upstream has ended. `failure` has the cause, if reading it failed. */
  readonly end: (failure?: { readonly cause: unknown }) => ReadonlyArray<Uint8Array>
  /** Whether nothing more passes. */
  readonly isClosed: () => boolean
}

// -----------------------------------------------------------------------------
// Everything
// -----------------------------------------------------------------------------

/** Passes everything up to `[DONE]`. */
export const passAll = (checker: Checker): Gate => ({
  push: (piece) => {
    checker.push(piece)
    return [piece]
  },
  end: (failure) => {
    checker.end(failure)
    return []
  },
  isClosed: () => checker.isComplete()
})

// -----------------------------------------------------------------------------
// Valid events
// -----------------------------------------------------------------------------

/**
 * Passes valid events. The bytes of an event are held until it is complete. Each event is read by itself, so that its
 * bytes are known.
 */
export const passValid = (checker: Checker, options: ValidateOptions): Gate => {
  const { ends, restOfLineEnd } = makeEventEnds()
  const { maxEventSize = defaultMaxEventSize } = options
  const all = passAll(checker)
  /** The bytes before the first event or comment. They may turn out not to be an event stream. */
  let beginning: Array<Uint8Array> = []
  let beginningLength = 0
  /** The unfinished event. */
  let held: Array<Uint8Array> = []
  let heldLength = 0
  let isStream = false
  let isLastPassed = true
  let closed = false

  const close = (out: ReadonlyArray<Uint8Array>, afterTail: boolean): ReadonlyArray<Uint8Array> => {
    closed = true
    const error = checker.error()
    const passed = error === undefined || checker.seen.frames > 0 ? [...beginning, ...out] : out
    return error === undefined
      ? passed
      : [...passed, new TextEncoder().encode((afterTail ? "\n\n" : "") + errorEvent(error, checker, options))]
  }

  const push = (piece: Uint8Array): ReadonlyArray<Uint8Array> => {
    if (checker.isPage()) return all.push(piece)
    const out: Array<Uint8Array> = []
    // What lies between is passed on
    let from = 0
    let event = 0
    let read = 0

    // A consumer may detach its buffers, so none of them is shared
    const copy = (start: number, end: number): Uint8Array =>
      start === 0 && end === piece.length ? piece : piece.slice(start, end)

    const pass = (bytes: Uint8Array): void => {
      if (isStream) out.push(bytes)
      else {
        beginning.push(bytes)
        beginningLength += bytes.length
      }
    }

    const begin = (): void => {
      isStream = true
      beginning.forEach(pass)
      beginning = []
    }

    const flush = (): void => {
      if (event > from) pass(copy(from, event))
      from = event
    }

    const check = (end: number): void => {
      checker.push(piece.subarray(read, end))
      read = end
    }

    const settle = (end: number, passes: boolean): void => {
      isLastPassed = passes
      if (!isStream && checker.seen.frames > 0) begin()
      if (passes) held.forEach(pass)
      else {
        flush()
        from = end
      }
      held = []
      heldLength = 0
      event = end
    }

    const rest = restOfLineEnd(piece)
    if (rest === 1 && held.length === 0) settle(1, isLastPassed)
    for (const end of ends(piece, rest)) {
      const { invalid } = checker.counts
      check(end)
      if (checker.isPage()) break
      settle(end, checker.error() === undefined && checker.counts.invalid === invalid)
      if (checker.isDone()) break
    }
    if (!checker.isDone() && read < piece.length) check(piece.length)
    if (checker.isPage()) return [...giveAll(), piece]
    flush()
    if (!checker.isDone()) {
      if (event < piece.length) held.push(copy(event, piece.length))
      heldLength += piece.length - event
      if (!isStream && beginningLength + heldLength > 4 * maxBodySize) begin()
      if (heldLength > maxBytes(maxEventSize))
        checker.fail(new EventTooLarge({ index: checker.counts.chunks + checker.counts.invalid, maxEventSize }))
    }
    return checker.isDone() ? close(out, false) : out
  }

  /** What is held of an answer that passes after all. */
  const giveAll = (): ReadonlyArray<Uint8Array> => {
    const all = [...beginning, ...held]
    beginning = []
    held = []
    return all
  }

  const end: Gate["end"] = (failure) => {
    const { invalid } = checker.counts
    const { frames } = checker.seen
    checker.end(failure)
    if (checker.isPage()) return giveAll()
    // The last event may lack its blank line
    const isValid = checker.seen.frames > frames && checker.counts.invalid === invalid
    const hasTail = held.length > 0 && (isValid || (checker.error() === undefined && isDoneEvent(held)))
    return close(hasTail ? held : [], hasTail)
  }

  return { push, end, isClosed: () => closed }
}

/** Whether the last event, which lacks its blank line, is `[DONE]`. */
const isDoneEvent = (pieces: ReadonlyArray<Uint8Array>): boolean => {
  let isDone = false
  const parser = makeParser({
    onEvent: (data) => {
      isDone = isDoneData(data)
    }
  })
  for (const piece of pieces) parser.push(piece)
  parser.end()
  return isDone
}

/** An upper bound of the bytes of an event: its characters, field names, line breaks, and comments within it. */
const maxBytes = (maxEventSize: number): number => 8 * maxEventSize + 64 * 1024

// -----------------------------------------------------------------------------
// The error event
// -----------------------------------------------------------------------------

const wording: { readonly [_ in ChunkStreamError["_tag"]]: ErrorEventFields } = {
  InvalidJson: { code: "invalid_event", message: "The provider sent an event that is not JSON." },
  InvalidChunk: { code: "invalid_event", message: "The provider sent an event that has a wrong shape." },
  EventTooLarge: { code: "event_too_large", message: "The provider sent an event that is too large." },
  InvalidUtf8: { code: "invalid_utf8", message: "The provider sent bytes that are not UTF-8." },
  UnexpectedEnd: { code: "unexpected_end", message: "The provider's stream ended before the response was complete." },
  NotAnEventStream: { code: "not_an_event_stream", message: "The provider sent no event stream." }
}

const wordsFor = (error: ChunkStreamError, options: ValidateOptions): ErrorEventFields => {
  try {
    return options.toErrorEvent?.(error) ?? wording[error._tag]
  } catch (thrown) {
    complain(thrown)
    return wording[error._tag]
  }
}

/** The `error` event of an error, with an `event:` line if the other events have one. */
const errorEvent = (error: ChunkStreamError, checker: Checker, options: ValidateOptions): string => {
  const { code = null, message, param = null } = wordsFor(error, options)
  const event: (typeof cases)["error"]["Encoded"] = {
    type: "error",
    sequence_number: checker.nextSequenceNumber(),
    code,
    message,
    param
  }
  return `${checker.seen.named ? `event: ${event.type}\n` : ""}data: ${JSON.stringify(event)}\n\n`
}
