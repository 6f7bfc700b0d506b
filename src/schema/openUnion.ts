/**
 * Unions that a gateway may extend: known members by their `type`, and an unknown member for all others.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { isObject, unknownOf } from "../base/json.ts"

/** A wire object of an unknown type, as received. */
interface UnknownJson {
  readonly type: string
  readonly [key: string]: unknown
}

/**
 * The encoded form of an unknown member. Its `type` is any string that no known member has. A placeholder literal
 * stands for that: TypeScript has no type for "any string but these", and `string` would end narrowing on `type`.
 */
export interface UnknownEncoded {
  readonly type: "(unknown)"
}

/** The schema of a union's unknown member. */
export interface UnknownSchema<Self> extends Schema.BottomLazyWithoutNew<SchemaAST.Objects, UnknownSchema<Self>> {
  readonly Type: Self
  readonly Encoded: UnknownEncoded
  readonly DecodingServices: never
  readonly EncodingServices: never
  readonly "~type.make.in": { readonly raw: UnknownJson }
  readonly "~type.make": { readonly raw: UnknownJson }
  readonly Iso: Self
  new (_: never): { readonly type: "UNKNOWN"; readonly isUnknown: true; readonly raw: UnknownJson }
}

const expected = "an object with a type"

const AnyObject = Schema.Record(Schema.String, Schema.Unknown)

const Raw = Schema.declare<UnknownJson>(
  (input): input is UnknownJson => isObject(input) && typeof input["type"] === "string",
  {
    expected,
    toCodecJson: () => linkTo(objectOf({ type: "string" }, () => true)),
    // An unknown type, so that generated values are unknown members
    toCodecArbitrary: () =>
      new SchemaAST.Link(
        AnyObject.ast,
        SchemaTransformation.transform({
          decode: (json: object) => ({ ...json, type: "unmodelled" }),
          encode: (raw: object) => raw
        })
      )
  }
)

/** An object with an accepted type. `jsonSchema` describes the accepted types. */
const objectOf = (jsonSchema: object, accepts: (type: string) => boolean): Schema.Constraint =>
  AnyObject.check(
    Schema.makeFilter(({ type }) => typeof type === "string" && accepts(type), {
      toJsonSchema: () => ({ properties: { type: jsonSchema }, required: ["type"] })
    })
  )

/** Links a declaration to a schema of the same values, for what is derived from schemas. */
const linkTo = (schema: Schema.Constraint): SchemaAST.Link =>
  new SchemaAST.Link(schema.ast, SchemaTransformation.passthrough())

/**
 * Defines the member for all types that a union doesn't know: `{ type: "UNKNOWN", isUnknown: true, raw }`. It encodes
 * to `raw`, the same object that came.
 */
export const unknownMember = <Self>(identifier: string): UnknownSchema<Self> =>
  Raw.pipe(
    Schema.decodeTo(
      Schema.Struct({ type: Schema.tag("UNKNOWN"), isUnknown: Schema.tag(true), raw: Raw }),
      SchemaTransformation.transform({
        decode: unknownOf,
        encode: ({ raw }) => raw
      })
    )
  ).annotate({ identifier }) as unknown as UnknownSchema<Self>

/** A member of an open union: an object whose `type` is one literal. */
export type Member = Schema.Constraint & { readonly fields: { readonly type: Schema.Constraint } }

/** A union by `type` that also accepts unknown types. */
export interface OpenUnion<
  Members extends ReadonlyArray<Schema.Constraint>,
  Unknown extends Schema.Constraint
> extends Schema.Bottom<
  Members[number]["Type"] | Unknown["Type"],
  Members[number]["Encoded"] | Unknown["Encoded"],
  never,
  never,
  SchemaAST.Declaration,
  OpenUnion<Members, Unknown>
> {
  /** The known members, in the order in which they were listed. */
  readonly members: Members
  /** The member for every other `type`. */
  readonly unknown: Unknown
}

/** The wire type that a member stands for. */
export const memberType = (member: Member): string => (member.fields.type.ast as SchemaAST.Literal).literal as string

/**
 * Defines an open union.
 *
 * It is a declaration and not a `Schema.Union` with a catch-all: that would try both branches, and report the failure
 * of the catch-all first. The `Map` from `type` to member also makes `{"type":"toString"}` an ordinary unknown type.
 */
export const openUnion = <const Members extends ReadonlyArray<Member>, Unknown extends Schema.Constraint>(
  members: Members,
  unknown: Unknown
): OpenUnion<Members, Unknown> => {
  /** Looks up by type. The last element is for unknown types. */
  const route = <A>(all: ReadonlyArray<A>): ((type: string) => A) => {
    const routes = new Map(members.map((member, i) => [memberType(member), all[i]!]))
    return (type) => routes.get(type) ?? all[members.length]!
  }
  const { ast } = Schema.declareConstructor<unknown, unknown>()(
    [...members, unknown],
    (codecs) => {
      const parserOf = route(codecs.map((codec) => SchemaParser.decodeUnknownEffect(codec)))
      return (input, ast, options) => {
        if (!isObject(input)) return Effect.fail(new SchemaIssue.InvalidType(ast, input, options))
        if (!Object.hasOwn(input, "type")) return failAt(ast, new SchemaIssue.MissingKey(undefined), input, options)
        const type = input["type"]
        if (typeof type === "string") return parserOf(type)(input, options)
        return failAt(ast, new SchemaIssue.InvalidType(Schema.String.ast, type, options), input, options)
      }
    },
    {
      expected,
      // The unknown member excludes known types: otherwise a known type with a wrong shape would pass as unknown
      toCodecJson: (codecs) => {
        const known = members.map(memberType)
        const other = objectOf({ type: "string", not: { enum: known } }, (type) => !known.includes(type))
        return linkTo(Schema.Union([...codecs.slice(0, members.length), other]))
      },
      toCodecArbitrary: ({ typeParameters }) => linkTo(Schema.Union(typeParameters)),
      toEquivalence: (equivalences) => {
        const equivalenceOf = route(equivalences)
        return (a, b) => typeOf(a) === typeOf(b) && equivalenceOf(typeOf(a))(a, b)
      }
    }
  )
  return Schema.make(ast, { members, unknown })
}

const typeOf = (value: unknown): string => (value as UnknownJson).type

const failAt = (
  ast: SchemaAST.AST,
  issue: SchemaIssue.Issue,
  input: unknown,
  options: SchemaAST.ParseOptions
): Effect.Effect<never, SchemaIssue.Issue> =>
  Effect.fail(new SchemaIssue.Composite(ast, [new SchemaIssue.Pointer(["type"], issue)], input, options))
