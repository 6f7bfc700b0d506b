/**
 * Recorded streams of real providers. They lie beside the project and are not part of it: `INDEX.tsv` says where from.
 * They are read without any of the project's code.
 */
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

export type Json = Record<string, unknown>

export interface Recording {
  readonly file: string
  /** Whether a provider sent it, rather than somebody wrote it by hand. */
  readonly isReal: boolean
  /** Whether it has a line of JSON for each event, and isn't an event stream. */
  readonly isJsonLines: boolean
  /** How many events the index counts. */
  readonly count: number
  /** The wire types in it, as the index lists them. */
  readonly types: ReadonlyArray<string>
  /** What stands in the file. */
  readonly text: string
  /** An event stream of its events: the file itself, where it is one. */
  readonly bytes: Uint8Array
  /** The data of each event, without `[DONE]`. */
  readonly payloads: ReadonlyArray<string>
  /** The JSON of each event. */
  readonly events: ReadonlyArray<Json>
}

const folder = fileURLToPath(new URL("../../../shared/captures/", import.meta.url))

/** Whether there are any. Tests that need them are skipped where there are none; `globalSetup.ts` says so. */
export const hasRecordings = existsSync(`${folder}INDEX.tsv`)

/** Reads data lines as the specification says: joined within a block, one space after the colon dropped. */
export const payloadsOf = (eventStream: string): ReadonlyArray<string> =>
  eventStream
    .replaceAll(/\r\n?/g, "\n")
    .split(/\n\n+/)
    .map((block) => [...block.matchAll(/^data: ?(.*)$/gm)].map((match) => match[1]!).join("\n"))
    .filter((data) => data.trim() !== "" && data !== "[DONE]")

const recordingOf = (row: string): Recording => {
  const [file, origin, count, types] = row.split("\t") as [string, string, string, string]
  const isJsonLines = file.endsWith(".jsonl")
  let text: string | undefined
  let payloads: ReadonlyArray<string> | undefined
  return {
    file,
    isReal: origin === "real",
    isJsonLines,
    count: Number(count),
    types: types.split(","),
    get text() {
      return (text ??= readFileSync(folder + file, "utf8"))
    },
    get bytes() {
      if (!isJsonLines) return new Uint8Array(readFileSync(folder + file))
      return new TextEncoder().encode(this.payloads.map((data) => `data: ${data}\n\n`).join(""))
    },
    get payloads() {
      return (payloads ??= isJsonLines
        ? this.text.split("\n").filter((line) => line.trim() !== "")
        : payloadsOf(this.text))
    },
    get events() {
      return this.payloads.map((data) => JSON.parse(data) as Json)
    }
  }
}

const all: ReadonlyArray<Recording> = hasRecordings
  ? readFileSync(`${folder}INDEX.tsv`, "utf8").trimEnd().split("\n").slice(1).map(recordingOf)
  : []

const isChat = ({ file }: Recording): boolean => file.startsWith("chat-completions/")

/** All recordings of the Responses API, those that were written by hand among them. Files are read when they are asked for, and once. */
export const recordings: ReadonlyArray<Recording> = all.filter((recording) => !isChat(recording))

/** Those that providers sent. */
export const realRecordings: ReadonlyArray<Recording> = recordings.filter(({ isReal }) => isReal)

/** Recordings of another protocol. */
export const chatRecordings: ReadonlyArray<Recording> = all.filter(isChat)
