import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"

export const first = (readable) =>
  ChunkStream.fromReadableStream(readable).pipe(Stream.runHead, Effect.map(Option.getOrThrow), Effect.runPromise)

export const last = (readable) =>
  ChunkStream.fromReadableStream(readable).pipe(Stream.runLast, Effect.map(Option.getOrThrow), Effect.runPromise)
