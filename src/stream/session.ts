/**
 * One stream, from bytes or parsed objects to decoded events: frames, JSON, chunks, and how it ends. Synchronous, and
 * free of any runtime's streams, so that every entrance shares it.
 *
 * @internal
 */
import * as Result from "effect/Result"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { defaultMaxEventSize, makeParser } from "../sse/parser.ts"
import type { Parser, SseFrameOptions } from "../sse/parser.ts"
import { InvalidChunk, InvalidJson, UnexpectedEnd } from "../errors/StreamError.ts"
import type { ChunkStreamError, InvalidEvent } from "../errors/StreamError.ts"
import type { ChunkDecoder } from "../wire/chunkDecoder.ts"
import { makeLastDelta } from "../wire/lastDelta.ts"
import type { LastDelta } from "../wire/lastDelta.ts"
import type { Json } from "../base/json.ts"
import { invalidJsonPosition } from "../base/jsonPosition.ts"
import * as progress from "./progress.ts"
import { completedEvent, markSynthetic } from "./synthesize.ts"

/** What a pump is told. */
export interface PumpOptions extends SseFrameOptions {
  readonly onEnd?: "fail" | "allow" | "synthesize"
  readonly onComment?: (text: string) => void
}

/** What a pump calls for each event. */
export interface Receiver {
  /** Takes the chunk of an event. `json`, as long as the call lasts, gives the event as it was parsed. */
  readonly onChunk: (
    chunk: object,
    index: number,
    json: () => unknown,
    event: string | undefined,
    id: string | undefined
  ) => void
  /** Takes an invalid event. `true` ends the stream with its error. */
  readonly onInvalid: (error: InvalidEvent, index: number, json: unknown, event: string | undefined) => boolean
}

/** A receiver of results, which goes on after an invalid event. */
export const receiveResults = (
  onEvent: (
    result: Result.Result<ResponsesStreamChunk, InvalidEvent>,
    index: number,
    json: unknown,
    event: string | undefined
  ) => void
): Receiver => ({
  onChunk: (chunk, index, json, event) => onEvent(Result.succeed(chunk as ResponsesStreamChunk), index, json(), event),
  onInvalid: (error, index, json, event) => {
    onEvent(Result.fail(error), index, json, event)
    return false
  }
})

/** Reads one stream. */
export interface Pump {
  /** Reads a piece of bytes. */
  readonly push: (bytes: Uint8Array) => void
  /** Reads a parsed object. */
  readonly pushJson: (json: unknown) => void
  /** The input has ended; `cause` says why, if reading it failed. */
  readonly end: (failure?: { readonly cause: unknown }) => void
  /** Nothing more is to be read: `[DONE]` came, an error, or the end. */
  readonly isDone: () => boolean
  /** The error that ended the stream. */
  readonly error: () => ChunkStreamError | undefined
  /** What has been seen. */
  readonly progress: progress.Progress
}

/** The data of the event that says that no more events come. */
export const doneData = "[DONE]"

/** Makes a pump for one stream. */
export const make = (decoder: ChunkDecoder, receiver: Receiver, options?: PumpOptions): Pump =>
  new StreamPump(decoder, receiver, options)

class StreamPump implements Pump {
  readonly progress: progress.Progress
  readonly #decoder: ChunkDecoder
  readonly #receiver: Receiver
  readonly #onEnd: PumpOptions["onEnd"]
  readonly #parser: Parser
  readonly #lastDelta: LastDelta
  #index = 0
  #done = false
  #failure: ChunkStreamError | undefined
  #lastIsWhole = false
  #parsed: unknown
  readonly #giveParsed = (): unknown => this.#parsed

