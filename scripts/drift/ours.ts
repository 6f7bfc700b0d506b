/** Reads this package's models into shapes of the wire. */
import * as SchemaAST from "effect/SchemaAST"
import type { Catalogue, Field, ObjectShape, Shape } from "./shape.ts"
import { literal, typesOf, union } from "./shape.ts"

/** Reads chunk schemas, such as `members` of `ResponsesStreamChunk`. */
export const readModels = (members: ReadonlyArray<{ readonly ast: SchemaAST.AST }>, source: string): Catalogue => {
  const objects = new Map<SchemaAST.AST, ObjectShape>()
  const shapeOf = (ast: SchemaAST.AST): Shape => {
    // An unknown member is decoded from any object: whatever it takes, no model describes
    if (ast._tag === "Objects" && SchemaAST.toEncoded(ast)._tag === "Declaration") return { kind: "union", members: [] }
    switch (ast._tag) {
      case "String": {
        // The known values of an enum that takes any other string too
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `openEnum` has put them there
        const known = ast.annotations?.["examples"] as ReadonlyArray<string> | undefined
        return known === undefined ? { kind: "string" } : union([{ kind: "string" }, union(known.map(literal))])
      }
      case "Number":
        return { kind: "number" }
      case "Boolean":
        return { kind: "boolean" }
      case "Null":
        return { kind: "null" }
      case "Unknown":
        return { kind: "unknown" }
      case "Literal":
        return literal(typeof ast.literal === "bigint" ? Number(ast.literal) : ast.literal)
      case "Union":
        return union(ast.types.map(shapeOf))
      case "Declaration":
        return union(ast.typeParameters.map(shapeOf))
      case "Suspend":
        return { kind: "lazy", get: () => shapeOf(ast.thunk()) }
      case "Arrays":
        return { kind: "array", item: union(ast.rest.map(shapeOf)) }
      case "Objects":
        return ast.indexSignatures.length > 0
          ? { kind: "record", value: shapeOf(ast.indexSignatures[0]!.type) }
          : objectOf(ast)
      default:
        throw new Error(`The drift watch can't read a schema of kind ${ast._tag}: teach scripts/drift/ours.ts`)
    }
  }
  const objectOf = (ast: SchemaAST.Objects): ObjectShape => {
    const known = objects.get(ast)
    if (known !== undefined) return known
    const wire = SchemaAST.toEncoded(ast)
    const keys = wire._tag === "Objects" ? wire.propertySignatures.map((signature) => String(signature.name)) : []
    const fields = new Map<string, Field>()
    const identifier = ast.annotations?.["identifier"]
    const object: ObjectShape = {
      kind: "object",
      fields,
      ...(typeof identifier === "string" ? { name: identifier } : undefined)
    }
    objects.set(ast, object)
    ast.propertySignatures.forEach((signature, i) => {
      const key = keys[i]
      if (key?.replaceAll("_", "").toLowerCase() !== String(signature.name).toLowerCase()) {
        throw new Error(`The wire's key of ${String(identifier)}.${String(signature.name)} is not at its place`)
      }
      fields.set(key, { required: !SchemaAST.isOptional(signature.type), shape: shapeOf(signature.type) })
    })
    return object
  }
  return {
    source,
    events: new Map(
      members.map((member) => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- members are structs
        const object = objectOf(member.ast as SchemaAST.Objects)
        return [typesOf(object)[0]!, object]
      })
    )
  }
}
