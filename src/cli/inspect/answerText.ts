/**
 * The text of an answer while it comes, and nothing else of its stream.
 *
 * @internal
 */
import * as Result from "effect/Result"
import { isObject } from "../../base/json.ts"
import type { WireType } from "../../chunk/ResponsesStreamChunk.ts"
import type { InspectedEvent } from "../../capture/inspectBytes.ts"
import type { InputReport } from "../../capture/inspection.ts"
import { count, sanitize } from "../../capture/text.ts"
import { explain } from "./pretty.ts"

const textDelta: WireType = "response.output_text.delta"
const textDone: WireType = "response.output_text.done"

/** Collects the text of one input. */
export interface AnswerText {
  readonly onEvent: (event: InspectedEvent) => void
  /** Hands over the text since the last call. */
  readonly take: () => string
  /** Ends the last line. */
  readonly end: () => void
}

/**
 * Makes a collector. Texts of different parts are on lines of their own. A text without deltas comes with its `done`.
 * For a terminal, control characters are left out.
 */
export const make = (isTerminal: boolean): AnswerText => {
  let out = ""
  let part: string | undefined
  let endsLine = true

  const write = (text: string): void => {
    if (text === "") return
    out += isTerminal ? text.split("\n").map(sanitize).join("\n") : text
    endsLine = text.endsWith("\n")
  }

  const endLine = (): void => {
    if (!endsLine) write("\n")
  }

  return {
    onEvent: ({ json, result }) => {
      if (Result.isFailure(result) || !isObject(json)) return
      const { type } = result.success
      if (type !== textDelta && type !== textDone) return
      const of = `${String(json["output_index"])} ${String(json["content_index"])}`
      const text = json[type === textDelta ? "delta" : "text"]
      if (typeof text !== "string" || (type === textDone && of === part)) return
      if (of !== part) endLine()
      part = of
      write(text)
    },
    take: () => {
      const taken = out
      out = ""
      return taken
    },
    end: endLine
  }
}

/** What was wrong with an input, a line each. Nothing of it is payload. */
export const complaints = (report: InputReport): ReadonlyArray<string> => {
  const ending = report.hint ?? explain(report)
  const isCut = report.verdict === "Truncated" || report.verdict === "ItemsCompleteWithoutTerminal"
  const [first] = report.errors
  return [
    ...(report.invalid > 0 && first !== undefined
      ? [`${count(report.invalid, "invalid event")}. Event ${first.index}: ${sanitize(first.message)}`]
      : report.errors.map((error) => sanitize(error.message))),
    ...(isCut || report.tailLength > 0
      ? [ending]
      : report.verdict === "Completed"
        ? []
        : [`It ends as ${report.verdict}.`])
  ].filter((line) => line !== "")
}
