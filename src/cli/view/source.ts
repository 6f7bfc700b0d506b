/**
 * Captures as the page's server serves them.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as InspectBytes from "../../capture/inspectBytes.ts"
import { endingOf, factsOf } from "../../capture/streamEntry.ts"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import * as Timing from "../../capture/timing.ts"
import type { CaptureFile } from "../captureFiles.ts"
import { reasonOf } from "../complaint.ts"
import * as GrowingBytes from "../growingBytes.ts"
import type { Source } from "../pageServer.ts"

/**
 * Serves captures, and reads them one after the other to say what is in each. Those that can be read only once are read
 * at the same time, and shown while they come.
 */
export const make = Effect.fnUntraced(function* (
  inputs: ReadonlyArray<CaptureFile>
): Effect.fn.Return<Source, never, Scope.Scope> {
  const listeners = new Set<(entry: StreamEntry) => void>()
  const entries = new Map<string, StreamEntry>()
  const update = (entry: StreamEntry): void => {
    entries.set(entry.id, entry)
    for (const listener of listeners) listener(entry)
  }
  const streams = new Map(
    inputs.map((input, index) => [String(index + 1), makeStream(String(index + 1), input, update)])
  )
  const all = [...streams.values()]
  for (const { inspect, isFile } of all) if (!isFile) yield* Effect.forkScoped(inspect)
  yield* Effect.forEach(
    all.filter(({ isFile }) => isFile),
    ({ inspect }) => inspect,
    { discard: true }
  ).pipe(Effect.forkScoped)
  return {
    entries: () => [...entries.values()],
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    open: (id) => streams.get(id)?.read(),
    nameOf: (id) => streams.get(id)?.name ?? ""
  }
})

const makeStream = (id: string, { bytes, isFile, name }: CaptureFile, update: (entry: StreamEntry) => void) => {
  const kept = isFile ? undefined : GrowingBytes.make()
  const inspection = InspectBytes.make(name)
  const startedAt = isFile ? undefined : Date.now()
  const tell = (state: StreamEntry["state"], report = inspection.report(), note?: string): void =>
    update({
      id,
      name,
      startedAt,
      httpStatus: undefined,
      state,
      ...factsOf(report, report.timing ?? Timing.initial),
      verdict: state === "open" ? undefined : endingOf(report),
      note
    })
  tell("open")
  return {
    name,
    isFile,
    read: () => kept?.read() ?? Stream.toAsyncIterable(bytes),
    /** Reads it, and tells what is in it: a live one while it comes. */
    inspect: bytes.pipe(
      Stream.takeUntil((piece) => {
        kept?.push(piece)
        const isDone = inspection.push(piece)
        if (!isFile) tell("open")
        return isDone
      }),
      Stream.runDrain,
      Effect.andThen(Effect.sync(() => tell("ended", inspection.finish()))),
      Effect.catch((error) => Effect.sync(() => tell("failed", inspection.finish(), reasonOf(error)))),
      Effect.ensuring(Effect.sync(() => kept?.end()))
    )
  }
}
