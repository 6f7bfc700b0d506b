import { assert, describe, it } from "@effect/vitest"
import * as Stream from "effect/Stream"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { completed, created, delta, itemAdded, itemDone, sse, wellFormed } from "../support/events.ts"
import { bytesOf } from "../support/bytes.ts"
import { campaign } from "./campaign.ts"
import { check } from "./check.ts"
import type { Corpus } from "./corpus.ts"
import { makeInput, secret } from "./input.ts"
import type { Input } from "./input.ts"
import { library } from "./library.ts"
import type { Library } from "./library.ts"
import { makeRandom } from "./random.ts"
import { read, write } from "./record.ts"
import { jsonFault, textOf, utf8Of } from "./reference.ts"
import { allRuns } from "./runs.ts"
import { treeOf } from "./tree.ts"

const corpus: Corpus = {
  streams: [wellFormed.map(treeOf)],
  files: [bytesOf(sse(...wellFormed))],
  generated: [wellFormed.map(treeOf)]
}

const input = (text: string, cuts: ReadonlyArray<number> = []): Input => ({
  bytes: bytesOf(text),
  cuts,
  maxEventSize: undefined,
  runs: allRuns(makeRandom(1, 1))
})

const faultsOf = async (planted: Partial<Library>, of: Input): Promise<ReadonlyArray<string>> =>
  (await check({ ...library, ...planted }, of, 200)).faults.map(({ law }) => law)

/** A library whose streams are changed where they come out of `decode`. */
const decodeWith = (
  change: (stream: Stream.Stream<unknown, Error>) => Stream.Stream<unknown, Error>
): Partial<Library> => ({
  decode: ((options: object) => (self: Stream.Stream<Uint8Array>) =>
    change(self.pipe(library.decode(options)))) as unknown as Library["decode"]
})

const chunkIn = (value: unknown): { readonly type?: string } => {
  const { chunk, success } = value as { readonly chunk?: object; readonly success?: object }
  return chunk ?? success ?? (value as object)
}

/** A response whose body is changed piece by piece. */
const changedBody = (response: Response, change: (piece: string) => string): Response =>
  new Response(
    response.body!.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (piece, controller) =>
          controller.enqueue(new Uint8Array(Buffer.from(change(Buffer.from(piece).toString("latin1")), "latin1")))
      })
    )
  )

const whole = sse(...wellFormed)
const refused = sse(created, { ...itemAdded, item: secret }, completed)

