/**
 * A persistent map with ordered keys: an AVL tree. Setting a key gives a new map, which shares all but one path with
 * the old one.
 *
 * @internal
 */
import { attached } from "./attached.ts"
import { GrowingList } from "./growingList.ts"

/** Compares two keys, as for sorting: below zero, zero or above. */
export type Compare<K> = (a: K, b: K) => number

/** A node of the tree: the heights of its two sides differ by one at most. */
interface TreeNode<K, V> {
  readonly key: K
  readonly value: V
  readonly height: number
  readonly left: Tree<K, V>
  readonly right: Tree<K, V>
}

type Tree<K, V> = TreeNode<K, V> | undefined

/** The values of the maps that were read. If keys only come at the end, the next maps share the list. */
const lists = /* @__PURE__ */ attached<object, GrowingList<unknown>>()

const listOf = <K, V>(map: OrderedMap<K, V>): GrowingList<V> | undefined =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the list of the map
  lists.get(map) as GrowingList<V> | undefined

/** Getting, setting and finding a neighbour take logarithmic time, in any order of keys. */
export class OrderedMap<K, V> {
  readonly compare: Compare<K>
  readonly root: Tree<K, V>

  constructor(compare: Compare<K>, root?: Tree<K, V>) {
    this.compare = compare
    this.root = root
  }

  get(key: K): V | undefined {
    const { compare } = this
    let node = this.root
    while (node !== undefined) {
      const order = compare(key, node.key)
      if (order < 0) node = node.left
      else if (order > 0) node = node.right
      else return node.value
    }
    return undefined
  }

  /** The value of the greatest key up to a key. */
  upTo(key: K): V | undefined {
    const { compare } = this
    let found: Tree<K, V>
    let node = this.root
    while (node !== undefined) {
      if (compare(node.key, key) > 0) node = node.left
      else {
        found = node
        node = node.right
      }
    }
    return found?.value
  }

  get isEmpty(): boolean {
    return this.root === undefined
  }

  /** The greatest key. */
  lastKey(): K | undefined {
    let node = this.root
    while (node?.right !== undefined) node = node.right
    return node?.key
  }

  set(key: K, value: V): OrderedMap<K, V> {
    const { compare, root } = this
    const next = new OrderedMap(compare, insert(root, key, value, compare))
    const list = listOf(this)
    if (list !== undefined && root !== undefined && compare(key, this.lastKey()!) > 0) {
      lists.set(next, list.append([value]))
    }
    return next
  }

  /** Calls back for each key in order. */
  forEach(visit: (value: V, key: K) => void): void {
    visitAll(this.root, visit)
  }

  /** The values in the order of their keys. */
  values(): Array<V> {
    const known = listOf(this)
    const list = known ?? new GrowingList(valuesOf(this.root))
    if (known === undefined) lists.set(this, list)
    return list.values()
  }

  /** The entries in the order of the keys. A map is saved as these. */
  entries(): Array<readonly [K, V]> {
    const entries: Array<readonly [K, V]> = []
    this.forEach((value, key) => entries.push([key, value]))
    return entries
  }

  toJSON(): ReadonlyArray<readonly [K, V]> {
    return this.entries()
  }
}

const visitAll = <K, V>(tree: Tree<K, V>, visit: (value: V, key: K) => void): void => {
  if (tree === undefined) return
  visitAll(tree.left, visit)
  visit(tree.value, tree.key)
  visitAll(tree.right, visit)
}

const valuesOf = <K, V>(tree: Tree<K, V>): Array<V> => {
  const values: Array<V> = []
  visitAll(tree, (value) => values.push(value))
  return values
}

const heightOf = <K, V>(tree: Tree<K, V>): number => (tree === undefined ? 0 : tree.height)

const nodeOf = <K, V>(key: K, value: V, left: Tree<K, V>, right: Tree<K, V>): TreeNode<K, V> => ({
  key,
  value,
  height: 1 + Math.max(heightOf(left), heightOf(right)),
  left,
  right
})

/** Makes a balanced node of two trees whose heights differ by two at most. */
const balance = <K, V>(key: K, value: V, left: Tree<K, V>, right: Tree<K, V>): TreeNode<K, V> => {
  const balanceFactor = heightOf(left) - heightOf(right)
  if (balanceFactor > 1) {
    const { left: outer, right: inner } = left!
    if (heightOf(outer) >= heightOf(inner)) {
      return nodeOf(left!.key, left!.value, outer, nodeOf(key, value, inner, right))
    }
    const top = inner!
    return nodeOf(
      top.key,
      top.value,
      nodeOf(left!.key, left!.value, outer, top.left),
      nodeOf(key, value, top.right, right)
    )
  }
  if (balanceFactor < -1) {
    const { left: inner, right: outer } = right!
    if (heightOf(outer) >= heightOf(inner)) {
      return nodeOf(right!.key, right!.value, nodeOf(key, value, left, inner), outer)
    }
    const top = inner!
    return nodeOf(
      top.key,
      top.value,
      nodeOf(key, value, left, top.left),
      nodeOf(right!.key, right!.value, top.right, outer)
    )
  }
  return nodeOf(key, value, left, right)
}

const insert = <K, V>(tree: Tree<K, V>, key: K, value: V, compare: Compare<K>): TreeNode<K, V> => {
  if (tree === undefined) return nodeOf(key, value, undefined, undefined)
  const order = compare(key, tree.key)
  if (order < 0) return balance(tree.key, tree.value, insert(tree.left, key, value, compare), tree.right)
  if (order > 0) return balance(tree.key, tree.value, tree.left, insert(tree.right, key, value, compare))
  return nodeOf(tree.key, value, tree.left, tree.right)
}

/** A map of numbers. Any finite number is a key, and -0 is 0. */
export const numbered = <V>(entries: Iterable<readonly [number, V]> = []): OrderedMap<number, V> =>
  fill(new OrderedMap<number, V>(byNumber), entries)

/** A map of texts, ordered by code units. */
export const named = <V>(entries: Iterable<readonly [string, V]> = []): OrderedMap<string, V> =>
  fill(new OrderedMap<string, V>(byName), entries)

const byNumber = (a: number, b: number): number => a - b

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Sets several keys. */
export const fill = <K, V>(map: OrderedMap<K, V>, entries: Iterable<readonly [K, V]>): OrderedMap<K, V> => {
  let filled = map
  for (const [key, value] of entries) filled = filled.set(key, value)
  return filled
}

/** A map of the values of a list, by their index. */
export const indexed = <A, B>(values: ReadonlyArray<A>, make: (value: A, index: number) => B): OrderedMap<number, B> =>
  numbered(values.map((value, i) => [i, make(value, i)] as const))

/** Appends a value. */
export const append = <A>(map: OrderedMap<number, A>, value: A): OrderedMap<number, A> =>
  map.set((map.lastKey() ?? -1) + 1, value)
