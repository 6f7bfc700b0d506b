/**
 * The output of a reader for each event, by the options `as` and `onInvalid`.
 *
 * @internal
 */
import * as Result from "effect/Result"
import type { InvalidEvent } from "../errors/StreamError.ts"
import type { AnyOptions, ChunkEvent } from "./options.ts"
import type { Receiver } from "./reader.ts"
import { isSynthetic } from "./synthesize.ts"

/** Makes the receiver of a reader. `emit` gets the values. */
export const makeReceiver = (options: AnyOptions | undefined, emit: (value: unknown) => void): Receiver => {
  switch (options?.as) {
    case "result":
      return {
        onChunk: (chunk) => emit(Result.succeed(chunk)),
        onInvalid: (error) => {
          emit(Result.fail(error))
          return false
        }
      }
    case "event":
      return { onChunk: (...event) => emit(makeEvent(...event)), onInvalid: invalidPolicy(options) }
    default:
      return { onChunk: emit, onInvalid: invalidPolicy(options) }
  }
}

/** Makes the event of a chunk. */
export const makeEvent: (...event: Parameters<Receiver["onChunk"]>) => ChunkEvent = (
  chunk,
  index,
  json,
  event,
  id,
  repairs
) => ({
  index,
  chunk,
  json: json(),
  ...(event === undefined ? {} : { event }),
  ...(id === undefined ? {} : { id }),
  ...(repairs === undefined ? {} : { repairs }),
  ...(isSynthetic(chunk) ? { synthetic: true } : {})
})

const fail = (): boolean => true

const invalidPolicy = (options: AnyOptions | undefined): ((error: InvalidEvent) => boolean) => {
  if (options?.onInvalid !== "skip") return fail
  // Effect's logger would be idiomatic, but would grow every bundle
  const { onSkip = (error: InvalidEvent) => console.warn(error.message) } = options
  return (error) => {
    onSkip(error)
    return false
  }
}
