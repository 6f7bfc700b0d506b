/**
 * One chunk to the JSON of its event: the way back of `chunkDecoder.ts`.
 *
 * What is no chunk of the table, such as the output of a schema of the user's own, is its own JSON.
 *
 * @internal
 */
import { fieldsOf } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import { table } from "./table.ts"
import { makeEncoder, unfit } from "./tableEncoder.ts"

/** The encoder of known chunks. The first line of the table is the union of all. */
const chunks = /* @__PURE__ */ makeEncoder(table, "#0.")

/** The JSON of a chunk, as `Schema.encode` gives it. It shares what unknown objects and values hold. */
export const encodeChunk = (chunk: object): Json => {
  const json = chunks.encode(chunk)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- chunks are objects, on the wire too
  return json === unfit ? fieldsOf(chunk) : (json as Json)
}

/** The text of the JSON of a chunk. */
export const stringifyChunk = (chunk: object): string => {
  const text = chunks.stringify(chunk)
  return text === unfit ? JSON.stringify(chunk) : text
}
