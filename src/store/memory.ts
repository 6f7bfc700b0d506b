/**
 * Streams in the memory of one process.
 *
 * @internal
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Backend, Batch, Claim, Entry, Page, StreamState, StreamStatus, Tail } from "./backend.ts"
import { StoreUnavailable } from "./errors.ts"
import type { Limits } from "./limits.ts"
import { Waiters } from "./waiters.ts"

/** The most events that one page has. */
const pageSize = 1024

/** One stream. */
class Log {
  /** The events that are kept, in order. The first ones up to `#start` are dropped, but still there. */
  #entries: Array<Entry> = []
  #start = 0
  readonly changes = new Waiters()
  readonly cancellations = new Waiters()
  /** Says `open` also if the writer is gone: see `state`. */
  #state: Exclude<StreamState, "lost"> = "open"
  #isWhole = false
  offset = 0
  responseId: string | undefined
  sequenceNumber: number | undefined
  writer: string | undefined
  leaseEnd = 0
  /** When the stream is forgotten. */
  expiry = 0
  isGone = false

  get state(): StreamState {
    if (this.#state !== "open" || this.writer !== undefined) return this.#state
    return this.#isWhole ? "ended" : "lost"
  }

  set state(state: Exclude<StreamState, "lost">) {
    this.#state = state
  }

  get status(): StreamStatus {
    const { offset, responseId, sequenceNumber, state } = this
    return {
      state,
      offset,
      ...(responseId === undefined ? {} : { responseId }),
      ...(sequenceNumber === undefined ? {} : { sequenceNumber })
    }
  }

  append({ isWhole, items, responseId, sequenceNumber }: Batch, maxLength: number): void {
    for (const item of items) this.#entries.push({ ...item, offset: ++this.offset })
    if (isWhole) this.#isWhole = true
    this.responseId = responseId
    this.sequenceNumber = sequenceNumber
    this.#start = Math.max(this.#start, this.#entries.length - maxLength)
    // Moving all the others for each event would be quadratic
    if (this.#start > 64 + this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#start)
      this.#start = 0
    }
  }

  /** The events after an offset. */
  after(offset: number): ReadonlyArray<Entry> {
    if (offset >= this.offset) return []
    const oldest = this.#entries.length - this.offset
    const from = Math.max(this.#start, oldest + offset)
    return this.#entries.slice(from, from + pageSize)
  }
}

/** What a follower gets now, if it needn't wait. */
const found = (log: Log, after: number, isPatient: boolean): Effect.Effect<Page> | undefined => {
  if (log.isGone) return Effect.succeed({ status: undefined })
  const entries = log.after(after)
  if (entries.length > 0) return Effect.succeed({ entries })
  const { status } = log
  // A patient one waits as long as the stream is lost, and another one as long as it is open
  return status.state === (isPatient ? "lost" : "open") ? undefined : Effect.succeed({ status })
}

const closed = (): Effect.Effect<never, StoreUnavailable> => Effect.fail(new StoreUnavailable({ code: "CLOSED" }))

/** Uses the time. */
const at = <A>(use: (now: number) => A): Effect.Effect<A> => Effect.map(Clock.currentTimeMillis, use)

/** Makes a store in memory. */
export const makeMemory = ({ lease, maxLength, timeToLive }: Limits): Effect.Effect<Backend, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const logs = new Map<string, Log>()
    const births = new Waiters()
    let isClosed = false

    // Leases end no more then, so nobody may wait
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        isClosed = true
        births.wake()
        for (const log of logs.values()) log.changes.wake()
      })
    )

    /** Ends leases, and forgets what is old, for as long as there is a stream. */
    const watch = (key: string, log: Log): Effect.Effect<void> =>
      Effect.gen(function* () {
        while (!log.isGone) {
          const now = yield* Clock.currentTimeMillis
          if (log.writer !== undefined && log.leaseEnd <= now) {
            log.writer = undefined
            log.changes.wake()
          } else if (log.expiry <= now) {
            log.isGone = true
            logs.delete(key)
            log.changes.wake()
          } else {
            yield* Effect.sleep((log.writer === undefined ? log.expiry : Math.min(log.leaseEnd, log.expiry)) - now)
          }
        }
      })

    const touch = (log: Log, now: number): void => {
      log.leaseEnd = now + lease
      log.expiry = now + timeToLive
    }

    /** A stream, with the lease as it is by now. */
    const find = (key: string, now: number): Log | undefined => {
      const log = logs.get(key)
      if (log !== undefined && log.leaseEnd <= now) log.writer = undefined
      return log
    }

    const makeTail = (key: string): Tail => {
      let log: Log | undefined
      return {
        next: (after, isPatient) =>
          Effect.suspend((): Effect.Effect<Page, StoreUnavailable> => {
            const known = (log ??= logs.get(key))
            if (known !== undefined)
              return known.changes.until(() => (isClosed ? closed() : found(known, after, isPatient)))
            if (isClosed) return closed()
            if (!isPatient) return Effect.succeed({ status: undefined })
            return births.until((): Effect.Effect<Page, StoreUnavailable> | undefined => {
              if (isClosed) return closed()
              log = logs.get(key)
              return log && Effect.succeed({ status: log.status })
            })
          }),
        refresh: Effect.void
      }
    }

    return {
      lease,
      claim: (key, writer, offset) =>
        Effect.flatMap(Clock.currentTimeMillis, (now): Effect.Effect<Claim, StoreUnavailable> => {
          if (isClosed) return closed()
          const log = find(key, now)
          if (log === undefined) {
            if (offset !== 0) return Effect.succeed("lost" as const)
            const created = new Log()
            created.writer = writer
            touch(created, now)
            logs.set(key, created)
            births.wake()
            return Effect.as(Effect.forkIn(watch(key, created), scope), "claimed" as const)
          }
          const { state } = log
          if (state !== "lost") return Effect.succeed(state)
          if (log.offset !== offset) return Effect.succeed("lost" as const)
          log.writer = writer
          touch(log, now)
          log.changes.wake()
          return Effect.succeed("claimed" as const)
        }),
      append: (key, writer, batch) =>
        at((now) => {
          const log = find(key, now)
          if (log?.state === "cancelled") return "cancelled"
          if (log === undefined || log.writer !== writer) return "fenced"
          touch(log, now)
          if (batch.items.length > 0) {
            log.append(batch, maxLength)
            log.changes.wake()
          }
          return "done"
        }),
      release: (key, writer, state) =>
        at((now) => {
          const log = find(key, now)
          if (log?.state === "cancelled") return "cancelled"
          if (log === undefined || log.writer !== writer) return "fenced"
          touch(log, now)
          if (state === "ended") log.state = state
          log.writer = undefined
          log.changes.wake()
          return "done"
        }),
      cancel: (key) =>
        at((now) => {
          const log = find(key, now)
          if (log === undefined) return false
          if (log.state === "ended" || log.state === "cancelled") return true
          log.state = "cancelled"
          log.writer = undefined
          log.changes.wake()
          log.cancellations.wake()
          return true
        }),
      status: (key) => at((now) => find(key, now)?.status),
      follow: (key) => Effect.sync(() => makeTail(key)),
      cancellation: (key) =>
        Effect.suspend(() => {
          const log = logs.get(key)
          if (log === undefined) return Effect.never
          return log.cancellations.until(() => (log.state === "cancelled" ? Effect.void : undefined))
        })
    }
  })
