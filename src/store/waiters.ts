/**
 * Fibers that wait for a value that isn't there yet.
 *
 * @internal
 */
import * as Effect from "effect/Effect"

/** Those that wait for one thing. */
export class Waiters {
  readonly #checks = new Set<() => void>()

  get isEmpty(): boolean {
    return this.#checks.size === 0
  }

  /** Waits until `look` gives an effect, and then does that. It looks at once, and at each {@link wake}. */
  until<A, E>(look: () => Effect.Effect<A, E> | undefined): Effect.Effect<A, E> {
    return Effect.callback<A, E>((resume) => {
      const check = (): void => {
        const found = look()
        if (found === undefined) return
        this.#checks.delete(check)
        resume(found)
      }
      this.#checks.add(check)
      check()
      return Effect.sync(() => void this.#checks.delete(check))
    })
  }

  /** Lets all look again. */
  wake(): void {
    for (const check of Array.from(this.#checks)) check()
  }
}
