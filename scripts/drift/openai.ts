/** Reads the declarations of `openai`: only the part of TypeScript that these declarations use. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Catalogue, Field, ObjectShape, Shape } from "./shape.ts"
import { flatten, literal, typesOf, union } from "./shape.ts"

/** Reads the package that is installed in a folder of packages. */
export const loadOpenAI = (modules: string): Catalogue => {
  const root = join(modules, "openai")
  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const read = (file: string) => readFileSync(join(root, "resources", file), "utf8")
  return readDeclarations(
    {
      // The declarations of the beta have names of their own
      responses: read("responses/responses.d.ts") + read("beta/responses/responses.d.ts"),
      shared: read("shared.d.ts")
    },
    `openai@${version}`,
    ["ResponseStreamEvent", "ResponsesServerEvent", "BetaResponsesServerEvent"]
  )
}

/** A declaration: an interface's body or the type of an alias, as tokens that are read when they are asked for. */
interface Declaration {
  readonly scope: ReadonlyArray<string>
  readonly parents: ReadonlyArray<string>
  readonly tokens: ReadonlyArray<string>
}

/** Reads declarations. `unions` are those of events: a type that several have, or one has twice, becomes one event. */
export const readDeclarations = (
  files: { readonly responses: string; readonly shared: string },
  source: string,
  unions: ReadonlyArray<string> = ["ResponseStreamEvent"]
): Catalogue => {
  const declarations = new Map([
    ...declarationsOf(tokenize(files.responses), []),
    ...declarationsOf(tokenize(files.shared), ["Shared"])
  ])
  const shapes = new Map<string, Shape>()

  const resolve = (name: string, scope: ReadonlyArray<string>): Shape => {
    const path = name.split(".").filter((part) => part !== "ResponsesAPI")
    for (let depth = scope.length; depth >= 0; depth--) {
      const key = [...scope.slice(0, depth), ...path].join(".")
      if (declarations.has(key)) return shapeOf(key)
    }
    throw new Error(`${source} declares no ${name}`)
  }
  const shapeOf = (key: string): Shape => {
    const known = shapes.get(key)
    if (known !== undefined) return known
    // Set before it is made: declarations refer to themselves
    shapes.set(key, { kind: "lazy", get: () => made })
    const made = make(declarations.get(key)!, key)
    shapes.set(key, made)
    return made
  }
  const make = ({ parents, scope, tokens }: Declaration, key: string): Shape => {
    const inner = [...scope, key.split(".").at(-1)!]
    const shape = new TypeReader(tokens, (name) => resolve(name, inner)).read()
    if (shape.kind !== "object") return shape
    const fields = new Map<string, Field>()
    for (const parent of parents) {
      for (const object of flatten(resolve(parent, inner)).objects) {
        for (const [key, field] of object.fields) fields.set(key, field)
      }
    }
    for (const [key, field] of shape.fields) fields.set(key, field)
    return { kind: "object", name: key, fields }
  }

  const events = new Map<string, ObjectShape>()
  for (const name of unions) {
    const { objects } = flatten(resolve(name, []))
    if (objects.length === 0) throw new Error(`${source} declares no events as ${name}`)
    for (const object of objects) {
      for (const type of typesOf(object)) {
        const known = events.get(type)
        events.set(type, known === undefined ? object : either(known, object))
      }
    }
  }
  return { source, events }
}

/** An object that is one of two. */
const either = (a: ObjectShape, b: ObjectShape): ObjectShape => {
  const fields = new Map<string, Field>()
  for (const key of new Set([...a.fields.keys(), ...b.fields.keys()])) {
    const found = [a, b].flatMap(({ fields }) => fields.get(key) ?? [])
    const shape = union([...new Set(found.map(({ shape }) => shape))])
    fields.set(key, { required: found.length === 2 && found.every(({ required }) => required), shape })
  }
  return { kind: "object", fields }
}

const tokenize = (text: string): ReadonlyArray<string> =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
    .match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d[\d._]*|[\w$]+(?:\.[\w$]+)*|=>|[^\s\w]/g) ?? []

const opening = new Set(["{", "[", "(", "<"])
const closing = new Set(["}", "]", ")", ">"])

/** The index behind the bracket that closes the one at an index. */
const skip = (tokens: ReadonlyArray<string>, start: number): number => {
  let depth = 0
  for (let i = start; i < tokens.length; i++) {
    if (opening.has(tokens[i]!)) depth++
    if (closing.has(tokens[i]!) && --depth === 0) return i + 1
  }
  throw new Error("Unbalanced brackets in a declaration file")
}

