/**
 * Where a wrong field is, without keys that may be payload.
 *
 * @internal
 */

// Keys of the wire are identifiers. Others are the user's own, and may not be logged.
const identifier = /^[A-Za-z_$][\w$]{0,63}$/

// Fields of the wire whose keys are the user's own
const userKeyed: ReadonlySet<PropertyKey | undefined> = new Set([
  "metadata",
  "env",
  "headers",
  "variables",
  "properties"
])

/** A path with `[…]` in the place of keys that are not identifiers, and of the user's own. */
export const conceal = (path: ReadonlyArray<PropertyKey>): ReadonlyArray<PropertyKey> =>
  path.map((key, i) =>
    typeof key === "number" || (identifier.test(String(key)) && !userKeyed.has(path[i - 1])) ? key : "[…]"
  )

/**
 * Writes a path as in JavaScript: `response.output[0].content`. Keys that are not identifiers, and the user's own keys
 * (in `metadata`, for example), become `[…]`.
 *
 * @category formatting
 * @since 0.1.0
 */
export const formatPath = (path: ReadonlyArray<PropertyKey>): string =>
  conceal(path)
    .map((key, i) => (typeof key === "number" ? `[${key}]` : key === "[…]" || i === 0 ? key : `.${String(key)}`))
    .join("")

/** Names the first wrong field, and up to five others. */
export const describeFields = (
  fields: ReadonlyArray<{ readonly path: ReadonlyArray<PropertyKey>; readonly message: string }>
): string => {
  const named = fields
    .slice(0, 6)
    .map(({ message, path }) => (path.length === 0 ? message : `${message} at ${formatPath(path)}`))
  const more = fields.length - named.length
  return named.join("; ") + (more === 0 ? "" : `; and ${more} more`)
}
