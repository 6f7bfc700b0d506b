/** The reader of one stream, without a stream around it. */
import * as Result from "effect/Result"
import type { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { InvalidEvent } from "../../src/errors/StreamError.ts"
import type { AnyOptions, ChunkEvent } from "../../src/stream/options.ts"
import { makeReceiver } from "../../src/stream/output.ts"
import { Reader } from "../../src/stream/reader.ts"
import type { ReaderOptions } from "../../src/stream/reader.ts"
import type { RepairName } from "../../src/wire/Tolerance.ts"

/** A reader, and the events that have come out of it since the last call: the option `as` is to be `event`. */
export const readValues = (options: AnyOptions & { readonly as: "event" }) => {
  let values: Array<ChunkEvent> = []
  const reader = new Reader(
    makeReceiver(options, (value) => values.push(value as ChunkEvent)),
    options
  )
  const take = (): ReadonlyArray<ChunkEvent> => {
    const taken = values
    values = []
    return taken
  }
  return { reader, take }
}

export interface EventRead {
  readonly result: Result.Result<ResponsesStreamChunk, InvalidEvent>
  readonly index: number
  readonly json: unknown
  readonly event: string | undefined
  readonly repairs: ReadonlyArray<RepairName>
}

/** A reader that goes on after invalid events, and all events that it has read. */
export const readEvents = (options?: ReaderOptions) => {
  const events: Array<EventRead> = []
  const reader = new Reader(
    {
      onChunk: (chunk, index, json, event, _id, repairs = []) => {
        events.push({ result: Result.succeed(chunk), index, json: json(), event, repairs })
      },
      onInvalid: (error, index, json, event) => {
        events.push({ result: Result.fail(error), index, json, event, repairs: [] })
        return false
      }
    },
    options
  )
  return { reader, events }
}
