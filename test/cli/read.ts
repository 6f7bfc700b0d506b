/** The command's reading without a process: what `inspect` composes. */
import { makeChunkDecoder } from "../../src/wire/chunkDecoder.ts"
import * as Inspection from "../../src/cli/Inspection.ts"
import * as pretty from "../../src/cli/pretty.ts"
import * as Reader from "../../src/cli/reader.ts"
import { makeStyle } from "../../src/cli/text.ts"
import * as progress from "../../src/stream/progress.ts"
import * as Pump from "../../src/stream/session.ts"

export interface ReadOptions {
  readonly file?: string
  readonly pieceSize?: number
  readonly width?: number
  readonly colors?: boolean
}

export const read = (input: string | Uint8Array, options?: ReadOptions) => {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input
  const file = options?.file ?? "-"
  const inspection = Inspection.make(file)
  const renderer = pretty.make({ style: makeStyle(options?.colors === true), width: options?.width ?? 120 })
  const pump = Pump.make(
    makeChunkDecoder({
      onRepair: (repair) => {
        inspection.onRepair(repair)
        renderer.onRepair(repair)
      }
    }),
    Pump.receiveResults((result, index, json, event) => {
      inspection.onEvent(result, index, json, event)
      renderer.onEvent(result, index, json)
    }),
    {
      onEnd: "allow",
      onComment: (text) => {
        inspection.onComment()
        renderer.onComment(text)
      }
    }
  )
  const reader = Reader.make(file, pump)
  const size = options?.pieceSize ?? bytes.length
  for (let at = 0; at < bytes.length; at += size) if (reader.push(bytes.subarray(at, at + size))) break
  reader.end()
  const error = reader.error()
  const report = inspection.finish(progress.verdict(pump.progress), error)
  renderer.onEnd(report, pump.progress, error)
  return { report, lines: renderer.take().split("\n"), json: JSON.parse(Inspection.toJson(report)) }
}
