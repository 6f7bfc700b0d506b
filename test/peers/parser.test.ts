import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { cases, ResponsesStreamChunk } from "../../src/chunk/ResponsesStreamChunk.ts"
import type { WireType } from "../../src/chunk/ResponsesStreamChunk.ts"
import { agree } from "./agreement.ts"
import type { Disagreement } from "./agreement.ts"
import { judge } from "./differences.ts"
import { fit } from "./fit.ts"
import { openRouter } from "./peers.ts"
import { conclude, table } from "./report.ts"
import { makeDecoder } from "../support/decoder.ts"
import { hasRecordings, realRecordings } from "../support/recordings.ts"

type Json = Record<string, unknown>

const decode = Schema.decodeUnknownResult(ResponsesStreamChunk)

const isUnknown = (chunk: unknown): boolean =>
  (chunk as { readonly isUnknown?: boolean } | undefined)?.isUnknown === true

const { catalogue } = openRouter

const types = [...catalogue.events.keys()] as ReadonlyArray<WireType>

/** JSON that its type's schema generated, changed only where the SDK's parser wouldn't take it. */
const generate = (type: WireType, count: number) =>
  Effect.gen(function* () {
    const schema: Schema.Codec<unknown, unknown> = cases[type]
    const encode = Schema.encodeUnknownSync(schema)
    const chunks = yield* Arbitrary.sampleEffect(Arbitrary.schema(schema), { count, seed: type })
    return chunks.map((chunk) => withValidDates(fitted(JSON.parse(JSON.stringify(encode(chunk))), type)))
  })

/** The SDK throws at other dates. */
const withValidDates = ({ foreign, wire }: ReturnType<typeof fitted>) => ({
  foreign,
  wire: JSON.parse(JSON.stringify(wire), (key, value: unknown) =>
    (key === "from_date" || key === "to_date") && typeof value === "string" ? "2026-01-02" : value
  ) as unknown
})

/** JSON that the SDK's parser takes, and the types in it that it doesn't know. */
const fitted = (wire: unknown, type: WireType) => {
  const foreign = new Set<string>()
  return { wire: fit(wire, catalogue.events.get(type)!, foreign), foreign }
}

const withTool = (tool: Json) => fitted({ type: "response.created", response: { tools: [tool] } }, "response.created")

const withItem = (item: Json) => fitted({ type: "response.output_item.done", item }, "response.output_item.done")

const extra = { unmodelled: true }

/** An event for each difference that is listed, since chance needn't meet them. */
const chosen = [
  { wire: { type: "toString" }, foreign: new Set<string>() },
  withTool({ type: "web_search", x_search: { from_date: "yesterday" } }),
  ...["web_search", "web_search_2025_08_26", "web_search_preview", "web_search_preview_2025_03_11"].map((type) =>
    withTool({ type, x_search: { from_date: "2026-01-02", to_date: "2026-03-04" } })
  ),
  withTool({ type: "file_search", filters: { type: "and", filters: [{ type: "unmodelled" }] } }),
  withItem({ type: "computer_call", action: { type: "scroll", x: 1, y: 2, scroll_x: 3, scroll_y: 4 } }),
  withItem({ type: "computer_call", action: { type: "unmodelled" } }),
  withItem({ type: "image_generation_call" }),
  ...["code_interpreter_call", "web_search_call"].map((type) => withItem({ type, ...extra })),
  withItem({ type: "function_call", subagent_items: [{ type: "any", ...extra }] }),
  ...["openrouter:shell", "shell_call_output"].map((type) => withItem({ type, output: [extra] }))
]

describe("the parser of @openrouter/sdk", () => {
  it.effect("yields what is decoded here, for events that our schemas generate", () =>
    Effect.gen(function* () {
      const generated = yield* Effect.forEach(types, (type) =>
        generate(type, type.startsWith("response.output_item") ? 200 : 40)
      )
      const samples = [...generated.flat(), ...chosen]
      const seen: Array<Disagreement> = []
      let [compared, dropped, foreignMembers] = [0, 0, 0]
      for (const { foreign, wire } of samples) {
        const json = JSON.stringify(wire)
        const theirs = openRouter.parse(json)
        assert.isFalse(isUnknown(theirs), `the SDK refuses ${json}`)
        const agreement = agree(theirs, Result.getOrThrow(decode(JSON.parse(json))))
        compared += agreement.compared
        dropped += agreement.dropped
        for (const disagreement of agreement.disagreements) {
          // A type that only we have, in an event that the SDK takes
          if (disagreement.kind === "unknown" && foreign.has(disagreement.path)) foreignMembers++
          else seen.push(disagreement)
        }
      }
      conclude(
        `values of ${catalogue.source}: ${samples.length} generated events of ${types.length} types, ` +
          `${compared} values equal, ${dropped} fields and ${foreignMembers} members of unions that only we keep`,
        judge("@openrouter/sdk", "values", seen)
      )
      for (const events of generated) assert.isAtLeast(events.length, 40)
      assert.isAbove(compared, 5 * samples.length)
    })
  )
})

