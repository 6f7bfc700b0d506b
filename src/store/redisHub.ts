/**
 * All that one process follows in Redis, over one connection that waits for all of it at once.
 *
 * @internal
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Redis from "effect/persistence/Redis"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import type { Tail } from "./backend.ts"
import { StoreUnavailable } from "./errors.ts"
import { codeOf, isLasting, unavailable } from "./redisErrors.ts"
import type { RedisKeys } from "./redisKeys.ts"
import { entriesOf, streamsOf } from "./redisReplies.ts"
import { RedisTail } from "./redisTail.ts"
import type { TailSource } from "./redisTail.ts"
import { Waiters } from "./waiters.ts"

/** What a hub needs to know. */
export interface HubOptions {
  readonly redis: Redis.Redis["Service"]
  /** The stream in which all processes tell of what they cancel. */
  readonly cancels: string
  /** A stream of this process alone, which ends the wait for others. */
  readonly wake: string
  readonly lease: number
  readonly retryFor: number
  /** Where it runs. */
  readonly scope: Scope.Scope
}

interface Followed {
  readonly tail: RedisTail
  readonly source: TailSource
  readonly lease: string
  /** The writer that has the lease, as far as is known. */
  holder: unknown
  followers: number
}

/** How long one read waits, and how many events of a stream it gives, at most. */
const block = 2000
const count = 256

/** The shortest and the longest wait before another try, in milliseconds. */
export const minPause = 20
export const maxPause = 500

/** What Redis says of a key that holds something else. */
const wrongType = "WRONGTYPE"

export class Hub {
  readonly #options: HubOptions
  readonly #followed = new Map<string, Followed>()
  /** By escaped key. */
  readonly #cancellations = new Map<string, Waiters>()
  #cancelsId = "0-0"
  #wakeId = "0-0"
  #isRunning = false
  /** Whether a read is waiting that doesn't have all that is followed. */
  #isWaiting = false
  #lastAnswer = 0
  #failure: StoreUnavailable | undefined
  #closed: StoreUnavailable | undefined
  /** What the last connection failed with. */
  #reason: unknown

  constructor(options: HubOptions) {
    this.#options = options
  }

