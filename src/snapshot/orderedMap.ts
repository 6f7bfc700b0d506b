/**
 * A persistent map with ordered keys: an AVL tree. Setting a key gives a new map, which shares all but one path with
 * the old one.
 *
 * @internal
 */

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
    return new OrderedMap(this.compare, insert(this.root, key, value, this.compare))
  }

  /** Calls back for each key in order. */
  forEach(visit: (value: V, key: K) => void): void {
    visitAll(this.root, visit)
  }

  /** The values in the order of their keys. */
  values(): Array<V> {
    const { root } = this
    if (root === undefined || root.height <= listed) return valuesOf(root)
    const found: Array<ReadonlyArray<V>> = []
    // Some thousand lists at most: each becomes an argument
    addLists(root, Math.max(listed, root.height - 12), found)
    return ([] as Array<V>).concat(...found)
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

/** A tree of this height has some hundred values. The next maps share most such trees, so each is listed only once. */
const listed = 8

const lists = /* @__PURE__ */ new WeakMap<object, ReadonlyArray<unknown>>()

const listOf = <K, V>(tree: TreeNode<K, V>): ReadonlyArray<V> => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the list of the tree
  const known = lists.get(tree) as ReadonlyArray<V> | undefined
  if (known !== undefined) return known
  const list = valuesOf(tree)
  lists.set(tree, list)
  return list
}

/** The lists of the parts of a tree, up to a height. */
const addLists = <K, V>(tree: Tree<K, V>, height: number, found: Array<ReadonlyArray<V>>): void => {
  if (tree === undefined) return
  if (tree.height <= height) found.push(listOf(tree))
  else {
    addLists(tree.left, height, found)
    found.push([tree.value])
    addLists(tree.right, height, found)
  }
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
