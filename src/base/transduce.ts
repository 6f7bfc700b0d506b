/**
 * A synchronous step function under a stream operator: one pass for each batch of inputs, no effect per value.
 *
 * It is for operators that end a stream with an error of their own, whose values must come before that error although
 * both are of the same batch. All others are Effect's own: `Stream.mapAccumArray`, `filter`, `mapEffect`, `onEnd`.
 *
 * @internal
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"

/** Where the values of a stream go. */
export interface Output<A, E> {
  /** Hands on a value. */
  readonly emit: (value: A) => void
  /** Ends the stream with an error, behind the values before it. */
  readonly fail: (error: E) => void
  /** Ends the stream. Upstream is released. */
  readonly close: () => void
}

/** Turns inputs into values. */
export interface Transducer<I> {
  /** Reads an input. */
  readonly push: (input: I) => void
  /** The input has ended. */
  readonly end: () => void
  /** What is to be run before the values are handed on, if anything. */
  readonly notice?: () => Effect.Effect<void> | undefined
}

/** A transducer that takes the errors of upstream too. */
export interface Catching<I, E> extends Transducer<I> {
  /** The input has ended with an error, which goes no further. */
  readonly onError: (error: E) => void
}

/** Runs a stream through a transducer, made anew for each run. */
export const transduce: {
  <I, E, R, A, E2>(
    self: Stream.Stream<I, E, R>,
    make: (output: Output<A, E2>) => Catching<I, E>
  ): Stream.Stream<A, E2, R>
  <I, E, R, A, E2>(
    self: Stream.Stream<I, E, R>,
    make: (output: Output<A, E2>) => Transducer<I>
  ): Stream.Stream<A, E | E2, R>
} = <I, E, R, A, E2>(
  self: Stream.Stream<I, E, R>,
  make: (output: Output<A, E2>) => Transducer<I> & Partial<Catching<I, E>>
): Stream.Stream<A, E | E2, R> =>
  Stream.transformPull(self, (pull) =>
    Effect.sync(() => {
      let values: Array<A> = []
      let isClosed = false
      /** How the stream ends, once the values before are handed on. */
      let close: Pull.Pull<never, E2> = Cause.done()
      const closeWith = (how: Pull.Pull<never, E2>): void => {
        if (!isClosed) close = how
        isClosed = true
      }
      const transducer = make({
        emit: (value) => void values.push(value),
        fail: (error) => closeWith(Effect.fail(error)),
        close: () => closeWith(Cause.done())
      })

      const handOn = (): Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E | E2> => {
        const taken = values
        if (!Arr.isReadonlyArrayNonEmpty(taken)) return isClosed ? close : read
        values = []
        return Effect.succeed(taken)
      }

      /** Calls the transducer. What a callback of the user throws comes behind the values before it. */
      const attempt = (call: () => void): Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E | E2> => {
        try {
          call()
        } catch (thrown) {
          closeWith(Effect.die(thrown))
        }
        return next()
      }

      const next = (): Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E | E2> => {
        const notice = transducer.notice?.()
        return notice === undefined ? handOn() : Effect.flatMap(notice, handOn)
      }

      const read: Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E | E2> = Pull.matchEffect(pull, {
        onSuccess: (inputs) =>
          attempt(() => {
            // oxlint-disable-next-line no-unmodified-loop-condition -- `push` closes
            for (let i = 0; i < inputs.length && !isClosed; i++) transducer.push(inputs[i]!)
          }),
        onFailure: (cause) => {
          const { onError } = transducer
          const reason = cause.reasons.find(Cause.isFailReason)
          if (onError === undefined || reason === undefined) return Effect.failCause(cause)
          return attempt(() => {
            onError(reason.error)
            closeWith(Cause.done())
          })
        },
        onDone: () =>
          attempt(() => {
            transducer.end()
            closeWith(Cause.done())
          })
      })

      return Effect.suspend(handOn)
    })
  )
