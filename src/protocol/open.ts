/**
 * The open elements of a stream: an immutable map that is fast for the last used element.
 *
 * @internal
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"

/**
 * Elements by key, with the last used one in front: a delta after a delta of the same text doesn't touch the tree of
 * the others.
 */
export interface Open<K extends string | number, A> {
  readonly key: K | undefined
  readonly front: A | undefined
  /** The others, and an older state of the one in front. */
  readonly rest: HashMap.HashMap<K, A>
}

/** Nothing is open. */
export const empty: Open<never, never> = { key: undefined, front: undefined, rest: /* @__PURE__ */ HashMap.empty() }

export const get = <K extends string | number, A>(open: Open<K, A>, key: K): A | undefined =>
  open.key === key
    ? open.front
    : HashMap.isEmpty(open.rest)
      ? undefined
      : Option.getOrUndefined(HashMap.get(open.rest, key))

export const set = <K extends string | number, A>(open: Open<K, A>, key: K, element: A): Open<K, A> => {
  if (open.key === key || open.key === undefined) return { key, front: element, rest: open.rest }
  return { key, front: element, rest: HashMap.set(open.rest, open.key, open.front!) }
}

export const remove = <K extends string | number, A>(open: Open<K, A>, key: K): Open<K, A> => {
  const rest = HashMap.isEmpty(open.rest) ? open.rest : HashMap.remove(open.rest, key)
  return open.key === key ? { key: undefined, front: undefined, rest } : { key: open.key, front: open.front, rest }
}

/** The elements, in any order. */
export const values = <K extends string | number, A>({ front, key, rest }: Open<K, A>): ReadonlyArray<A> => {
  const all: Array<A> = front === undefined ? [] : [front]
  for (const [other, element] of rest) if (other !== key) all.push(element)
  return all
}
