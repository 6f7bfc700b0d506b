/**
 * Bytes to the events, comments and reconnection times of an event stream. All readers of events use it.
 *
 * @internal
 */
import { createParser } from "eventsource-parser"
import type { EventSourceMessage, EventSourceParser } from "eventsource-parser"
import { EventTooLarge, InvalidUtf8, NotAnEventStream } from "../errors/StreamError.ts"
import { Tail } from "./tail.ts"
import { concat, cutEnd, makeTextDecoder, noBytes, validLength } from "./utf8.ts"

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
   * 67,108,864 (64 Mi). The limit on data doesn't depend on how the network cut the bytes. Other lines of that size may
   * be refused sooner if they come in small pieces. Memory stays below twice the limit.
   */
  readonly maxEventSize?: number
}

/**
 * The default of `maxEventSize`: 64 Mi UTF-16 code units.
 *
 * @category options
 * @since 0.1.0
 */
export const defaultMaxEventSize = 64 * 1024 * 1024

/** How many characters are kept of a body that is not an event stream. */
export const maxBodySize = 64 * 1024

/**
 * What is known of the bytes. A `"stream"` is anything but JSON or a page. What is `"untyped"` or of an `"other"` type
 * has to begin with a line of an event stream; if nothing comes, only the other type is refused. A `"page"` is refused.
 */
export type Start = "stream" | "untyped" | "other" | "page"

/** Options of a parser. */
export interface ParserOptions extends SseFrameOptions {
  /** Default `"stream"`. */
  readonly start?: Start
  /** Called when the bytes turn out to be no event stream. What comes of them until the end goes into the error. */
  readonly onPage?: () => void
}

/** What a {@link Parser} calls while it reads. */
export interface Handlers {
  /**
   * An event. `whole` is false for a last event without its blank line, which may be cut. `text` is the event with its
   * lines, if they came in one piece and end with line feeds. Returning `true` stops the parser: it makes no more
   * calls.
   */
  readonly onEvent: (
    data: string,
    event: string | undefined,
    id: string | undefined,
    whole: boolean,
    text: string | undefined
  ) => boolean | void
  /** The index of the next event, if not all events count. */
  readonly index?: number | undefined
  /** Reads events itself. */
  readonly shortcut?: Shortcut | undefined
  /** A comment line, without its colon. */
  readonly onComment?: ((text: string) => void) | undefined
  /** A reconnection time in milliseconds. */
  readonly onRetry?: ((milliseconds: number) => void) | undefined
}

/** Reads some events in place of the parser. */
interface Shortcut {
  /** Reads the event that begins at an offset. Gives the offset behind it, or -1 if the parser has to read it. */
  readonly read: (text: string, at: number) => number
  /** Whether the text from an offset on may be the beginning of an event for it. Then the parser waits for the rest. */
  readonly mayBegin: (text: string, at: number) => boolean
}

/** A synchronous parser of bytes, one pass per piece. */
export interface Parser {
  /** Reads a piece and calls the handlers. Gives the error, if there is one, after the events before it. */
  readonly push: (bytes: Uint8Array) => SseFrameError | undefined
  /** Ends the input: hands over a last event without its blank line. */
  readonly end: () => SseFrameError | undefined
  /** Characters since the last blank line: how far into the next event the input is. */
  readonly tailLength: () => number
}

/** Makes a parser of one stream. */
export const makeParser = (handlers: Handlers, options?: ParserOptions): Parser => new SseParser(handlers, options)

// A class, like all parts of a reader: a server has thousands of readers, and closures would be a dozen objects for
// each

class SseParser implements Parser {
  readonly #handlers: Handlers
  readonly #maxEventSize: number
  #decoder = makeTextDecoder()
  readonly #parser: EventSourceParser
  #index = 0
  #stopped = false
  #ending = false
  #handling = false
  #error: SseFrameError | undefined
  #consumedBytes = 0
  #cutSequence = noBytes
  #flushed = false
  readonly #options: ParserOptions | undefined
  readonly #start: Start
  /** Whether no character has shown yet if this is an event stream. */
  #sniffing = true
  /** The beginning of a first line that may be one of an event stream. */
  #word = ""
  /** The beginning of a body that is no event stream. */
  #body: string | undefined
  readonly #tail = new Tail()
  /** Whether the next character begins an event. */
  #atBoundary = true
  /** The beginning of an event that the shortcut may read. */
  #held = ""
  /** The text of the event that is being parsed, if it is complete. */
  #whole: string | undefined

