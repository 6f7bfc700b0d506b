import { NodeRedis } from "@effect/platform-node"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redis from "effect/persistence/Redis"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { makeRedis } from "../../src/store/redis.ts"
import type { RedisStoreOptions } from "../../src/store/redis.ts"
import type { StoredEvent } from "../../src/store/options.ts"
import { escapeKey, makeKeys } from "../../src/store/redisKeys.ts"
import { makeStore } from "../../src/store/store.ts"
import { completed, created, delta, itemAdded } from "../support/events.ts"
import { redisClient, RedisServer, redisServer } from "../support/redisServer.ts"
import { batch, contract, jsonOf, makeUpstream, many, offsetsOf, outcome, source, until } from "./contract.ts"

let server: RedisServer

beforeAll(async () => {
  server = await RedisServer.start()
})

afterAll(() => server.remove())

/** A store over a client of its own. */
const open = (options?: RedisStoreOptions, at: RedisServer = server) =>
  Effect.gen(function* () {
    const context = yield* Layer.build(redisClient(at))
    return yield* Effect.provideContext(makeRedis(options), context)
  })

contract("a store in Redis", (options) => Effect.all([open(options), open(options)]))

describe("a store in Redis", () => {
  it.live("a batch once, if it is sent again", () =>
    Effect.gen(function* () {
      const { backends, there } = yield* Effect.map(Effect.all([open(), open()]), (backends) => ({
        backends,
        there: makeStore(backends[1])
      }))
      const key = "sent again"
      const [here] = backends
      yield* here.claim(key, "first", 0)
      assert.strictEqual(yield* here.claim(key, "first", 0), "claimed")
      for (let i = 0; i < 2; i++) yield* here.append(key, "first", batch(1, created, itemAdded))
      yield* here.append(key, "first", batch(2, itemAdded, completed))
      for (let i = 0; i < 2; i++) assert.strictEqual(yield* here.release(key, "first", "ended"), "done")
      assert.deepStrictEqual(jsonOf(yield* there.follow(key).pipe(Stream.runCollect)), [created, itemAdded, completed])
    }).pipe(Effect.scoped)
  )

  it.live("loses nothing when Redis crashes and starts again", () =>
    Effect.gen(function* () {
      const server = yield* redisServer
      const [here, there] = yield* Effect.all([open({}, server), open({}, server)])
      const events = many(400)
      const upstream = yield* makeUpstream
      const writer = yield* upstream.stream.pipe(makeStore(here).persist("key"), Stream.runCollect, Effect.forkScoped)
      const followers = yield* Effect.forEach([here, there], (backend) =>
        Effect.forkScoped(makeStore(backend).follow("key", { waitForWriter: "5 seconds" }).pipe(Stream.runCollect))
      )
      for (let i = 0; i < events.length; i += 100) {
        yield* upstream.offer(...events.slice(i, i + 50))
        if (i > 0) {
          yield* until(there, "key", (offset) => offset >= i)
          yield* Effect.promise(() => server.kill())
          yield* upstream.offer(...events.slice(i + 50, i + 100))
          yield* Effect.sleep("100 millis")
          yield* Effect.promise(() => server.start())
        } else yield* upstream.offer(...events.slice(50, 100))
      }
      yield* upstream.end
      for (const fiber of [writer, ...followers]) {
        const got = yield* Fiber.join<ReadonlyArray<StoredEvent>, unknown>(fiber)
        assert.deepStrictEqual(
          offsetsOf(got),
          events.map((_, i) => i + 1)
        )
        assert.deepStrictEqual(jsonOf(got), events)
      }
    }).pipe(Effect.scoped)
  )

  it.live("waits for a Redis that answers nothing for a while", () =>
    Effect.gen(function* () {
      const server = yield* redisServer
      const backend = yield* open({}, server)
      const store = makeStore(backend)
      const upstream = yield* makeUpstream
      const writer = yield* upstream.stream.pipe(store.persist("key"), Stream.runCollect, Effect.forkScoped)
      yield* upstream.offer(created)
      yield* until(backend, "key", (offset) => offset === 1)
      server.pause()
      yield* upstream.offer(itemAdded, completed)
      yield* upstream.end
      yield* Effect.sleep("300 millis")
      assert.isUndefined(writer.pollUnsafe())
      server.resume()
      assert.deepStrictEqual(jsonOf(yield* Fiber.join(writer)), [created, itemAdded, completed])
      assert.lengthOf(yield* store.follow("key").pipe(Stream.runCollect), 3)
    }).pipe(Effect.scoped)
  )

  it.live("fails writers and followers once Redis is gone for as long as they may wait", () =>
    Effect.gen(function* () {
      const server = yield* redisServer
      const backend = yield* open({ lease: "600 millis", retryFor: "400 millis" }, server)
      const store = makeStore(backend)
      const upstream = yield* makeUpstream
      const writer = yield* outcome(upstream.stream.pipe(store.persist("secret"))).pipe(Effect.forkScoped)
      yield* upstream.offer(created)
      yield* until(backend, "secret", (offset) => offset === 1)
      const follower = yield* outcome(store.follow("secret")).pipe(Effect.forkScoped)
      yield* Effect.sleep("50 millis")
      yield* Effect.promise(() => server.kill())
      yield* upstream.offer(itemAdded)
      const failures: Array<unknown> = [
        (yield* Fiber.join(writer)).error,
        (yield* Fiber.join(follower)).error,
        yield* Effect.flip(store.status("secret")),
        (yield* outcome(store.follow("secret"))).error
      ]
      for (const failure of failures) {
        assert.deepInclude(failure, { _tag: "StoreUnavailable", code: "ECONNREFUSED" })
        assert.notInclude(JSON.stringify(failure), "secret")
      }
      yield* Effect.promise(() => server.start())
      // The client tries at intervals
      const status = yield* Effect.retry(store.status("secret"), { times: 20 })
      assert.deepInclude(status, { state: "lost", offset: 1 })
      const again = yield* outcome(store.follow("secret"))
      assert.deepStrictEqual(jsonOf(again.values), [created])
      assert.strictEqual(again.error?._tag, "UnexpectedEnd")
    }).pipe(Effect.scoped)
  )

  it.live("follows any number of streams over one connection", () =>
    Effect.gen(function* () {
      const server = yield* redisServer
      const backend = yield* open({}, server)
      const store = makeStore(backend)
      const redis = yield* Effect.map(Layer.build(redisClient(server)), (context) => context)
      const keys = Array.from({ length: 50 }, (_, i) => `key ${i}`)
      const followers = yield* Effect.forEach(keys, (key) =>
        Effect.forkScoped(store.follow(key, { waitForWriter: "5 seconds" }).pipe(Stream.runCollect))
      )
      yield* Effect.forEach(keys, (key) => source().pipe(store.persist(key), Stream.runDrain), { concurrency: 10 })
      for (const fiber of followers) assert.lengthOf(yield* Fiber.join(fiber), 5)
      const clients = yield* Effect.provideContext(
        Effect.flatMap(Redis.Redis, ({ send }) => send<string>("CLIENT", "LIST")),
        redis
      )
      // The connection that waits, the one for commands, and that of this test
      assert.lengthOf(clients.trim().split("\n"), 3)
    }).pipe(Effect.scoped)
  )

  it.live("lets go of its writers soon while Redis is gone, if its client queues nothing", () =>
    Effect.gen(function* () {
      const server = yield* redisServer
      const scope = yield* Scope.make()
      const client = NodeRedis.layer({ url: server.url, disableOfflineQueue: true }).pipe(
        Layer.provide(Logger.layer([]))
      )
      const backend = yield* Layer.build(client).pipe(
        Effect.flatMap((context) => Effect.provideContext(makeRedis({ lease: "30 seconds" }), context)),
        Scope.provide(scope)
      )
      const upstream = yield* makeUpstream
      yield* upstream.stream.pipe(makeStore(backend).persist("key"), Stream.runDrain, Effect.forkIn(scope))
      yield* upstream.offer(created)
      yield* until(backend, "key", (offset) => offset === 1)
      yield* Effect.promise(() => server.kill())
      yield* upstream.offer(itemAdded)
      yield* Effect.sleep("50 millis")
      // Far less than the 10 seconds for which commands are tried again
      yield* Effect.timeout(Scope.close(scope, Exit.void), "5 seconds")
    }).pipe(Effect.scoped)
  )

  it.live("takes an entry that isn't one of its own for what it is", () =>
    Effect.gen(function* () {
      const [backend, context] = yield* Effect.all([open(), Layer.build(redisClient(server))])
      const { send } = yield* Effect.provideContext(Redis.Redis, context)
      const { events } = makeKeys("responses-stream:", escapeKey("foreign"))
      yield* backend.claim("foreign", "first", 0)
      const follower = yield* outcome(makeStore(backend).follow("foreign")).pipe(Effect.forkScoped)
      yield* Effect.sleep("50 millis")
      yield* send("XADD", events, "1-0", "other", "field")
      yield* send("XADD", events, "7-0", "d", JSON.stringify(created))
      assert.strictEqual(yield* backend.append("foreign", "first", batch(1, created)), "fenced")
      const { error, values } = yield* Fiber.join(follower)
      assert.deepStrictEqual(values, [])
      assert.strictEqual(error?._tag, "InvalidJson")
    }).pipe(Effect.scoped)
  )

  for (const id of ["3-0", "99999-0", "2-77"])
    it.live(`lets nobody go on before a foreign entry at ${id}, and says so`, () =>
      Effect.gen(function* () {
        const [backend, context] = yield* Effect.all([open(), Layer.build(redisClient(server))])
        const { send } = yield* Effect.provideContext(Redis.Redis, context)
        const store = makeStore(backend)
        const key = `foreign ${id}`
        const { events } = makeKeys("responses-stream:", escapeKey(key))
        const upstream = yield* makeUpstream
        const writer = yield* outcome(upstream.stream.pipe(store.persist(key))).pipe(Effect.forkScoped)
        yield* upstream.offer(created, itemAdded)
        yield* until(backend, key, (offset) => offset === 2)
        const follower = yield* outcome(store.follow(key, { onInvalid: "skip" })).pipe(Effect.forkScoped)
        yield* Effect.sleep("50 millis")
        yield* send("XADD", events, id, "other", "field")
        yield* Effect.sleep("50 millis")
        yield* upstream.offer({ ...delta("Hello"), sequence_number: 2 })
        if (id !== "2-77") assert.deepInclude((yield* Fiber.join(writer)).error, { _tag: "WriterFenced", offset: 2 })
        else {
          // The next event is behind it
          yield* until(backend, key, (offset) => offset === 3)
          yield* Fiber.interrupt(writer)
        }
        const ended = yield* Effect.timeout(Fiber.join(follower), "5 seconds")
        assert.strictEqual(ended.error?._tag, "UnexpectedEnd")
        const from = yield* store.status(key)
        const last = id === "2-77" ? 3 : 2
        assert.deepInclude(from, { state: "lost", offset: last, sequenceNumber: last - 1 })
        const next = yield* outcome(source([completed]).pipe(store.persist(key, { from })))
        if (id === "2-77") assert.isUndefined(next.error)
        else {
          assert.deepInclude(next.error, { _tag: "StoreUnavailable", code: "FOREIGN" })
          const late = yield* outcome(store.follow(key, { onInvalid: "skip" }))
          assert.strictEqual(late.error?._tag, "UnexpectedEnd")
          assert.lengthOf(late.values, 2)
          yield* store.cancel(key)
          assert.strictEqual((yield* store.status(key)).state, "cancelled")
        }
      }).pipe(Effect.scoped)
    )

  it.live("says what is wrong with its keys without trying for long", () =>
    Effect.gen(function* () {
      const [backend, context] = yield* Effect.all([open(), Layer.build(redisClient(server))])
      const { send } = yield* Effect.provideContext(Redis.Redis, context)
      const { events, meta } = makeKeys("responses-stream:", escapeKey("wrong"))
      yield* send("SET", meta, "text")
      const wrong = yield* Effect.timeout(Effect.flip(backend.status("wrong")), "1 second")
      assert.deepInclude(wrong, { _tag: "StoreUnavailable", code: "WRONGTYPE" })
      yield* send("DEL", meta)
      yield* backend.claim("wrong", "first", 0)
      yield* backend.append("wrong", "first", batch(1, created, itemAdded))
      yield* send("DEL", events)
      yield* backend.release("wrong", "first", "ended")
      const gone = yield* outcome(makeStore(backend).follow("wrong"))
      assert.deepInclude(gone.error, { _tag: "EventsExpired", after: 0, first: 3 })
    }).pipe(Effect.scoped)
  )

  it.live("ends the followers of a key that something else takes, and no others", () =>
    Effect.gen(function* () {
      const [backend, context] = yield* Effect.all([open(), Layer.build(redisClient(server))])
      const { send } = yield* Effect.provideContext(Redis.Redis, context)
      const store = makeStore(backend)
      const [taken, whole] = [yield* makeUpstream, yield* makeUpstream]
      yield* outcome(taken.stream.pipe(store.persist("taken"))).pipe(Effect.forkScoped)
      yield* outcome(whole.stream.pipe(store.persist("whole"))).pipe(Effect.forkScoped)
      for (const [key, { offer }] of [["taken", taken] as const, ["whole", whole] as const]) {
        yield* offer(created, itemAdded)
        yield* until(backend, key, (offset) => offset === 2)
      }
      const lost = yield* outcome(store.follow("taken")).pipe(Effect.forkScoped)
      const other = yield* outcome(store.follow("whole")).pipe(Effect.forkScoped)
      yield* Effect.sleep("50 millis")
      const { events } = makeKeys("responses-stream:", escapeKey("taken"))
      yield* send("SET", events, "text")
      // Redis 6 wakes nobody for it
      yield* whole.offer(delta("Hello"))
      const { error } = yield* Effect.timeout(Fiber.join(lost), "5 seconds")
      assert.deepInclude(error, { _tag: "StoreUnavailable", code: "WRONGTYPE" })
      yield* whole.offer(delta(" world"), completed)
      assert.isUndefined((yield* Effect.timeout(Fiber.join(other), "5 seconds")).error)
      const late = yield* Effect.timeout(outcome(store.follow("taken")), "5 seconds")
      assert.deepInclude(late.error, { _tag: "StoreUnavailable", code: "WRONGTYPE" })
    }).pipe(Effect.scoped)
  )

  it.live.each(["meta", "lease"] as const)("ends the followers of a stream whose %s something else takes", (part) =>
    Effect.gen(function* () {
      const [backend, context] = yield* Effect.all([open({ lease: "600 millis" }), Layer.build(redisClient(server))])
      const { send } = yield* Effect.provideContext(Redis.Redis, context)
      const store = makeStore(backend)
      const upstream = yield* makeUpstream
      const writer = yield* outcome(upstream.stream.pipe(store.persist(part))).pipe(Effect.forkScoped)
      yield* upstream.offer(created, itemAdded)
      yield* until(backend, part, (offset) => offset === 2)
      const follower = yield* outcome(store.follow(part)).pipe(Effect.forkScoped)
      yield* Effect.sleep("200 millis")
      const name = makeKeys("responses-stream:", escapeKey(part))[part]
      for (const command of ["SET", "RPUSH"]) {
        yield* send("DEL", name)
        yield* send(command, name, "text")
        const { error } = yield* Effect.timeout(outcome(store.follow(part)), "5 seconds")
        if (part === "meta") assert.deepInclude(error, { _tag: "StoreUnavailable", code: "WRONGTYPE" })
        else assert.strictEqual(error?._tag, "UnexpectedEnd")
      }
      const { error } = yield* Effect.timeout(Fiber.join(follower), "5 seconds")
      if (part === "meta") assert.deepInclude(error, { _tag: "StoreUnavailable", code: "WRONGTYPE" })
      else {
        assert.strictEqual(error?._tag, "UnexpectedEnd")
        assert.deepInclude((yield* Effect.timeout(Fiber.join(writer), "5 seconds")).error, {
          _tag: "WriterFenced",
          offset: 2
        })
        const from = yield* store.status(part)
        assert.strictEqual(from.state, "lost")
        assert.isUndefined((yield* outcome(source([completed]).pipe(store.persist(part, { from })))).error)
      }
    }).pipe(Effect.scoped)
  )

  it.live("gives nothing of another stream to who followed the one before under its key", () =>
    Effect.gen(function* () {
      const [backend, context] = yield* Effect.all([open({ lease: "600 millis" }), Layer.build(redisClient(server))])
      const { send } = yield* Effect.provideContext(Redis.Redis, context)
      const store = makeStore(backend)
      const first = yield* makeUpstream
      const writer = yield* outcome(first.stream.pipe(store.persist("again"))).pipe(Effect.forkScoped)
      yield* first.offer(created, itemAdded)
      yield* until(backend, "again", (offset) => offset === 2)
      const follower = yield* outcome(store.follow("again", { waitForWriter: "10 seconds" })).pipe(Effect.forkScoped)
      yield* Effect.sleep("100 millis")
      yield* Fiber.interrupt(writer)
      yield* Effect.sleep("50 millis")
      const { events, meta } = makeKeys("responses-stream:", escapeKey("again"))
      yield* send("DEL", events, meta)
      const other = [created, itemAdded, delta("Other"), delta(" words"), completed]
      assert.isUndefined((yield* outcome(source(other).pipe(store.persist("again")))).error)
      const { error, values } = yield* Effect.timeout(Fiber.join(follower), "9 seconds")
      assert.lengthOf(values, 2)
      assert.strictEqual(error?._tag, "StreamUnknown")
      assert.lengthOf((yield* outcome(store.follow("again"))).values, 5)
    }).pipe(Effect.scoped)
  )

  it.live("is asked once more before a follower gives up, whatever its connection has missed", () =>
    Effect.gen(function* () {
      const context = yield* Layer.build(redisClient(server))
      const redis = yield* Effect.provideContext(Redis.Redis, context)
      const reserve = Effect.succeed({ ...redis, send: () => Effect.never })
      const backend = yield* makeRedis().pipe(Effect.provideService(Redis.Redis, { ...redis, reserve }))
      const late = makeStore(backend).follow("late", { waitForWriter: "500 millis" })
      const follower = yield* outcome(late.pipe(Stream.take(1))).pipe(Effect.forkScoped)
      yield* Effect.sleep("50 millis")
      yield* backend.claim("late", "first", 0)
      yield* backend.append("late", "first", batch(1, created))
      assert.deepStrictEqual(jsonOf((yield* Fiber.join(follower)).values), [created])
    }).pipe(Effect.scoped)
  )

  it.live("says that its client can't reserve a connection", () =>
    Effect.gen(function* () {
      const context = yield* Layer.build(redisClient(server))
      const redis = yield* Effect.provideContext(Redis.Redis, context)
      const refused = Effect.fail(new Redis.RedisError({ cause: new Error("No more") }))
      for (const [reserve, code] of [
        [undefined, "NO_RESERVE"],
        [refused, "RESERVE_FAILED"]
      ] as const) {
        const backend = yield* makeRedis({ retryFor: "200 millis" }).pipe(
          Effect.provideService(Redis.Redis, { ...redis, reserve } as never)
        )
        const { error } = yield* outcome(makeStore(backend).follow("key", { waitForWriter: "5 seconds" }))
        assert.deepInclude(error, { _tag: "StoreUnavailable", code })
      }
    }).pipe(Effect.scoped)
  )

  it("refuses options that can't hold", () => {
    const refused: ReadonlyArray<RedisStoreOptions> = [
      { prefix: "a{b" },
      { lease: "3 seconds", retryFor: "2.1 seconds" },
      { maxLength: 0 },
      { timeToLive: "0 millis" }
    ]
    for (const options of refused)
      assert.throws(
        () => Effect.runSync(Effect.scoped(Effect.provideService(makeRedis(options), Redis.Redis, {} as never))),
        RangeError
      )
  })
})

describe("the names of a stream in Redis", () => {
  const text = Arbitrary.schema(Schema.String)

  it.prop("are others for each key, and in one slot", [text, text], ([one, other]) => {
    const [a, b] = [one, other].map((key) => makeKeys("p:", escapeKey(key)))
    assert.strictEqual(one === other, a!.events === b!.events)
    const all = [...Object.values(a!), ...(one === other ? [] : Object.values(b!))]
    assert.lengthOf(new Set(all), all.length)
    assert.lengthOf(new Set(Object.values(a!).map((name) => /\{([^}]+)\}/.exec(name)?.[1])), 1)
    assert.match(escapeKey(one), /^[\w.%-]*$/)
  })
})
