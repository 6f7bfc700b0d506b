/** Events with a secret in every text and every key of the user's own, faults in them, and a search for secrets. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import { inspect } from "node:util"
import { ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"

export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }
export type Event = { readonly [key: string]: Json }

// -----------------------------------------------------------------------------
// Secrets
// -----------------------------------------------------------------------------

/** `words` can't be a name. `name` can: of a field, a function, a code. */
export type Form = "words" | "name"

/** Gives secrets, each another one, and counts them. */
export interface Secrets {
  readonly next: () => string
  readonly count: () => number
  /** Keys of the user's own, in fields that are made for them. */
  readonly keys: Set<string>
}

export const makeSecrets = (form: Form): Secrets => {
  let n = 0
  return {
    next: () => (form === "words" ? `my s3cr3t ${n++}` : `s3cr3t_${n++}`),
    count: () => n,
    keys: new Set()
  }
}

/** The first secret in a text, with what stands around it. */
export const secretIn = (text: string): string | undefined => /.{0,60}s3cr3t.{0,20}/i.exec(text)?.[0]

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

/** Objects with fields that no model has: a key of the user's own is among them. */
const withExtra = (object: Event, secrets: Secrets): Event => ({ ...object, [secrets.next()]: secrets.next() })

/** Values of a schema on the wire: each kind of each union occurs in one of them, and every field. */
const valuesOf = (ast: SchemaAST.AST, secrets: Secrets, depth: number): ReadonlyArray<Json> => {
  const of = (inner: SchemaAST.AST) => valuesOf(inner, secrets, depth + 1)
  if (depth > 30) return [null]
  switch (ast._tag) {
    case "Suspend":
      return valuesOf(ast.thunk(), secrets, depth + 8)
    case "String":
      return [secrets.next()]
    case "Number":
      return [0]
    case "Boolean":
      return [true]
    case "Null":
      return [null]
    case "Literal":
      return [typeof ast.literal === "bigint" ? 0 : ast.literal]
    case "Union": {
      const kinds = ast.types.filter(({ _tag }) => _tag !== "Null")
      const texts = kinds.filter(({ _tag }) => _tag === "String")
      return texts.length === 1 && kinds.every(({ _tag }) => _tag === "String" || _tag === "Literal")
        ? [secrets.next()]
        : kinds.every(({ _tag }) => _tag === "Literal")
          ? of(kinds[0]!)
          : kinds.flatMap(of)
    }
    case "Arrays":
      return [[...ast.elements, ...ast.rest].flatMap(of)]
    case "Declaration":
      return ast.typeParameters.flatMap(of)
    case "Objects": {
      const fields = ast.propertySignatures.map(({ name, type }) => [String(name), of(type)] as const)
      const records = ast.indexSignatures.map(({ type }) => [secrets.next(), of(type)] as const)
      for (const [key] of records) secrets.keys.add(key)
      const all = [...fields, ...records].filter(([, values]) => values.length > 0)
      const n = Math.max(1, ...all.map(([, values]) => values.length))
      return Array.from({ length: n }, (_, i) => {
        const object = Object.fromEntries(all.map(([key, values]) => [key, values[i % values.length]!]))
        return records.length > 0 ? object : withExtra(object, secrets)
      })
    }
    default:
      return [{ [secrets.next()]: [secrets.next()] }, secrets.next()]
  }
}

/** Valid events of every type, that have every field. */
export const eventsOf = (secrets: Secrets): ReadonlyArray<Event> => {
  const { ast } = Schema.toEncoded(ResponsesStreamChunk)
  return (valuesOf(ast, secrets, 0) as ReadonlyArray<Event>).filter(({ type }) => typeof type === "string")
}

// -----------------------------------------------------------------------------
// Faults
// -----------------------------------------------------------------------------

type Path = ReadonlyArray<string | number>

/** The places of an event, itself left out. */
const placesOf = (json: Json, path: Path = []): ReadonlyArray<Path> => {
  const own = path.length === 0 ? [] : [path]
  if (typeof json !== "object" || json === null) return own
  return [
    ...own,
    ...Object.keys(json).flatMap((key) =>
      placesOf((json as Event)[key]!, [...path, Array.isArray(json) ? Number(key) : key])
    )
  ]
}

