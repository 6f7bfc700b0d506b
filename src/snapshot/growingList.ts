/**
 * A list to which values are only added, as a value that never changes.
 *
 * @internal
 */

/** Lists share an array, which only grows. Each knows how many of its values are its own. */
export class GrowingList<A> {
  readonly shared: Array<A>
  readonly length: number

  constructor(own: Array<A>) {
    this.shared = own
    this.length = own.length
  }

  /** Adds values: in place, unless another list has done so before, or a user has frozen the array. */
  append(values: ReadonlyArray<A>): GrowingList<A> {
    const { length, shared } = this
    const all = shared.length === length && Object.isExtensible(shared) ? shared : this.values()
    for (const value of values) all.push(value)
    return new GrowingList(all)
  }

  /** A list of the caller's own. */
  values(): Array<A> {
    return this.shared.slice(0, this.length)
  }

  toJSON(): ReadonlyArray<A> {
    return this.values()
  }
}
