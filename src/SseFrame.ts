/**
 * Bytes to server-sent events: comments, reconnection times, size and UTF-8 policy. Knows nothing of what the events
 * carry.
 *
 * The grammar is that of the WHATWG specification, parsed by `eventsource-parser`. An event ends with a blank line;
 * `decode` also delivers a last event whose blank line alone is missing.
 *
 * @since 0.1.0
 */
import type * as Stream from "effect/Stream"
import { createParser } from "eventsource-parser"
import { runMachine } from "./internal/machine.ts"
import { maxBodySize } from "./internal/response.ts"
import { EventTooLarge, InvalidUtf8, NotAnEventStream } from "./StreamError.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/**
 * What a line or a block of an event stream says.
 *
 * @category models
 * @since 0.1.0
 */
export type Frame =
  | { readonly _tag: "Event"; readonly data: string; readonly event?: string; readonly id?: string }
  | { readonly _tag: "Comment"; readonly text: string }
  | { readonly _tag: "Retry"; readonly milliseconds: number }

/**
 * Errors of the bytes themselves.
 *
 * @category errors
 * @since 0.1.0
 */
export type SseFrameError = EventTooLarge | InvalidUtf8 | NotAnEventStream

/**
 * Options of the byte level.
 *
 * @category options
 * @since 0.1.0
 */
export interface SseFrameOptions {
  /**
   * The largest event that is accepted, in UTF-16 code units of its data (or of a comment or `event:` line). Default
   * 67,108,864 (64 Mi). For data the result doesn't depend on how the network cut the bytes; other lines of that size
   * may be refused sooner in small pieces. Memory stays below twice the limit.
   */
  readonly maxEventSize?: number
}

// -----------------------------------------------------------------------------
// Parser
// -----------------------------------------------------------------------------

/**
 * What a {@link Parser} calls while it reads.
 *
 * @category models
 * @since 0.1.0
 */
export interface Handlers {
  /**
   * An event. `whole` is false for the last one where its blank line is missing: it may be cut. `text` is the event with
   * its lines, where these came in one piece and end with line feeds. Returning `true` stops the parser: it calls nothing
   * any more.
   */
  readonly onEvent: (
    data: string,
    event: string | undefined,
    id: string | undefined,
    whole: boolean,
    text: string | undefined
  ) => boolean | void
  /** Reads events itself. */
  readonly shortcut?: Shortcut | undefined
  /** A comment line, without its colon. */
  readonly onComment?: ((text: string) => void) | undefined
  /** A reconnection time in milliseconds. */
  readonly onRetry?: ((milliseconds: number) => void) | undefined
}

/**
 * Reads some events in place of the parser.
 *
 * @category models
 * @since 0.1.0
 */
export interface Shortcut {
  /** Reads the event that begins at an offset. Gives the offset behind it, or -1 where the parser has to read it. */
  readonly read: (text: string, at: number) => number
  /** Whether the text from an offset on may be the beginning of an event that it reads: then the rest is waited for. */
  readonly mayBegin: (text: string, at: number) => boolean
}

/**
 * A synchronous parser of bytes, one pass per piece.
 *
 * @category models
 * @since 0.1.0
 */
export interface Parser {
  /** Reads a piece and calls the handlers. The error, if any, comes after the events before it were handed over. */
  readonly push: (bytes: Uint8Array) => SseFrameError | undefined
  /** Ends the input: hands over a last event without its blank line. */
  readonly end: () => SseFrameError | undefined
  /** Characters since the last blank line: how far into the next event the input is. */
  readonly tailLength: () => number
}

/**
 * The largest event that is accepted where `maxEventSize` isn't given: 64 Mi UTF-16 code units.
 *
 * @category options
 * @since 0.1.0
 */
export const defaultMaxEventSize = 64 * 1024 * 1024