/** Faults, each with an input that shows it, and the law that it breaks. */
const planted: ReadonlyArray<readonly [fault: string, library: Partial<Library>, input: Input, law: string]> = [
  [
    "an event is lost",
    decodeWith(Stream.filter((value) => chunkIn(value).type !== itemDone.type)),
    input(whole),
    "every event comes once (decode)"
  ],
  [
    "an event comes twice",
    decodeWith(
      Stream.flatMap((value) =>
        chunkIn(value).type === itemDone.type ? Stream.make(value, value) : Stream.make(value)
      )
    ),
    input(whole),
    "every event comes once (decode)"
  ],
  [
    "a field has another value",
    decodeWith(
      Stream.map((value) => {
        const chunk = chunkIn(value) as { type: string; delta?: string }
        if (chunk.delta !== undefined) chunk.delta += " "
        return value
      })
    ),
    input(whole),
    "events are what the schemas say (decode)"
  ],
  [
    "strict is not strict",
    {
      decodeJson: ((options: object) =>
        library.decodeJson({ ...options, tolerance: "recorded" })) as Library["decodeJson"]
    },
    input(sse({ ...created, type: "response.done" }, { error: "no" })),
    "events are what the schemas say (decodeJson to the end)"
  ],
  [
    "objects behind the terminal chunk are read",
    {
      decodeJson: ((options: object) => library.decodeJson({ ...options, endAt: "input" })) as Library["decodeJson"]
    },
    input(sse(created, completed, created)),
    "all entrances give the same, however the bytes are cut (decodeJson)"
  ],
  [
    "heartbeats are not reported",
    {
      decode: ((options: { readonly onComment: (text: string) => void }) =>
        library.decode({
          ...options,
          onComment: (text) => {
            if (text !== "{}") options.onComment(text)
          }
        })) as Library["decode"]
    },
    input(`data: {}\n\n${whole}`),
    "every comment comes once (decode)"
  ],
  [
    "an end is missed after another response has begun",
    decodeWith(Stream.catch(() => Stream.empty)),
    input(sse(created, completed, { ...created, response: { ...created.response, id: "resp_2" } })),
    "the end is what came (decode)"
  ],
  [
    "an error has the id of another response",
    decodeWith(Stream.mapError((error) => Object.defineProperty(error, "responseId", { value: "resp_0" }))),
    input(sse(created)),
    "the end is what came (decode)"
  ],
  [
    "an error shows the ids of open items",
    decodeWith(
      Stream.mapError((error) =>
        Object.defineProperty(error, "openItems", { value: [{ outputIndex: 0, type: "message", itemId: "msg_1" }] })
      )
    ),
    input(sse(created, itemAdded)),
    "the end is what came (decode)"
  ],
  [
    "a repair has no name",
    decodeWith(
      Stream.map((value) => {
        const { repairs } = value as { readonly repairs?: ReadonlyArray<string> }
        return repairs === undefined ? value : Object.assign(value as object, { repairs: ["missing-anything"] })
      })
    ),
    input(sse({ ...created, sequence_number: undefined }, completed)),
    "events are what the schemas say (decode)"
  ],
  [
    "one entrance reads cut characters by themselves",
    {
      fromReadableStream: ((body: ReadableStream<Uint8Array>, options: object) =>
        library.fromReadableStream(
          body.pipeThrough(
            new TransformStream<Uint8Array, Uint8Array>({
              transform: (piece, controller) => controller.enqueue(bytesOf(new TextDecoder().decode(piece)))
            })
          ),
          options
        )) as Library["fromReadableStream"]
    },
    input(sse(created, delta("ü"), completed), [...bytesOf(sse(created, delta("ü"), completed)).keys()]),
    "all entrances give the same, however the bytes are cut (fromReadableStream)"
  ],
  [
    "an error is not of the package",
    {
      chunks: () => {
        throw new TypeError("x is not a function")
      }
    },
    input(whole),
    "every error is one of the package's own (chunks)"
  ],
  [
    "a defect in a stream",
    { fromResponse: () => Stream.die("no") },
    input(whole),
    "every error is one of the package's own (fromResponse)"
  ],
  [
    "an error shows payload",
    decodeWith(
      Stream.mapError((error) => {
        error.message += secret
        return error
      })
    ),
    input(refused.slice(0, 300)),
    "no UnexpectedEnd shows payload"
  ],
  [
    "a stream never ends",
    {
      decoderStream: () => ({
        readable: new ReadableStream(),
        writable: new WritableStream()
      })
    },
    input(whole),
    "every error is one of the package's own (decoderStream)"
  ],
  [
    "the end is silent",
    decodeWith(Stream.catch(() => Stream.empty)),
    input(sse(created)),
    "the end is what came (decode)"
  ],
  [
    "comments are lost",
    {
      decode: ((options: object) => library.decode({ ...options, onComment: () => {} })) as Library["decode"]
    },
    input(`: here\n\n${whole}`),
    "every comment comes once (decode)"
  ],
  [
    "validate changes bytes",
    {
      validate: (response, options) =>
        changedBody(library.validate(response, options), (piece) => piece.replaceAll("\r", ""))
    },
    {
      ...input(whole.replaceAll("\n", "\r\n")),
      runs: [{ entrance: "validate", tolerance: "strict", onInvalid: "pass", onEnd: "fail" }]
    },
    "validate passes every byte (validate)"
  ],
  [
    "validate lets an invalid event pass",
    {
      validate: (response, options) => library.validate(response, { ...options, onInvalid: "pass" })
    },
    { ...input(refused), runs: [{ entrance: "validate", tolerance: "strict", onInvalid: "drop", onEnd: "fail" }] },
    "validate passes valid events as they are (validate)"
  ],
  [
    "a fold throws",
    {
      stepSnapshot: () => {
        throw new TypeError("no")
      }
    },
    input(whole),
    "ResponseSnapshot reads every stream"
  ]
]

