/**
 * Where recordings come from: the command's server, files, and the page itself.
 *
 * @internal
 */
import { computed, signal } from "@preact/signals"
import { endingOf, factsOf } from "../../capture/streamEntry.ts"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import * as Embedded from "../model/embedded.ts"
import * as Feed from "../model/feed.ts"
import { open } from "./opened.ts"
import type { Opened } from "./opened.ts"

/** Whether a server feeds the list. `none`: the page was opened as a file. */
export const connection = signal<"none" | "connecting" | "open" | "lost">("none")

/** What came as files, newest first. */
const files = signal<ReadonlyArray<Opened>>([])

/** What the server tells of, newest first. */
const served = signal<ReadonlyArray<StreamEntry>>([])

const servedOpened = new Map<string, Opened>()

/** All streams: files, then those of the server. */
export const entries = computed<ReadonlyArray<StreamEntry>>(() => [...files.value.map(entryOf), ...served.value])

/** How many streams there are. It changes less often than what is known of them. */
export const entryCount = computed(() => entries.value.length)

/** The recording of a stream. It is opened when it is first asked for. */
export const openedOf = (id: string): Opened | undefined => {
  const known = files.value.find(({ recording }) => recording.id === id) ?? servedOpened.get(id)
  if (known !== undefined) return known
  const told = computed(() => served.value.find((entry) => entry.id === id))
  const entry = told.value
  if (entry === undefined) return undefined
  // A file has no time of its start. It is open too, until the command has read it
  const isLive = entry.state === "open" && entry.startedAt !== undefined
  const opened = open(id, entry.name, () => Feed.openStream(id, new AbortController().signal), {
    isLive,
    entry: () => told.value
  })
  servedOpened.set(id, opened)
  return opened
}

const entryOf = ({ error, recording, version }: Opened): StreamEntry => {
  void version.value
  return {
    id: recording.id,
    name: recording.name,
    startedAt: undefined,
    httpStatus: undefined,
    state: error.value !== undefined ? "failed" : recording.isOpen ? "open" : "ended",
    verdict: recording.isOpen ? undefined : endingOf(recording.report),
    note: error.value,
    ...factsOf(recording.report, recording.timing)
  }
}

let count = 0

/** Opens files. Gives the ids of their streams. */
export const openFiles = (all: Iterable<File>): ReadonlyArray<string> =>
  addFiles(Array.from(all, (file) => [file.name, () => Embedded.openFile(file.name, file)] as const))

const addFiles = (
  all: ReadonlyArray<readonly [name: string, source: () => Promise<Feed.Source>]>
): ReadonlyArray<string> => {
  const opened = all.map(([name, source]) => open(`file-${++count}`, name, source))
  files.value = [...opened, ...files.value]
  return opened.map(({ recording }) => recording.id)
}

/**
 * Opens what is written into the page, or else follows the server. `onFirst` gets the ids of all streams that there are
 * at first.
 */
export const start = (onFirst: (ids: ReadonlyArray<string>) => void): void => {
  const embedded = document.querySelector("#recordings")?.textContent
  if (embedded !== undefined && embedded !== null) {
    const all = Embedded.parse(embedded)
    onFirst(addFiles(all.map((recording) => [recording.name, () => Embedded.openEmbedded(recording)])))
  } else if (location.protocol.startsWith("http")) followServer(onFirst)
}

const followServer = (onFirst: (ids: ReadonlyArray<string>) => void): void => {
  connection.value = "connecting"
  const known = new Map<string, StreamEntry>()
  let hasBegun = false
  const onEntries = (changed: ReadonlyArray<StreamEntry>, isFirst: boolean): void => {
    if (isFirst) known.clear()
    for (const entry of changed) known.set(entry.id, entry)
    served.value = Array.from(known.values()).toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0))
    if (!hasBegun) onFirst(changed.map(({ id }) => id))
    hasBegun = true
  }
  void Feed.follow({
    onEntries,
    onConnection: (isConnected) => {
      connection.value = isConnected ? "open" : "lost"
    },
    signal: new AbortController().signal
  })
}