/**
 * Makes a parser of one stream.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeParser = (handlers: Handlers, options?: SseFrameOptions): Parser => {
  const { maxEventSize = defaultMaxEventSize } = options ?? {}
  const decoder = makeTextDecoder()
  let index = 0
  let stopped = false
  let ending = false
  let handling = false
  let error: SseFrameError | undefined
  let consumedBytes = 0
  let cutSequence: Uint8Array = noBytes
  let flushed = false
  const tail = makeTail()
  const { shortcut } = handlers
  /** Whether an event begins where the text ends that was read so far. */
  let atBoundary = true
  /** The beginning of an event that the shortcut may read. */
  let held = ""
  /** The event that is being parsed, where it is whole. */
  let whole: string | undefined
  // Until the first character tells an event stream from something else
  let sniffing = true
  let body: string | undefined

  const tooLarge = (): void => {
    error ??= new EventTooLarge({ index, maxEventSize })
  }

  const parser = createParser({
    // An unfinished event may buffer both its data so far and a line, each within the limit. What exceeds the sum can
    // only be an event that is refused when it is complete, so that the result doesn't depend on the cuts
    maxBufferSize: 2 * maxEventSize + 16,
    onEvent: ({ data, event, id }) => {
      if (stopped || error !== undefined) return
      flushed = ending
      if (data.length > maxEventSize || (event !== undefined && event.length > maxEventSize)) return tooLarge()
      // The specification doesn't dispatch an event without data
      if (data === "") return
      handling = true
      if (handlers.onEvent(data, event, id, !ending, whole) === true) stopped = true
      handling = false
      index++
    },
    onComment: (text) => {
      if (stopped || error !== undefined || ending) return
      if (text.length > maxEventSize) return tooLarge()
      handling = true
      handlers.onComment?.(text)
      handling = false
    },
    onRetry: (milliseconds) => {
      if (stopped || error !== undefined || ending) return
      handling = true
      handlers.onRetry?.(milliseconds)
      handling = false
    }
    // Without onError: it costs an error with a stack for each line that is no field, 10 µs a line. A parser whose
    // buffer has overflowed also says so by throwing when it is fed again
  })

  const parse = (text: string): void => {
    try {
      parser.feed(text)
    } catch (defect) {
      if (handling) throw defect
      tooLarge()
    }
  }

  const feed = (text: string): void => {
    if (text === "" || error !== undefined || stopped) return
    if (sniffing) {
      const start = text.search(/[^\s\uFEFF]/)
      if (start !== -1) {
        sniffing = false
        if (notAField.test(text[start]!)) {
          body = ""
          text = text.slice(start)
        }
      }
    }
    if (body !== undefined) {
      body = (body + text).slice(0, maxBodySize)
      if (body.length === maxBodySize) error = new NotAnEventStream({ body })
      return
    }
    if (shortcut === undefined) {
      parse(text)
      tail.add(text)
    } else feedEvents(held + text, shortcut)
  }

  /** Feeds event by event, as far as they end with line feeds. */
  const feedEvents = (text: string, { mayBegin, read }: Shortcut): void => {
    const wasHeld = held !== ""
    held = ""
    let at = 0
    while (at < text.length && error === undefined && !stopped) {
      const next = atBoundary ? read(text, at) : -1
      if (next !== -1) {
        index++
        at = next
        continue
      }
      const end = text.indexOf("\n\n", at) + 2
      if (end === 1) {
        // No event is held twice: that would be quadratic where the pieces are small
        if (atBoundary && (at > 0 || !wasHeld) && mayBegin(text, at)) held = text.slice(at)
        else {
          parse(text.slice(at))
          tail.add(text.slice(at))
          atBoundary = false
        }
        return
      }
      const events = text.slice(at, end)
      whole = atBoundary ? events : undefined
      parse(events)
      whole = undefined
      tail.reset()
      atBoundary = true
      at = end
    }
  }

  return {
    push: (bytes) => {
      if (error !== undefined || stopped) return error
      let text: string | undefined
      try {
        text = decoder.decode(bytes, streaming)
      } catch {
        const all = concat(cutSequence, bytes)
        const valid = validLength(all)
        feed(makeTextDecoder().decode(all.subarray(0, valid)))
        if (!stopped) error ??= new InvalidUtf8({ index, byteOffset: consumedBytes - cutSequence.length + valid })
        return error
      }
      consumedBytes += bytes.length
      if (bytes.length > 0) cutSequence = bytes[bytes.length - 1]! < 0x80 ? noBytes : cutEnd(concat(cutSequence, bytes))
      feed(text)
      return error
    },
    end: () => {
      if (error !== undefined || stopped) return error
      if (body !== undefined) {
        error = new NotAnEventStream({ body })
      } else if (cutSequence.length === 0) {
        ending = true
        parse(held + "\n\n")
        if (!flushed) {
          held = ""
          tail.reset()
        }
      } else {
        // The event is cut, but may be too large all the same
        parse(held)
      }
      return error
    },
    tailLength: () => held.length + tail.length()
  }
}

