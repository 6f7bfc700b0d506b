/** All readers, and where one of them reads an event stream otherwise than the project does. */
import { install } from "../support/install.ts"
import type { Answer } from "./answer.ts"
import { readByOpenAI } from "./openai.ts"
import type { Call, Reading } from "./reading.ts"

export type Reader = "openai" | "AI SDK, model" | "AI SDK, streamText"

/** Reads a whole event stream; `answer` says which calls it has. */
export type Read = (bytes: Uint8Array<ArrayBuffer>, answer: Answer) => Promise<Reading>

export const loadReaders = async (): Promise<ReadonlyMap<Reader, Read>> => {
  await install("judges")
  const { readByModel, readByStreamText } = await import("./aiSdk.mjs")
  return new Map<Reader, Read>([
    ["openai", readByOpenAI],
    ["AI SDK, model", readByModel],
    ["AI SDK, streamText", (bytes, { calls }) => readByStreamText(bytes, [...new Set(calls.map(({ name }) => name))])]
  ])
}

/** The input of a call as `streamText` gives it: parsed, and written anew. It takes an empty input for an empty object. */
const rewritten = ({ id, input, name }: Call): Call => {
  try {
    return { id, name, input: JSON.stringify(input.trim() === "" ? {} : JSON.parse(input)) }
  } catch {
    return { id, name, input }
  }
}

/** The AI SDK gives calls when they are closed, `openai` all of them at the end. */
const callsFor = (reader: Reader, { calls, closed }: Answer): ReadonlyArray<Call> => {
  if (reader === "openai") return calls
  return reader === "AI SDK, model" ? closed : closed.map(rewritten)
}

/** Compares two values as JSON. */
export const difference = (what: string, actual: unknown, expected: unknown): ReadonlyArray<string> => {
  const [theirs, ours] = [JSON.stringify(actual), JSON.stringify(expected)]
  return theirs === ours ? [] : [`${what}: ${theirs} instead of ${ours}`]
}

/** What a reader found wrong, or reads otherwise than the project. */
export const differences = (reader: Reader, reading: Reading, answer: Answer): ReadonlyArray<string> => {
  if (reading.fault !== undefined) return [`fault: ${reading.fault}`]
  // The AI SDK gives calls of shells, patches and searches as if they were functions'
  const known = new Set(answer.calls.map(({ id }) => id))
  const calls = reading.calls.filter(({ id }) => known.has(id))
  return [
    ...difference("text", reading.text, answer.text),
    ...difference("calls", calls, callsFor(reader, answer)),
    ...difference("failure", reading.hasFailed, answer.hasFailed)
  ]
}
