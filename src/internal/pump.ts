/**
 * One stream, from bytes or parsed objects to decoded events: frames, JSON, chunks, and how it ends. Synchronous, and
 * free of any runtime's streams, so that every entrance shares it.
 *
 * @internal
 */
import * as Result from "effect/Result"
import type { ResponsesStreamChunk } from "../ResponsesStreamChunk.ts"
import * as SseFrame from "../SseFrame.ts"
import { InvalidChunk, InvalidJson, UnexpectedEnd } from "../StreamError.ts"
import type { ChunkStreamError, InvalidEvent } from "../StreamError.ts"
import type { ChunkDecoder } from "../wire/chunkDecoder.ts"
import { makeLastDelta } from "../wire/lastDelta.ts"
import type { Json } from "./json.ts"
import { invalidJsonPosition } from "./jsonPosition.ts"
import * as progress from "./progress.ts"
import { completedEvent, markSynthetic } from "./synthesize.ts"

/** What a pump is told. */
export interface PumpOptions extends SseFrame.SseFrameOptions {
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
export const make = (decoder: ChunkDecoder, receiver: Receiver, options?: PumpOptions): Pump => {
  const seen = progress.start(options?.onEnd === "synthesize")
  let index = 0
  let done = false
  let error: ChunkStreamError | undefined
  let lastIsWhole = false
  let parsed: unknown
  const giveParsed = (): unknown => parsed

  const fail = (failure: ChunkStreamError): void => {
    done = true
    error = failure
  }

  const refuse = (failure: InvalidEvent, json: unknown, event: string | undefined): void => {
    if (receiver.onInvalid(failure, index++, json, event)) fail(failure)
  }

  /** `text` is the event with its lines, where it may be one to learn from. */
  const accept = (json: unknown, event?: string, id?: string, text?: string): void => {
    const chunk = decoder.decode(json, index)
    if (chunk instanceof InvalidChunk) {
      if (chunk.type !== undefined) progress.advance(seen, chunk.type, json as Json)
      return refuse(chunk, json, event)
    }
    progress.advance(seen, decoder.lastType() as string, json as Json)
    parsed = json
    receiver.onChunk(chunk, index++, giveParsed, event, id)
    parsed = undefined
    const isAsItCame = (json as Json)["type"] === decoder.lastType()
    if (text !== undefined && isAsItCame && !decoder.isLastOwn()) lastDelta.learn(text, json as Json, chunk)
  }

  const lastDelta = makeLastDelta(
    options?.maxEventSize ?? SseFrame.defaultMaxEventSize,
    (chunk, number, json, event) => {
      seen.sequenceNumber = number
      receiver.onChunk(chunk, index++, json, event, undefined)
    }
  )

  /** Hands over an end that was made up. `false` where none that is valid can be made. */
  const synthesize = (): boolean => {
    const json = completedEvent(seen, index)
    const chunk = json && decoder.decode(json, index)
    if (chunk === undefined || chunk instanceof InvalidChunk) return false
    markSynthetic(chunk)
    receiver.onChunk(chunk, index++, () => json, undefined, undefined)
    return true
  }

  const finish = (tailLength: number, failure?: { readonly cause: unknown }): void => {
    done = true
    const verdict = progress.verdict(seen)
    if (options?.onEnd === "allow" || (verdict !== "Truncated" && verdict !== "ItemsCompleteWithoutTerminal")) return
    // A connection that broke is no end that anyone meant: more may have been on its way
    if (verdict === "ItemsCompleteWithoutTerminal" && failure === undefined && synthesize()) return
    error = new UnexpectedEnd({
      index,
      verdict,
      openItems: Array.from(seen.open.values()),
      tailLength,
      ...(seen.sequenceNumber === undefined ? {} : { sequenceNumber: seen.sequenceNumber }),
      ...(failure === undefined ? {} : { cause: failure.cause })
    })
  }

  const parser = SseFrame.makeParser(
    {
      onEvent: (data, event, id, whole, text) => {
        if (data === doneData) {
          finish(0)
          return done
        }
        let json: unknown
        try {
          json = JSON.parse(data)
        } catch {
          lastIsWhole = false
          // A last event without its blank line that is no whole JSON was cut: the end says so, and more
          if (whole) refuse(invalidJson(data, index, decoder.has(event) ? event : undefined), undefined, event)
          return done
        }
        lastIsWhole = true
        accept(json, event, id, text)
        return done
      },
      shortcut: lastDelta,
      onComment: options?.onComment
    },
    options
  )

  return {
    push: (bytes) => {
      if (done) return
      const failure = parser.push(bytes)
      if (failure !== undefined && !done) fail(failure)
    },
    pushJson: (json) => {
      if (!done) accept(json)
    },
    end: (failure) => {
      if (done) return
      lastIsWhole = false
      const frameError = parser.end()
      if (done) return
      if (frameError !== undefined) fail(frameError)
      else finish(lastIsWhole ? 0 : parser.tailLength(), failure)
    },
    isDone: () => done,
    error: () => error,
    progress: seen
  }
}

const invalidJson = (data: string, index: number, type: string | undefined): InvalidJson =>
  new InvalidJson({ index, data, position: invalidJsonPosition(data), ...(type === undefined ? {} : { type }) })
