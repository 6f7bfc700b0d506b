/** Streams through the normalizer, held to the rules. */
import type { NormalizedEvent, NormalizeReport } from "../../src/normalize/StreamNormalize.ts"
import * as StreamNormalize from "../../src/normalize/StreamNormalize.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import type { ChunkEvent } from "../../src/stream/options.ts"
import { readValues } from "../support/reader.ts"

/** The events of bytes, and the error that ends them. */
export const eventsOf = (
  bytes: Uint8Array
): { readonly events: ReadonlyArray<ChunkEvent>; readonly error: unknown } => {
  const { reader, take } = readValues({ as: "event" })
  reader.push(bytes)
  reader.end()
  return { events: take(), error: reader.error }
}

export interface Normalized {
  readonly events: ReadonlyArray<NormalizedEvent>
  readonly reports: ReadonlyArray<NormalizeReport>
}

export const normalize = (input: ReadonlyArray<StreamNormalize.Input>, error?: unknown): Normalized => {
  let state = StreamNormalize.initial
  const events: Array<NormalizedEvent> = []
  const reports: Array<NormalizeReport> = []
  for (const each of input) {
    const [next, out, found] = StreamNormalize.step(state, each)
    state = next
    events.push(...out)
    reports.push(...found)
  }
  const [out, found] = StreamNormalize.end(state, error)
  return { events: [...events, ...out], reports: [...reports, ...found] }
}

/** What breaks the rules, and what a normalized stream has to have beyond them. */
export const faultsOf = (events: ReadonlyArray<NormalizedEvent>): ReadonlyArray<string> => {
  let state = StreamProtocol.initial
  const faults: Array<string> = []
  const add = (violations: ReadonlyArray<StreamProtocol.Violation>): void => {
    for (const { index, message, rule } of violations) faults.push(`${index} ${rule} ${message}`)
  }
  let number = 0
  for (const [i, event] of events.entries()) {
    if (event.index !== i) faults.push(`${i} has the index ${event.index}`)
    const { chunk } = event
    if ("sequenceNumber" in chunk && typeof chunk.sequenceNumber === "number") {
      if (chunk.sequenceNumber === 0 && i > 0) number = 0
      if (chunk.sequenceNumber !== number++) faults.push(`${i} has the number ${chunk.sequenceNumber}`)
    } else if (chunk.type === "UNKNOWN" && typeof chunk.raw["sequence_number"] === "number") {
      if (chunk.raw["sequence_number"] !== number++) faults.push(`${i} has another number`)
    }
    const [next, violations] = StreamProtocol.step(state, event)
    state = next
    add(violations)
  }
  add(StreamProtocol.end(state))
  const verdict = StreamProtocol.verdict(state)
  if (!["Completed", "Incomplete", "Failed", "Cancelled"].includes(verdict)) faults.push(verdict)
  return faults
}

/** The text and the calls of a stream. Nobody can carry out a call without a name. */
export const contentOf = (events: ReadonlyArray<NormalizedEvent>) => {
  const { output, outputText } = events.reduce(
    (all, { chunk }) => ResponseSnapshot.step(all, chunk),
    ResponseSnapshot.initial
  )
  const calls = output.flatMap((item) =>
    item.type === "function_call"
      ? [[item.name, item.arguments]]
      : item.type === "custom_tool_call"
        ? [[item.name, item.input]]
        : []
  )
  return { outputText, calls: calls.filter(([name]) => name !== "") }
}
