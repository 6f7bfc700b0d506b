/**
 * What telemetry notes of one run of a stream. Updated in place, a batch at a time.
 *
 * @internal
 */
import type { Clock } from "effect/Clock"
import * as Result from "effect/Result"
import type { Response } from "../model/Response.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { InvalidEvent } from "../errors/StreamError.ts"
import type { Watched } from "./StreamTelemetry.ts"
import type { AppliedRepair } from "../wire/Tolerance.ts"
import * as progress from "../stream/progress.ts"
import type { Verdict } from "../stream/verdict.ts"
import { isSynthetic } from "../stream/synthesize.ts"

/** What is counted. */
export interface Counts {
  chunks: number
  unknown: number
  invalid: number
  repaired: number
}

/** What is known. */
interface Facts {
  /** The response as it was last seen. */
  response: Response | undefined
  /** Whether that was in the terminal chunk. */
  isTerminal: boolean
  /** What the provider calls the error that it sent. */
  providerError: string | undefined
  /** When the first piece of output came. */
  firstOutputAt: number | undefined
}

export interface Tally {
  readonly counts: Readonly<Counts>
  readonly facts: Readonly<Facts>
  /** Takes note of elements. */
  readonly see: (elements: ReadonlyArray<Watched>, clock: Clock) => void
  readonly seeInvalid: (error: InvalidEvent) => void
  readonly seeRepair: (repair: AppliedRepair) => void
  /** How the stream ends if it ends here. */
  readonly verdict: () => Verdict
}

export const makeTally = (): Tally => {
  const counts: Counts = { chunks: 0, unknown: 0, invalid: 0, repaired: 0 }
  const facts: Facts = {
    response: undefined,
    isTerminal: false,
    providerError: undefined,
    firstOutputAt: undefined
  }
  const seen = progress.start()
  let lastRepaired = -1

  const seeInvalid = (error: InvalidEvent): void => {
    counts.invalid++
    // A terminal event with a wrong shape ends a stream all the same
    if (error.type !== undefined) progress.advance(seen, error.type, {})
  }

  const seeChunk = (chunk: ResponsesStreamChunk): void => {
    counts.chunks++
    switch (chunk.type) {
      case "UNKNOWN":
        counts.unknown++
        return
      case "response.created":
      case "response.queued":
      case "response.in_progress":
        facts.response = chunk.response
        return
      case "response.completed":
      case "response.incomplete":
      case "response.failed":
        if (isSynthetic(chunk)) return
        if (chunk.type === "response.failed") facts.providerError = chunk.response.error?.code ?? chunk.type
        facts.response = chunk.response
        facts.isTerminal = true
        break
      case "response.output_item.added":
      case "response.output_item.done":
        return progress.advance(seen, chunk.type, { output_index: chunk.outputIndex })
      case "error":
        facts.providerError = chunk.code ?? chunk.type
        break
      case "response.error":
        facts.providerError = chunk.error.code ?? chunk.type
        break
      default:
        return
    }
    progress.advance(seen, chunk.type, {})
  }

  return {
    counts,
    facts,
    see: (elements, clock) => {
      for (const element of elements) {
        if (Result.isResult(element) && Result.isFailure(element)) {
          seeInvalid(element.failure)
          continue
        }
        const chunk = Result.isResult(element) ? element.success : "chunk" in element ? element.chunk : element
        seeChunk(chunk)
        if (facts.firstOutputAt === undefined && isOutput(chunk)) facts.firstOutputAt = clock.currentTimeMillisUnsafe()
      }
    },
    seeInvalid,
    seeRepair: ({ index }) => {
      // An event may need more than one repair
      if (index !== lastRepaired) counts.repaired++
      lastRepaired = index
    },
    verdict: () => progress.verdict(seen)
  }
}

/** Whether a chunk has something to show: a piece of text or of an image, or an item that came in one piece. */
const isOutput = ({ type }: ResponsesStreamChunk): boolean =>
  type.endsWith(".delta") || type.endsWith(".partial_image") || type === "response.output_item.done"
