/** JSON as it is written: with keys that stand twice, numbers that no value has, and any name as a key. */

export type Tree = Scalar | List | Fields

interface Scalar {
  readonly kind: "scalar"
  /** What is written. */
  readonly text: string
}

interface List {
  readonly kind: "list"
  readonly items: ReadonlyArray<Tree>
}

interface Fields {
  readonly kind: "object"
  readonly entries: ReadonlyArray<readonly [key: string, value: Tree]>
}

export const scalar = (text: string): Tree => ({ kind: "scalar", text })

/** The tree of a parsed value. */
export const treeOf = (value: unknown): Tree => {
  if (Array.isArray(value)) return { kind: "list", items: value.map(treeOf) }
  if (typeof value !== "object" || value === null) return scalar(JSON.stringify(value) ?? "null")
  return { kind: "object", entries: Object.entries(value).map(([key, child]) => [key, treeOf(child)]) }
}

/** Writes a tree, on one line or on several. */
export const write = (tree: Tree, indent = "", level = "\n"): string => {
  if (tree.kind === "scalar") return tree.text
  const isList = tree.kind === "list"
  const deeper = level + indent
  const parts = isList
    ? tree.items.map((item) => write(item, indent, deeper))
    : tree.entries.map(
        ([key, value]) => `${JSON.stringify(key)}:${indent === "" ? "" : " "}${write(value, indent, deeper)}`
      )
  const [opener, closer] = isList ? "[]" : "{}"
  if (indent === "" || parts.length === 0) return opener! + parts.join(",") + closer!
  return opener! + deeper + parts.join("," + deeper) + level + closer!
}

export type Path = ReadonlyArray<number>

/** Where the values of a tree are: the root first. */
export const pathsOf = (tree: Tree, path: Path = []): ReadonlyArray<Path> => [
  path,
  ...childrenOf(tree).flatMap((child, i) => pathsOf(child, [...path, i]))
]

const childrenOf = (tree: Tree): ReadonlyArray<Tree> =>
  tree.kind === "scalar" ? [] : tree.kind === "list" ? tree.items : tree.entries.map(([, value]) => value)

export const at = (tree: Tree, path: Path): Tree => path.reduce((parent, i) => childrenOf(parent)[i]!, tree)

/** The tree with another value at a path. */
export const withAt = (tree: Tree, path: Path, change: (value: Tree) => Tree): Tree => {
  const [i, ...rest] = path
  if (i === undefined) return change(tree)
  if (tree.kind === "list")
    return { kind: "list", items: tree.items.map((item, at) => (at === i ? withAt(item, rest, change) : item)) }
  if (tree.kind === "scalar") return tree
  return {
    kind: "object",
    entries: tree.entries.map(([key, value], at) => [key, at === i ? withAt(value, rest, change) : value])
  }
}

/** What stands first under a key. */
export const fieldOf = (tree: Tree, key: string): Tree | undefined =>
  tree.kind === "object" ? tree.entries.find(([name]) => name === key)?.[1] : undefined

/** The tree with a value under a key, in the place of those that were there. */
export const withField = (tree: Tree, key: string, value: Tree): Tree =>
  tree.kind === "object"
    ? { kind: "object", entries: tree.entries.map(([name, old]) => [name, name === key ? value : old]) }
    : tree
