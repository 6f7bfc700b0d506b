/** Recordings as the page has them, for its tests. */
import * as RecordingReader from "../../src/page/model/recordingReader.ts"
import type { Recording } from "../../src/page/model/types.ts"
import { bytesOf } from "../support/bytes.ts"

export const read = (input: string | Uint8Array, { name = "x.sse", pieceSize = Infinity } = {}): Recording => {
  const bytes = typeof input === "string" ? bytesOf(input) : input
  const reader = RecordingReader.make({ id: name, name })
  for (let at = 0; at < bytes.length; at += pieceSize) if (reader.push(bytes.subarray(at, at + pieceSize))) break
  reader.end()
  return reader.recording
}

/** An event stream of events: objects, or text that is no JSON. */
export const sse = (events: ReadonlyArray<object | string>): string =>
  events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join("")
