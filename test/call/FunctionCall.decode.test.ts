import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as SchemaIssue from "effect/SchemaIssue"
import * as Stream from "effect/Stream"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import { outcome } from "../support/outcome.ts"
import { call, decoded, only, oslo, run } from "./streams.ts"
import type { Wire } from "./streams.ts"

class Places extends Context.Service<Places, { readonly find: (name: string) => Effect.Effect<number> }>()("Places") {}

/** A place by its name: asks a service, which takes its time. */
const Place = Schema.String.pipe(
  Schema.decodeTo(Schema.Number, {
    decode: SchemaGetter.transformEffect((name: string) =>
      Effect.gen(function* () {
        yield* Effect.yieldNow
        const found = yield* (yield* Places).find(name)
        return found < 0 ? yield* Effect.fail(new SchemaIssue.InvalidValue({ expected: "a known place" })) : found
      })
    ),
    encode: SchemaGetter.transform(String)
  })
)

const places = Effect.provideService(Places, { find: (name) => Effect.succeed(name === "Oslo" ? 47 : -1) })

const functions = {
  weather: Schema.Struct({ city: Schema.String, days: Schema.optionalKey(Schema.Finite) }),
  alarm: Schema.Struct({ at: Schema.DateTimeUtcFromString })
}

describe("calls with schemas", () => {
  const decodeWith = <F extends FunctionCall.Functions>(
    functions: F,
    wires: ReadonlyArray<Wire>,
    options?: FunctionCall.DecodeOptions
  ) => Stream.fromIterable(decoded(wires)).pipe(FunctionCall.calls(functions, options), Stream.runCollect)

  const invalidOf = <Call extends FunctionCall.Finished<string, unknown>>(
    events: ReadonlyArray<FunctionCall.CallEvent<Call, FunctionCall.CallError>>
  ) => {
    const found = events.filter((event) => event._tag === "Invalid")
    assert.lengthOf(found, 1)
    return found[0]!
  }

  it.effect("gives arguments their types, by the name of the function", () =>
    Effect.gen(function* () {
      const a = call(0)
      const b = call(1, "alarm")
      const events = yield* decodeWith(functions, [
        a.added(),
        a.delta(oslo),
        a.done(oslo),
        b.done('{"at":"2026-01-02T03:04:05Z"}')
      ])
      assert.deepStrictEqual(
        events.map(({ _tag }) => _tag),
        ["Finished", "Finished"]
      )
      for (const event of events) {
        if (event._tag !== "Finished") continue
        if (event.name === "weather") {
          const city: string = event.arguments.city
          const days: number | undefined = event.arguments.days
          assert.deepStrictEqual([city, days, event.callId], ["Oslo", undefined, "call_0"])
        } else {
          const name: "alarm" = event.name
          assert.deepStrictEqual([name, event.arguments.at.epochMilliseconds], ["alarm", Date.UTC(2026, 0, 2, 3, 4, 5)])
        }
      }
    })
  )

  it.effect("says which arguments are wrong, and nothing of what they are", () =>
    Effect.gen(function* () {
      const text = '{"city":{"secret":1},"days":"secret"}'
      const { argumentsText, error } = invalidOf(yield* decodeWith(functions, [call(4).done(text)]))
      assert.strictEqual(argumentsText, text)
      assert(error._tag === "InvalidArguments")
      assert.deepStrictEqual(error.path, ["city"])
      assert.deepStrictEqual(error.fields, [
        { path: ["city"], message: "expected string" },
        { path: ["days"], message: "expected number" }
      ])
      assert.strictEqual(
        error.message,
        "The arguments of weather (output item 4) don't fit its schema: expected string at city; expected number at days. " +
          "Answer the call with an error, so that the model can correct it."
      )
      assert.deepStrictEqual([error.outputIndex, error.callId, error.functionName], [4, "call_4", "weather"])
      assert.notInclude(JSON.stringify(error) + String(error), "secret")
      assert.deepStrictEqual(error.payload(), JSON.parse(text))
      assert.strictEqual(error.issue?._tag, "Composite")
    })
  )

  it.effect("names six wrong arguments and how many more there are, and no key that the model made up", () =>
    Effect.gen(function* () {
      const places = { places: Schema.Record(Schema.String, Schema.Finite) }
      const text = JSON.stringify(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`my ${i}`, "?"])))
      const { error } = invalidOf(yield* decodeWith(places, [call(0, "places").done(text)]))
      assert(error._tag === "InvalidArguments")
      const six = Array.from({ length: 6 }, () => "expected number at […]").join("; ")
      assert.include(error.message, `don't fit its schema: ${six}; and 2 more. Answer`)
      assert.deepStrictEqual(error.fields[7], { path: ["my 7"], message: "expected number" })
    })
  )

  it.effect("takes empty arguments as {}, of which the schema decides", () =>
    Effect.gen(function* () {
      const { error } = invalidOf(yield* decodeWith(functions, [call(0).done("")]))
      assert(error._tag === "InvalidArguments")
      assert.deepStrictEqual(error.fields, [{ path: ["city"], message: "missing key" }])
      const [event] = yield* decodeWith({ now: Schema.Struct({}) }, [call(0, "now").done("")])
      assert(event?._tag === "Finished")
      assert.deepStrictEqual(event.arguments, {})
    })
  )

  it.effect("knows no function but those that are given", () =>
    Effect.gen(function* () {
      for (const name of ["time", "toString", "__proto__", "constructor", ""]) {
        const { error } = invalidOf(yield* decodeWith(functions, [call(0, name).done("{}")]))
        assert.strictEqual(error._tag, "UnknownFunction")
        assert.strictEqual(error.functionName, name)
        assert.include(error.message, `no schema for ${name === "" ? "a function" : name} (output item 0)`)
      }
    })
  )

  it.effect("goes on after calls that can't be used, and passes what isn't finished", () =>
    Effect.gen(function* () {
      const [a, b, c, d, e] = [call(0, "none"), call(1), call(2), call(3), call(4)]
      const events = yield* decodeWith(functions, [
        a.done("{}"),
        b.done("{"),
        c.done("{}"),
        d.done(oslo),
        e.added(),
        e.delta("{")
      ])
      assert.deepStrictEqual(
        events.map((event) => (event._tag === "Invalid" ? event.error._tag : event._tag)),
        ["UnknownFunction", "InvalidArgumentsJson", "InvalidArguments", "Finished", "Unfinished"]
      )
    })
  )

  it.effect("leaves out what the schema doesn't name, or refuses it", () =>
    Effect.gen(function* () {
      const wires = [call(0).done('{"city":"Oslo","more":1}')]
      const [ignored] = yield* decodeWith(functions, wires)
      assert(ignored?._tag === "Finished" && ignored.name === "weather")
      assert.deepStrictEqual(ignored.arguments, { city: "Oslo" })
      const { error } = invalidOf(yield* decodeWith(functions, wires, { onExcessProperty: "error" }))
      assert(error._tag === "InvalidArguments")
      assert.deepStrictEqual(error.path, ["more"])
    })
  )

  it.effect("runs schemas that ask services", () =>
    Effect.gen(function* () {
      const wires = [call(0, "go").done('{"to":"Oslo"}'), call(1, "go").done('{"to":"Atlantis"}')]
      const events = yield* decodeWith({ go: Schema.Struct({ to: Place }) }, wires).pipe(places)
      const finished = events.find((event) => event._tag === "Finished")
      const to: number | undefined = finished?.arguments.to
      assert.strictEqual(to, 47)
      const { error } = invalidOf(events)
      assert(error._tag === "InvalidArguments")
      assert.deepStrictEqual(error.fields, [{ path: ["to"], message: "expected a known place" }])
    })
  )

  it.effect("hands on what came before a call while its schema is still at work", () =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<number>()
      const [a, b, c] = [call(0, "go"), call(1, "go"), call(2, "go")]
      const seen: Array<unknown> = []
      const fiber = yield* Stream.fromIterable(
        decoded([a.done("{"), b.added(), b.delta('{"to":"Oslo"}'), b.done('{"to":"Oslo"}'), c.added()])
      ).pipe(
        FunctionCall.calls({ go: Schema.Struct({ to: Place }) }),
        Stream.runForEach(({ _tag, callId }) => Effect.sync(() => seen.push([_tag, callId]))),
        Effect.provideService(Places, { find: () => Deferred.await(answer) }),
        Effect.forkChild({ startImmediately: true })
      )
      for (let i = 0; i < 10; i++) yield* Effect.yieldNow
      assert.deepStrictEqual(seen, [["Invalid", "call_0"]])
      yield* Deferred.succeed(answer, 1)
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(seen, [
        ["Invalid", "call_0"],
        ["Finished", "call_1"],
        ["Unfinished", "call_2"]
      ])
    })
  )

  it.effect("refuses what nests too deeply for a recursive schema, and lets other defects pass", () =>
    Effect.gen(function* () {
      interface Tree {
        readonly child?: Tree
      }
      const Tree: Schema.Codec<Tree> = Schema.Struct({
        child: Schema.optionalKey(Schema.suspend((): Schema.Codec<Tree> => Tree))
      })
      const deep = (depth: number) => [call(0, "grow").done('{"child":'.repeat(depth) + "{}" + "}".repeat(depth))]
      const { error } = invalidOf(yield* decodeWith({ grow: Tree }, deep(100_000)))
      assert(error._tag === "InvalidArguments")
      assert.include(error.message, "nested too deeply")
      assert.isUndefined(error.issue)
      const [event] = yield* decodeWith({ grow: Tree }, deep(10))
      assert.strictEqual(event?._tag, "Finished")

      const Broken = Schema.String.check(
        Schema.makeFilter(() => {
          throw new RangeError("Invalid time value")
        })
      )
      const exit = yield* Effect.exit(decodeWith({ grow: Broken }, [call(0, "grow").done('"x"')]))
      assert.isTrue(Exit.isFailure(exit) && Exit.hasDies(exit))
    })
  )

  it.effect("passes the error of the stream", () =>
    Effect.gen(function* () {
      const chunks = Stream.concat(Stream.fromIterable(decoded([call(0).done(oslo)])), Stream.fail("lost"))
      const { error, values } = yield* outcome(chunks.pipe(FunctionCall.calls(functions)))
      assert.strictEqual(error, "lost")
      assert.lengthOf(values, 1)
    })
  )
})

