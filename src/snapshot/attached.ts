/**
 * Values that are attached to objects, and live as long as these.
 *
 * @internal
 */

/** A base class that makes no object, so that a class adds its private field to one that is there. */
// oxlint-disable-next-line typescript/no-extraneous-class -- a base for its constructor
class Given {
  constructor(given: object) {
    // oxlint-disable-next-line no-constructor-return -- that is what it is for
    return given
  }
}

/** What is attached to objects. Nothing is attached twice. */
export interface Attached<K extends object, V> {
  readonly get: (key: K) => V | undefined
  readonly set: (key: K, value: V) => void
}

/**
 * Attaches values as a `WeakMap` does, but in a private field, which nothing else sees. The engine keeps what is in a
 * `WeakMap` until it collects all of the memory: thousands of long lists. Only objects that a user has frozen have no
 * room for a field.
 */
export const attached = <K extends object, V>(): Attached<K, V> => {
  const ofFrozen = new WeakMap<object, V>()
  class Holder extends Given {
    readonly #value: V

    constructor(key: object, value: V) {
      super(key)
      this.#value = value
    }

    static get(this: void, key: object): V | undefined {
      return #value in key ? key.#value : ofFrozen.get(key)
    }
  }
  return {
    get: Holder.get,
    set: (key, value) => {
      if (Object.isExtensible(key)) void new Holder(key, value)
      else ofFrozen.set(key, value)
    }
  }
}
