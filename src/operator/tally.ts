/**
 * What telemetry counts in one run of a stream, updated in place.
 *
 * @internal
 */
import type { Clock } from "effect/Clock"
import * as Result from "effect/Result"
import type { ResponsesStreamChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { InvalidEvent } from "../errors/StreamError.ts"
import type { Response } from "../model/Response.ts"
import { makeCounter } from "../stream/counts.ts"
import type { Counts } from "../stream/counts.ts"
import * as Progress from "../stream/progress.ts"
import { isSynthetic } from "../stream/synthesize.ts"
import type { Verdict } from "../stream/verdict.ts"
import type { AppliedRepair } from "../wire/Tolerance.ts"
import { chunkIn, nameIn } from "./element.ts"
import type { StreamElement } from "./element.ts"

interface Facts {
  /** The latest response. */
  response: Response | undefined
  /** Whether the terminal chunk had it. */
  isTerminal: boolean
  /** The code of the provider's error, or the type of the chunk that reports it. */
  providerError: string | undefined
  /** When the first piece of output came. */
  firstOutputAt: number | undefined
}

export interface Tally {
  readonly counts: Readonly<Counts>
  readonly facts: Readonly<Facts>
  readonly addElements: (elements: ReadonlyArray<StreamElement>, clock: Clock) => void
  readonly addInvalid: (error: InvalidEvent) => void
  readonly addRepair: (repair: AppliedRepair) => void
  /** The verdict if the stream ends here. */
  readonly verdict: () => Verdict
}

export const makeTally = (): Tally => {
  const { addChunk, addInvalid, addRepair, counts } = makeCounter()
  const facts: Facts = {
    response: undefined,
    isTerminal: false,
    providerError: undefined,
    firstOutputAt: undefined
  }
  const progress = Progress.start()

  const onChunk = (chunk: ResponsesStreamChunk): void => {
    addChunk(chunk.type === "UNKNOWN")
    if (isSynthetic(chunk)) return
    const wasOver = progress.terminal !== undefined
    Progress.advanceChunk(progress, chunk)
    // The first terminal chunk decides. Only another response begins anew
    if (wasOver && progress.terminal !== undefined) return
    switch (chunk.type) {
      case "response.created":
        facts.isTerminal = false
        facts.response = chunk.response
        return
      case "response.queued":
      case "response.in_progress":
        facts.response = chunk.response
        return
      case "response.completed":
      case "response.incomplete":
      case "response.failed":
        if (chunk.type === "response.failed") facts.providerError = errorTypeOf(chunk.type, chunk.response.error)
        facts.response = chunk.response
        facts.isTerminal = true
        return
      case "error":
        facts.providerError = errorTypeOf(chunk.type, chunk)
        return
      case "response.error":
        facts.providerError = errorTypeOf(chunk.type, chunk.error)
    }
  }

  return {
    counts,
    facts,
    addElements: (elements, clock) => {
      for (const element of elements) {
        const chunk = chunkIn(element)
        if (chunk !== undefined) {
          onChunk(chunk)
          if (facts.firstOutputAt === undefined && isOutput(chunk)) {
            facts.firstOutputAt = clock.currentTimeMillisUnsafe()
          }
        } else if (Result.isResult(element) && Result.isFailure(element)) {
          addInvalid()
        } else {
          // Of a schema of the user's own
          addChunk(false)
        }
      }
    },
    addInvalid,
    addRepair,
    verdict: () => Progress.verdict(progress)
  }
}

/** The code of a provider's error. If it has none that is a name, the type of the chunk that reports it. */
const errorTypeOf = (type: WireType, error: { readonly code?: string | null | undefined } | null | undefined): string =>
  nameIn(error?.code) ?? type

/** Whether a chunk is output: a piece of text or of an image, or a finished item. */
const isOutput = ({ type }: ResponsesStreamChunk): boolean =>
  type.endsWith(".delta") || type.endsWith(".partial_image") || type === "response.output_item.done"
