import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as AiParts from "../../src/parts/AiParts.ts"
import * as ChunkStream from "../../src/stream/ChunkStream.ts"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import type { AiPart } from "../judges/effect-ai/model.mjs"
import { loadEffectAi } from "../judges/effect-ai/load.ts"
import { hasRecordings, recordings } from "../support/recordings.ts"
import { differences } from "./aiDifferences.ts"
import type { Pair } from "./aiDifferences.ts"

const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, canonical(field)])
  )
}

/** What is the same in both forms: fields with their default, and empty metadata. */
const plain = (part: AiPart): AiPart => {
  const fields = Object.entries(JSON.parse(JSON.stringify(part)) as AiPart)
  return Object.fromEntries(
    fields.filter(
      ([key, value]) =>
        !(key === "metadata" && JSON.stringify(value) === "{}") &&
        !((key === "providerExecuted" || key === "preliminary") && value === false)
    )
  ) as AiPart
}

const jsonOf = ({ ours, theirs }: Pair): string => JSON.stringify(canonical([ours, theirs]))

const isEqual = ({ ours, theirs }: Pair): boolean =>
  JSON.stringify(canonical(ours)) === JSON.stringify(canonical(theirs))

/** A pair without its differences, and the kinds of those that change it. */
const unify = (pair: Pair): readonly [Pair, ReadonlyArray<string>] => {
  let json = jsonOf(pair)
  return differences.reduce<readonly [Pair, ReadonlyArray<string>]>(
    ([so, kinds], { kind, unify }) => {
      const next = unify(so)
      const before = json
      json = jsonOf(next)
      return [next, json === before ? kinds : [...kinds, kind]]
    },
    [pair, []]
  )
}

const unifyBut = (pair: Pair, but: string): Pair =>
  differences.reduce((so, { kind, unify }) => (kind === but ? so : unify(so)), pair)

/** The differences of which nothing but metadata is. */
const metadata: ReadonlySet<string> = new Set(["usage as it came", "service tier", "phase"])

/** The functions that a recording calls, with their arguments. */
const functionsOf = (chunks: Parameters<typeof FunctionCall.step>[1][]) =>
  FunctionCall.events(Stream.fromIterable(chunks)).pipe(
    Stream.runFold(
      (): Record<string, unknown> => ({}),
      (functions, event) => {
        if (event._tag === "Started") functions[event.name] ??= {}
        if (event._tag === "Finished") functions[event.name] = event.arguments
        return functions
      }
    )
  )

describe.skipIf(!hasRecordings)("@effect/ai-openai", () => {
  it("gives the same parts for each recording that it reads, but for differences that have a reason", async () => {
    const { declared, read } = await loadEffectAi()
    const faults = new Map<string, number>()
    const counts = new Map(differences.map(({ kind }) => [kind, 0]))
    const unexplained: Array<string> = []
    let same = 0
    let readable = 0
    for (const recording of recordings) {
      // Their client fails at [DONE], which OpenRouter sends
      const bytes = new TextEncoder().encode(
        recording.payloads.map((data) => `data: ${data.replaceAll("\n", "\ndata: ")}\n\n`).join("")
      )
      const chunks = await Effect.runPromise(
        Stream.make(bytes).pipe(
          ChunkStream.decode({ onInvalid: "skip", onEnd: "allow", onSkip: () => {} }),
          Stream.runCollect
        )
      )
      const functions = await Effect.runPromise(functionsOf(chunks))
      const { fault, parts } = await read(bytes, functions)
      if (fault !== undefined) {
        const what = fault.message.split("\n")[0]!.slice(0, 90)
        faults.set(what, (faults.get(what) ?? 0) + 1)
        continue
      }
      readable += 1
      const tools = [...declared, ...Object.keys(functions).map((name) => ({ name }))]
      const ours = await Effect.runPromise(Stream.runCollect(AiParts.parts({ tools })(Stream.fromIterable(chunks))))
      const pair: Pair = { ours: ours.map((part) => plain(part as object as AiPart)), theirs: parts.map(plain) }
      const [unified, changed] = unify(pair)
      if (!isEqual(unified)) {
        unexplained.push(recording.file)
        continue
      }
      const needed = changed.filter((kind) => !isEqual(unifyBut(pair, kind)))
      if (needed.every((kind) => metadata.has(kind))) same += 1
      for (const kind of needed) counts.set(kind, counts.get(kind)! + 1)
    }
    console.log(
      [
        `${recordings.length} recordings: ${readable} read, ${same} the same but for usage, service tier and phase`,
        ...differences.map(({ kind, reason }) => `${String(counts.get(kind)).padStart(4)}  ${kind}: ${reason}`),
        ...[...faults].map(([what, count]) => `${String(count).padStart(4)}  not read: ${what}`)
      ].join("\n")
    )
    assert.deepStrictEqual(unexplained, [])
    assert.deepStrictEqual(
      [...counts].filter(([, count]) => count === 0),
      []
    )
    assert.isAbove(readable, recordings.length * 0.9)
  }, 300_000)
})
