/**
 * Reads one stream, from bytes or parsed objects to chunks: events, JSON, validation, and how it ends. It is
 * synchronous, and knows no kind of stream. `ChunkStream`, `Web` and the command read with it.
 *
 * @internal
 */
import { isEmptyObject, isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import { invalidJsonPosition } from "../base/jsonPosition.ts"
import type { ResponsesStreamChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"
import { InvalidChunk, InvalidJson, UnexpectedEnd } from "../errors/StreamError.ts"
import type { ChunkStreamError, InvalidEvent, NotAnEventStream } from "../errors/StreamError.ts"
import { defaultMaxEventSize, makeParser } from "../sse/eventParser.ts"
import type { Handlers, Parser, ParserOptions } from "../sse/eventParser.ts"
import { makeChunkDecoder } from "../wire/chunkDecoder.ts"
import type { ChunkDecoder } from "../wire/chunkDecoder.ts"
import { makeLastDelta } from "../wire/lastDelta.ts"
import type { LastDelta } from "../wire/lastDelta.ts"
import type { StreamContext } from "../wire/repair.ts"
import type { RepairName } from "../wire/Tolerance.ts"
import { finite, markUnnumbered, sequenceNumberOf } from "./event.ts"
import type { AnyOptions } from "./options.ts"
import type { ItemRef } from "./items.ts"
import * as progress from "./progress.ts"
import { completedEvent, markSynthetic } from "./synthesize.ts"
import { terminalVerdict } from "./verdict.ts"

/** What a reader calls for each event. */
export interface Receiver {
  /** Called with the chunk of an event. `json` gives the parsed event, and only during the call. */
  readonly onChunk: (
    chunk: ResponsesStreamChunk,
    index: number,
    json: () => Json,
    event: string | undefined,
    id: string | undefined,
    repairs: ReadonlyArray<RepairName> | undefined
  ) => void
  /** Called with the error of an invalid event. `true` ends the stream with it. */
  readonly onInvalid: (error: InvalidEvent, index: number, json: unknown, event: string | undefined) => boolean
}

/** Options of a reader. */
export interface ReaderOptions extends Pick<
  AnyOptions,
  "chunks" | "maxEventSize" | "onComment" | "onEnd" | "onRepair" | "tolerance"
> {
  /** The error of a body that is not an event stream, if more is known than the body. */
  readonly describe?: ((body: string) => NotAnEventStream) | undefined
  /**
   * Whether an event is new, in a stream that comes over several connections. One that isn't is left out. `json` is
   * absent if it is a delta, or isn't JSON. With it, `onEnd` waits for {@link Reader.conclude}, and a terminal chunk ends
   * the stream.
   */
  readonly isNew?: ((sequenceNumber: number | undefined, json?: unknown) => boolean) | undefined
}

/** Options of a connection, where there are several. */
export type ConnectionOptions = Pick<ReaderOptions, "describe" | "maxEventSize"> & ParserOptions

/** Whether the data of an event ends the stream. */
export const isDoneData = (data: string): boolean => data.length < 32 && data.trim() === "[DONE]"

const keepalive: WireType = "keepalive"

/** The data of a heartbeat is shorter. So most events need no look at their keys. */
const maxHeartbeat = 16

/** Whether an event says nothing: `null` or `{}`. */
const isEmpty = (json: unknown): boolean => json === null || isEmptyObject(json)

const noJson: Json = {}

// A class, like its parts: a server has thousands of readers, and closures would be a dozen objects for each

/** Reads one stream. */
export class Reader implements Handlers, StreamContext {
  /** What has come so far. */
  readonly progress: progress.Progress
  /** Reads events that are like the last delta. */
  readonly shortcut: LastDelta
  readonly onComment: ((text: string) => void) | undefined
  readonly #decoder: ChunkDecoder
  readonly #receiver: Receiver
  readonly #onEnd: ReaderOptions["onEnd"]
  readonly #isNew: ReaderOptions["isNew"]
  readonly #isTolerant: boolean
  #describe: ReaderOptions["describe"]
  #parser: Parser
  #index = 0
  #done = false
  /** Whether a missing end may be made up. */
  #mayComplete = true
  #error: ChunkStreamError | undefined
  /** Whether the data of the last event was JSON. */
  #lastIsJson = false
  #parsed: Json = noJson
  readonly #giveParsed = (): Json => this.#parsed

  constructor(receiver: Receiver, options?: ReaderOptions) {
    this.#receiver = receiver
    this.#decoder = makeChunkDecoder(options, this)
    this.#describe = options?.describe
    this.#onEnd = options?.onEnd
    this.#isNew = options?.isNew
    this.#isTolerant = options?.tolerance !== "strict"
    this.onComment = options?.onComment
    this.progress = progress.start(options?.onEnd === "synthesize")
    this.shortcut = makeLastDelta(
      options?.maxEventSize ?? defaultMaxEventSize,
      (chunk, sequenceNumber, json, event) => {
        if (this.#isNew?.(sequenceNumber) === false) return
        this.progress.sequenceNumber = sequenceNumber
        this.progress.chunks++
        receiver.onChunk(chunk, this.#index++, json, event, undefined, undefined)
      }
    )
    this.#parser = makeParser(this, options)
  }

  /** Whether the stream has ended: by `[DONE]`, by an error, or at the end of the input. */
  get isDone(): boolean {
    return this.#done
  }

  /** The error that ended the stream. */
  get error(): ChunkStreamError | undefined {
    return this.#error
  }

  get index(): number {
    return this.#index
  }

  get responseId(): string | undefined {
    return this.progress.responseId
  }

  findItem(type: unknown, json: Json): ItemRef | undefined {
    return progress.itemOf(this.progress, type, json)
  }

  /** Whether the last chunk is of a schema of the user's own. */
  get isLastOwn(): boolean {
    return this.#decoder.isLastOwn()
  }

  /** Goes on with another connection. What the last one left of an event is dropped. */
  connect(options: ConnectionOptions): void {
    this.#done = false
    this.#error = undefined
    this.#describe = options.describe
    this.#parser = makeParser(this, options)
  }

  /** Ends the connection here, as if it had broken. */
  close(): void {
    this.#finish(0)
  }

  /** Ends a stream as `onEnd` says, at the end of its last connection. */
  conclude(end: UnexpectedEnd): void {
    this.#error = undefined
    this.#applyEnd(end.verdict, end.tailLength, "cause" in end ? { cause: end.cause } : undefined)
  }

  /** Reads a piece of bytes. */
  push(bytes: Uint8Array): void {
    if (this.#done) return
    const error = this.#parser.push(bytes)
    if (error !== undefined && !this.#done) this.#fail(error)
  }

  /** Reads a parsed object. */
  pushJson(json: unknown): void {
    if (!this.#done) this.#accept(json)
  }

  /** Ends the input. `failure` says why, if reading it failed. */
  end(failure?: { readonly cause: unknown }): void {
    if (this.#done) return
    this.#lastIsJson = false
    const error = this.#parser.end()
    if (this.#done) return
    if (error !== undefined) this.#fail(error)
    else this.#finish(this.#lastIsJson ? 0 : this.#parser.tailLength(), failure)
  }

  /** Reads an event of the parser. `true` if the stream has ended. */
  onEvent(
    data: string,
    event: string | undefined,
    id: string | undefined,
    whole: boolean,
    text: string | undefined
  ): boolean {
    if (isDoneData(data)) {
      this.#finish(0)
      return this.#done
    }
    const mayBeHeartbeat = data.length < maxHeartbeat && (event === keepalive || !this.#decoder.has(event))
    if (mayBeHeartbeat && whole && data === "") return this.#onHeartbeat(data)
    let json: unknown
    try {
      json = JSON.parse(data)
    } catch {
      // A last event without its blank line that is not JSON was cut: the error of the end says so
      if (whole && this.#isNew?.(undefined) !== false) {
        const type = this.#decoder.has(event) ? event : undefined
        this.#refuse(invalidJson(data, this.#index, type), undefined, event)
      }
      return this.#done
    }
    this.#lastIsJson = true
    if (mayBeHeartbeat && this.#isTolerant && isEmpty(json)) return this.#onHeartbeat(data)
    this.#accept(json, event, id, text)
    return this.#done
  }

  /** Some gateways keep a connection open with events that say nothing. They are reported as comments are. */
  #onHeartbeat(data: string): boolean {
    this.onComment?.(data)
    return this.#done
  }

  /** `text` is the event with its lines, if the last delta may learn from it. */
  #accept(json: unknown, event?: string, id?: string, text?: string): void {
    if (this.#isNew?.(isObject(json) ? finite(json["sequence_number"]) : undefined, json) === false) return
    const decoder = this.#decoder
    const chunk = decoder.decode(json, this.#index, event)
    if (chunk instanceof InvalidChunk) return this.#refuse(chunk, json, event)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what has a chunk is an object
    const object = json as Json
    const mended = decoder.lastJson()
    progress.advance(this.progress, String(mended["type"]), mended)
    const isOwn = decoder.isLastOwn()
    if (!isOwn && decoder.lastRepairs()?.includes("missing-sequence-number") === true) markUnnumbered(chunk)
    const sequenceNumber = isOwn ? finite(object["sequence_number"]) : sequenceNumberOf(chunk)
    if (sequenceNumber !== undefined) this.progress.sequenceNumber = sequenceNumber
    // Before the consumer gets the chunk, and may change it
    if (text !== undefined && decoder.lastRepairs() === undefined && !isOwn) this.shortcut.learn(text, object, chunk)
    this.#parsed = object
    this.#handOver(chunk, this.#giveParsed, event, id)
    this.#parsed = noJson
    // Each connection is to one response
    if (this.#isNew !== undefined && this.progress.terminal !== undefined) this.#finish(0)
  }

  #handOver(chunk: ResponsesStreamChunk, json: () => Json, event?: string, id?: string): void {
    const repairs = this.#decoder.lastRepairs()
    this.progress.chunks++
    // A schema of the user's own may give anything
    if (!this.#decoder.isLastOwn() && chunk.type === "UNKNOWN") this.progress.unknown++
    if (repairs !== undefined) this.progress.repaired++
    this.#receiver.onChunk(chunk, this.#index++, json, event, id, repairs)
  }

  #refuse(error: InvalidEvent, json: unknown, event: string | undefined): void {
    this.progress.invalid++
    // A response that has failed, as far as its end can be read, isn't completed
    const ending = terminalVerdict(error.type)
    if (ending !== undefined && ending !== "Completed") this.#mayComplete = false
    if (this.#receiver.onInvalid(error, this.#index++, json, event)) this.#fail(error)
  }

  #fail(error: ChunkStreamError): void {
    this.#done = true
    this.#error = (error._tag === "NotAnEventStream" && this.#describe?.(error.payload())) || error
  }

  #finish(tailLength: number, failure?: { readonly cause: unknown }): void {
    this.#done = true
    const verdict = progress.verdict(this.progress)
    if (verdict !== "Truncated" && verdict !== "ItemsCompleteWithoutTerminal") return
    if (this.#isNew === undefined) this.#applyEnd(verdict, tailLength, failure)
    else this.#failAtEnd(verdict, tailLength, failure)
  }

  #applyEnd(verdict: UnexpectedEnd["verdict"], tailLength: number, failure?: { readonly cause: unknown }): void {
    if (this.#onEnd === "allow") return
    // If the connection broke, more may have been on its way
    if (verdict === "ItemsCompleteWithoutTerminal" && failure === undefined && this.#mayComplete && this.#synthesize())
      return
    this.#failAtEnd(verdict, tailLength, failure)
  }

  #failAtEnd(verdict: UnexpectedEnd["verdict"], tailLength: number, failure?: { readonly cause: unknown }): void {
    const { responseId, sequenceNumber } = this.progress
    this.#error = new UnexpectedEnd({
      index: this.#index,
      verdict,
      openItems: progress.openItems(this.progress),
      tailLength,
      ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
      ...(responseId === undefined ? {} : { responseId }),
      ...(failure === undefined ? {} : { cause: failure.cause })
    })
  }

  /** Adds the missing terminal chunk. `false` if no valid one can be made. */
  #synthesize(): boolean {
    const json = completedEvent(this.progress, this.#index)
    if (json === undefined) return false
    const chunk = this.#decoder.decode(json, this.#index)
    if (chunk instanceof InvalidChunk) return false
    markSynthetic(chunk)
    markUnnumbered(chunk)
    this.#handOver(chunk, () => json)
    return true
  }
}

const invalidJson = (data: string, index: number, type: string | undefined): InvalidJson =>
  new InvalidJson({ index, data, position: invalidJsonPosition(data), ...(type === undefined ? {} : { type }) })