const declarationsOf = (
  tokens: ReadonlyArray<string>,
  scope: ReadonlyArray<string>
): ReadonlyArray<[string, Declaration]> => {
  const found: Array<[string, Declaration]> = []
  let i = 0
  while (i < tokens.length) {
    const [keyword, name] = [tokens[i]!, tokens[i + 1] ?? ""]
    if (keyword === "interface" || keyword === "class") {
      const body = tokens.indexOf("{", i)
      const end = skip(tokens, body)
      const parents = tokens.slice(i + 2, body).filter((token) => /^[A-Z]/.test(token))
      // A generic interface is the client's own, and never on the wire
      if (keyword === "interface" && tokens[i + 2] !== "<") {
        found.push([[...scope, name].join("."), { scope, parents, tokens: tokens.slice(body, end) }])
      }
      i = end
    } else if (keyword === "namespace") {
      const body = tokens.indexOf("{", i)
      const end = skip(tokens, body)
      found.push(...declarationsOf(tokens.slice(body + 1, end - 1), [...scope, name]))
      i = end
    } else if (keyword === "type" && tokens[i + 2] === "=") {
      let end = i + 3
      while (tokens[end] !== ";") end = opening.has(tokens[end]!) ? skip(tokens, end) : end + 1
      found.push([[...scope, name].join("."), { scope, parents: [], tokens: tokens.slice(i + 3, end) }])
      i = end
    } else {
      i = opening.has(keyword) ? skip(tokens, i) : i + 1
    }
  }
  return found
}

const words: Readonly<Record<string, Shape>> = {
  string: { kind: "string" },
  number: { kind: "number" },
  boolean: { kind: "boolean" },
  null: { kind: "null" },
  unknown: { kind: "unknown" },
  any: { kind: "unknown" },
  undefined: { kind: "union", members: [] },
  true: literal(true),
  false: literal(false)
}

/** Reads a type expression. */
class TypeReader {
  private readonly tokens: ReadonlyArray<string>
  private readonly resolve: (name: string) => Shape
  private at = 0

  constructor(tokens: ReadonlyArray<string>, resolve: (name: string) => Shape) {
    this.tokens = tokens
    this.resolve = resolve
  }

  read(): Shape {
    if (this.tokens[this.at] === "|") this.at++
    const members = [this.intersection()]
    while (this.take("|")) members.push(this.intersection())
    return union(members)
  }

  /** `string & {}` is a string: the only intersection there is. */
  private intersection(): Shape {
    const shape = this.postfix()
    while (this.take("&")) this.postfix()
    return shape
  }

  private postfix(): Shape {
    let shape = this.atom()
    while (this.tokens[this.at] === "[" && this.tokens[this.at + 1] === "]") {
      this.at += 2
      shape = { kind: "array", item: shape }
    }
    return shape
  }

  private atom(): Shape {
    const token = this.tokens[this.at++] ?? ""
    if (/^['"]/.test(token)) return literal(token.slice(1, -1))
    if (/^-?\d/.test(token)) return literal(Number(token))
    if (token === "(") return this.until(")")
    if (token === "{") return this.object()
    if (Object.hasOwn(words, token)) return words[token]!
    if (this.take("<")) {
      const argument = this.read()
      if (this.take(",")) return this.record(token, this.until(">"))
      this.expect(">")
      if (token === "Array" || token === "ReadonlyArray") return { kind: "array", item: argument }
      throw new Error(`The drift watch can't read ${token}<…>: teach scripts/drift/openai.ts`)
    }
    return { kind: "lazy", get: () => this.resolve(token) }
  }

  private record(token: string, value: Shape): Shape {
    if (token === "Record") return { kind: "record", value }
    throw new Error(`The drift watch can't read ${token}<…, …>: teach scripts/drift/openai.ts`)
  }

  private object(): Shape {
    const fields = new Map<string, Field>()
    let rest: Shape | undefined
    while (!this.take("}")) {
      this.take("readonly")
      const key = this.tokens[this.at++]!
      if (key === "[") {
        // [key: string]: value
        this.at = skip(this.tokens, this.at - 1)
        this.expect(":")
        rest = this.read()
      } else {
        const required = !this.take("?")
        this.expect(":")
        fields.set(key.replaceAll(/^['"]|['"]$/g, ""), { required, shape: this.read() })
      }
      this.take(";")
    }
    if (rest !== undefined && fields.size === 0) return { kind: "record", value: rest }
    return { kind: "object", fields }
  }

  private until(token: string): Shape {
    const shape = this.read()
    this.expect(token)
    return shape
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false
    this.at++
    return true
  }

  private expect(token: string): void {
    if (!this.take(token)) {
      const seen = this.tokens.slice(Math.max(0, this.at - 5), this.at + 3).join(" ")
      throw new Error(`The drift watch expected ${token} in a declaration, near ${seen}`)
    }
  }
}
