import { assert, describe, it } from "@effect/vitest"
import { fileURLToPath } from "node:url"
import type { Suites } from "./harness/case.ts"
import { equal, ok } from "./harness/case.ts"
import { chunkOf, dataOf } from "./harness/plain.ts"
import { errorCases, tagsOf } from "./harness/errors.ts"
import type { Report } from "./harness/run.ts"
import { runAll } from "./harness/run.ts"

const context = { samples: {}, origin: "" }

const reportsOf = async (suites: Suites, limit = 50): Promise<ReadonlyArray<Report>> => {
  const reports: Array<Report> = []
  await runAll(suites, context, (report) => reports.push(report), limit)
  return reports
}

const errorOf = async (run: () => Promise<void> | void): Promise<string | undefined> => {
  const [, end] = await reportsOf({ suite: { case: run } })
  assert(end !== undefined && "end" in end)
  return end.error
}

describe("the cases of the runtimes", () => {
  it("are reported when they begin and end, and counted", async () => {
    assert.deepStrictEqual(await reportsOf({ a: { one: () => {}, two: async () => {} }, b: { one: () => {} } }), [
      { start: "a: one" },
      { end: "a: one" },
      { start: "a: two" },
      { end: "a: two" },
      { start: "b: one" },
      { end: "b: one" },
      { finished: 3 }
    ])
  })

  it("fail by throwing, by rejecting, and by hanging", async () => {
    assert.include(
      await errorOf(() => {
        throw new Error("thrown")
      }),
      "thrown"
    )
    assert.include(await errorOf(() => Promise.reject(new Error("rejected"))), "rejected")
    assert.include(await errorOf(() => new Promise(() => {})), "It hangs")
  })

  it("go on after one that hangs", async () => {
    const reports = await reportsOf({ a: { hangs: () => new Promise(() => {}), passes: () => {} } })
    assert.deepStrictEqual(reports.slice(2), [{ start: "a: passes" }, { end: "a: passes" }, { finished: 2 }])
  })

  it.each<readonly [actual: unknown, expected: unknown, message: string]>([
    [1, 2, "it is 1 and should be 2"],
    [-0, 0, "it is 0 and should be 0"],
    [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, ".a.0.b is 1 and should be 2"],
    [{ a: undefined }, {}, ".a is undefined and should not be there"],
    [{}, { a: undefined }, ".a is missing, and should be undefined"],
    [[1], [1, 2], ".1 is missing, and should be 2"],
    [[], {}, "it is [] and should be {}"],
    [null, {}, "it is null and should be {}"]
  ])("tell %j from %j", (actual, expected, message) => {
    assert.throws(() => equal(actual, expected), message)
  })

  it("take equal values for equal", () => {
    equal({ a: [NaN, -0, { b: null }] }, { a: [NaN, -0, { b: null }] })
    assert.throws(() => ok(false, "it doesn't hold"), "it doesn't hold")
  })

  it("miss no error of a module", async () => {
    class Known extends Error {}
    class Other extends Error {}
    const module: { readonly Known: typeof Known } = Object.assign({ Known, isKnown: () => true }, { Other })
    assert.deepStrictEqual(tagsOf(module), ["Known", "Other"])
    const cases = errorCases(module, { Known: { meet: async () => new Known(), fields: {} } })
    assert.throws(() => cases["every error has a case"]!(context), "should be")
  })

  it("hold the package against a reading of its own", () => {
    assert.deepStrictEqual(dataOf(': c\r\n\r\nevent: e\r\ndata: {"a":1}\r\n\r\ndata: [DONE]\r\n\r\n'), ['{"a":1}'])
    assert.deepStrictEqual(chunkOf({ item_id: "a", output: [{ partial_image_b64: 1, metadata: { a_b: 2 } }] }), {
      itemId: "a",
      output: [{ partialImageB64: 1, metadata: { a_b: 2 } }]
    })
  })
})

interface Results {
  readonly onLine: (line: string) => void
  readonly onEnded: (how: string) => void
  readonly done: Promise<void>
  readonly result: () => {
    readonly passed: number
    readonly failures: ReadonlyArray<{ readonly name: string; readonly error: string }>
  }
}

interface Program {
  readonly ended: Promise<string>
  readonly stop: () => Promise<void>
}

const load = async <A>(path: string): Promise<A> => (await import(fileURLToPath(new URL(path, import.meta.url)))) as A

/** Follows a program that says what is given. */
const follow = async (script: string, limit: number) => {
  const { follow: followProgram } = await load<{ readonly follow: (limit: number) => Results }>("./lib/results.mjs")
  const { start } = await load<{
    readonly start: (command: ReadonlyArray<string>, options: object) => Program
  }>("./lib/process.mjs")
  const results = followProgram(limit)
  const program = start([process.execPath, "-e", script], { env: process.env, onLine: results.onLine })
  void program.ended.then(results.onEnded)
  await results.done
  await program.stop()
  return { ...results.result(), ended: await program.ended }
}

const say = (report: Report): string => `console.log(${JSON.stringify(`@case ${JSON.stringify(report)}`)});`

describe("a runtime", () => {
  it("passes when all its cases were reported", async () => {
    const script = say({ start: "a: b" }) + say({ end: "a: b" }) + say({ finished: 1 })
    const { failures, passed } = await follow(script, 20_000)
    assert.deepStrictEqual({ failures, passed }, { failures: [], passed: 1 })
  })

  it("fails by a loop without end, in the case that it named last, and is ended", async () => {
    const { ended, failures } = await follow(`${say({ start: "a: loops" })} for (;;);`, 2000)
    assert.deepStrictEqual(
      failures.map(({ name }) => name),
      ["a: loops"]
    )
    assert.include(failures[0]?.error, "It hangs")
    assert.match(ended, /SIGTERM|SIGKILL/)
  })

  it("fails when it ends too soon, with what it printed", async () => {
    const script = `${say({ start: "a: b" })} console.error("out of luck"); process.exit(3)`
    const { failures } = await follow(script, 20_000)
    assert.strictEqual(failures[0]?.name, "a: b")
    assert.include(failures[0]?.error, "it ended with 3")
    assert.include(failures[0]?.error, "out of luck")
  })

  it("fails when a case got lost, and when there was none", async () => {
    for (const script of [say({ start: "a: b" }) + say({ end: "a: b" }) + say({ finished: 2 }), say({ finished: 0 })]) {
      const { failures } = await follow(script, 20_000)
      assert.strictEqual(failures[0]?.name, "all cases")
    }
  })
})