/** A copy with another value at a place, or without it. */
const withAt = (json: Json, [key, ...rest]: Path, change: (value: Json) => Json | undefined): Json => {
  const at = (json as Event)[key!]!
  const value = rest.length === 0 ? change(at) : withAt(at, rest, change)
  if (Array.isArray(json)) return json.toSpliced(key as number, 1, ...(value === undefined ? [] : [value]))
  const { [key!]: _, ...others } = json as Event
  return value === undefined ? others : { ...others, [key!]: value }
}

type Change = (value: Json, secrets: Secrets) => Json | undefined

/** What is put in the place of a value. */
const changes: ReadonlyArray<Change> = [
  (_, secrets) => ({ [secrets.next()]: secrets.next() }),
  (value, secrets) => (typeof value === "string" ? 5 : secrets.next()),
  () => undefined,
  (_, secrets) => [secrets.next(), { type: secrets.next() }],
  (_, secrets) => ({ type: secrets.next(), id: secrets.next() }),
  (value, secrets) => (typeof value === "number" ? secrets.next() : null)
]

/**
 * Copies of an event with a fault at each place: `all` changes there, or in turn one of them. With a step, only some of
 * the places, and all keys of the user's own.
 */
export const faultsOf = (event: Event, secrets: Secrets, all: boolean, step = 1): ReadonlyArray<Event> =>
  placesOf(event)
    .filter((path, i) => i % step === 0 || secrets.keys.has(String(path.at(-1))))
    .flatMap((path, i) =>
      (all ? changes : [changes[i % changes.length]!]).map(
        (change) => withAt(event, path, (value) => change(value, secrets)) as Event
      )
    )

// -----------------------------------------------------------------------------
// The search
// -----------------------------------------------------------------------------

const formats = [
  Logger.formatSimple,
  Logger.formatLogFmt,
  Logger.formatJson,
  Logger.map(Logger.formatStructured, (entry) => inspect(entry, { depth: Infinity }))
]

/** Effect's loggers, which write to a function. */
export const loggingTo = (write: (text: string) => void) =>
  Logger.layer(formats.map((format) => Logger.map(format, write)))

/** What Effect's loggers write of a value, in a message and as a cause. */
const logsOf = (value: unknown): ReadonlyArray<string> => {
  const logs: Array<string> = []
  const log = Effect.andThen(Effect.logError("failed", value), Effect.logError(Cause.fail(value)))
  Effect.runSync(
    Effect.provide(
      log,
      loggingTo((text) => void logs.push(text))
    )
  )
  return logs
}

/** How people and programs look at an error. */
export const looks: { readonly [name: string]: (error: Error) => string | ReadonlyArray<string> } = {
  message: ({ message }) => message,
  stack: ({ stack }) => stack ?? "",
  String,
  toString: (error: Error) => error.toString(),
  "JSON.stringify": (error) => JSON.stringify(error),
  "JSON.stringify of all own properties": (error) => JSON.stringify(error, Object.getOwnPropertyNames(error)),
  "util.inspect": (error) => inspect(error, { depth: Infinity }),
  "a copy": (error) => JSON.stringify(Object.assign({}, error)),
  "Cause.pretty": (error) => Cause.pretty(Cause.fail(error)),
  "Cause.die": (error) => Cause.pretty(Cause.die(error)),
  "the inspected cause": (error) => inspect(Cause.fail(error), { depth: Infinity }),
  "Effect's loggers": logsOf
}

const quick: ReadonlySet<string> = new Set(["message", "JSON.stringify"])

/** Where a secret shows in an error: how it is looked at, and what shows. All looks take a millisecond or two. */
export const secretsIn = (error: Error, isThorough = true): ReadonlyArray<string> =>
  Object.entries(looks).flatMap(([name, look]) =>
    !isThorough && !quick.has(name)
      ? []
      : [look(error)].flat().flatMap((text) => {
          const secret = secretIn(text)
          return secret === undefined ? [] : [`${error.name}: ${name}: ${secret}`]
        })
  )

/** Secrets that show in a value that is no error. */
export const valueSecrets = (value: unknown): ReadonlyArray<string> =>
  [inspect(value, { depth: Infinity }), ...logsOf(value)].flatMap((text) => secretIn(text) ?? [])