// -----------------------------------------------------------------------------
// Stream
// -----------------------------------------------------------------------------

/**
 * Decodes bytes to frames, comments and reconnection times included.
 *
 * **When to use**
 *
 * Use it to see what `ChunkStream` leaves out: comments that keep a connection alive, `retry:` and `id:` lines, events
 * that are no chunks.
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode =
  (options?: SseFrameOptions) =>
  <E, R>(self: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Frame, SseFrameError | E, R> =>
    runMachine(self, () => {
      let frames: Array<Frame> = []
      let error: SseFrameError | undefined
      const parser = makeParser(
        {
          onEvent: (data, event, id) => {
            frames.push({
              _tag: "Event",
              data,
              ...(event === undefined ? {} : { event }),
              ...(id === undefined ? {} : { id })
            })
          },
          onComment: (text) => void frames.push({ _tag: "Comment", text }),
          onRetry: (milliseconds) => void frames.push({ _tag: "Retry", milliseconds })
        },
        options
      )
      return {
        push: (bytes) => {
          error = parser.push(bytes)
          return error !== undefined
        },
        end: () => {
          error = parser.end()
        },
        take: () => {
          const taken = frames
          frames = []
          return taken
        },
        error: () => error
      }
    })

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

const streaming = { stream: true } as const

const noBytes = new Uint8Array(0)

// No field name or comment begins so: JSON or a page
const notAField = /[{["<]/

/** Counts characters since the last blank line, whatever the cuts. A piece without a line end costs two native searches. */
const makeTail = () => {
  let length = 0
  /** The line ends at the end of the text so far. */
  let lineEnds = ""
  return {
    length: () => length,
    reset: () => {
      length = 0
      lineEnds = ""
    },
    add: (text: string): void => {
      if (lineEnds === "" && !text.includes("\n") && !text.includes("\r")) {
        length += text.length
        return
      }
      const read = lineEnds + text
      const end = blankLineEnd(read)
      length = end === -1 ? length + text.length : read.length - end
      lineEnds = /[\r\n]*$/.exec(read.slice(-3))![0]
    }
  }
}

/** The offset behind the last blank line, or -1. */
const blankLineEnd = (text: string): number => {
  if (text.includes("\r")) return upToBlankLine.exec(text)?.[0].length ?? -1
  const at = text.lastIndexOf("\n\n")
  return at === -1 ? -1 : at + 2
}

/** A `\r` and the `\n` behind it are one line end. */
const upToBlankLine = /^[^]*(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)/

const concat = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  if (a.length === 0) return b
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

/** The parser drops the one leading BOM that the specification allows; a decoder that drops one too would drop two. */
const makeTextDecoder = (): TextDecoder => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** The beginning of a UTF-8 sequence at the end of valid bytes, if its rest is still to come. */
const cutEnd = (bytes: Uint8Array): Uint8Array => {
  for (let back = 1; back <= 3; back++) {
    const byte = bytes.at(-back) ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.slice(-back) : noBytes
  }
  return noBytes
}

/** How many bytes come before the first invalid sequence: up to there, the text encodes to the same bytes again. */
const validLength = (bytes: Uint8Array): number => {
  const again = new TextEncoder().encode(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes))
  let at = 0
  while (bytes[at] === again[at]) at++
  // What stands for the invalid sequence may begin as it does
  while ((again[at]! & 0xc0) === 0x80) at--
  return at
}