  constructor(handlers: Handlers, options?: ParserOptions) {
    this.#handlers = handlers
    this.#options = options
    this.#start = options?.start ?? "stream"
    if (this.#start === "page") {
      this.#decoder = new TextDecoder()
      this.#sniffing = false
      this.#body = ""
    }
    this.#maxEventSize = options?.maxEventSize ?? defaultMaxEventSize
    this.#parser = createParser({
      // An unfinished event may buffer its data so far and a line, each within the limit. Whatever exceeds the sum
      // would be refused when complete, so the result doesn't depend on the cuts
      maxBufferSize: 2 * this.#maxEventSize + 16,
      onEvent: (message) => this.#onEvent(message),
      onComment: (text) => this.#onComment(text),
      onRetry: (milliseconds) => this.#onRetry(milliseconds)
      // No onError: it would cost an error with a stack for each line that is not a field. A parser whose buffer has
      // overflowed also throws when it is fed again
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
      // Says whether the event before the fault is too large
      if (!this.#isDone()) this.#parse("")
      if (this.#sniffing && this.#start !== "stream") this.#refuse()
      if (this.#body === undefined) {
        const byteOffset = this.#consumedBytes - this.#cutSequence.length + valid
        if (!this.#stopped) this.#error ??= new InvalidUtf8({ index: this.#nextIndex(), byteOffset })
      } else {
        this.#decoder = new TextDecoder()
        this.#feed(this.#decoder.decode(all.subarray(valid), streaming))
      }
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
    if (this.#sniffing && this.#start === "other") this.#refuse()
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
      // The event is cut, but may be too large too
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
    this.#error ??= new EventTooLarge({ index: this.#nextIndex(), maxEventSize: this.#maxEventSize })
  }

  #nextIndex(): number {
    return this.#handlers.index ?? this.#index
  }

  #onEvent({ data, event, id }: EventSourceMessage): void {
    if (this.#isDone()) return
    this.#flushed = this.#ending
    if (Math.max(data.length, event?.length ?? 0) > this.#maxEventSize) return this.#tooLarge()
    // The data may have been cut off
    if (this.#ending && data === "") return
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
    if (this.#sniffing) text = this.#sniff(this.#word + text)
    if (this.#body !== undefined) {
      this.#body = (this.#body + text).slice(0, maxBodySize)
      if (this.#body.length === maxBodySize) this.#error = new NotAnEventStream({ body: this.#body })
      return
    }
    const { shortcut } = this.#handlers
    if (shortcut === undefined) this.#feedRest(text)
    else this.#feedEvents(this.#held + text, shortcut)
  }

  /** Looks at the first line that isn't blank. Gives the text without what is to be seen again. */
  #sniff(text: string): string {
    const start = text.search(/[^\s\uFEFF]/)
    this.#word = ""
    if (start === -1) return text
    const line = text.slice(start)
    if (this.#start !== "stream" && fields.some((field) => field.startsWith(line))) {
      this.#word = line
      return text.slice(0, start)
    }
    if (this.#start === "stream" ? !notAField.test(line) : isField.test(line)) this.#sniffing = false
    else this.#refuse()
    return this.#body === undefined ? text : line
  }

  #refuse(): void {
    this.#sniffing = false
    this.#body = this.#word
    this.#options?.onPage?.()
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
        // No event is held twice: with small pieces, that would be quadratic
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
      // A parser whose buffer has overflowed throws when it is fed again
      if (!this.#atBoundary || events.length > this.#maxEventSize) this.#parse("")
      this.#tail.reset()
      this.#atBoundary = true
      at = end
    }
  }
}

const streaming = { stream: true } as const

// No line of an event stream begins like this: it is JSON or a page
const notAField = /^[{["<]/

const fields: ReadonlyArray<string> = ["data", "event", "id", "retry"]

/** The beginning of a line of an event stream: a comment or a known field. */
const isField = /^(?::|(?:data|event|id|retry)[:\r\n])/
