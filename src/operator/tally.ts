/**
 * What telemetry counts in one run of a stream, updated in place.
 *
 * @internal
 */
import type { Clock } from "effect/Clock"
import * as Result from "effect/Result"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { InvalidEvent } from "../errors/StreamError.ts"
import type { Response } from "../model/Response.ts"
import { makeCounter } from "../stream/counts.ts"
import type { Counts } from "../stream/counts.ts"
import { isSynthetic } from "../stream/synthesize.ts"
import { isErrorType, terminalVerdict, verdictOf } from "../stream/verdict.ts"
import type { Verdict } from "../stream/verdict.ts"
import type { AppliedRepair } from "../wire/Tolerance.ts"
import { chunkIn } from "./element.ts"
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
  let terminal: ReturnType<typeof terminalVerdict>
  let errored = false
  let itemsOpened = false
  const openItems = new Set<number>()

  const onType = (type: string): void => {
    terminal ??= terminalVerdict(type)
    errored ||= isErrorType(type)
    itemsOpened ||= type === "response.output_item.added" || type === "response.output_item.done"
  }

  const onChunk = (chunk: ResponsesStreamChunk): void => {
    addChunk(chunk.type === "UNKNOWN")
    switch (chunk.type) {
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
        openItems.add(chunk.outputIndex)
        break
      case "response.output_item.done":
        openItems.delete(chunk.outputIndex)
        break
      case "error":
        facts.providerError = chunk.code ?? chunk.type
        break
      case "response.error":
        facts.providerError = chunk.error.code ?? chunk.type
        break
      default:
        return
    }
    onType(chunk.type)
  }

  const onInvalid = (error: InvalidEvent): void => {
    addInvalid()
    // A terminal event with a wrong shape ends a stream too
    if (error.type !== undefined) onType(error.type)
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
          onInvalid(element.failure)
        }
      }
    },
    addInvalid: onInvalid,
    addRepair,
    verdict: () => verdictOf({ terminal, errored, itemsOpened, openItems: openItems.size })
  }
}

/** Whether a chunk is output: a piece of text or of an image, or a finished item. */
const isOutput = ({ type }: ResponsesStreamChunk): boolean =>
  type.endsWith(".delta") || type.endsWith(".partial_image") || type === "response.output_item.done"
