/**
 * The shapes that a straight-line decoder can be written for: objects of strings and finite numbers, some of them
 * optional, and of lists that are empty nearly always. That is every chunk that streams many times.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import { isLazy } from "./lazy.ts"

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
  if (!isLazy(field)) return undefined
  switch (field["~kind"]) {
    case "list":
      return "a"
    case "nullable":
      return suffixed(field.members[0], "0")
    case "optional":
      return suffixed(field.schema, "?")
    default:
      return undefined
  }
}

const suffixed = (field: Schema.Constraint, suffix: string): string | undefined => {
  const kind = kindOf(field)
  return kind === undefined ? undefined : kind + suffix
}
