/** All that an iterable gives, and how it ended. */
export const drain = async <A>(
  iterable: AsyncIterable<A>
): Promise<{ readonly values: ReadonlyArray<A>; readonly error: unknown }> => {
  const values: Array<A> = []
  try {
    for await (const value of iterable) values.push(value)
  } catch (error) {
    return { values, error }
  }
  return { values, error: undefined }
}
