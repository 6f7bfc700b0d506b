/** The command's reading without a process: what `inspect` composes. */
import * as InspectBytes from "../../src/capture/inspectBytes.ts"
import * as Inspection from "../../src/capture/inspection.ts"
import * as EventFilter from "../../src/cli/inspect/eventFilter.ts"
import type { FilterOptions } from "../../src/cli/inspect/eventFilter.ts"
import * as pretty from "../../src/cli/inspect/pretty.ts"
import { makeStyle } from "../../src/cli/text.ts"

export interface ReadOptions {
  readonly file?: string
  readonly pieceSize?: number
  readonly width?: number
  readonly colors?: boolean
  readonly filter?: FilterOptions
  readonly timing?: boolean
}

export const read = (input: string | Uint8Array, options?: ReadOptions) => {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input
  const file = options?.file ?? "-"
  const renderer = pretty.make({
    style: makeStyle(options?.colors === true),
    width: options?.width ?? 120,
    timing: options?.timing,
    filter: options?.filter && EventFilter.make(options.filter)
  })
  const inspection = InspectBytes.make(file, { observer: renderer })
  const size = options?.pieceSize ?? bytes.length
  for (let at = 0; at < bytes.length; at += size) if (inspection.push(bytes.subarray(at, at + size))) break
  const report = inspection.finish()
  return { report, lines: renderer.take().split("\n"), json: JSON.parse(Inspection.toJson(report, options?.timing)) }
}
