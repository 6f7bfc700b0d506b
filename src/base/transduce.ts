/**
 * Runs a synchronous step function over a stream: one pass for each batch of inputs, no effect per value.
 *
 * It is for operators that fail a stream with their own error, and deliver the values of the same batch before it. All
 * others use Effect's operators: `Stream.mapAccumArray`, `filter`, `mapEffect`, `onEnd`.
 *
 * @internal
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"

/** What a transducer writes to. */
export interface Output<A, E> {
  /** Emits a value. */
  readonly emit: (value: A) => void
  /** Fails the stream with an error, after the values before it. */
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
  /** Gives an effect to run before the values are emitted, if there is one. */
  readonly notice?: () => Effect.Effect<void> | undefined
}

/** A transducer that handles the errors of upstream too. */
export interface Catching<I, E> extends Transducer<I> {
  /** The input has failed. The error goes no further. */
  readonly onError: (error: E) => void
}

/** Runs a stream through a transducer. Each run makes its own. */
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
      /** How the stream ends, after the values before are emitted. */
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

      /** Calls the transducer. If a user's callback throws, the values before come first. */
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
