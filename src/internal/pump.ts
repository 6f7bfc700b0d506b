/**
 * One stream, from bytes or parsed objects to decoded events: frames, JSON, chunks, and how it ends. Synchronous, and
 * free of any runtime's streams, so that every entrance shares it.
 *
 * @internal
 */
import * as Result from "effect/Result"
import * as ChunkDecoder from "../ChunkDecoder.ts"
import type { ResponsesStreamChunk, WireType } from "../ResponsesStreamChunk.ts"
import * as SseFrame from "../SseFrame.ts"
import { UnexpectedEnd } from "../StreamError.ts"
import type { ChunkStreamError, InvalidEvent } from "../StreamError.ts"
import * as progress from "./progress.ts"

/** What a pump is told. */
export interface PumpOptions extends SseFrame.SseFrameOptions {
  readonly onEnd?: "fail" | "allow"
  readonly onComment?: (text: string) => void
}

/** What a pump calls for each event. Answering `true` ends the stream: with the error, if there is one. */
export interface Receiver {
  readonly onEvent: (
    result: Result.Result<ResponsesStreamChunk, InvalidEvent>,
    index: number,
    json: unknown,
    event: string | undefined,
    id: string | undefined
  ) => boolean
}

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

const doneData = "[DONE]"

/** Makes a pump for one stream. */
export const make = (
  decoder: ChunkDecoder.ChunkDecoder<ResponsesStreamChunk>,
  receiver: Receiver,
  options?: PumpOptions
): Pump => {
  const seen = progress.start()
  let index = 0
  let done = false
  let error: ChunkStreamError | undefined
  let lastIsWhole = false

  const fail = (failure: ChunkStreamError): void => {
    done = true
    error = failure
  }

  const deliver = (
    result: Result.Result<ResponsesStreamChunk, InvalidEvent>,
    json: unknown,
    event?: string,
    id?: string
  ): void => {
    if (receiver.onEvent(result, index++, json, event, id)) {
      done = true
      if (Result.isFailure(result)) error = result.failure
    }
  }

  const accept = (json: unknown, event?: string, id?: string): void => {
    const result = decoder.decodeJson(json, index)
    const type = Result.isSuccess(result) ? result.success.type : result.failure.type
    if (type !== undefined) progress.advance(seen, type as WireType, json as Record<string, unknown>)
    deliver(result, json, event, id)
  }

  const finish = (tailLength: number, failure?: { readonly cause: unknown }): void => {
    done = true
    const verdict = progress.verdict(seen)
    if (options?.onEnd === "allow" || (verdict !== "Truncated" && verdict !== "ItemsCompleteWithoutTerminal")) return
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
      onEvent: (data, event, id, whole) => {
        if (data === doneData) {
          finish(0)
          return done
        }
        const parsed = ChunkDecoder.parseData(data, index, decoder.knows(event) ? event : undefined)
        lastIsWhole = Result.isSuccess(parsed)
        if (Result.isSuccess(parsed)) accept(parsed.success, event, id)
        // A last event without its blank line that is no whole JSON was cut: the end says so, and more
        else if (whole) deliver(Result.fail(parsed.failure), undefined, event, id)
        return done
      },
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
