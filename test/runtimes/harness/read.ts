/** Ways to read a stream to its end, and to keep its error. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"

/** What a stream gives before it ends, and the error it ends with. */
export interface Outcome<A, E> {
  readonly values: ReadonlyArray<A>
  readonly error: E | undefined
}

/** Everything that a stream gives. */
export const outcome = <A, E>(stream: Stream.Stream<A, E>): Promise<Outcome<A, E>> => {
  const values: Array<A> = []
  return stream.pipe(
    Stream.runForEachArray((array) => Effect.sync(() => values.push(...array))),
    Effect.match({
      onFailure: (error): Outcome<A, E> => ({ values, error }),
      onSuccess: () => ({ values, error: undefined })
    }),
    Effect.runPromise
  )
}

/** The same of a stream that never waits, at once: what takes many runs is quicker so. */
export const outcomeSync = <A, E>(stream: Stream.Stream<A, E>): Outcome<A, E> => {
  const values: Array<A> = []
  const exit = stream.pipe(
    Stream.runForEachArray((array) => Effect.sync(() => values.push(...array))),
    Effect.match({
      onFailure: (error): Outcome<A, E> => ({ values, error }),
      onSuccess: () => ({ values, error: undefined })
    }),
    Effect.runSyncExit
  )
  if (Exit.isFailure(exit)) throw new Error(`The stream died: ${String(exit.cause)}`)
  return exit.value
}
