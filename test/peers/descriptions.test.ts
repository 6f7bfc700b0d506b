import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { compare, kinds } from "../../scripts/drift/compare.ts"
import { valueKinds } from "./agreement.ts"
import { differences, judge } from "./differences.ts"
import { verdicts as openAIVerdicts } from "./openai.types.ts"
import { verdicts as openRouterVerdicts } from "./openrouter.types.ts"
import { openAI, openRouter, ours } from "./peers.ts"
import { conclude, table } from "./report.ts"

const peers = [
  { name: "@openrouter/sdk", catalogue: openRouter.catalogue, verdicts: openRouterVerdicts },
  { name: "openai", catalogue: openAI, verdicts: openAIVerdicts }
] as const

describe.each(peers)("$name", ({ catalogue, name, verdicts }) => {
  it("has types for the same events as its parser or declarations, each under a type test", () => {
    assert.deepStrictEqual(Object.keys(verdicts).toSorted(), [...catalogue.events.keys()].toSorted())
    const of = (verdict: string) => Object.values(verdicts).filter((value) => value === verdict).length
    // What is listed is held equal to what the types say by `tsc`
    const rows = differences.filter(({ check, peer }) => check === "types" && peer === name)
    console.log(
      `types of ${catalogue.source}: ${of("assignable")} chunks are assignable, ` +
        `${of("but for what is listed")} but for ${rows.length} listed differences:\n` +
        table(rows.map(({ path, reason }) => [`${path}: ${reason}`]))
    )
    assert.isAbove(of("assignable"), of("but for what is listed"))
  })

  it("describes nothing that isn't modelled or accounted for", () => {
    const { chunks, fields, findings, models, peer } = compare(ours, catalogue)
    conclude(`fields of ${peer}: ${chunks} chunks, ${models} models, ${fields} fields`, judge(name, "fields", findings))
    assert.strictEqual(chunks, catalogue.events.size)
    assert.isAbove(models, chunks)
    assert.isAbove(fields, models)
  })
})

describe("docs/differences.md", () => {
  it("lists every difference with its reason, and no other", () => {
    const words: Readonly<Record<string, string>> = { ...valueKinds, ...kinds }
    const expected = differences.map(
      ({ check, kind, path, peer, reason }) => `${peer}, ${check}: \`${path}\` ${words[kind]}. ${reason}`
    )
    const text = readFileSync(new URL("../../docs/differences.md", import.meta.url), "utf8")
    const actual = text
      .split(/^## (?=`)/m)
      .slice(1)
      .flatMap((section) => {
        const [peer, check] = section.split("\n", 1)[0]!.replaceAll("`", "").split(", ")
        const bullets = section.replaceAll(/\n +/g, " ").match(/^- `.*$/gm) ?? []
        return bullets.map((bullet) => `${peer}, ${check}: ${bullet.slice(2)}`)
      })
    assert.deepStrictEqual(actual.toSorted(), expected.toSorted())
  })
})
