/**
 * Callbacks of users, whose errors do no harm.
 *
 * @internal
 */

/** Makes a callback safe: what it throws, or rejects with, goes to the console. */
export const guard =
  <Args extends ReadonlyArray<unknown>>(callback: ((...args: Args) => unknown) | undefined) =>
  (...args: Args): void => {
    try {
      const result = callback?.(...args)
      if (result instanceof Promise) result.catch(complain)
    } catch (thrown) {
      complain(thrown)
    }
  }

/** Reports that a callback has thrown. */
export const complain = (thrown: unknown): void => console.error("A callback has thrown", thrown)