describe("decode", () => {
  it.effect("decodes a single call, or fails with what is wrong", () =>
    Effect.gen(function* () {
      const decode = FunctionCall.decode(functions)
      const finished = (text: string, name?: string) => only(run(call(0, name).done(text)), "Finished")
      const { name } = yield* decode(finished(oslo))
      assert.strictEqual(name, "weather")
      const unknown = yield* Effect.flip(decode(finished("{}", "time")))
      assert.strictEqual(unknown._tag, "UnknownFunction")
      const invalid = yield* decode(finished("{}")).pipe(
        Effect.catchTag("InvalidArguments", ({ path }) => Effect.succeed(path))
      )
      assert.deepStrictEqual(invalid, ["city"])
    })
  )

  it.effect("gives the finished events of a stream their types, among those of calls that grow", () =>
    Effect.gen(function* () {
      const a = call(0)
      const decode = FunctionCall.decode(functions)
      const cities = yield* Stream.fromIterable(decoded([a.added(), a.delta(oslo), a.done(oslo)])).pipe(
        FunctionCall.events,
        Stream.mapEffect((event) =>
          event._tag === "Finished"
            ? Effect.map(decode(event), (call) => (call.name === "weather" ? call.arguments.city : call.name))
            : Effect.succeed(event._tag)
        ),
        Stream.runCollect
      )
      assert.deepStrictEqual(cities, ["Started", "Arguments", "Oslo"])
    })
  )
})
