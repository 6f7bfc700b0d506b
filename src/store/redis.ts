/**
 * Streams in Redis.
 *
 * @internal
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import type { RedisError } from "effect/persistence/Redis"
import type * as Scope from "effect/Scope"
import type { Backend, Claim, Outcome } from "./backend.ts"
import { StoreUnavailable } from "./errors.ts"
import { limitsOf, millis } from "./limits.ts"
import type { StoreOptions } from "./limits.ts"
import { isLasting, unavailable } from "./redisErrors.ts"
import { Hub, maxPause, minPause } from "./redisHub.ts"
import { escapeKey, makeKeys } from "./redisKeys.ts"
import { entriesOf, statusOf } from "./redisReplies.ts"
import * as scripts from "./redisScripts.ts"

/**
 * Options of `layerRedis`.
 *
 * @category options
 * @since 0.1.0
 */
export interface RedisStoreOptions extends StoreOptions {
  /** What the names of all keys in Redis begin with. It may have no braces. Default `responses-stream:`. */
  readonly prefix?: string
  /**
   * How long to go on trying while Redis can't be reached, or refuses. Then it is `StoreUnavailable`. At most two thirds of
   * `lease`, so that a writer still has its lease when Redis is back. Default 10 seconds, or two thirds of `lease`.
   */
  readonly retryFor?: Duration.Input
}

/** How many events a page has, at most. */
const pageSize = 256

/** Makes a store in Redis. */
export const makeRedis = (options: RedisStoreOptions = {}): Effect.Effect<Backend, never, Redis.Redis | Scope.Scope> =>
  Effect.gen(function* () {
    const redis = yield* Redis.Redis
    const run = redis.eval
    const { lease, maxLength, timeToLive } = limitsOf(options)
    const { prefix = "responses-stream:" } = options
    if (/[{}]/.test(prefix)) throw new RangeError("prefix has no braces.")
    const longest = Math.floor((lease * 2) / 3)
    const retryFor = options.retryFor === undefined ? Math.min(10_000, longest) : millis("retryFor", options.retryFor)
    if (retryFor > longest) throw new RangeError("retryFor is at most two thirds of lease.")

    const keysOf = (key: string) => makeKeys(prefix, escapeKey(key))
    const cancels = `${prefix}cancels`
    const hub = new Hub({
      redis,
      cancels,
      wake: `${prefix}wake:${globalThis.crypto.randomUUID()}`,
      lease,
      retryFor,
      scope: yield* Effect.scope
    })
    yield* Effect.addFinalizer(() => Effect.sync(() => hub.close()))
    const attempt = keepTrying(retryFor, hub)

    const statusAt = (keys: ReturnType<typeof keysOf>) => Effect.map(attempt(run(scripts.status)(keys)), statusOf)

    const pageAt = (keys: ReturnType<typeof keysOf>) => (first: string, after: number, last: number) =>
      Effect.map(attempt(run(scripts.page)(keys, first, after + 1, last, pageSize)), (reply) =>
        entriesOf(reply).flatMap(({ entry }) => entry ?? [])
      )

    return {
      lease,
      claim: (key, writer, offset) =>
        Effect.map(attempt(run(scripts.claim)(keysOf(key), writer, offset, lease, timeToLive)), claimOf),
      append: (key, writer, { first, isWhole, items, responseId = "", sequenceNumber = "" }) =>
        Effect.map(
          attempt(
            run(scripts.append)(
              keysOf(key),
              writer,
              lease,
              timeToLive,
              maxLength,
              first,
              isWhole ? 1 : 0,
              responseId,
              sequenceNumber,
              ...items.flatMap(({ data, name = "" }) => [data, name])
            )
          ),
          outcomeOf
        ),
      release: (key, writer, state) =>
        Effect.map(attempt(run(scripts.release)(keysOf(key), writer, timeToLive, state)), outcomeOf),
      cancel: (key) =>
        Effect.gen(function* () {
          const isKnown = yield* attempt(run(scripts.cancel)(keysOf(key), timeToLive))
          if (isKnown === 0) return false
          // The writer would find out by itself once it appends
          yield* attempt(redis.send("XADD", cancels, "MAXLEN", "~", "1000", "*", "k", escapeKey(key)))
          return true
        }),
      status: (key) =>
        Effect.map(statusAt(keysOf(key)), (known) => {
          if (known === undefined) return undefined
          const { first: _first, marks: _marks, ...status } = known
          return status
        }),
      follow: (key) => {
        const keys = keysOf(key)
        return hub.follow(keys, (failure) => ({ page: pageAt(keys), status: statusAt(keys), failure }))
      },
      cancellation: (key) => hub.cancellation(escapeKey(key))
    }
  })

const claimOf = (reply: string): Claim =>
  reply === "claimed" || reply === "cancelled" || reply === "open" || reply === "ended" ? reply : "lost"

const outcomeOf = (reply: string): Outcome => (reply === "done" || reply === "cancelled" ? reply : "fenced")

/** Repeats what fails until it succeeds or its time is over. All that is sent twice does nothing the second time. */
const keepTrying =
  (retryFor: number, hub: Hub) =>
  <A>(send: Effect.Effect<A, RedisError>): Effect.Effect<A, StoreUnavailable> =>
    Effect.suspend(() => {
      let last: RedisError | undefined
      const attempt = (pause: number): Effect.Effect<A, StoreUnavailable> =>
        send.pipe(
          Effect.catch((error) => {
            last = error
            if (hub.isClosed) return Effect.fail(new StoreUnavailable({ code: "CLOSED", reason: error }))
            if (isLasting(error)) return Effect.fail(unavailable(error))
            return Effect.andThen(Effect.sleep(pause), attempt(Math.min(pause * 2, maxPause)))
          })
        )
      return Effect.timeoutOrElse(attempt(minPause), {
        duration: retryFor,
        orElse: () => Effect.fail(unavailable(last, hub.reason))
      })
    })
