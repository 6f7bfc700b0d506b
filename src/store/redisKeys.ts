/**
 * The names under which a stream is in Redis.
 *
 * @internal
 */

/** The keys of one stream, in the order in which scripts take them. */
export interface RedisKeys {
  /** The stream of its events. */
  readonly events: string
  /** The hash of what is known of it. */
  readonly meta: string
  /** The name of its writer, for as long as the lease. */
  readonly lease: string
}

/**
 * A text of letters, digits, and `-._%`, another one for each text. A code unit of four digits needs no end, and lone
 * surrogates have one too.
 */
export const escapeKey = (key: string): string =>
  // oxlint-disable-next-line unicorn/prefer-code-point -- half a pair is escaped as itself
  key.replaceAll(/[^\w.-]/g, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

/**
 * Names the keys of a stream. What is in braces decides the slot of a cluster, so that all of a stream are in one. The
 * colon is for the empty key: Redis ignores empty braces.
 */
export const makeKeys = (prefix: string, escaped: string): RedisKeys => {
  const stem = `${prefix}{:${escaped}}`
  return { events: `${stem}:events`, meta: `${stem}:meta`, lease: `${stem}:lease` }
}
