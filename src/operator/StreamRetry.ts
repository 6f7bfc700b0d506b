/**
 * Sending a request again when its stream fails before the model has begun to write.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { fieldsOf, isObject } from "../base/json.ts"
import { transduce } from "../base/transduce.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { ProviderError } from "../errors/StreamError.ts"
import type { Response } from "../model/Response.ts"
import { verdictOfChunk } from "../stream/verdict.ts"
import { chunkIn } from "./element.ts"
import type { ChunkElement } from "./element.ts"
import { failOnProviderError } from "./ProviderError.ts"
import { isTransient, secondsToWait } from "./transient.ts"

export { isTransient } from "./transient.ts"

// -----------------------------------------------------------------------------
// Errors
// -----------------------------------------------------------------------------

/**
 * The response completed without any output: `beforeContent` with `onEmpty: "fail"`.
 *
 * @category errors
 * @since 0.1.0
 */
export class EmptyResponse
  extends /* @__PURE__ */ Data.TaggedError("EmptyResponse")<{
    readonly message: string
    /** The number of chunks that came. */
    readonly index: number
  }>
{
  readonly #chunk: ResponsesStreamChunk | undefined

  constructor(fields: EmptyFields) {
    const { chunk, index } = fields
    super({
      index,
      message: 'The response completed without any output. Retry the request, or accept it with onEmpty: "pass".'
    })
    this.#chunk = chunk
  }

  /** The terminal chunk, if one came. Its response has the usage: an empty answer may cost something too. */
  get chunk(): ResponsesStreamChunk | undefined {
    return this.#chunk
  }
}

const triesByError = /* @__PURE__ */ new WeakMap<object, number>()

/**
 * Gives the number of tries that were made when `beforeContent` failed with an error. `undefined` for an error that
 * comes from elsewhere.
 *
 * **Details**
 *
 * It is remembered of the error itself, which keeps its type and its tag. A copy of the error has no number, and an
 * error that is not an object has none either.
 *
 * @category accessors
 * @since 0.1.0
 */
export const triesOf = (error: unknown): number | undefined => (isObject(error) ? triesByError.get(error) : undefined)

// -----------------------------------------------------------------------------
// Options
// -----------------------------------------------------------------------------

/**
 * Options of {@link beforeContent}.
 *
 * @category options
 * @since 0.1.0
 */
