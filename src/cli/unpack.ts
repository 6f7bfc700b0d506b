/**
 * Compressed bytes as what they were before.
 *
 * @internal
 */
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Effect from "effect/Effect"
import { systemError } from "effect/PlatformError"
import type { PlatformError } from "effect/PlatformError"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { createGunzip } from "node:zlib"
import { concat, noBytes } from "../sse/utf8.ts"

/** Decompresses bytes that begin as gzip does, whatever their name is. All others stay as they are. */
export const unpack = (bytes: Stream.Stream<Uint8Array, PlatformError>): Stream.Stream<Uint8Array, PlatformError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const pull = yield* Stream.toPull(bytes)
      let head = noBytes
      let rest: Stream.Stream<Uint8Array, PlatformError> = Stream.fromPull(Effect.succeed(pull))
      const readHead: Effect.Effect<void> = Pull.matchEffect(pull, {
        onSuccess: (pieces) => {
          head = pieces.reduce(concat, head)
          return head.length < magic.length ? readHead : Effect.void
        },
        onFailure: (cause) => {
          rest = Stream.failCause(cause)
          return Effect.void
        },
        onDone: () => {
          rest = Stream.empty
          return Effect.void
        }
      })
      yield* readHead
      const all = head.length === 0 ? rest : Stream.concat(Stream.succeed(head), rest)
      return magic.every((byte, i) => head[i] === byte)
        ? NodeStream.pipeThroughDuplex(all, { evaluate: () => createGunzip(), onError: failure })
        : all
    })
  )

/** How gzip begins. */
const magic = [0x1f, 0x8b]

/** An error of Node as one of the platform. */
export const failure = (cause: unknown): PlatformError =>
  systemError({ _tag: "Unknown", module: "FileSystem", method: "stream", cause })
