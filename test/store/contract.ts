import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Backend, Batch } from "../../src/store/backend.ts"
import type { StoreOptions } from "../../src/store/limits.ts"
import type { StoredEvent } from "../../src/store/options.ts"
import { makeStore } from "../../src/store/store.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import { completed, created, delta, itemAdded, wellFormed } from "../support/events.ts"

/** Two instances of one store, as two processes have them. */
export type Open = (options?: StoreOptions) => Effect.Effect<readonly [Backend, Backend], unknown, Scope.Scope>

export const source = (events: ReadonlyArray<unknown> = wellFormed) =>
  Stream.fromIterable(events).pipe(ChunkStream.decodeJson({ as: "event" }))

/** An upstream that gives what the test offers, and ends when the test ends it. */
export const makeUpstream = Effect.map(Queue.unbounded<unknown, Cause.Done>(), (queue) => ({
  offer: (...events: ReadonlyArray<unknown>) => Queue.offerAll(queue, events),
  end: Queue.end(queue),
  stream: Stream.fromQueue(queue).pipe(ChunkStream.decodeJson({ as: "event", onEnd: "allow" }))
}))

/** A whole response of as many events. */
export const many = (count: number): ReadonlyArray<unknown> => [
  created,
  itemAdded,
  ...Array.from({ length: count - 3 }, (_, i) => ({ ...delta(`${i} `), sequence_number: i + 2 })),
  { ...completed, sequence_number: count - 1 }
]

/** A batch as a writer makes it. */
export const batch = (first: number, ...events: ReadonlyArray<object>): Batch => ({
  first,
  items: events.map((event) => ({ data: JSON.stringify(event), name: undefined })),
  isWhole: false,
  responseId: "resp_1",
  sequenceNumber: first + events.length - 2
})

export const jsonOf = (events: ReadonlyArray<StoredEvent>) => events.map(({ json }) => json)

export const offsetsOf = (events: ReadonlyArray<StoredEvent>) => events.map(({ offset }) => offset)

/** What a stream gave, and the tag of its error. */
export const outcome = <A, E extends { readonly _tag: string }>(stream: Stream.Stream<A, E>) =>
  Effect.suspend(() => {
    const values: Array<A> = []
    return stream.pipe(
      Stream.runForEach((value) => Effect.sync(() => values.push(value))),
      Effect.match({
        onFailure: (error) => ({ values, error: error as E | undefined }),
        onSuccess: () => ({ values, error: undefined as E | undefined })
      })
    )
  })

/** Waits until a stream is as far. */
export const until = (backend: Backend, key: string, is: (offset: number, state: string) => boolean) =>
  Effect.gen(function* () {
    for (;;) {
      const status = yield* backend.status(key)
      if (status !== undefined && is(status.offset, status.state)) return status
      yield* Effect.sleep("5 millis")
    }
  })