  /** Follows a stream. */
  follow(keys: RedisKeys, makeSource: (failure: () => StoreUnavailable | undefined) => TailSource) {
    const { events, lease } = keys
    const open = Effect.sync((): Followed => {
      let followed = this.#followed.get(events)
      if (followed === undefined || followed.tail.isOver) {
        const source = makeSource(() => this.#closed ?? this.#failure)
        followed = { tail: new RedisTail(source), source, lease, holder: undefined, followers: 0 }
        this.#followed.set(events, followed)
      }
      followed.followers++
      return followed
    })
    const close = (followed: Followed) =>
      Effect.sync(() => {
        if (--followed.followers === 0 && this.#followed.get(events) === followed) this.#followed.delete(events)
      })
    return Effect.gen({ self: this }, function* () {
      if (this.#closed !== undefined) return yield* this.#closed
      if (!Effect.isEffect(this.#options.redis.reserve)) return yield* new StoreUnavailable({ code: "NO_RESERVE" })
      const { source, tail } = yield* Effect.acquireRelease(open, close)
      // What others wait for may have come just now
      if (!tail.isOpen || this.#failure !== undefined) {
        const status = yield* source.status
        // Redis is there again, before the connection that waits
        this.#lastAnswer = yield* Clock.currentTimeMillis
        this.#failure = undefined
        tail.begin(status)
        yield* this.#attend
      }
      return tail satisfies Tail
    })
  }

  /** Ends when a stream is cancelled, unless the connection is broken then. */
  cancellation(escaped: string): Effect.Effect<void> {
    return Effect.suspend(() => {
      const waiters = this.#cancellations.get(escaped) ?? new Waiters()
      this.#cancellations.set(escaped, waiters)
      let isFirst = true
      const cancelled = waiters.until(() => {
        if (!isFirst) return Effect.void
        isFirst = false
        return undefined
      })
      return Effect.andThen(this.#start, cancelled).pipe(
        Effect.ensuring(
          Effect.sync(() => {
            if (waiters.isEmpty) this.#cancellations.delete(escaped)
          })
        )
      )
    })
  }

  readonly #start: Effect.Effect<void> = Effect.suspend(() => {
    if (this.#isRunning || this.isClosed || !Effect.isEffect(this.#options.redis.reserve)) return Effect.void
    this.#isRunning = true
    return Effect.asVoid(Effect.forkIn(this.#run, this.#options.scope))
  })

  /** Lets the connection wait for what is followed by now, too. */
  // oxlint-disable-next-line no-unused-private-class-members -- generators use it, which the rule doesn't see
  readonly #attend: Effect.Effect<void> = Effect.suspend(() => {
    if (!this.#isRunning || !this.#isWaiting) return this.#start
    this.#isWaiting = false
    const { redis, scope, wake } = this.#options
    const signal = Effect.andThen(
      redis.send("XADD", wake, "MAXLEN", "1", "*", "w", ""),
      redis.send("PEXPIRE", wake, "60000")
    )
    // If it fails, so does the read that it would end
    return Effect.asVoid(Effect.forkIn(Effect.ignore(signal), scope))
  })

  get #isNeeded(): boolean {
    return this.#followed.size > 0 || this.#cancellations.size > 0
  }

  /** Reads for as long as anything is followed, over as many connections as it takes. */
  readonly #run: Effect.Effect<void> = Effect.gen({ self: this }, function* () {
    this.#lastAnswer = yield* Clock.currentTimeMillis
    let pause = minPause
    while (this.#isNeeded) {
      const before = this.#lastAnswer
      const read = yield* Effect.result(Effect.scoped(this.#connection))
      if (Result.isFailure(read)) {
        this.#reason = read.failure
        if (codeOf(read.failure) === wrongType) yield* Effect.ignore(this.#dropOthers)
      }
      this.#isWaiting = false
      if (!this.#isNeeded) break
      if (this.#lastAnswer > before) pause = minPause
      const now = yield* Clock.currentTimeMillis
      if (now - this.#lastAnswer >= this.#options.retryFor) this.#fail()
      yield* Effect.sleep(pause)
      pause = Math.min(pause * 2, maxPause)
    }
    this.#isRunning = false
  })

  /** Reads over one connection, until it breaks. */
  readonly #connection = Effect.gen({ self: this }, function* () {
    const { retryFor } = this.#options
    const connection = yield* this.#reserve
    yield* Effect.forkScoped(this.#watchLeases)
    let isNew = true
    while (this.#isNeeded) {
      const ready = [...this.#followed].filter(([, { tail }]) => tail.lastId !== undefined)
      const names = [this.#options.wake, this.#options.cancels, ...ready.map(([events]) => events)]
      const ids = [this.#wakeId, this.#cancelsId, ...ready.map(([, { tail }]) => tail.lastId ?? "0-0")]
      this.#isWaiting = true
      const reply = yield* Effect.timeout(
        // The first one finds out whether the connection works
        connection.send("XREAD", "COUNT", `${count}`, "BLOCK", isNew ? "1" : `${block}`, "STREAMS", ...names, ...ids),
        block + retryFor
      )
      this.#isWaiting = false
      this.#lastAnswer = yield* Clock.currentTimeMillis
      this.#reason = undefined
      if (isNew) yield* this.#recover
      isNew = false
      for (const [name, entries] of streamsOf(reply)) yield* this.#onEntries(name, entries)
    }
  })

  /**
   * Takes a connection. A Redis that is paused lets one connect and says nothing, and a pool can't be interrupted then: so it
   * is waited for in a fiber of its own.
   */
  // oxlint-disable-next-line no-unused-private-class-members -- generators use it, which the rule doesn't see
  readonly #reserve = Effect.gen({ self: this }, function* () {
    const { redis, retryFor } = this.#options
    const scope = yield* Scope.make()
    const fiber = yield* Effect.forkDetach(Scope.provide(redis.reserve, scope))
    const release = Effect.andThen(Fiber.interrupt(fiber), Scope.close(scope, Exit.void))
    yield* Effect.addFinalizer(() => Effect.forkDetach(release))
    return yield* Effect.timeout(Fiber.join(fiber), retryFor).pipe(
      Effect.catchTag("RedisError", (error) => Effect.fail({ code: codeOf(error) ?? "RESERVE_FAILED", cause: error }))
    )
  })

  #onEntries(name: string, reply: unknown): Effect.Effect<void> {
    const { cancels, wake } = this.#options
    if (name === cancels) this.#onCancels(reply)
    else if (name === wake) this.#wakeId = entriesOf(reply).at(-1)?.id ?? this.#wakeId
    else {
      const followed = this.#followed.get(name)
      if (followed?.tail.onEntries(entriesOf(reply)) === true) return this.#refresh(followed)
    }
    return Effect.void
  }

  #onCancels(reply: unknown): void {
    for (const { escaped, id } of cancelsOf(reply)) {
      this.#cancelsId = id
      this.#cancellations.get(escaped)?.wake()
    }
  }

  /** Asks what a stream is by now. Where trying again is in vain, its followers fail. */
  #refresh(followed: Followed): Effect.Effect<void> {
    const refresh = Effect.catchTag(followed.tail.refresh, "StoreUnavailable", (error) =>
      Effect.sync(() => {
        if (isLasting(error)) this.#drop(followed, error)
      })
    )
    return Effect.asVoid(Effect.forkIn(refresh, this.#options.scope))
  }

  /** Follows a stream no longer, since it can't be read. */
  #drop(followed: Followed, error: StoreUnavailable): void {
    for (const [events, other] of this.#followed) if (other === followed) this.#followed.delete(events)
    followed.tail.fail(error)
  }

  /** What has happened while the connection was broken may have left no mark. */
  // oxlint-disable-next-line no-unused-private-class-members -- generators use it, which the rule doesn't see
  readonly #recover: Effect.Effect<void> = Effect.suspend(() => {
    const wasFailed = this.#failure !== undefined
    this.#failure = undefined
    const all = [...this.#followed.values()].filter(({ tail }) => tail.lastId !== undefined)
    for (const { tail } of all) {
      tail.doubt()
      if (wasFailed) tail.wake()
    }
    return Effect.forEach(all, (followed) => this.#refresh(followed), { discard: true })
  })

  /** Follows no longer what isn't a stream, since something else has taken its key: one of these fails the read of all. */
  // oxlint-disable-next-line no-unused-private-class-members -- generators use it, which the rule doesn't see
  readonly #dropOthers: Effect.Effect<void, Redis.RedisError> = Effect.suspend(() =>
    Effect.forEach(
      [...this.#followed],
      ([events, followed]) =>
        Effect.map(this.#options.redis.send<string>("TYPE", events), (type) => {
          if (type === "stream" || type === "none") return
          this.#drop(followed, new StoreUnavailable({ code: wrongType, reason: this.#reason }))
        }),
      { discard: true }
    )
  )

  #fail(): void {
    this.#failure = unavailable(this.#reason)
    this.#wakeAll()
  }

  /** Ends those that wait: nothing is read any more. */
  close(): void {
    this.#closed = new StoreUnavailable({ code: "CLOSED" })
    this.#wakeAll()
  }

  get isClosed(): boolean {
    return this.#closed !== undefined
  }

  /** What the connection that waits failed with, if it is broken. */
  get reason(): unknown {
    return this.#reason
  }

  #wakeAll(): void {
    for (const { tail } of this.#followed.values()) tail.wake()
  }

  /** Looks at intervals whose lease is over, or another's, and asks what became of these streams. */
  readonly #watchLeases: Effect.Effect<void> = Effect.suspend(() => {
    const open = [...this.#followed.values()].filter(({ tail }) => tail.isOpen)
    if (open.length === 0) return Effect.void
    return Effect.flatMap(
      this.#options.redis.send<ReadonlyArray<unknown>>("MGET", ...open.map(({ lease }) => lease)),
      (leases) =>
        Effect.forEach(
          open.filter((followed, i) => {
            const { holder } = followed
            followed.holder = leases[i]
            return leases[i] === null || (holder !== undefined && holder !== leases[i])
          }),
          (followed) => this.#refresh(followed),
          { discard: true }
        )
    )
  }).pipe(
    Effect.ignore,
    Effect.andThen(Effect.suspend(() => Effect.sleep(Math.min(1000, Math.max(20, this.#options.lease / 10))))),
    Effect.forever
  )
}

/** The keys that were cancelled. */
const cancelsOf = (reply: unknown): ReadonlyArray<{ readonly id: string; readonly escaped: string }> =>
  Array.isArray(reply)
    ? reply.map((entry: ReadonlyArray<unknown>) => {
        const fields = entry[1]
        return { id: String(entry[0]), escaped: Array.isArray(fields) ? String(fields[1]) : "" }
      })
    : []