describe("a check of an input", () => {
  it.each([
    ["a whole stream", input(whole)],
    ["a stream with an invalid event", input(refused)],
    ["a cut stream", input(whole.slice(0, 500), [1, 1, 40])],
    ["nothing", input("")]
  ])("finds nothing in %s", async (_, of) => {
    assert.deepStrictEqual((await check(library, of)).faults, [])
  })

  it.each(planted)("finds that %s", async (_, fault, of, law) => {
    assert.include(await faultsOf(fault, of), law)
  })
})

describe("a campaign", () => {
  const losing = decodeWith(Stream.filter((value) => chunkIn(value).type !== delta("").type))
  const run = () =>
    campaign({
      library: { ...library, ...losing },
      corpus,
      seed: 1,
      goesOn: (inputs) => inputs < 4,
      shrinkSeconds: 5
    })

  it("makes the input of a fault smaller, and a file that shows it again", async () => {
    const { findings } = await run()
    const finding = findings.find(({ fault }) => fault.law === "every event comes once (decode)")!
    const text = new TextDecoder().decode(finding.input.bytes)
    assert.include(text, delta("").type)
    assert.notInclude(text, created.type)
    assert.lengthOf(finding.input.runs, 1)
    assert.lengthOf(finding.input.cuts, 0)

    const folder = mkdtempSync(join(tmpdir(), "fuzz-"))
    const file = join(folder, "finding.json")
    writeFileSync(file, write(finding))
    const again = read(file)
    rmSync(folder, { recursive: true })
    assert.deepStrictEqual(again.input, finding.input)
    assert.include(await faultsOf(losing, again.input), again.law)
  })

  it("makes the same inputs of the same seed, and others of another", () => {
    const inputs = (seed: number) => Array.from({ length: 20 }, (_, i) => makeInput(seed, i, corpus))
    assert.deepStrictEqual(inputs(1), inputs(1))
    assert.notDeepEqual(inputs(1), inputs(2))
    assert.isAbove(new Set(inputs(1).map(({ bytes }) => textOf(bytes.subarray(0, utf8Of(bytes).valid)))).size, 15)
  })
})

describe("the reference", () => {
  it("knows UTF-8 as TextDecoder does", () => {
    const random = makeRandom(1, 0)
    const parts = [0x41, 0x7f, 0x80, 0xbf, 0xc1, 0xc2, 0xe0, 0x9f, 0xa0, 0xed, 0xef, 0xf0, 0x90, 0x8f, 0xf4, 0xf5, 0xff]
    let wrong = 0
    for (let i = 0; i < 3000; i++) {
      const bytes = Uint8Array.from({ length: random.below(6) }, () => random.pick(parts))
      const { rest, valid } = utf8Of(bytes)
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      assert.strictEqual(decoder.decode(bytes.subarray(0, valid)), textOf(bytes.subarray(0, valid)))
      const streamed = new TextDecoder("utf-8", { fatal: true })
      if (rest === "invalid") assert.throws(() => streamed.decode(bytes, { stream: true }))
      else streamed.decode(bytes, { stream: true })
      if (rest !== "none") {
        wrong++
        assert.throws(() => decoder.decode(bytes))
      }
    }
    assert.isAbove(wrong, 500)
  })

  it("says where a text stops being JSON", () => {
    const cases: ReadonlyArray<readonly [string, number]> = [
      ["", 0],
      ["{", 1],
      ["trux", 3],
      ["01", 1],
      ["1.a", 2],
      ["-", 1],
      ["1e+", 3],
      [String.raw`"\u12g4"`, 5],
      [String.raw`"\x"`, 2],
      ['"a\nb"', 2],
      ["[1,]", 3],
      ['{"a":1,}', 7],
      ['{"a" 1}', 5],
      ["{} {}", 3],
      ["[[1}", 3]
    ]
    for (const [text, position] of cases) {
      assert.strictEqual(jsonFault(text), position, text)
      assert.throws(() => JSON.parse(text))
    }
  })
})