  constructor(decoder: ChunkDecoder, receiver: Receiver, options?: PumpOptions) {
    this.#decoder = decoder
    this.#receiver = receiver
    this.#onEnd = options?.onEnd
    this.progress = progress.start(options?.onEnd === "synthesize")
    this.#lastDelta = makeLastDelta(
      options?.maxEventSize ?? defaultMaxEventSize,
      (chunk, sequenceNumber, json, event) => {
        this.progress.sequenceNumber = sequenceNumber
        this.#receiver.onChunk(chunk, this.#index++, json, event, undefined)
      }
    )
    this.#parser = makeParser(
      {
        onEvent: (data, event, id, whole, text) => this.#onEvent(data, event, id, whole, text),
        shortcut: this.#lastDelta,
        onComment: options?.onComment
      },
      options
    )
  }

  push(bytes: Uint8Array): void {
    if (this.#done) return
    const failure = this.#parser.push(bytes)
    if (failure !== undefined && !this.#done) this.#fail(failure)
  }

  pushJson(json: unknown): void {
    if (!this.#done) this.#accept(json)
  }

  end(failure?: { readonly cause: unknown }): void {
    if (this.#done) return
    this.#lastIsWhole = false
    const frameError = this.#parser.end()
    if (this.#done) return
    if (frameError !== undefined) this.#fail(frameError)
    else this.#finish(this.#lastIsWhole ? 0 : this.#parser.tailLength(), failure)
  }

  isDone(): boolean {
    return this.#done
  }

  error(): ChunkStreamError | undefined {
    return this.#failure
  }

  #fail(failure: ChunkStreamError): void {
    this.#done = true
    this.#failure = failure
  }

  #refuse(failure: InvalidEvent, json: unknown, event: string | undefined): void {
    if (this.#receiver.onInvalid(failure, this.#index++, json, event)) this.#fail(failure)
  }

  /** Reads the event of a frame. `true` says that no more is to be read. */
  #onEvent(
    data: string,
    event: string | undefined,
    id: string | undefined,
    whole: boolean,
    text: string | undefined
  ): boolean {
    if (data === doneData) {
      this.#finish(0)
      return this.#done
    }
    let json: unknown
    try {
      json = JSON.parse(data)
    } catch {
      this.#lastIsWhole = false
      // A last event without its blank line that is no whole JSON was cut: the end says so, and more
      if (whole) {
        const type = this.#decoder.has(event) ? event : undefined
        this.#refuse(invalidJson(data, this.#index, type), undefined, event)
      }
      return this.#done
    }
    this.#lastIsWhole = true
    this.#accept(json, event, id, text)
    return this.#done
  }

  /** `text` is the event with its lines, where it may be one to learn from. */
  #accept(json: unknown, event?: string, id?: string, text?: string): void {
    const decoder = this.#decoder
    const receiver = this.#receiver
    const chunk = decoder.decode(json, this.#index)
    if (chunk instanceof InvalidChunk) {
      if (chunk.type !== undefined) progress.advance(this.progress, chunk.type, json as Json)
      return this.#refuse(chunk, json, event)
    }
    progress.advance(this.progress, decoder.lastType() as string, json as Json)
    const isAsItCame = (json as Json)["type"] === decoder.lastType()
    // Before the chunk is handed out to a consumer, who may change it
    if (text !== undefined && isAsItCame && !decoder.isLastOwn()) this.#lastDelta.learn(text, json as Json, chunk)
    this.#parsed = json
    receiver.onChunk(chunk, this.#index++, this.#giveParsed, event, id)
    this.#parsed = undefined
  }

  /** Hands over an end that was made up. `false` where none that is valid can be made. */
  #synthesize(): boolean {
    const json = completedEvent(this.progress, this.#index)
    const chunk = json && this.#decoder.decode(json, this.#index)
    if (chunk === undefined || chunk instanceof InvalidChunk) return false
    markSynthetic(chunk)
    this.#receiver.onChunk(chunk, this.#index++, () => json, undefined, undefined)
    return true
  }

  #finish(tailLength: number, failure?: { readonly cause: unknown }): void {
    this.#done = true
    const verdict = progress.verdict(this.progress)
    if (this.#onEnd === "allow" || (verdict !== "Truncated" && verdict !== "ItemsCompleteWithoutTerminal")) return
    // A connection that broke is no end that anyone meant: more may have been on its way
    if (verdict === "ItemsCompleteWithoutTerminal" && failure === undefined && this.#synthesize()) return
    const { open, sequenceNumber } = this.progress
    this.#failure = new UnexpectedEnd({
      index: this.#index,
      verdict,
      openItems: Array.from(open.values()),
      tailLength,
      ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
      ...(failure === undefined ? {} : { cause: failure.cause })
    })
  }
}

const invalidJson = (data: string, index: number, type: string | undefined): InvalidJson =>
  new InvalidJson({ index, data, position: invalidJsonPosition(data), ...(type === undefined ? {} : { type }) })