export interface RetryOptions<Error = unknown, OnEmpty extends "pass" | "fail" = "pass"> {
  /** The longest time to wait that is accepted from the provider. Beyond it the stream fails. Default 1 minute. */
  readonly maxRetryAfter?: Duration.Input
  /**
   * What happens to a response that completes without any output. `"pass"` (the default) gives it as it is. `"fail"`
   * counts it as failed: it is tried again, and after the last try the stream fails with `EmptyResponse`.
   */
  readonly onEmpty?: OnEmpty
  /** Whether to try again after an error. By default {@link isTransient} decides. */
  readonly while?: (error: Error) => boolean
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * Runs a stream again when it fails before the model has begun to write, and never after.
 *
 * **When to use**
 *
 * Use it on a stream that sends the request itself, so that running it again sends it again.
 *
 * **Details**
 *
 * The model has begun with the first chunk about an output item, reasoning and calls included, or with the first delta
 * of anything. Until then chunks are held back: `response.created` and its like, keepalives, chunks of unknown types.
 * They are given in their order when the model begins, when the response ends, and before the error of the last try. So
 * a consumer sees one response. Those of the tries before are dropped.
 *
 * An error of the provider fails the stream, as with `ProviderError.failOnProviderError`, which is part of it. The
 * schedule gets the error as its input, and `Schedule.CurrentMetadata` tells the request which try it is. If the
 * provider says how long to wait, it waits at least as long. {@link isTransient} says which errors are worth another
 * try.
 *
 * The stream fails with the error of the last try. {@link triesOf} gives the number of tries.
 *
 * At most 1,024 chunks are held back. With one more, the stream counts as begun.
 *
 * **Gotchas**
 *
 * A `Response` can be read once. Put the request into the stream, and not a response that is there already. Keep
 * telemetry outside, where it sees one response, or inside, where it sees each try.
 *
 * **Example** (Three tries before the first token)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import * as Schedule from "effect/Schedule"
 * import * as Stream from "effect/Stream"
 * import { ChunkStream, StreamRetry } from "effect-responses-stream"
 *
 * const schedule = Schedule.exponential("200 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 2 }))
 *
 * const ask = (send: (signal: AbortSignal) => Promise<Response>) =>
 *   Effect.tryPromise(send).pipe(
 *     Effect.map((response) => ChunkStream.fromResponse(response)),
 *     Stream.unwrap,
 *     StreamRetry.beforeContent(schedule, { maxRetryAfter: "30 seconds" }),
 *     Stream.tapError((error) => Effect.logError(error.message, { tries: StreamRetry.triesOf(error) }))
 *   )
 * ```
 *
 * @category error handling
 * @since 0.1.0
 */
export const beforeContent =
  <Input, E2, R2, OnEmpty extends "pass" | "fail" = "pass">(
    schedule: Schedule.Schedule<unknown, Input | Added<OnEmpty>, E2, R2>,
    options?: RetryOptions<Input | Added<OnEmpty>, OnEmpty>
  ) =>
  <A extends ChunkElement, E extends Input | Added<OnEmpty>, R>(
    self: Stream.Stream<A, E, R>
  ): Stream.Stream<A, E | Added<OnEmpty> | E2, R | R2> => {
    type Failure = E | Added<OnEmpty>
    const { maxRetryAfter = "1 minute", onEmpty, while: isWorthAnotherTry = isTransient } = options ?? {}
    const longest = Duration.toSeconds(Duration.fromInputUnsafe(maxRetryAfter))
    const policy = Schedule.modifyDelay(schedule, ({ duration, input }) =>
      Effect.succeed(Duration.max(duration, Duration.seconds(secondsToWait(input))))
    )

    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the option says whether there is such an error
    const makeEmpty = (fields: EmptyFields) => new EmptyResponse(fields) as EmptyError<OnEmpty>

    const run = (
      awaitRetry: (error: Failure) => Pull.Pull<Schedule.Metadata<unknown, Input | Added<OnEmpty>>, E2, unknown, R2>,
      metadata: Schedule.Metadata
    ): Stream.Stream<A, Failure | E2, R | R2> =>
      Stream.suspend(() => {
        const state: State<A> = { held: [], hasBegun: false }
        const tries = metadata.attempt + 1

        const giveUp = (error: Failure): Stream.Stream<A, Failure> => {
          if (isObject(error)) triesByError.set(error, tries)
          return Stream.concat(Stream.fromIterable(state.held), Stream.fail(error))
        }

        return self.pipe(
          Stream.provideService(Schedule.CurrentMetadata, metadata),
          failOnProviderError,
          holdBack(state, onEmpty === "fail" ? makeEmpty : undefined),
          Stream.catch((error) =>
            state.hasBegun || !isWorthAnotherTry(error) || secondsToWait(error) > longest
              ? giveUp(error)
              : awaitRetry(error).pipe(
                  Effect.map((metadata) => run(awaitRetry, metadata)),
                  Pull.catchDone(() => Effect.succeed(giveUp(error))),
                  Stream.unwrap
                )
          )
        )
      })

    return Schedule.toStepWithMetadata(policy).pipe(
      Effect.map((awaitRetry) => run(awaitRetry, Schedule.CurrentMetadata.defaultValue())),
      Stream.unwrap
    )
  }

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** The errors that the operator adds to those of the stream. */
type Added<OnEmpty> = ProviderError | EmptyError<OnEmpty>

type EmptyError<OnEmpty> = OnEmpty extends "fail" ? EmptyResponse : never

interface EmptyFields {
  readonly index: number
  readonly chunk: ResponsesStreamChunk | undefined
}

/** The most elements that are held back. */
const maxHeld = 1024

/** The state of one try, updated in place. */
interface State<A> {
  /** What came before the model began. Nothing once it has. */
  held: Array<A>
  hasBegun: boolean
}

/** Holds elements back until the model has begun to write, or the response has ended. */
const holdBack =
  <A extends ChunkElement, Empty>(state: State<A>, makeEmpty: ((fields: EmptyFields) => Empty) | undefined) =>
  <E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<A, E | Empty, R> =>
    transduce<A, E, R, A, Empty>(self, ({ emit, fail }) => {
      const release = (): void => {
        state.hasBegun = true
        for (const value of state.held) emit(value)
        state.held = []
      }
      return {
        push: (value) => {
          if (state.hasBegun) return emit(value)
          const chunk = chunkIn(value)
          if (makeEmpty !== undefined && chunk?.type === "response.completed" && isEmpty(chunk.response)) {
            return fail(makeEmpty({ index: state.held.length + 1, chunk }))
          }
          state.held.push(value)
          const hasEnded = chunk !== undefined && verdictOfChunk(chunk) !== undefined
          if (hasEnded || isContent(value) || state.held.length > maxHeld) release()
        },
        end: () => {
          if (makeEmpty === undefined || state.hasBegun) release()
          else fail(makeEmpty({ index: state.held.length, chunk: undefined }))
        }
      }
    })

const isEmpty = ({ output, outputText }: Response): boolean => output.length === 0 && !outputText

/** Whether an element is about an output item, or a delta. It may be of a type without a model, or of a user's schema. */
const isContent = (element: ChunkElement): boolean => {
  const chunk = fieldsOf("chunk" in element && isObject(element.chunk) ? element.chunk : element)
  const fields = chunk["type"] === "UNKNOWN" && isObject(chunk["raw"]) ? chunk["raw"] : chunk
  return "outputIndex" in fields || "output_index" in fields || String(fields["type"]).endsWith(".delta")
}
