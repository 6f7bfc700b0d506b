/**
 * Bytes to server-sent events, comments and reconnection times, without a look at what the events carry.
 *
 * The grammar is that of the WHATWG specification, parsed by `eventsource-parser`. An event ends with a blank line.
 * `decode` also delivers a last event that lacks only its blank line.
 *
 * @since 0.1.0
 */
import type * as Stream from "effect/Stream"
import { transduce } from "../base/transduce.ts"
import { makeParser } from "./eventParser.ts"
import type { SseFrameError, SseFrameOptions } from "./eventParser.ts"

export { defaultMaxEventSize } from "./eventParser.ts"
export type { SseFrameError, SseFrameOptions } from "./eventParser.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/**
 * An event, a comment or a reconnection time.
 *
 * @category models
 * @since 0.1.0
 */
export type Frame =
  | { readonly _tag: "Event"; readonly data: string; readonly event?: string; readonly id?: string }
  | { readonly _tag: "Comment"; readonly text: string }
  | { readonly _tag: "Retry"; readonly milliseconds: number }

// -----------------------------------------------------------------------------
// Stream
// -----------------------------------------------------------------------------

/**
 * Decodes bytes to frames.
 *
 * **When to use**
 *
 * Use it to see what `ChunkStream` drops: comments that keep a connection alive, `retry:` lines, events that are not
 * chunks.
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode =
  (options?: SseFrameOptions) =>
  <E, R>(self: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Frame, SseFrameError | E, R> =>
    transduce<Uint8Array, E, R, Frame, SseFrameError>(self, ({ emit, fail }) => {
      const parser = makeParser(
        {
          onEvent: (data, event, id) =>
            emit({
              _tag: "Event",
              data,
              ...(event === undefined ? {} : { event }),
              ...(id === undefined ? {} : { id })
            }),
          onComment: (text) => emit({ _tag: "Comment", text }),
          onRetry: (milliseconds) => emit({ _tag: "Retry", milliseconds })
        },
        options
      )
      const settle = (error: SseFrameError | undefined): void => {
        if (error !== undefined) fail(error)
      }
      return { push: (bytes) => settle(parser.push(bytes)), end: () => settle(parser.end()) }
    })
