/**
 * Captures that come without a server: written into the page, or files that are dropped on it.
 *
 * @internal
 */
import { isObject } from "../../base/json.ts"
import type { Source } from "./feed.ts"
import { bytesOf } from "./picture.ts"

/** A capture that is written into the page. */
interface EmbeddedRecording {
  readonly name: string
  /** Its bytes, packed with gzip, as base64. */
  readonly gzip: string
}

/** Reads the list of the captures that are written into the page: the text of its element `recordings`. */
export const parse = (text: string): ReadonlyArray<EmbeddedRecording> => {
  const list: unknown = JSON.parse(text)
  return Array.isArray(list) ? list.filter(isRecording) : []
}

const isRecording = (value: unknown): value is EmbeddedRecording =>
  isObject(value) && typeof value["name"] === "string" && typeof value["gzip"] === "string"

/** Opens a capture that is written into the page. */
export const openEmbedded = ({ gzip, name }: EmbeddedRecording): Promise<Source> =>
  openFile(name, new Blob([bytesOf(gzip) ?? new Uint8Array()]))

/** Opens a file. One that is packed with gzip is unpacked, whatever its name. */
export const openFile = async (name: string, file: Blob): Promise<Source> => {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  if (first !== 0x1f || second !== 0x8b) return { name, bytes: file.stream() }
  return { name: name.replace(/\.gz$/i, ""), bytes: file.stream().pipeThrough(new DecompressionStream("gzip")) }
}
