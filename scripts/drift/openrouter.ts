/** Reads `@openrouter/sdk`: its parser of events, and what that parser accepts. */
import { build } from "esbuild"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { Catalogue, Field, ObjectShape, Shape } from "./shape.ts"
import { flatten, literal, typesOf, union } from "./shape.ts"

export interface OpenRouter {
  readonly catalogue: Catalogue
  /** Gives the event as the SDK's parser yields it: `UNKNOWN` where it doesn't take it, `undefined` where it throws. */
  readonly parse: (json: string) => unknown
  /** Tells the paths at which the parser doesn't take an event of a type that it knows. */
  readonly refusals: (event: { readonly type: string }) => ReadonlyArray<string>
}

interface Zod {
  readonly _zod: { readonly def: Def }
  /** What the bundle below puts on a union, whose members are otherwise out of reach in a closure. */
  readonly byType?: Readonly<Record<string, Zod>>
  readonly safeParse: (value: unknown) => { readonly error?: { readonly issues: ReadonlyArray<Issue> } }
}

interface Issue {
  readonly code: string
  readonly path: ReadonlyArray<PropertyKey>
}

interface Def {
  readonly type: string
  readonly shape: Readonly<Record<string, Zod>>
  readonly innerType: Zod
  readonly element: Zod
  readonly valueType: Zod
  readonly options: ReadonlyArray<Zod>
  readonly values: ReadonlyArray<string>
  readonly entries: Readonly<Record<string, string>>
  readonly getter: () => Zod
  readonly in: Zod
  readonly left: Zod
  readonly right: Zod
  readonly format?: string
}

const declaration = "export function discriminatedUnion("

/**
 * Loads the SDK that is installed in a folder of packages, with unions that tell their members.
 *
 * The members are only known to the SDK's own code, so that one file of it is changed while it is bundled.
 */
export const loadOpenRouter = async (modules: string): Promise<OpenRouter> => {
  const root = join(modules, "@openrouter/sdk")
  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const { outputFiles } = await build({
    entryPoints: [join(root, "esm/models/streamevents.js")],
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "silent",
    plugins: [
      {
        name: "unions that tell their members",
        setup: (bundle) =>
          bundle.onLoad({ filter: /types[\\/]discriminatedUnion\.js$/ }, ({ path }) => {
            const source = readFileSync(path, "utf8")
            if (!source.includes(declaration)) throw new Error(`${path} doesn't say ${JSON.stringify(declaration)}`)
            const told = "return Object.assign(plain(name, byType, options), { byType })"
            return {
              contents: `${source.replace(declaration, "function plain(")}
                ${declaration}name, byType, options) { ${told} }`
            }
          })
      }
    ]
  })
  const directory = mkdtempSync(join(tmpdir(), "openrouter-sdk-"))
  const file = join(directory, "events.mjs")
  writeFileSync(file, outputFiles[0]!.text)
  const sdk: {
    readonly StreamEvents$inboundSchema: Zod
    readonly streamEventsFromJSON: (json: string) => { readonly ok: boolean; readonly value?: unknown }
  } = await import(/* @vite-ignore */ pathToFileURL(file).href)
  rmSync(directory, { recursive: true })
  return {
    catalogue: readEvents(sdk.StreamEvents$inboundSchema, `@openrouter/sdk@${version}`),
    parse: (json) => sdk.streamEventsFromJSON(json).value,
    refusals: (event) => {
      const known = sdk.StreamEvents$inboundSchema.byType ?? {}
      const issues = Object.hasOwn(known, event.type) ? (known[event.type]?.safeParse(event).error?.issues ?? []) : []
      return issues.map(({ path }) =>
        path
          .map((key) => (typeof key === "number" ? "[]" : `.${String(key)}`))
          .join("")
          .slice(1)
      )
    }
  }
}

const readEvents = (events: Zod, source: string): Catalogue => {
  const shapes = new Map<Zod, Shape>()
  const shapeOf = (zod: Zod): Shape => {
    const known = shapes.get(zod)
    if (known !== undefined) return known
    // Set before it is made: models refer to themselves
    shapes.set(zod, { kind: "lazy", get: () => made })
    const made = make(zod)
    shapes.set(zod, made)
    return made
  }
  const make = (zod: Zod): Shape => {
    if (zod.byType !== undefined) {
      return { kind: "union", members: Object.values(zod.byType).map(shapeOf), open: true }
    }
    const { def } = zod._zod
    switch (def.type) {
      case "string":
      case "boolean":
      case "null":
      case "unknown":
        return { kind: def.type }
      case "any":
        return { kind: "unknown" }
      case "number":
        return { kind: def.format === undefined ? "number" : "integer" }
      case "literal":
        return union(def.values.map(literal))
      case "enum":
        return union(Object.values(def.entries).map(literal))
      case "nullable":
        return union([shapeOf(def.innerType), { kind: "null" }])
      case "optional":
      case "default":
        return shapeOf(def.innerType)
      case "array":
        return { kind: "array", item: shapeOf(def.element) }
      case "record":
        return { kind: "record", value: shapeOf(def.valueType) }
      case "union":
        return union(def.options.map(shapeOf))
      case "lazy":
        return { kind: "lazy", get: () => shapeOf(def.getter()) }
      case "pipe":
        return shapeOf(def.in)
      case "intersection":
        return { kind: "object", fields: fieldsOf(def.left, def.right) }
      case "object":
        return {
          kind: "object",
          fields: new Map(
            Object.entries(def.shape).map(([key, field]): [string, Field] => [
              key,
              { required: !["optional", "default"].includes(field._zod.def.type), shape: shapeOf(field) }
            ])
          )
        }
      default:
        throw new Error(
          `The drift watch can't read a Zod schema of type ${def.type}: teach scripts/drift/openrouter.ts`
        )
    }
  }
  const fieldsOf = (...parts: ReadonlyArray<Zod>): ReadonlyMap<string, Field> => {
    const all = new Map<string, Field>()
    for (const { fields } of parts.flatMap((part) => flatten(shapeOf(part)).objects)) {
      for (const [key, field] of fields) all.set(key, field)
    }
    return all
  }
  const objects = Object.entries(events.byType ?? {}).map(([type, zod]): [string, ObjectShape] => {
    const object = flatten(shapeOf(zod)).objects.find((candidate) => typesOf(candidate).includes(type))
    if (object === undefined) throw new Error(`${source} has no object for ${type}`)
    return [type, object]
  })
  if (objects.length === 0) throw new Error(`${source} tells no events`)
  return { source, events: new Map(objects) }
}
