/**
 * A stream of bytes, or of parsed objects, through a reader.
 *
 * @internal
 */
import type * as Stream from "effect/Stream"
import type { StreamOptions } from "./ChunkStream.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { makeReader } from "./emitter.ts"
import type { Emitter } from "./emitter.ts"
import { transduce } from "../base/transduce.ts"
import type { Pump } from "./session.ts"

/** Gives bytes to a pump. */
export const pushBytes = (pump: Pump, bytes: Uint8Array): void => pump.push(bytes)

/** Runs a stream through a reader, made anew for each run. */
export const read = <I, E, R, A, E2 extends ChunkStreamError = ChunkStreamError>(
  self: Stream.Stream<I, E, R>,
  options: StreamOptions<ChunkSchemas> | undefined,
  makeEmitter: () => Emitter<A>,
  push: (pump: Pump, input: I) => void
): Stream.Stream<A, E2 | E, R> =>
  transduce<I, E, R, A, E2>(self, ({ close, emit, fail }) => {
    const { pump, take } = makeReader(options, makeEmitter())
    const settle = (): void => {
      for (const value of take()) emit(value)
      const error = pump.error()
      // An emitter that ends no stream excludes the errors of single events from E2
      if (error !== undefined) fail(error as E2)
      else if (pump.isDone()) close()
    }
    return {
      push: (input) => {
        push(pump, input)
        settle()
      },
      end: () => {
        pump.end()
        settle()
      }
    }
  })
