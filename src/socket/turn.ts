/**
 * One request on a lane, and the chunks that come of it. It is synchronous, and knows no kind of socket.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import type { ResponsesStreamChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"
import { UnexpectedEnd } from "../errors/StreamError.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import * as ResponseSnapshot from "../snapshot/ResponseSnapshot.ts"
import { markUnnumbered } from "../stream/event.ts"
import type { AnyOptions } from "../stream/options.ts"
import { makeReceiver } from "../stream/output.ts"
import { Reader } from "../stream/reader.ts"
import type { Receiver } from "../stream/reader.ts"
import { isErrorType, isTerminal, terminalVerdict } from "../stream/verdict.ts"
import { isSparse, isUnnumberedError, responseIdIn, toStreamEvent } from "./frame.ts"

/** Who gets what comes of a request. */
export interface Sink<A> {
  readonly emit: (value: A) => void
  /** Called once, with the error that ended the request, if one did. */
  readonly end: (error: ChunkStreamError | undefined) => void
}

/** Why no more events come. */
export interface Cut {
  readonly cause: unknown
  /** Whether the socket was closed in the regular way, with the code 1000. */
  readonly isRegular?: boolean
}

const created: WireType = "response.created"
const accepted: WireType = "response.steer.accepted"
const pending: WireType = "response.steer.pending"
const failed: WireType = "response.steer.failed"

const nobody: Receiver = { onChunk: () => {}, onInvalid: () => false }

/** One request. It is over at its terminal chunk, or at that of the last successor if the response is steered. */
export class Turn<A> {
  readonly streamId: string | undefined
  /** The ids of its responses: several if it is steered. */
  readonly ids = new Set<string>()
  readonly #options: AnyOptions | undefined
  #sink: Sink<A> | undefined
  /** Made when the first event comes. */
  #reader: Reader | undefined
  #snapshot = ResponseSnapshot.initial
  #event: Json = {}
  readonly #giveEvent = (): Json => this.#event
  /** The steering input that the provider has accepted, and neither applied nor given back. */
  readonly #steers = new Set<unknown>()
  /** Whether the response ended for a successor that hasn't begun. */
  #isSteered = false
  #responseId: string | undefined
  #isOver = false

  constructor(streamId: string | undefined, options: AnyOptions | undefined, sink: Sink<A>) {
    this.streamId = streamId
    this.#options = options
    this.#sink = sink
  }

  /** Whether no more events of it will come. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** How many events came that nobody got. */
  get dropped(): number {
    return this.#sink === undefined ? (this.#reader?.index ?? 0) : 0
  }

  /** Reads an event. */
  push(json: Json): void {
    const reader = (this.#reader ??= this.#makeReader())
    const { invalid } = reader.progress
    const id = responseIdIn(json)
    if (id !== undefined) this.ids.add(id)
    this.#event = json
    reader.pushJson(toStreamEvent(json, reader.index))
    this.#event = {}
    const { type } = json
    // An end with a wrong shape ends it all the same: nothing more comes
    const isInvalidEnd = reader.progress.invalid > invalid && (isErrorType(type) || terminalVerdict(type) !== undefined)
    this.#followSteers(json, reader)
    if (isInvalidEnd || this.#hasEnded(reader)) this.#finish(reader)
    else if (reader.isDone) this.#settle(reader.error)
  }

  /** Reads a frame that is not an event. */
  pushText(text: string): void {
    const reader = (this.#reader ??= this.#makeReader())
    reader.onEvent(text, undefined, undefined, true, undefined)
    if (this.#hasEnded(reader)) this.#finish(reader)
    else if (reader.isDone) this.#settle(reader.error)
  }

  /** The socket is closed. */
  cut({ cause, isRegular = false }: Cut): void {
    const failure = { cause }
    const reader = (this.#reader ??= this.#makeReader())
    this.#isOver = true
    const isWaiting = reader.progress.terminal !== undefined
    // After a regular close nothing more was on its way, and a missing end may be made up
    reader.end(isRegular && this.#options?.onEnd === "synthesize" ? undefined : failure)
    this.#settle(reader.error ?? (isWaiting && this.#options?.onEnd !== "allow" ? cutAt(reader, failure) : undefined))
  }

  /** Nobody wants what comes. It is read all the same, to know when the request is over. */
  abandon(): void {
    if (this.#sink === undefined || this.#isOver) return
    this.#sink = undefined
    this.#reader = new Reader(nobody)
  }

  #settle(error: ChunkStreamError | undefined): void {
    const sink = this.#sink
    this.abandon()
    sink?.end(error)
  }

  #finish(reader: Reader): void {
    this.#isOver = true
    reader.end()
    this.#settle(reader.error)
  }

  #makeReader(): Reader {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the options `as` and `chunks` say what an A is
    const { onChunk, onInvalid } = makeReceiver(this.#options, (value) => this.#sink?.emit(value as A))
    const reader: Reader = new Reader(
      {
        onChunk: (chunk, index, _, event, id, repairs) => {
          if (!reader.isLastOwn) this.#complete(chunk)
          onChunk(chunk, index, this.#giveEvent, event, id, repairs)
        },
        onInvalid: (error, index, _, event) => onInvalid(error, index, this.#event, event)
      },
      this.#options
    )
    return reader
  }

  /** Completes a chunk before anybody has it: a terminal one whose output was left out gets what was streamed. */
  #complete(chunk: ResponsesStreamChunk): void {
    if (isUnnumberedError(this.#event)) markUnnumbered(chunk)
    if (isTerminal(chunk) && isSparse(this.#event)) {
      Object.assign(chunk.response, { output: this.#snapshot.output })
    }
    this.#snapshot = ResponseSnapshot.step(this.#snapshot, chunk)
  }

  #followSteers({ response, steer, type }: Json, { progress: { responseId } }: Reader): void {
    const id = isObject(steer) ? steer["id"] : undefined
    if (type === accepted) this.#steers.add(id)
    else if (type === pending) this.#steers.delete(id)
    else if (type === failed) {
      this.#steers.delete(id)
      this.#isSteered = false
    } else if (type === created && responseId !== this.#responseId) {
      this.#responseId = responseId
      this.#steers.clear()
      this.#isSteered = false
    } else if (isObject(response) && isObject(response["incomplete_details"])) {
      this.#isSteered ||= response["incomplete_details"]["reason"] === "steered"
    }
  }

  #hasEnded({ progress: { errored, terminal } }: Reader): boolean {
    if (errored || terminal === "Failed" || terminal === "Cancelled") return true
    return terminal !== undefined && !this.#isSteered && this.#steers.size === 0
  }
}

/** The error of a response that has ended, and whose successor didn't come. */
const cutAt = ({ index, progress: { responseId, sequenceNumber } }: Reader, failure: { readonly cause: unknown }) =>
  new UnexpectedEnd({
    index,
    verdict: "Truncated",
    openItems: [],
    tailLength: 0,
    ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
    ...(responseId === undefined ? {} : { responseId }),
    ...failure
  })
