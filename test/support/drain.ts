/** What came of an iterable. */
export interface Drained<A> {
  /** Everything that it gave before its error. */
  readonly values: ReadonlyArray<A>
  readonly error: unknown
}

/** Reads an iterable to its end. */
export const drain = async <A>(iterable: AsyncIterable<A>): Promise<Drained<A>> => {
  const values: Array<A> = []
  try {
    for await (const value of iterable) values.push(value)
  } catch (error) {
    return { values, error }
  }
  return { values, error: undefined }
}
