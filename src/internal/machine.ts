/**
 * A synchronous machine under a thin stream operator: one pass for each batch of inputs, no effect per value.
 *
 * @internal
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"

/** Turns inputs into values. Values that came before an error or the end are still taken. */
export interface Machine<I, A, E> {
  /** Reads an input. `true` says that nothing more is to be read. */
  readonly push: (input: I) => boolean
  /** The input has ended. */
  readonly end: () => void
  /** Hands over the values made since the last call. */
  readonly take: () => ReadonlyArray<A>
  /** The error that ends the stream, once there is one. */
  readonly error: () => E | undefined
  /** What is to be run before the values are handed on, if anything. */
  readonly notice?: () => Effect.Effect<void> | undefined
}

/** Runs a stream through a machine, made anew for each run. Upstream is released as soon as the machine is done. */
export const runMachine = <I, E, R, A, E2>(
  self: Stream.Stream<I, E, R>,
  make: () => Machine<I, A, E2>
): Stream.Stream<A, E | E2, R> =>
  Stream.transformPull(self, (pull) =>
    Effect.sync(() => {
      const machine = make()
      let finished = false
      /** What a callback of the user has thrown. It comes behind the values before it, as any error does. */
      let defect: Effect.Effect<never> | undefined

      const emit = (): Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E | E2> => {
        const values = machine.take()
        if (Arr.isReadonlyArrayNonEmpty(values)) return Effect.succeed(values)
        if (defect !== undefined) return defect
        const error = machine.error()
        if (error !== undefined) return Effect.fail(error)
        return finished ? Cause.done() : read
      }

      const next = (): Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E | E2> => {
        const notice = machine.notice?.()
        return notice === undefined ? emit() : Effect.flatMap(notice, emit)
      }

      const read: Pull.Pull<Arr.NonEmptyReadonlyArray<A>, E | E2> = Pull.matchEffect(pull, {
        onSuccess: (inputs) => {
          try {
            for (let i = 0; i < inputs.length && !finished; i++) finished = machine.push(inputs[i]!)
          } catch (thrown) {
            defect = Effect.die(thrown)
          }
          return next()
        },
        onFailure: Effect.failCause,
        onDone: () => {
          finished = true
          machine.end()
          return next()
        }
      })

      return Effect.suspend(emit)
    })
  )
