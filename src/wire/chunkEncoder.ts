/**
 * One chunk to the JSON of its event: the way back of `chunkDecoder.ts`.
 *
 * A chunk of a type that isn't in the table, which a schema of the user's own gives, is its own JSON.
 *
 * @internal
 */
import { fieldsOf } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import { table } from "./table.ts"
import { makeEncoder, unfit } from "./tableEncoder.ts"

/** The encoder of known chunks. The first line of the table is the union of all. */
const chunks = /* @__PURE__ */ makeEncoder(table, "#0.")

/**
 * The JSON of a chunk, as `Schema.encode` gives it, or the chunk itself if it doesn't fit. It shares what unknown objects
 * and values hold.
 */
export const encodeChunk = (chunk: object): Json => {
  const json = chunks.encode(chunk)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- chunks are objects, on the wire too
  return json === unfit ? fieldsOf(chunk) : (json as Json)
}

/** The text of the JSON of a chunk. `undefined` if it is of a known type and doesn't fit its schema, or has no JSON. */
export const stringifyChunk = (chunk: object): string | undefined => {
  const text = chunks.stringify(chunk)
  if (text !== unfit) return text
  const { type } = fieldsOf(chunk)
  return type === "UNKNOWN" || chunks.has(type) ? undefined : JSON.stringify(chunk)
}
