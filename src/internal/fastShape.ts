/**
 * The shapes that a straight-line decoder can be written for: objects of strings and finite numbers, some of them
 * optional, and of lists that are empty nearly always. That is every chunk that streams many times.
 *
 * @internal
 */
import * as Schema from "effect/Schema"

/** The fields of a shape as a text, such as `itemId s,outputIndex n,obfuscation s?`, or nothing where one is another. */
export const shapeOf = (fields: Schema.Struct.Fields): string | undefined => {
  const parts: Array<string> = []
  for (const [name, field] of Object.entries(fields)) {
    if (name === "type") continue
    const kind = kindOf(field)
    if (kind === undefined) return undefined
    parts.push(`${name} ${kind}`)
  }
  return parts.join(",")
}

/** `s` string, `n` finite number, `a` list; with `0` where it may be null and `?` where it may be absent. */
const kindOf = (field: Schema.Constraint): string | undefined => {
  if (field === Schema.String) return "s"
  if (field === Schema.Finite) return "n"
  const { members, schema } = field as {
    readonly members?: ReadonlyArray<Schema.Constraint>
    readonly schema?: Schema.Constraint
  }
  if (field.ast._tag === "Arrays") return "a"
  if (members?.length === 2 && members[1] === Schema.Null) return suffixed(members[0]!, "0")
  return schema === undefined || field.ast.context?.isOptional !== true ? undefined : suffixed(schema, "?")
}

const suffixed = (field: Schema.Constraint, suffix: string): string | undefined => {
  const kind = kindOf(field)
  return kind === undefined ? undefined : kind + suffix
}
