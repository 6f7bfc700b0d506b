/**
 * Follows a stream whose deltas say when they came, by the clock that all processes of the machine share, beside as many other
 * streams that nobody has begun.
 *
 *     node bench/streamStore/follower.mjs URL KEY OTHERS
 *
 * Sends to its parent: "ready", and then milliseconds from the writer's event to that of the follower, and what it cost.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { busy } from "../clock.mjs"
import { layerOf, newKey, storeIn } from "./layers.mjs"

const [url, key, others] = process.argv.slice(2)

const main = Effect.gen(function* () {
  const store = storeIn(yield* Layer.build(layerOf(url)))
  const follow = (key) => store.follow(key, { waitForWriter: "5 minutes" })
  for (let i = 0; i < Number(others); i++) yield* Effect.forkScoped(Stream.runDrain(follow(newKey())))
  const times = []
  let begin
  process.send("ready")
  yield* follow(key).pipe(
    Stream.runForEach(({ json }) =>
      Effect.sync(() => {
        begin ??= busy()
        const stamp = /^\d+$/.exec(json.delta ?? "")
        if (stamp !== null) times.push(Number(process.hrtime.bigint() - BigInt(stamp[0])) / 1e6)
      })
    )
  )
  process.send({ times, busy: busy() - begin })
})

await Effect.runPromise(Effect.scoped(main))
process.exit(0)