/** The JSON text of each recorded event, with its ordinal in its stream. */
const recordedEvents = (): ReadonlyArray<readonly [json: string, index: number]> =>
  realRecordings.flatMap(({ payloads }) => payloads.map((json, index) => [json, index] as const))

/** Counts by name, most first. */
class Tally {
  readonly counts = new Map<string, number>()
  add(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }
  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0)
  }
  get rows(): ReadonlyArray<readonly [string, number]> {
    return [...this.counts].toSorted(([, a], [, b]) => b - a)
  }
}

describe.skipIf(!hasRecordings)("the parser of @openrouter/sdk, over recorded streams", () => {
  it("yields what is decoded here, and every event that it doesn't take is decoded here", () => {
    const events = recordedEvents()
    const seen: Array<Disagreement> = []
    const unlike: Array<string> = []
    const members = new Tally()
    const refused = new Map<string, { readonly here: Tally; readonly why: Tally }>()
    let [accepted, compared, dropped] = [0, 0, 0]
    for (const [json, index] of events) {
      const event = JSON.parse(json) as Json & { readonly type: string }
      const theirs = openRouter.parse(json)
      const ours = decode(event)
      if (!isUnknown(theirs)) {
        const agreement = agree(theirs, Result.getOrThrow(ours))
        accepted++
        compared += agreement.compared
        dropped += agreement.dropped
        for (const disagreement of agreement.disagreements) {
          if (disagreement.kind === "unknown") members.add(disagreement.path)
          else seen.push(disagreement)
        }
        continue
      }
      const tallies = refused.get(event.type) ?? { here: new Tally(), why: new Tally() }
      refused.set(event.type, tallies)
      const here = howDecoded(event, index)
      tallies.here.add(here)
      if (here === "invalid") unlike.push(json)
      const reasons = openRouter.refusals(event)
      for (const path of reasons.length > 0 ? new Set(reasons) : ["no such type"]) tallies.why.add(path)
    }
    const total = [...refused.values()].reduce((sum, { here }) => sum + here.total, 0)
    const few = (tally: Tally) => tally.rows.slice(0, 4).map(([name, count]) => `${name} ×${count}`)
    console.log(
      `recordings: ${events.length} events, ${accepted} taken by ${catalogue.source}: ${compared} values equal, ` +
        `${dropped} fields that only we keep\n` +
        `UNKNOWN in events that it takes, decoded here:\n${table(members.rows.map(([name, count]) => [count, name]))}\n` +
        `${total} events (${((100 * total) / events.length).toFixed(1)} %) are UNKNOWN to it, here they are:\n` +
        table(
          [...refused]
            .toSorted(([, a], [, b]) => b.here.total - a.here.total)
            .map(([type, { here, why }]) => [
              here.total,
              type,
              few(here).join(", "),
              `refused at ${few(why).join(", ")}`
            ])
        )
    )
    assert.isAbove(accepted, events.length / 2)
    assert.deepStrictEqual(unlike, [], "events that neither takes")
    assert.deepStrictEqual(judge("@openrouter/sdk", "values", seen).unlisted, [])
  })
})

/** How an event that the SDK refuses is taken here. */
const howDecoded = (event: Json, index: number): string => {
  const ours = decode(event)
  if (Result.isSuccess(ours)) return isUnknown(ours.success) ? "UNKNOWN too" : "decoded"
  const names: Array<string> = []
  const tolerant = makeDecoder({ onRepair: ({ name }) => names.push(name) })
  return Result.isSuccess(tolerant.decodeJson(event, index)) ? `repaired (${names.join(", ")})` : "invalid"
}
