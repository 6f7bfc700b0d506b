import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Everything a stream gives before its error, and the error. */
export const outcome = <A, E>(
  stream: Stream.Stream<A, E>
): Effect.Effect<{ readonly values: ReadonlyArray<A>; readonly error: E | undefined }> =>
  Effect.gen(function* () {
    const values: Array<A> = []
    const error = yield* stream.pipe(
      Stream.runForEach((value) => Effect.sync(() => values.push(value))),
      Effect.match({ onFailure: (failure): E | undefined => failure, onSuccess: () => undefined })
    )
    return { values, error }
  })
