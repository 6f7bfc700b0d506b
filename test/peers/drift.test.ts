import { assert, describe, it } from "@effect/vitest"
import { compare } from "../../scripts/drift/compare.ts"
import type { Kind } from "../../scripts/drift/compare.ts"
import { readDeclarations } from "../../scripts/drift/openai.ts"
import { readModels } from "../../scripts/drift/ours.ts"
import { describe as report, isMissing, news } from "../../scripts/drift/report.ts"
import { members } from "../../src/chunk/ResponsesStreamChunk.ts"
import { differences } from "./differences.ts"
import { openAI, openRouter, ours } from "./peers.ts"

const declarations = `
import * as Shared from "../shared.js";
export declare class Responses extends APIResource {
  create(body: Params, options?: RequestOptions): APIPromise<Response>;
}
export interface Parsed<T> extends Response {
  parsed: T | null;
}
/** An item; it isn't { a brace }. */
export type Item = Item.Message | Item.Call;
export declare namespace Item {
  interface Message {
    type: 'message';
    /** What it says. */
    text: string;
    role?: 'user' | 'assistant';
    labels?: { [key: string]: string } | null;
  }
  interface Call extends Base {
    type: 'call';
  }
  interface Base {
    id: string;
    model?: (string & {}) | 'small';
    next?: Array<ResponsesAPI.Item>;
    config?: Shared.Config;
  }
}
export interface Delta {
  type: 'text.delta';
  delta: string;
}
export interface Added {
  type: 'item.added';
  item: Item;
  index: number;
}
export type ResponseStreamEvent = Delta | Added;
`

const shared = "export interface Config { strict: boolean | null; }"

const read = (responses: string) => readDeclarations({ responses, shared }, "fixture")

/** The declarations with one change. */
const changed = (from: string, to: string): string => {
  assert.include(declarations, from)
  return declarations.replace(from, to)
}

const findings = (responses: string) =>
  compare(read(declarations), read(responses)).findings.map(({ kind, path }): [Kind, string] => [kind, path])

describe("compare", () => {
  it("finds nothing between equals, and counts what it compared", () => {
    const { chunks, fields, findings, models } = compare(read(declarations), read(declarations))
    assert.deepStrictEqual({ chunks, fields, findings, models }, { chunks: 2, models: 5, fields: 15, findings: [] })
  })

  it.each<[what: string, from: string, to: string, expected: ReadonlyArray<[Kind, string]>]>([
    [
      "a new event type",
      "= Delta | Added;",
      "= Delta | Added | Done;\nexport interface Done { type: 'text.done'; }",
      [["event", "text.done"]]
    ],
    ["an event type that is gone", "= Delta | Added;", "= Added;", [["oursEvent", "text.delta"]]],
    [
      "a new item type",
      "= Item.Message | Item.Call;",
      "= Item.Message | Item.Call | New;\nexport interface New { type: 'new'; }",
      [
        ["member", "Item.Call.next[]<new>"],
        ["member", "Added.item<new>"]
      ]
    ],
    ["a new field", "delta: string;", "delta: string; padding?: string;", [["field", "Delta.padding"]]],
    ["a field that may be absent now", "delta: string;", "delta?: string;", [["absent", "Delta.delta"]]],
    ["a required field that is gone", "delta: string;", "", [["absent", "Delta.delta"]]],
    ["a field that is required now", "role?:", "role:", [["optional", "Item.Message.role"]]],
    ["a field that may be null now", "delta: string;", "delta: string | null;", [["null", "Delta.delta"]]],
    ["a new value", "'user' | 'assistant'", "'user' | 'assistant' | 'tool'", [["value", "Item.Message.role=tool"]]],
    ["a changed type", "index: number;", "index: number | string;", [["type", "Added.index"]]],
    ["an inherited field", "id: string;", "id: string; status?: string;", [["field", "Item.Call.status"]]],
    ["any JSON", "delta: string;", "delta: unknown;", [["type", "Delta.delta"]]],
    [
      "a field that is null nowhere",
      "{ [key: string]: string } | null",
      "{ [key: string]: string }",
      [["nullish", "Item.Message.labels"]]
    ]
  ])("finds %s", (_, from, to, expected) => {
    assert.deepStrictEqual(findings(changed(from, to)), expected)
  })

  it("finds a chunk that has no model", () => {
    const [first, ...rest] = members
    const type = [...readModels([first], "one").events.keys()][0]!
    const { findings } = compare(readModels(rest, "the others"), openRouter.catalogue)
    assert.deepStrictEqual(
      findings.filter(({ kind }) => kind === "event"),
      [{ kind: "event", path: type }]
    )
  })
})

describe("readDeclarations", () => {
  it("refuses what it can't read", () => {
    assert.throws(() => findings(changed("delta: string;", "delta: Omit<Item, 'id'>;")), /can't read Omit/)
    assert.throws(() => findings(changed("delta: string;", "delta: Missing;")), /declares no Missing/)
    assert.throws(() => read("export interface Response {}"), /declares no ResponseStreamEvent/)
  })
})

describe("the drift watch", () => {
  it.each([openRouter.catalogue, openAI])("finds nothing new in $source, which is installed", (catalogue) => {
    assert.deepStrictEqual(compare(catalogue, catalogue).findings, [])
    const models = compare(ours, catalogue)
    const known = differences.filter(({ check, peer }) => check === "fields" && catalogue.source.startsWith(peer))
    assert.isFalse(isMissing({ models, releases: models }))
    assert.deepStrictEqual(news(models.findings, known), [])
    assert.isNotEmpty(news(models.findings, []))
  })

  it("tells what is new in the models' terms, and what has changed since the installed release", () => {
    const newest = read(changed("delta: string;", "delta: string; padding?: string;"))
    const drift = { models: compare(read(declarations), newest), releases: compare(read(declarations), newest) }
    assert.isFalse(isMissing(drift))
    const text = report(drift, "fixture before", [])
    assert.include(text, "Delta.padding  has a field that is missing here")
    assert.include(text, "Changed since fixture before:\n  Delta.padding  new field")
    assert.include(report(drift, "fixture", [{ kind: "field", path: "Delta.padding" }]), "Nothing in it is missing")
  })

  it("says that an event type is missing", () => {
    const newest = read(changed("= Delta | Added;", "= Delta | Added | { type: 'text.done' };"))
    const comparison = compare(read(declarations), newest)
    assert.isTrue(isMissing({ models: comparison, releases: comparison }))
  })
})
