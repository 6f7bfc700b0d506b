/**
 * One stream, from bytes or parsed objects to the values that a consumer is given: a pump with the policy on invalid
 * events. `ChunkStream` and `Web` read with it, so that both give the same values and the same error.
 *
 * @internal
 */
import * as Result from "effect/Result"
import type { ChunkEvent, DecodeOptions, StreamOptions } from "./ChunkStream.ts"
import type { InvalidEvent } from "../errors/StreamError.ts"
import type { AppliedRepair, RepairName } from "../wire/Tolerance.ts"
import { makeChunkDecoder } from "../wire/chunkDecoder.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import * as Pump from "./session.ts"
import { isSynthetic } from "./synthesize.ts"

/** Makes values of events. */
export interface Emitter<A> extends Pump.Receiver {
  /** Hands over the values made since the last call. */
  readonly take: () => ReadonlyArray<A>
  readonly onRepair?: (repair: AppliedRepair) => void
}

/** A pump, and the values that came out of it. */
export interface Reader<A> {
  readonly pump: Pump.Pump
  readonly take: () => ReadonlyArray<A>
}

/** Makes a reader of one stream. */
export const makeReader = <A>(options: StreamOptions<ChunkSchemas> | undefined, emitter: Emitter<A>): Reader<A> => {
  const { onRepair, take } = emitter
  const decoder = makeChunkDecoder(onRepair === undefined ? options : { ...options, onRepair })
  return { pump: Pump.make(decoder, emitter, options), take }
}

const collect = <A>() => {
  let values: Array<A> = []
  return {
    add: (value: A): void => void values.push(value),
    take: (): ReadonlyArray<A> => {
      // Most pieces of a large event give nothing
      if (values.length === 0) return values
      const taken = values
      values = []
      return taken
    }
  }
}

/** Takes an invalid event. `true` ends the stream. */
type InvalidPolicy = (error: InvalidEvent) => boolean

const invalidPolicy = (options: DecodeOptions<ChunkSchemas> | undefined): InvalidPolicy => {
  if (options?.onInvalid !== "skip") return () => true
  // Effect's logger would be better placed here, but costs every bundle 3 kB
  const { onSkip = (error: InvalidEvent) => console.warn(error.message) } = options
  return (error) => {
    onSkip(error)
    return false
  }
}

/** Gives chunks. */
export const toChunk = <Chunk>(options: DecodeOptions<ChunkSchemas> | undefined): Emitter<Chunk> => {
  const { add, take } = collect<Chunk>()
  return { onChunk: (chunk) => add(chunk as Chunk), onInvalid: invalidPolicy(options), take }
}

/** Gives a result for each event. */
export const toResult = <Chunk>(): Emitter<Result.Result<Chunk, InvalidEvent>> => {
  const { add, take } = collect<Result.Result<Chunk, InvalidEvent>>()
  return {
    onChunk: (chunk) => add(Result.succeed(chunk as Chunk)),
    onInvalid: (error) => {
      add(Result.fail(error))
      return false
    },
    take
  }
}

/** Gives chunks with what they were made from. */
export const toEvent = <Chunk>(options: DecodeOptions<ChunkSchemas> | undefined): Emitter<ChunkEvent<Chunk>> => {
  const { add, take } = collect<ChunkEvent<Chunk>>()
  let repairs: Array<RepairName> = []
  const synthesizes = options?.onEnd === "synthesize"
  return {
    onChunk: (chunk, index, json, event, id) => {
      add({
        index,
        chunk: chunk as Chunk,
        json: json(),
        ...(event === undefined ? {} : { event }),
        ...(id === undefined ? {} : { id }),
        ...(repairs.length === 0 ? {} : { repairs }),
        ...(synthesizes && isSynthetic(chunk) ? { synthetic: true } : {})
      })
      if (repairs.length > 0) repairs = []
    },
    onInvalid: invalidPolicy(options),
    onRepair: (repair) => {
      repairs.push(repair.name)
      options?.onRepair?.(repair)
    },
    take
  }
}
