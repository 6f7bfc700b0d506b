/**
 * Which bytes of a body pass, for `Web.validate`.
 *
 * @internal
 */
import { defaultMaxEventSize, makeParser, maxBodySize } from "../sse/eventParser.ts"
import { EventTooLarge } from "../errors/StreamError.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import { errorEvent } from "../stream/errorEvent.ts"
import { eventText } from "../stream/eventText.ts"
import type { ValidateOptions } from "./options.ts"
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

/** What goes out for each event, and at the end. */
export interface Policy {
  /**
   * What goes out for the event that was read last: `true` for its own bytes, or others in their place. `tail` says that the
   * stream has ended behind it without a blank line, and whether it is an event or `[DONE]`.
   */
  readonly settle: (raw: () => ReadonlyArray<Uint8Array>, tail?: "event" | "done") => true | ReadonlyArray<Uint8Array>
  /** What goes out at the end. `afterTail` says that what came before it lacks its blank line. */
  readonly close: (afterTail: boolean) => ReadonlyArray<Uint8Array>
}

/**
 * Passes what a policy says. The bytes of an event are held until it is complete. Each event is read by itself, so that
 * its bytes are known.
 */
export const passEvents = (
  checker: Checker,
  policy: Policy,
  { maxEventSize = defaultMaxEventSize }: Pick<ValidateOptions, "maxEventSize">
): Gate => {
  const { ends, restOfLineEnd } = makeEventEnds()
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
    const isStream = checker.error() === undefined || checker.seen.frames > 0 || out.length > 0
    return [...(isStream ? beginning : []), ...out, ...policy.close(afterTail)]
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

    const raw = (end: number) => (): ReadonlyArray<Uint8Array> => [...held, piece.slice(event, end)]

    const settle = (end: number, passed: true | ReadonlyArray<Uint8Array>): void => {
      isLastPassed = passed === true
      // A policy adds only to an event stream
      const isAdded = passed !== true && passed.length > 0
      if (!isStream && (isAdded || checker.seen.frames > 0)) begin()
      if (passed === true) held.forEach(pass)
      else {
        flush()
        from = end
        passed.forEach(pass)
      }
      held = []
      heldLength = 0
      event = end
    }

    const rest = restOfLineEnd(piece)
    if (rest === 1 && held.length === 0) settle(1, isLastPassed || [])
    for (const end of ends(piece, rest)) {
      check(end)
      if (checker.isPage()) break
      settle(end, policy.settle(raw(end)))
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
    const { frames } = checker.seen
    checker.end(failure)
    if (checker.isPage()) return giveAll()
    // The last event may lack its blank line
    const tail = checker.seen.frames > frames ? "event" : isDoneEvent(held) ? "done" : undefined
    const passed = held.length > 0 && tail !== undefined ? policy.settle(() => held, tail) : []
    return passed === true ? close(held, true) : close(passed, false)
  }

  return { push, end, isClosed: () => closed }
}

/** Passes valid events. */
export const passValid = (checker: Checker, options: ValidateOptions): Gate => {
  let invalid = 0
  const settle: Policy["settle"] = (_, tail) => {
    const isValid = checker.counts.invalid === invalid
    invalid = checker.counts.invalid
    return (isValid && (tail === "event" || checker.error() === undefined)) || []
  }
  const close: Policy["close"] = (afterTail) => {
    const error = checker.error()
    return error === undefined
      ? []
      : [new TextEncoder().encode((afterTail ? "\n\n" : "") + errorText(error, checker, options))]
  }
  return passEvents(checker, { settle, close }, options)
}

/** Whether the last event, which lacks its blank line, is `[DONE]`. */
export const isDoneEvent = (pieces: ReadonlyArray<Uint8Array>): boolean => {
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

/** The text of the `error` event of an error, with an `event:` line if the other events have one. */
const errorText = (error: ChunkStreamError, checker: Checker, { toErrorEvent }: ValidateOptions): string => {
  const event = errorEvent(error, checker.nextSequenceNumber(), toErrorEvent)
  return eventText({ data: JSON.stringify(event), event: checker.seen.named ? event.type : undefined })
}
