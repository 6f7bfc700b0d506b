/**
 * A stream of bytes, or of parsed objects, through a reader.
 *
 * @internal
 */
import type * as Stream from "effect/Stream"
import type { StreamOptions } from "../ChunkStream.ts"
import type { ChunkStreamError } from "../StreamError.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { makeReader } from "./emitter.ts"
import type { Emitter } from "./emitter.ts"
import { runMachine } from "./machine.ts"
import type { Pump } from "./pump.ts"

/** Gives bytes to a pump. */
export const pushBytes = (pump: Pump, bytes: Uint8Array): void => pump.push(bytes)

/** Runs a stream through a reader, made anew for each run. */
export const read = <I, E, R, A, E2 extends ChunkStreamError = ChunkStreamError>(
  self: Stream.Stream<I, E, R>,
  options: StreamOptions<ChunkSchemas> | undefined,
  makeEmitter: () => Emitter<A>,
  push: (pump: Pump, input: I) => void
): Stream.Stream<A, E2 | E, R> =>
  runMachine(self, () => {
    const { pump, take } = makeReader(options, makeEmitter())
    return {
      push: (input) => {
        push(pump, input)
        return pump.isDone()
      },
      end: () => pump.end(),
      take,
      // An emitter that ends no stream excludes the errors of single events from E2
      error: () => pump.error() as E2 | undefined
    }
  })
