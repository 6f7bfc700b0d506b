import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import { anImage } from "../support/images.ts"
import { outcome } from "../support/outcome.ts"
import { decoded, call, ig, created, completed, result, eventsOf, plain, imageOf } from "./streams.ts"

describe("events", () => {
  it.effect("tell of everything in the order of the stream", () =>
    Effect.gen(function* () {
      const second = call(1)
      const events = yield* eventsOf(
        decoded([
          created,
          ig.added(),
          ig.is("in_progress"),
          second.added(),
          ig.partial(0, anImage(1), { size: "1024x1024" }),
          second.partial(0, "!"),
          ig.is("completed"),
          ig.done({ revised_prompt: "A cat", ...result(2) }),
          completed
        ])
      )
      const told = events.map(({ _tag, outputIndex, ...rest }) => {
        if ("image" in rest) return [_tag, outputIndex, plain(rest.image)]
        if ("outcome" in rest) return [_tag, outputIndex, rest.outcome._tag, rest.details]
        return "state" in rest ? [_tag, outputIndex, rest.state] : [_tag, outputIndex]
      })
      assert.deepStrictEqual(told, [
        ["Started", 0],
        ["StateChanged", 0, "in_progress"],
        ["Started", 1],
        ["PartialImage", 0, imageOf(1, 0)],
        ["InvalidPartialImage", 1],
        ["StateChanged", 0, "completed"],
        ["Ended", 0, "Completed", { revisedPrompt: "A cat", size: "1024x1024" }],
        ["Ended", 1, "NoImage", {}]
      ])
    })
  )

  it.effect("come one by one, while upstream waits", () =>
    Effect.gen(function* () {
      const second = yield* Deferred.make<void>()
      const [first, ...rest] = decoded([ig.partial(0, anImage(1)), ig.partial(1, anImage(2)), ig.done(result(3))])
      const stream = Stream.concat(
        Stream.make(first!),
        Stream.fromIterable(rest).pipe(Stream.mapEffect((chunk) => Effect.as(Deferred.await(second), chunk)))
      )
      const seen: Array<string> = []
      yield* ImageGeneration.events(stream).pipe(
        Stream.runForEach(({ _tag }) => {
          seen.push(_tag)
          return _tag === "PartialImage" ? Deferred.succeed(second, undefined) : Effect.void
        })
      )
      assert.deepStrictEqual(seen, ["Started", "PartialImage", "PartialImage", "Ended"])
    })
  )

  it.effect("end each call before the error of the stream, and pass the error on", () =>
    Effect.gen(function* () {
      const chunks = Stream.fromIterable(decoded([ig.added(), call(1).added(), ig.done(result(1))]))
      const broken = Stream.concat(chunks, Stream.fail("broken" as const))
      const { error, values } = yield* outcome(ImageGeneration.calls()(broken))
      assert.strictEqual(error, "broken")
      assert.deepStrictEqual(
        values.map(({ outcome, outputIndex }) => [outputIndex, outcome._tag]),
        [
          [0, "Completed"],
          [1, "Cut"]
        ]
      )
    })
  )

  it.effect("pass defects on, and don't say how the calls that are open end", () =>
    Effect.gen(function* () {
      const tags: Array<string> = []
      const broken = Stream.concat(Stream.fromIterable(decoded([ig.added()])), Stream.die("defect"))
      const exit = yield* Effect.exit(
        ImageGeneration.events(broken).pipe(Stream.runForEach(({ _tag }) => Effect.sync(() => tags.push(_tag))))
      )
      assert.isTrue(Exit.isFailure(exit) && Exit.hasDies(exit))
      assert.deepStrictEqual(tags, ["Started"])
    })
  )

  it.effect("release upstream when the consumer stops", () =>
    Effect.gen(function* () {
      let released = false
      const chunks = Stream.concat(Stream.fromIterable(decoded([ig.added()])), Stream.never).pipe(
        Stream.ensuring(Effect.sync(() => (released = true)))
      )
      yield* ImageGeneration.events(chunks).pipe(Stream.take(1), Stream.runDrain)
      assert.isTrue(released)
    })
  )
})
