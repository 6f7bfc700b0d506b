/** The streams that inputs are made from. */
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { members } from "../../src/chunk/ResponsesStreamChunk.ts"
import { recordings } from "../support/recordings.ts"
import { readBytes } from "./reference.ts"
import { treeOf } from "./tree.ts"
import type { Tree } from "./tree.ts"

export interface Corpus {
  /** The events of whole streams. */
  readonly streams: ReadonlyArray<ReadonlyArray<Tree>>
  /** Whole streams, as they were sent. */
  readonly files: ReadonlyArray<Uint8Array>
  /** Events made from the schemas, by wire type. */
  readonly generated: ReadonlyArray<ReadonlyArray<Tree>>
}

const samples = fileURLToPath(new URL("../../examples/streams/", import.meta.url))

/** Larger events and files only take time. */
const largestEvent = 8192
const largestFile = 32_768

const eventsOf = (texts: ReadonlyArray<string>): ReadonlyArray<Tree> =>
  texts.flatMap((text) => {
    if (text.length > largestEvent) return []
    try {
      return [treeOf(JSON.parse(text))]
    } catch {
      return []
    }
  })

const dataOf = (bytes: Uint8Array): ReadonlyArray<string> =>
  readBytes(bytes, Infinity).frames.flatMap((frame) => (frame.kind === "event" ? [frame.data] : []))

/** Reads the samples of the project and, where they are beside it, recordings. The same values come each time. */
export const readCorpus = async (): Promise<Corpus> => {
  const files = readdirSync(samples)
    .filter((name) => name.endsWith(".sse"))
    .toSorted()
    .map((name) => new Uint8Array(readFileSync(samples + name)))
  const recorded = recordings.filter(({ isJsonLines }) => !isJsonLines).map(({ bytes }) => bytes)
  const generated = await Effect.runPromise(
    Effect.forEach(members, (member) =>
      Arbitrary.sampleEffect(Arbitrary.schema<Schema.Constraint>(Schema.toEncoded(member)), {
        count: 4,
        size: 4,
        seed: 1
      })
    )
  )
  return {
    streams: [...files.map(dataOf), ...recordings.map(({ payloads }) => payloads)]
      .map(eventsOf)
      .filter((events) => events.length > 0),
    files: [...files, ...recorded].filter(({ length }) => length <= largestFile),
    generated: generated.map((values) => values.map(treeOf))
  }
}
