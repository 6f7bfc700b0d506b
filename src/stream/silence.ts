/**
 * Batches of a stream, and its silence.
 *
 * @internal
 */
import type * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"

/** Comes in the place of a batch when none has come for a duration. */
export const silence = Symbol("silence")

/** Gives each batch, and `silence` after each duration without one. The pull behind it is never interrupted for that. */
export const orSilence = <A, E, R>(
  pull: Pull.Pull<A, E, void, R>,
  scope: Scope.Scope,
  duration: Duration.Duration
): Pull.Pull<A | typeof silence, E, void, R> => {
  let pending: Fiber.Fiber<A, E | Cause.Done> | undefined

  const begin = Effect.map(Effect.forkIn(pull, scope, { startImmediately: true }), (fiber) => {
    pending = fiber
    return fiber
  })

  return Effect.suspend(() =>
    Effect.flatMap(pending === undefined ? begin : Effect.succeed(pending), (fiber) =>
      Effect.flatMap(
        Effect.raceFirst(Fiber.await(fiber), Effect.as(Effect.sleep(duration), silence)),
        (next): Pull.Pull<A | typeof silence, E> => {
          if (next === silence) return Effect.succeed(silence)
          pending = undefined
          return next
        }
      )
    )
  )
}
