/**
 * A follower of a stream.
 *
 * @internal
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { transduce } from "../base/transduce.ts"
import type { Output } from "../base/transduce.ts"
import { UnexpectedEnd } from "../errors/StreamError.ts"
import type { ChunkEvent } from "../stream/options.ts"
import { makeReceiver } from "../stream/output.ts"
import * as progress from "../stream/progress.ts"
import { Reader } from "../stream/reader.ts"
import type { ChunkOf, ChunkSchemas } from "../wire/ownChunks.ts"
import type { Backend, Entry, Page, StreamStatus, Tail } from "./backend.ts"
import { EventsExpired, StreamCancelled, StreamUnknown } from "./errors.ts"
import type { StoreUnavailable } from "./errors.ts"
import type { FollowError, FollowOptions, StoredEvent } from "./options.ts"

/** Gives what is stored behind an offset, and then what comes. */
export const follow = <const Chunks extends ChunkSchemas = {}>(
  backend: Backend,
  key: string,
  options: FollowOptions<Chunks>
): Stream.Stream<StoredEvent<ChunkOf<Chunks>>, FollowError> => {
  const grace = Duration.fromInputUnsafe(options.waitForWriter ?? 0)
  const stored = Stream.unwrap(
    Effect.map(backend.follow(key), (tail) =>
      Stream.fromPull(Effect.sync(() => makePull(tail, offsetOf(options.after), grace)))
    )
  )
  return transduce<Stored, StoreError, never, StoredEvent<ChunkOf<Chunks>>, FollowError>(stored, (output) =>
    makeDecoder(options, output)
  )
}

/** An offset, whatever was passed: a header is the user's. */
const offsetOf = (after: FollowOptions["after"]): number => {
  const offset = typeof after === "string" && /^\d+$/.test(after) ? Number(after) : after
  return typeof offset === "number" && Number.isSafeInteger(offset) && offset > 0 ? offset : 0
}

/** What is read: an event, or at the end that the writer is gone. */
type Stored = Entry | { readonly lost: StreamStatus }

type StoreError = StreamUnknown | StreamCancelled | EventsExpired | StoreUnavailable

/** Pulls what is stored. */
const makePull = (
  tail: Tail,
  from: number,
  grace: Duration.Duration
): Pull.Pull<Arr.NonEmptyReadonlyArray<Stored>, StoreError> => {
  type Pulled = Pull.Pull<Arr.NonEmptyReadonlyArray<Stored>, StoreError>
  let after = from
  let isOver = false

  const onEntries = (entries: ReadonlyArray<Entry>, first = after + 1): Pulled => {
    const gap = entries.findIndex((entry, i) => entry.offset !== after + 1 + i)
    const whole = gap === -1 ? entries : entries.slice(0, gap)
    if (!Arr.isReadonlyArrayNonEmpty(whole))
      return Effect.fail(new EventsExpired({ after, first: entries[0]?.offset ?? first }))
    after += whole.length
    return Effect.succeed(whole)
  }

  const onNoWriter = (status: StreamStatus | undefined): Pulled => {
    if (status === undefined) return Effect.fail(new StreamUnknown())
    isOver = true
    return Effect.succeed([{ lost: status }])
  }

  const onPage = (page: Page, isPatient: boolean): Pulled => {
    if (page.entries !== undefined) return onEntries(page.entries, page.first)
    const { status } = page
    if (status?.state === "cancelled") return Effect.fail(new StreamCancelled({ offset: status.offset }))
    if (status?.state === "open") return next
    if (status?.state === "ended") return isBeyond(status) ? onBeyond(status) : Cause.done()
    if (isPatient || Duration.isZero(grace))
      return status !== undefined && isBeyond(status) ? onBeyond(status) : onNoWriter(status)
    return Effect.flatMap(Effect.timeoutOption(tail.next(after, true), grace), (found) =>
      Option.isSome(found) ? onPage(found.value, true) : lastLook
    )
  }

  /** What was asked for was never reached. An open stream may be further than is known here. */
  const isBeyond = ({ offset }: StreamStatus): boolean => after === from && from > offset
  const onBeyond = ({ offset }: StreamStatus): Pulled => Effect.fail(new EventsExpired({ after, first: offset + 1 }))

  /** A busy process may find out late that a writer has begun. */
  const lastLook: Pulled = Effect.suspend(() =>
    Effect.flatMap(Effect.andThen(tail.refresh, tail.next(after, false)), (page) => onPage(page, true))
  )

  const next: Pulled = Effect.suspend(() =>
    isOver ? Cause.done() : Effect.flatMap(tail.next(after, false), (page) => onPage(page, false))
  )
  return next
}

/** Decodes what is stored, as any input: someone else may have written it. */
const makeDecoder = <Chunk>(options: FollowOptions<ChunkSchemas>, output: Output<StoredEvent<Chunk>, FollowError>) => {
  let offset = 0
  const receiver = makeReceiver({ ...options, as: "event" }, (value) =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `as: "event"` makes events, and each has an id
    output.emit({ ...(value as ChunkEvent<Chunk> & { readonly id: string }), index: offset - 1, offset })
  )
  const reader = new Reader(receiver, options)

  const onLost = ({ offset, responseId, sequenceNumber }: StreamStatus): void => {
    const verdict = progress.verdict(reader.progress)
    // What is whole is whole, and one that joined behind the end has seen nothing
    if (verdict !== "Truncated" && verdict !== "ItemsCompleteWithoutTerminal") return output.close()
    output.fail(
      new UnexpectedEnd({
        index: reader.index,
        verdict,
        openItems: progress.openItems(reader.progress),
        tailLength: 0,
        offset,
        ...(responseId === undefined ? {} : { responseId }),
        ...(sequenceNumber === undefined ? {} : { sequenceNumber })
      })
    )
  }

  return {
    push: (stored: Stored): void => {
      if ("lost" in stored) return onLost(stored.lost)
      offset = stored.offset
      reader.onEvent(stored.data, stored.name, String(offset), true, undefined)
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- there are no bytes and no answer to fail with
      if (reader.error !== undefined) output.fail(reader.error as FollowError)
      else if (reader.isDone) output.close()
    },
    end: (): void => {}
  }
}