/** What every store keeps. */
export const contract = (name: string, open: Open): void => {
  const both = (options?: StoreOptions) =>
    Effect.map(open(options), ([here, there]) => ({
      here: makeStore(here),
      there: makeStore(there),
      backend: there,
      backends: [here, there] as const
    }))

  let keys = 0
  const newKey = (): string => `${name} ${++keys}`

  describe(`${name} persists`, () => {
    it.live("and hands on each event in order, with its offset and what it was made from", () =>
      Effect.gen(function* () {
        const { here } = yield* both()
        const events = yield* source().pipe(here.persist(newKey()), Stream.runCollect)
        assert.deepStrictEqual(jsonOf(events), wellFormed)
        assert.deepStrictEqual(offsetsOf(events), [1, 2, 3, 4, 5])
        assert.deepStrictEqual(
          events.map(({ id }) => id),
          ["1", "2", "3", "4", "5"]
        )
        assert.strictEqual(events[2]?.chunk.type, "response.output_text.delta")
      }).pipe(Effect.scoped)
    )

    it.live("chunks without events too", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        const chunks = Stream.fromIterable(wellFormed).pipe(ChunkStream.decodeJson())
        const sent = yield* chunks.pipe(here.persist(key), Stream.runCollect)
        const followed = yield* there.follow(key).pipe(Stream.runCollect)
        assert.deepStrictEqual(jsonOf(sent), wellFormed)
        assert.deepStrictEqual(jsonOf(followed), wellFormed)
      }).pipe(Effect.scoped)
    )

    it.live("an event before it is handed on", () =>
      Effect.gen(function* () {
        const { backend, here } = yield* both()
        const key = newKey()
        yield* source().pipe(
          here.persist(key),
          Stream.runForEach(({ offset }) =>
            Effect.map(backend.status(key), (status) => assert.isAtLeast(status?.offset ?? 0, offset))
          )
        )
      }).pipe(Effect.scoped)
    )

    it.live("what came before an error of the stream, and gives the stream up with it", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        const { error, values } = yield* outcome(source([created, itemAdded]).pipe(here.persist(key)))
        assert.strictEqual(error?._tag, "UnexpectedEnd")
        assert.deepStrictEqual(offsetsOf(values), [1, 2])
        assert.deepInclude(yield* there.status(key), { state: "lost", offset: 2 })
      }).pipe(Effect.scoped)
    )

    it.live("and says how far it is", () =>
      Effect.gen(function* () {
        const { backend, here, there } = yield* both()
        const key = newKey()
        assert.strictEqual((yield* Effect.flip(there.status(key)))._tag, "StreamUnknown")
        const upstream = yield* makeUpstream
        yield* upstream.stream.pipe(here.persist(key), Stream.runDrain, Effect.forkScoped)
        yield* upstream.offer(created, itemAdded, delta("Hello"))
        yield* until(backend, key, (offset) => offset === 3)
        assert.deepStrictEqual(yield* there.status(key), {
          state: "open",
          offset: 3,
          responseId: "resp_1",
          sequenceNumber: 2
        })
      }).pipe(Effect.scoped)
    )

    it.live("nothing under a key that another writer has, and doesn't run upstream", () =>
      Effect.gen(function* () {
        const { backend, here, there } = yield* both()
        const key = newKey()
        const upstream = yield* makeUpstream
        yield* upstream.stream.pipe(here.persist(key), Stream.runDrain, Effect.forkScoped)
        yield* upstream.offer(created)
        yield* until(backend, key, (offset) => offset === 1)
        let isRun = false
        const second = Stream.suspend(() => {
          isRun = true
          return source()
        }).pipe(there.persist(key))
        const { error, values } = yield* outcome(second)
        assert.deepInclude(error, { _tag: "StreamTaken", state: "open" })
        assert.deepStrictEqual(values, [])
        assert.isFalse(isRun)
        assert.strictEqual((yield* there.status(key)).offset, 1)
      }).pipe(Effect.scoped)
    )

    it.live("nothing behind a stream that has ended", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        yield* source().pipe(here.persist(key), Stream.runDrain)
        const { error } = yield* outcome(source().pipe(there.persist(key)))
        assert.deepInclude(error, { _tag: "StreamTaken", state: "ended" })
      }).pipe(Effect.scoped)
    )

    it.live("behind a writer that is gone only with its status, and only if nothing was written since", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        yield* outcome(source([created, itemAdded]).pipe(here.persist(key)))
        const from = yield* there.status(key)
        const anew = yield* outcome(source().pipe(there.persist(key)))
        assert.deepInclude(anew.error, { _tag: "StreamTaken", state: "lost" })
        const behind = yield* outcome(source([delta("Hello")]).pipe(there.persist(key, { from })))
        assert.deepStrictEqual(offsetsOf(behind.values), [3])
        const late = yield* outcome(source([delta("Hello")]).pipe(here.persist(key, { from })))
        assert.deepInclude(late.error, { _tag: "StreamTaken", state: "lost" })
        assert.deepStrictEqual(late.values, [])
        assert.deepInclude(yield* here.status(key), { offset: 3, responseId: "resp_1", sequenceNumber: 2 })
      }).pipe(Effect.scoped)
    )

    it.live("nothing any more once it has slept through its lease", () =>
      Effect.gen(function* () {
        const { backends } = yield* both({ lease: "400 millis" })
        const [here, there] = backends
        const key = newKey()
        assert.strictEqual(yield* here.claim(key, "first", 0), "claimed")
        assert.strictEqual(yield* here.append(key, "first", batch(1, created)), "done")
        assert.strictEqual(yield* there.claim(key, "second", 1), "open")
        yield* until(there, key, (_, state) => state === "lost")
        assert.strictEqual(yield* here.append(key, "first", batch(2, itemAdded)), "fenced")
        assert.strictEqual(yield* there.claim(key, "second", 1), "claimed")
        assert.strictEqual(yield* here.append(key, "first", batch(2, itemAdded)), "fenced")
        assert.strictEqual(yield* here.release(key, "first", "ended"), "fenced")
        assert.deepInclude(yield* there.status(key), { state: "open", offset: 1 })
      }).pipe(Effect.scoped)
    )

    it.live("as long as it renews its lease, however long nothing comes", () =>
      Effect.gen(function* () {
        const { backend, here, there } = yield* both({ lease: "400 millis" })
        const key = newKey()
        const upstream = yield* makeUpstream
        const writer = yield* upstream.stream.pipe(here.persist(key), Stream.runCollect, Effect.forkScoped)
        yield* upstream.offer(created)
        yield* until(backend, key, (offset) => offset === 1)
        yield* Effect.sleep("700 millis")
        assert.strictEqual((yield* there.status(key)).state, "open")
        yield* upstream.offer(completed)
        yield* upstream.end
        assert.deepStrictEqual(offsetsOf(yield* Fiber.join(writer)), [1, 2])
        assert.strictEqual((yield* there.status(key)).state, "ended")
      }).pipe(Effect.scoped)
    )

    it.live("nothing that doesn't fit its schema, which is a mistake of the program", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        const unfit = Stream.make({ type: "chat.question", text: "Why?" }, { type: "UNKNOWN", raw: {} })
        const exit = yield* Effect.exit(unfit.pipe(here.persist(key), Stream.runDrain))
        assert.instanceOf(Exit.isFailure(exit) && Cause.squash(exit.cause), TypeError)
        assert.deepInclude(yield* there.status(key), { state: "lost", offset: 1 })
      }).pipe(Effect.scoped)
    )

    it.live("what a repair has made of an event", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        const { item_id: _, ...bare } = delta("Hello")
        const sent = yield* source([created, itemAdded, bare, completed]).pipe(here.persist(key), Stream.runCollect)
        assert.isAbove(sent[2]?.repairs?.length ?? 0, 0)
        // Behind the item that the delta belongs to
        const followed = yield* there.follow(key, { after: 2, tolerance: "strict" }).pipe(Stream.runCollect)
        assert.deepStrictEqual(jsonOf(followed), [delta("Hello"), completed])
      }).pipe(Effect.scoped)
    )
  })

  describe(`${name} is followed`, () => {
    it.live("from the moment its writer has begun, also if another follower has waited for it", () =>
      Effect.gen(function* () {
        const { backends, here, there } = yield* both()
        const all = Array.from({ length: 20 }, newKey)
        for (const key of all)
          yield* there.follow(key, { waitForWriter: "20 seconds" }).pipe(Stream.runDrain, Effect.forkScoped)
        yield* Effect.sleep("50 millis")
        for (const key of all) {
          yield* backends[0].claim(key, "first", 0)
          yield* backends[0].append(key, "first", batch(1, created))
          assert.lengthOf(yield* there.follow(key).pipe(Stream.take(1), Stream.runCollect), 1)
          yield* backends[0].release(key, "first", "lost")
          const late = yield* outcome(there.follow(key))
          assert.deepInclude(late.error, { _tag: "UnexpectedEnd", offset: 1 })
          yield* source(wellFormed.slice(1)).pipe(
            here.persist(key, { from: yield* there.status(key) }),
            Stream.runForEach(({ offset }) =>
              offset === 2
                ? Effect.map(there.follow(key).pipe(Stream.take(2), Stream.runCollect), (two) =>
                    assert.lengthOf(two, 2)
                  )
                : Effect.void
            )
          )
        }
      }).pipe(Effect.scoped)
    )

    it.live("anew under a key that was used before, whoever is still at what was there", () =>
      Effect.gen(function* () {
        const { backend, here, there } = yield* both({ lease: "200 millis", timeToLive: "1 second" })
        const key = newKey()
        yield* source().pipe(here.persist(key), Stream.runDrain)
        const [isThere, isFollowed] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        yield* there.follow(key).pipe(
          Stream.runForEach(() => Effect.andThen(Deferred.succeed(isThere, undefined), Effect.never)),
          Effect.forkScoped
        )
        yield* Deferred.await(isThere)
        yield* Effect.repeat(Effect.option(there.status(key)), { until: ({ _tag }) => _tag === "None" })
        const upstream = yield* makeUpstream
        yield* upstream.stream.pipe(here.persist(key), Stream.runDrain, Effect.forkScoped)
        yield* upstream.offer(created)
        yield* until(backend, key, (offset) => offset === 1)
        const follower = yield* there.follow(key).pipe(
          Stream.tap(() => Deferred.succeed(isFollowed, undefined)),
          Stream.runCollect,
          Effect.forkScoped
        )
        yield* Deferred.await(isFollowed)
        yield* upstream.offer(itemAdded, completed)
        yield* upstream.end
        assert.deepStrictEqual(jsonOf(yield* Fiber.join(follower)), [created, itemAdded, completed])
      }).pipe(Effect.scoped)
    )

    it.live("from any offset on", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        yield* source().pipe(here.persist(key), Stream.runDrain)
        for (let after = 0; after <= wellFormed.length; after++) {
          const events = yield* there.follow(key, { after }).pipe(Stream.runCollect)
          assert.deepStrictEqual(jsonOf(events), wellFormed.slice(after))
          assert.deepStrictEqual(offsetsOf(events), [1, 2, 3, 4, 5].slice(after))
        }
        for (const after of ["", "x", "-1", "1.5", null, undefined, Number.NaN, -3, 1e300])
          assert.lengthOf(yield* there.follow(key, { after }).pipe(Stream.runCollect), 5)
        assert.lengthOf(yield* there.follow(key, { after: "3" }).pipe(Stream.runCollect), 2)
      }).pipe(Effect.scoped)
    )

    it.live("not from an offset beyond the last event", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const [ended, lost] = [newKey(), newKey()]
        yield* source().pipe(here.persist(ended), Stream.runDrain)
        yield* outcome(source([created, itemAdded]).pipe(here.persist(lost)))
        for (const [key, last] of [
          [ended, 5],
          [lost, 2]
        ] as const) {
          const { error, values } = yield* outcome(there.follow(key, { after: last + 4 }))
          assert.deepStrictEqual(values, [])
          assert.deepInclude(error, { _tag: "EventsExpired", after: last + 4, first: last + 1 })
          assert.notInclude(error?.message, "maxLength")
        }
      }).pipe(Effect.scoped)
    )

    it.live("no more once the scope of the store is closed", () =>
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const { backends, here } = yield* Scope.provide(both(), scope)
        const key = newKey()
        yield* backends[0].claim(key, "first", 0)
        yield* backends[0].append(key, "first", batch(1, created))
        const isThere = yield* Deferred.make<void>()
        const running = yield* outcome(
          here.follow(key).pipe(Stream.tap(() => Deferred.succeed(isThere, undefined)))
        ).pipe(Effect.forkScoped)
        const patient = yield* outcome(here.follow(newKey(), { waitForWriter: "20 seconds" })).pipe(Effect.forkScoped)
        yield* Deferred.await(isThere)
        yield* Effect.sleep("20 millis")
        yield* Scope.close(scope, Exit.void)
        for (const { error } of [
          yield* Effect.timeout(Fiber.join(running), "1 second"),
          yield* Effect.timeout(Fiber.join(patient), "1 second"),
          yield* Effect.timeout(outcome(here.follow(key)), "1 second"),
          yield* Effect.timeout(outcome(source().pipe(here.persist(newKey()))), "1 second")
        ])
          assert.deepInclude(error, { _tag: "StoreUnavailable", code: "CLOSED" })
      }).pipe(Effect.scoped)
    )

    it.live("as it is written, by each from where it comes back", () =>
      Effect.gen(function* () {
        const { backend, here, there } = yield* both()
        const key = newKey()
        const events = many(60)
        const upstream = yield* makeUpstream
        yield* upstream.stream.pipe(here.persist(key), Stream.runDrain, Effect.forkScoped)
        const all = yield* Effect.forEach([here, there, there], (store) =>
          Effect.forkScoped(store.follow(key, { waitForWriter: "5 seconds" }).pipe(Stream.runCollect))
        )
        // One leaves after each few events, and comes back
        const leaving = yield* Effect.gen(function* () {
          const got: Array<StoredEvent> = []
          while (got.length < events.length)
            got.push(
              ...(yield* there
                .follow(key, { after: got.length, waitForWriter: "5 seconds" })
                .pipe(Stream.take(7), Stream.runCollect))
            )
          return got
        }).pipe(Effect.forkScoped)
        for (let i = 0; i < events.length; i += 4) {
          yield* upstream.offer(...events.slice(i, i + 4))
          if (i % 12 === 0) yield* until(backend, key, (offset) => offset >= i)
        }
        yield* upstream.end
        for (const fiber of [...all, leaving]) {
          const got = yield* Fiber.join(fiber)
          assert.deepStrictEqual(
            offsetsOf(got),
            events.map((_, i) => i + 1)
          )
          assert.deepStrictEqual(jsonOf(got), events)
        }
      }).pipe(Effect.scoped)
    )

    it.live("only if it is known, unless a writer is waited for", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        assert.strictEqual((yield* outcome(there.follow(key))).error?._tag, "StreamUnknown")
        const impatient = there.follow(key, { waitForWriter: "30 millis" })
        assert.strictEqual((yield* outcome(impatient)).error?._tag, "StreamUnknown")
        const patient = yield* there
          .follow(key, { waitForWriter: "5 seconds" })
          .pipe(Stream.runCollect, Effect.forkScoped)
        yield* Effect.sleep("20 millis")
        yield* source().pipe(here.persist(key), Stream.runDrain)
        assert.deepStrictEqual(jsonOf(yield* Fiber.join(patient)), wellFormed)
      }).pipe(Effect.scoped)
    )

    it.live("to the end of what its writer left, and is told that it is gone", () =>
      Effect.gen(function* () {
        const { backends, there } = yield* both({ lease: "400 millis" })
        const [here] = backends
        const key = newKey()
        yield* here.claim(key, "first", 0)
        yield* here.append(key, "first", batch(1, created, itemAdded))
        const { error, values } = yield* outcome(there.follow(key))
        assert.deepStrictEqual(jsonOf(values), [created, itemAdded])
        assert(error?._tag === "UnexpectedEnd")
        assert.deepInclude(error, { verdict: "Truncated", offset: 2, sequenceNumber: 1 })
        assert.strictEqual(error.responseId, "resp_1")
        assert.notInclude(JSON.stringify([error, error.message]), key)
        // One that joins behind all of it knows what the store knows
        const late = yield* outcome(there.follow(key, { after: 2 }))
        assert.deepInclude(late.error, { _tag: "UnexpectedEnd", offset: 2, sequenceNumber: 1 })
      }).pipe(Effect.scoped)
    )

    it.live("to its end, if its writer is gone behind a terminal chunk", () =>
      Effect.gen(function* () {
        const { backends, there } = yield* both({ lease: "400 millis" })
        const [here] = backends
        const key = newKey()
        yield* here.claim(key, "first", 0)
        yield* here.append(key, "first", { ...batch(1, ...wellFormed), isWhole: true })
        assert.deepStrictEqual(jsonOf(yield* there.follow(key).pipe(Stream.runCollect)), wellFormed)
        assert.deepStrictEqual(yield* there.follow(key, { after: 5 }).pipe(Stream.runCollect), [])
        assert.strictEqual((yield* there.status(key)).state, "ended")
      }).pipe(Effect.scoped)
    )

    it.live("beyond a writer that is gone, if another takes over", () =>
      Effect.gen(function* () {
        const { backends, here, there } = yield* both({ lease: "400 millis" })
        const key = newKey()
        yield* backends[0].claim(key, "first", 0)
        yield* backends[0].append(key, "first", batch(1, created, itemAdded))
        const followers = yield* Effect.all(
          [here, there].map((store) =>
            Effect.forkScoped(store.follow(key, { waitForWriter: "10 seconds" }).pipe(Stream.runCollect))
          )
        )
        const from = yield* until(backends[1], key, (_, state) => state === "lost")
        yield* Effect.sleep("50 millis")
        yield* source(wellFormed.slice(2)).pipe(there.persist(key, { from }), Stream.runDrain)
        for (const follower of followers) assert.deepStrictEqual(jsonOf(yield* Fiber.join(follower)), wellFormed)
      }).pipe(Effect.scoped)
    )

    it.live("by a slow one that holds up nobody", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        const events = many(3000)
        const gate = yield* Deferred.make<void>()
        const slow = yield* there.follow(key, { waitForWriter: "5 seconds" }).pipe(
          Stream.tap(({ offset }) => (offset === 1 ? Deferred.await(gate) : Effect.void)),
          Stream.runCollect,
          Effect.forkScoped
        )
        const fast = yield* there.follow(key, { waitForWriter: "5 seconds" }).pipe(Stream.runCollect, Effect.forkScoped)
        yield* source(events).pipe(here.persist(key), Stream.runDrain)
        assert.lengthOf(yield* Fiber.join(fast), events.length)
        yield* Deferred.succeed(gate, undefined)
        const got = yield* Fiber.join(slow)
        assert.deepStrictEqual(
          offsetsOf(got),
          events.map((_, i) => i + 1)
        )
        assert.deepStrictEqual(jsonOf(got), events)
      }).pipe(Effect.scoped)
    )

    it.live("with what someone else has written, validated as any input", () =>
      Effect.gen(function* () {
        const { backends, there } = yield* both()
        const [here] = backends
        const key = newKey()
        const foreign = ["{", '{"type":"response.output_text.delta","delta":7}', '"text"']
        yield* here.claim(key, "first", 0)
        const items = [JSON.stringify(created), ...foreign, JSON.stringify(completed)]
        yield* here.append(key, "first", { ...batch(1), items: items.map((data) => ({ data, name: undefined })) })
        yield* here.release(key, "first", "ended")
        const strict = yield* outcome(there.follow(key))
        assert.deepStrictEqual(jsonOf(strict.values), [created])
        assert.strictEqual(strict.error?._tag, "InvalidJson")
        const skipped: Array<string> = []
        const events = yield* there
          .follow(key, { onInvalid: "skip", onSkip: ({ _tag }) => skipped.push(_tag) })
          .pipe(Stream.runCollect)
        assert.deepStrictEqual(offsetsOf(events), [1, 5])
        assert.deepStrictEqual(skipped, ["InvalidJson", "InvalidChunk", "InvalidChunk"])
        assert.strictEqual((yield* outcome(there.follow(key, { after: 2 }))).error?._tag, "InvalidChunk")
      }).pipe(Effect.scoped)
    )

    it.live("as far as it is kept", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both({ maxLength: 100 })
        const key = newKey()
        const events = many(1000)
        yield* source(events).pipe(here.persist(key), Stream.runDrain)
        const { error, values } = yield* outcome(there.follow(key))
        assert.deepInclude(error, { _tag: "EventsExpired", after: 0 })
        assert.deepStrictEqual(values, [])
        const rest = yield* there.follow(key, { after: events.length - 100 }).pipe(Stream.runCollect)
        assert.deepStrictEqual(jsonOf(rest), events.slice(-100))
      }).pipe(Effect.scoped)
    )

    it.live("for as long as it is kept", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both({ lease: "400 millis", timeToLive: "500 millis" })
        const key = newKey()
        yield* source().pipe(here.persist(key), Stream.runDrain)
        assert.strictEqual((yield* there.status(key)).state, "ended")
        yield* Effect.repeat(Effect.option(there.status(key)), { until: ({ _tag }) => _tag === "None" })
        assert.strictEqual((yield* outcome(there.follow(key))).error?._tag, "StreamUnknown")
        yield* source().pipe(here.persist(key), Stream.runDrain)
        assert.lengthOf(yield* there.follow(key).pipe(Stream.runCollect), 5)
      }).pipe(Effect.scoped)
    )

    it.live("by a browser, which goes on at the id of the last event", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        yield* source().pipe(here.persist(key), Stream.runDrain)
        const textOf = (after?: string | null) =>
          Effect.promise(() => ChunkStream.toResponse(there.follow(key, { after })).text())
        const whole = yield* textOf(null)
        const ids = [...whole.matchAll(/^id: (.*)$/gm)].map(([, id]) => id)
        assert.deepStrictEqual(ids, ["1", "2", "3", "4", "5"])
        const parts = whole.split("\n\n").filter((part) => part !== "")
        for (const [i, id] of ids.entries())
          assert.strictEqual(
            yield* textOf(id),
            parts
              .slice(i + 1)
              .map((part) => `${part}\n\n`)
              .join("")
          )
        const written = source().pipe(here.persist(newKey()))
        assert.strictEqual(yield* Effect.promise(() => ChunkStream.toResponse(written).text()), whole)
      }).pipe(Effect.scoped)
    )
  })

  describe(`${name} cancels`, () => {
    it.live("a writer that waits, and those that follow, from anywhere", () =>
      Effect.gen(function* () {
        const { backend, here, there } = yield* both()
        const key = newKey()
        assert.strictEqual((yield* Effect.flip(there.cancel(key)))._tag, "StreamUnknown")
        const upstream = yield* makeUpstream
        const stopped = yield* Deferred.make<void>()
        const writer = yield* upstream.stream.pipe(
          Stream.ensuring(Deferred.succeed(stopped, undefined)),
          here.persist(key),
          outcome,
          Effect.forkScoped
        )
        yield* upstream.offer(created, itemAdded)
        const follower = yield* outcome(here.follow(key, { waitForWriter: "5 seconds" })).pipe(Effect.forkScoped)
        yield* until(backend, key, (offset) => offset === 2)
        yield* there.cancel(key)
        yield* Deferred.await(stopped)
        for (const fiber of [writer, follower]) {
          const { error, values } = yield* Fiber.join<{ values: Array<StoredEvent>; error: object | undefined }, never>(
            fiber
          )
          assert.deepInclude(error, { _tag: "StreamCancelled", offset: 2 })
          assert.deepStrictEqual(jsonOf(values), [created, itemAdded])
        }
        yield* there.cancel(key)
        assert.deepInclude(yield* here.status(key), { state: "cancelled", offset: 2 })
        assert.strictEqual((yield* outcome(there.follow(key, { after: 2 }))).error?._tag, "StreamCancelled")
        assert.deepInclude((yield* outcome(source().pipe(there.persist(key)))).error, {
          _tag: "StreamCancelled",
          offset: 2
        })
      }).pipe(Effect.scoped)
    )

    it.live("nothing that has ended", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const key = newKey()
        yield* source().pipe(here.persist(key), Stream.runDrain)
        yield* there.cancel(key)
        assert.strictEqual((yield* there.status(key)).state, "ended")
      }).pipe(Effect.scoped)
    )
  })

  describe(`${name} has keys`, () => {
    it.live("of any characters, each a stream of its own", () =>
      Effect.gen(function* () {
        const { here, there } = yield* both()
        const all = [
          "",
          "a",
          "A",
          "a ",
          "ä",
          "a\u0308",
          "{a}",
          "}",
          "a:b",
          "a%003ab",
          "\0",
          "\ud800",
          "\udfff",
          "\u{1f600}",
          "a\nb",
          "*",
          "__proto__"
        ]
        yield* Effect.forEach(all, (key, i) =>
          source([created, delta(`${i}`), completed]).pipe(here.persist(key), Stream.runDrain)
        )
        for (const [i, key] of all.entries())
          assert.deepStrictEqual(jsonOf(yield* there.follow(key).pipe(Stream.runCollect))[1], delta(`${i}`))
      }).pipe(Effect.scoped)
    )
  })
}
