/**
 * Runs a pure reducer over a stream, one pass for each batch.
 *
 * @internal
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** A reducer: its first state, a step for each value, and the last values at the end. */
export interface Steps<State, A, B> {
  readonly initial: State
  readonly step: (state: State, value: A) => readonly [State, ReadonlyArray<B>]
  readonly end: (state: State) => ReadonlyArray<B>
}

/** Runs the steps. `end` runs if the stream ends or fails, not at a defect or an interruption. */
export const runSteps =
  <State, A, B>({ end, initial, step }: Steps<State, A, B>) =>
  <E, R>(self: Stream.Stream<A, E, R>): Stream.Stream<B, E, R> =>
    Stream.suspend(() => {
      // Effect calls `onHalt` at defects too
      let isBroken = false
      return self.pipe(
        Stream.tapCause((cause) =>
          Effect.sync(() => {
            isBroken = !Cause.hasFails(cause)
          })
        ),
        Stream.mapAccumArray(
          () => initial,
          (state, values) => {
            const all: Array<B> = []
            for (const value of values) {
              const [next, made] = step(state, value)
              state = next
              for (const each of made) all.push(each)
            }
            return [state, all]
          },
          { onHalt: (state) => (isBroken ? [] : end(state)) }
        )
      )
    })
