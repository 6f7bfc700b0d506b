/**
 * From the ASTs of schemas to the lines of a table, which `src/wire/tableLines.ts` explains.
 */

/**
 * A line for each model and open union that some schemas are made of.
 *
 * @param {ReadonlyArray<{ readonly ast: import("effect/SchemaAST").AST }>} schemas
 * @returns {{ readonly refs: ReadonlyArray<string>, readonly lines: ReadonlyArray<{ readonly name: string, readonly text: string }> }}
 * `refs` say of each schema, in their order, what it is
 */
export const tableOf = (schemas) => {
  const lines = []
  const numbers = new Map()

  /** The number of a line, which is new or not. */
  const numberOf = (key, name = key) => {
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, lines.length)
    return lines.push({ name, text: undefined, asts: new Set() }) - 1
  }

  /** Refers to a line. An optional field has an AST of its own for the same model. */
  const define = (ast, key, make, name = key) => {
    const number = numberOf(key, name)
    const line = lines[number]
    if (!line.asts.has(ast)) {
      // Before the text is made: a model may be part of itself
      line.asts.add(ast)
      const text = make()
      if (line.text !== undefined && line.text !== text) throw new Error(`Two schemas have the name ${key}`)
      line.text = text
    }
    return `#${number.toString(36)}.`
  }

  const refOf = (ast, place) => {
    const fail = (what) => {
      throw new Error(`${place}: the table can't express ${what}`)
    }
    const { annotations, checks = [], encoding } = ast
    if (checks.length > 0 && !isFinite(ast)) fail(`a check on ${ast._tag}`)
    if (encoding !== undefined && ast._tag !== "Objects") fail(`a transformation of ${ast._tag}`)
    switch (ast._tag) {
      case "Suspend":
        return refOf(ast.thunk(), place)
      case "String":
        return "s"
      case "Number":
        return checks.length === 0 ? fail("a number that may be infinite") : "n"
      case "Boolean":
        return "b"
      case "Null":
        return "z"
      case "Unknown":
        return "u"
      case "Literal":
        return /^\S+$/.test(ast.literal) ? `=${ast.literal}` : fail(`the literal ${ast.literal}`)
      case "Arrays":
        if (ast.elements.length > 0 || ast.rest.length !== 1) fail("a tuple")
        return `[${refOf(ast.rest[0], `${place}[]`)}`
      case "Union": {
        const others = ast.types.filter(({ _tag }) => _tag !== "Null")
        const refs = others.map((type) => refOf(type, place)).join("")
        return (others.length < ast.types.length ? "~" : "") + (others.length === 1 ? refs : `|${refs})`)
      }
      case "Declaration":
        return openUnionOf(ast, place, fail)
      case "Objects":
        if (ast.indexSignatures.length > 0) return recordOf(ast, place, fail)
        if (isUnknownMember(ast)) return "?"
        if (annotations?.identifier === undefined) fail("an object without an identifier")
        return define(ast, annotations.identifier, () => modelOf(ast, annotations.identifier))
    }
    return fail(ast._tag)
  }

  const recordOf = (ast, place, fail) => {
    const [{ parameter, type }, ...rest] = ast.indexSignatures
    if (
      rest.length > 0 ||
      ast.propertySignatures.length > 0 ||
      parameter._tag !== "String" ||
      ast.encoding !== undefined
    )
      fail("these index signatures")
    return `{${refOf(type, `${place}{}`)}`
  }

  /** The fields of a model. The encoded side has their names on the wire, in the same order. */
  const modelOf = (ast, name) => {
    const wire = ast.encoding === undefined ? ast : ast.encoding.at(-1).to
    if (wire.propertySignatures?.length !== ast.propertySignatures.length)
      throw new Error(`${name}: the table can't express other fields on the wire`)
    if (ast.propertySignatures.length === 0) throw new Error(`${name}: the table can't express a model without fields`)
    return ast.propertySignatures
      .map((field, i) => {
        const place = `${name}.${field.name}`
        const key = wire.propertySignatures[i].name
        if (!/^\w+$/.test(key) || key in Object.prototype || camelCase(key) !== field.name)
          throw new Error(`${place}: the table can't express this name for ${key}`)
        const kind = refOf(field.type, place)
        if (kind.includes("=") && !(i === 0 && key === "type"))
          throw new Error(`${place}: the table can't express a literal`)
        if (field.type.context?.isOptional !== true) {
          const natural = annotationsOf(field.type)?.natural
          if (natural === undefined) return kind.startsWith("=") ? kind : `${key}:${kind}`
          if (!/^[snb[{|]/.test(kind)) throw new Error(`${place}: the table has no natural value for this kind`)
          return `${key}!${kind}${natural === true ? "" : `=${natural}`}`
        }
        if (kind === "~s") return key
        return kind.startsWith("~") ? key + kind : `${key}?${kind}`
      })
      .join(" ")
  }

  /** The members of an open union, which are found by the `type` that their lines begin with: as ranges of lines. */
  const openUnionOf = (ast, place, fail) => {
    const unknown = ast.typeParameters.at(-1)
    if (unknown === undefined || !isUnknownMember(unknown)) fail("a declaration that is no open union")
    const members = ast.typeParameters.slice(0, -1)
    const names = members.map((member) => member.annotations?.identifier)
    const name = `open union of ${names[0]} and ${names.length - 1} more`
    return define(
      ast,
      `open union of ${names.join()}`,
      () => {
        const ranges = []
        // Lines that are alike next to each other make a smaller bundle
        for (const number of names
          .toSorted()
          .map((member) => numberOf(member))
          .toSorted((a, b) => a - b)) {
          if (ranges.at(-1)?.last === number - 1) ranges.at(-1).last = number
          else ranges.push({ first: number, last: number })
        }
        for (const [i, member] of members.entries()) {
          refOf(member, place)
          if (!lines[numbers.get(names[i])].text.startsWith("=")) fail("a member that doesn't begin with its type")
        }
        return ranges.map(({ first, last }) => `#${first.toString(36)}-${last.toString(36)}.`).join("")
      },
      name
    )
  }

  const refs = schemas.map(({ ast }, i) => refOf(ast, ast.annotations?.identifier ?? `schema ${i}`))
  return { refs, lines }
}

const camelCase = (key) => key.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())

/** The annotations of a schema. Those of a check are with the check. */
const annotationsOf = ({ annotations, checks = [] }) => checks.at(-1)?.annotations ?? annotations

const isFinite = ({ _tag, checks }) =>
  _tag === "Number" && checks.length === 1 && checks[0].annotations?.representation?.id === "effect/schema/isFinite"

/** An unknown member encodes to an object of which nothing but its `type` is known. */
const isUnknownMember = (ast) => ast._tag === "Objects" && ast.encoding?.at(-1).to._tag === "Declaration"
