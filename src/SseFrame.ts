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
import type { EventSourceMessage, EventSourceParser } from "eventsource-parser"
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
export const makeParser = (handlers: Handlers, options?: SseFrameOptions): Parser => new SseParser(handlers, options)

// A class, as the other parts of a reader: a server has thousands of readers, and closures would be a dozen objects for each

class SseParser implements Parser {
  readonly #handlers: Handlers
  readonly #maxEventSize: number
  readonly #decoder = makeTextDecoder()
  readonly #parser: EventSourceParser
  #index = 0
  #stopped = false
  #ending = false
  #handling = false
  #error: SseFrameError | undefined
  #consumedBytes = 0
  #cutSequence = noBytes
  #flushed = false
  /** Until the first character tells an event stream from something else. */
  #sniffing = true
  #body: string | undefined
  readonly #tail = new Tail()
  /** Whether an event begins where the text ends that was read so far. */
  #atBoundary = true
  /** The beginning of an event that the shortcut may read. */
  #held = ""
  /** The event that is being parsed, where it is whole. */
  #whole: string | undefined

  constructor(handlers: Handlers, options?: SseFrameOptions) {
    this.#handlers = handlers
    this.#maxEventSize = options?.maxEventSize ?? defaultMaxEventSize
    this.#parser = createParser({
      // An unfinished event may buffer both its data so far and a line, each within the limit. What exceeds the sum can
      // only be an event that is refused when it is complete, so that the result doesn't depend on the cuts
      maxBufferSize: 2 * this.#maxEventSize + 16,
      onEvent: (message) => this.#onEvent(message),
      onComment: (text) => this.#onComment(text),
      onRetry: (milliseconds) => this.#onRetry(milliseconds)
      // Without onError: it costs an error with a stack for each line that is no field, 10 µs a line. A parser whose
      // buffer has overflowed also says so by throwing when it is fed again
    })
  }

  push(bytes: Uint8Array): SseFrameError | undefined {
    if (this.#isDone()) return this.#error
    let text: string | undefined
    try {
      text = this.#decoder.decode(bytes, streaming)
    } catch {
      const all = concat(this.#cutSequence, bytes)
      const valid = validLength(all)
      this.#feed(makeTextDecoder().decode(all.subarray(0, valid)))
      const byteOffset = this.#consumedBytes - this.#cutSequence.length + valid
      if (!this.#stopped) this.#error ??= new InvalidUtf8({ index: this.#index, byteOffset })
      return this.#error
    }
    this.#consumedBytes += bytes.length
    if (bytes.length > 0)
      this.#cutSequence = bytes[bytes.length - 1]! < 0x80 ? noBytes : cutEnd(concat(this.#cutSequence, bytes))
    this.#feed(text)
    return this.#error
  }

  end(): SseFrameError | undefined {
    if (this.#isDone()) return this.#error
    if (this.#body !== undefined) {
      this.#error = new NotAnEventStream({ body: this.#body })
    } else if (this.#cutSequence.length === 0) {
      this.#ending = true
      this.#parse(this.#held + "\n\n")
      if (!this.#flushed) {
        this.#held = ""
        this.#tail.reset()
      }
    } else {
      // The event is cut, but may be too large all the same
      this.#parse(this.#held)
    }
    return this.#error
  }

  tailLength(): number {
    return this.#held.length + this.#tail.length
  }

  #isDone(): boolean {
    return this.#error !== undefined || this.#stopped
  }

  #tooLarge(): void {
    this.#error ??= new EventTooLarge({ index: this.#index, maxEventSize: this.#maxEventSize })
  }

  #onEvent({ data, event, id }: EventSourceMessage): void {
    if (this.#isDone()) return
    this.#flushed = this.#ending
    if (Math.max(data.length, event?.length ?? 0) > this.#maxEventSize) return this.#tooLarge()
    // The specification doesn't dispatch an event without data
    if (data === "") return
    this.#handling = true
    if (this.#handlers.onEvent(data, event, id, !this.#ending, this.#whole) === true) this.#stopped = true
    this.#handling = false
    this.#index++
  }

  #onComment(text: string): void {
    if (this.#isDone() || this.#ending) return
    if (text.length > this.#maxEventSize) return this.#tooLarge()
    this.#handling = true
    this.#handlers.onComment?.(text)
    this.#handling = false
  }

  #onRetry(milliseconds: number): void {
    if (this.#isDone() || this.#ending) return
    this.#handling = true
    this.#handlers.onRetry?.(milliseconds)
    this.#handling = false
  }

  #parse(text: string): void {
    try {
      this.#parser.feed(text)
    } catch (defect) {
      if (this.#handling) throw defect
      this.#tooLarge()
    }
  }

  #feed(text: string): void {
    if (text === "" || this.#isDone()) return
    if (this.#sniffing) {
      const start = text.search(/[^\s\uFEFF]/)
      if (start !== -1) {
        this.#sniffing = false
        if (notAField.test(text[start]!)) {
          this.#body = ""
          text = text.slice(start)
        }
      }
    }
    if (this.#body !== undefined) {
      this.#body = (this.#body + text).slice(0, maxBodySize)
      if (this.#body.length === maxBodySize) this.#error = new NotAnEventStream({ body: this.#body })
      return
    }
    const { shortcut } = this.#handlers
    if (shortcut === undefined) this.#feedRest(text)
    else this.#feedEvents(this.#held + text, shortcut)
  }

  #feedRest(text: string): void {
    this.#parse(text)
    this.#tail.add(text)
  }

  /** Feeds event by event, as far as they end with line feeds. */
  #feedEvents(text: string, shortcut: Shortcut): void {
    const wasHeld = this.#held !== ""
    this.#held = ""
    for (let at = 0; at < text.length && !this.#isDone();) {
      if (this.#atBoundary) {
        for (let next = shortcut.read(text, at); next !== -1; next = shortcut.read(text, at)) {
          this.#index++
          at = next
        }
        if (at === text.length) return
      }
      const end = text.indexOf("\n\n", at) + 2
      if (end === 1) {
        // No event is held twice: that would be quadratic where the pieces are small
        const holds = this.#atBoundary && (at > 0 || !wasHeld) && shortcut.mayBegin(text, at)
        if (holds) this.#held = text.slice(at)
        else this.#feedRest(text.slice(at))
        this.#atBoundary = holds
        return
      }
      const events = text.slice(at, end)
      this.#whole = this.#atBoundary ? events : undefined
      this.#parse(events)
      this.#whole = undefined
      // A parser whose buffer has overflowed says so when it is fed again
      if (!this.#atBoundary || events.length > this.#maxEventSize) this.#parse("")
      this.#tail.reset()
      this.#atBoundary = true
      at = end
    }
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

const noBytes: Uint8Array = new Uint8Array(0)

// No field name or comment begins so: JSON or a page
const notAField = /[{["<]/

/** Counts characters since the last blank line, whatever the cuts. A piece without a line end costs two native searches. */
class Tail {
  length = 0
  /** The line ends at the end of the text so far. */
  #lineEnds = ""

  reset(): void {
    this.length = 0
    this.#lineEnds = "\n"
  }

  add(text: string): void {
    if (this.#lineEnds === "" && !text.includes("\n") && !text.includes("\r")) {
      this.length += text.length
      return
    }
    const read = this.#lineEnds + text
    const end = blankLineEnd(read)
    this.length = end === -1 ? this.length + text.length : read.length - end
    this.#lineEnds = /[\r\n]*$/.exec(read.slice(-3))![0]
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
