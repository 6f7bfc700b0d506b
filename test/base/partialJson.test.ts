import { assert, describe, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { invalidJsonPosition } from "../../src/base/jsonPosition.ts"
import * as PartialJson from "../../src/base/partialJson.ts"
import { isJson } from "../support/isJson.ts"

type Json = Schema.Json

const { initial, push, valueOf } = PartialJson

const pushAll = (pieces: Iterable<string>, from = initial): PartialJson.PartialJson => {
  let state = from
  for (const piece of pieces) state = push(state, piece)
  return state
}

/** The value of a whole text. The space ends a number. */
const read = (text: string): Json | undefined => valueOf(pushAll([text, " "]))

/** The value after each code unit. */
const values = (text: string): ReadonlyArray<Json | undefined> => {
  let state = initial
  return text.split("").map((unit) => valueOf((state = push(state, unit))))
}

/** Where a text stops being JSON, as the states tell it: its length if it only ends too early. */
const failure = (text: string): number | undefined => {
  const { failedAt, frame, length, root } = pushAll([text, " "])
  return failedAt ?? (frame === undefined && root !== undefined ? undefined : length - 1)
}

/** Cuts a text at places that numbers say. */
const cut = (text: string, sizes: ReadonlyArray<number>): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  let at = 0
  for (const size of sizes) {
    pieces.push(text.slice(at, at + size))
    at += size
  }
  return [...pieces, text.slice(at)]
}

/** Whether a partial value is one that the other may grow from. */
const isWithin = (partial: Json | undefined, whole: Json | undefined): boolean => {
  if (partial === undefined) return true
  if (typeof partial === "string") return typeof whole === "string" && whole.startsWith(partial)
  if (typeof partial !== "object" || partial === null) return Object.is(partial, whole)
  if (typeof whole !== "object" || whole === null || Array.isArray(partial) !== Array.isArray(whole)) return false
  const other = whole as { readonly [key: string]: Json }
  return Object.entries(partial).every(([key, value]) => Object.hasOwn(other, key) && isWithin(value, other[key]))
}

/** Values, as any program would write them: with escapes, with spaces, or in the shortest way. */
const texts = Arbitrary.map(
  Arbitrary.all({
    json: Arbitrary.schema(Schema.Json),
    indent: Arbitrary.schema(Schema.Literals([0, 2])),
    escaped: Arbitrary.schema(Schema.Boolean)
  }),
  ({ escaped, indent, json }) => {
    const text = JSON.stringify(json, undefined, indent)
    return escaped
      ? text.replaceAll(/[^ -~\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      : text
  }
)

const sizes = Arbitrary.array(Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 }))))

describe("partial JSON", () => {
  it("shows strings as far as they go", () => {
    assert.deepStrictEqual(values('"a\\nb"'), ["", "a", "a", "a\n", "a\nb", "a\nb"])
    assert.deepStrictEqual(values('"\\u00e9"').slice(-3), ["", "é", "é"])
  })

  it("shows no half of a character", () => {
    assert.deepStrictEqual(values('"a😀"'), ["", "a", "a", "a😀", "a😀"])
    assert.deepStrictEqual(new Set(values('"\\ud83d\\ude00"')), new Set(["", "😀"]))
    assert.deepStrictEqual(new Set(values('"\\ud83d\ude00"')), new Set(["", "😀"]))
    assert.deepStrictEqual(values('"\ud83dx"'), ["", "", "\ud83dx", "\ud83dx"])
    assert.deepStrictEqual(values('"\ud83d"').at(-1), "\ud83d")
    assert.deepStrictEqual(values('"\ud83d\ud83d\ude00"').at(-2), "\ud83d😀")
    assert.deepStrictEqual(values('"\ud83d","').at(2), "\ud83d")
  })

  it("shows numbers and words once they are finished", () => {
    assert.deepStrictEqual(values("[12,true]"), [[], [], [], [12], [12], [12], [12], [12, true], [12, true]])
    assert.deepStrictEqual(values("1e5 "), [undefined, undefined, undefined, 100_000])
  })

  it("shows a key once something of its value is known", () => {
    const steps = values('{"a":1,"b":{"c":"d"}}').map((value) => JSON.stringify(value))
    assert.deepStrictEqual(
      [...new Set(steps)],
      ["{}", '{"a":1}', '{"a":1,"b":{}}', '{"a":1,"b":{"c":""}}', '{"a":1,"b":{"c":"d"}}']
    )
  })

  it("knows nothing of nothing", () => {
    assert.isUndefined(valueOf(initial))
    assert.isUndefined(valueOf(pushAll([" ", "\n"])))
    assert.strictEqual(push(initial, ""), initial)
  })

  it("reads what JSON.parse reads", () => {
    const written = [
      "-0",
      "0",
      "-0.0e-0",
      "1E+2",
      "123456789012345678901234567890",
      "1e999",
      '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uABcd"',
      '"\u007f\u2028\ufeff"',
      " [ ] ",
      "\t{\r\n} ",
      '{"a":1,"b":2,"a":3}',
      '{"":{"":[]},"2":1,"1":2}',
      "[null,true,false]"
    ]
    for (const text of written) {
      assert.deepStrictEqual(read(text), JSON.parse(text), text)
      assert.deepStrictEqual(Object.keys(Object(read(text))), Object.keys(Object(JSON.parse(text))), text)
    }
  })

  it("keeps __proto__ a key like any other", () => {
    const text = '{"__proto__":{"polluted":"yes"},"constructor":1}'
    for (const value of [...values(text), read(text)]) {
      assert.strictEqual(Object.getPrototypeOf(value), Object.prototype)
      assert.notProperty(value, "polluted")
    }
    assert.strictEqual(JSON.stringify(read(text)), text)
    assert.notProperty({}, "polluted")
  })

  it("reads what is nested 100,000 deep, also while it is open", () => {
    const depth = 100_000
    const opened = push(initial, '{"a":['.repeat(depth / 2))
    let value: unknown = valueOf(push(opened, '"end'))
    for (let i = 0; i < depth / 2; i++) value = (value as { readonly a: ReadonlyArray<unknown> }).a[0]
    assert.strictEqual(value, "end")
    const closed = push(opened, "]}".repeat(depth / 2))
    assert.isUndefined(closed.frame)
    assert.isDefined(valueOf(closed))
  })

  it.prop("gives the value, however its text is cut", [texts, sizes], ([text, sizes]) => {
    const pieces = cut(text, sizes)
    assert.strictEqual(JSON.stringify(valueOf(pushAll([...pieces, " "]))), JSON.stringify(read(text)))
    assert.strictEqual(JSON.stringify(read(text)), JSON.stringify(JSON.parse(text)))
  })

  it.prop("shows only what stays", [texts], ([text]) => {
    const steps = [...values(text), read(text)]
    for (let i = 1; i < steps.length; i++) {
      assert.isTrue(isWithin(steps[i - 1], steps[i]), `after ${i} code units`)
    }
  })

  it.prop("gives a value that its text, closed where it stands, has too", [texts], ([text]) => {
    let state = initial
    for (const unit of text.split("")) {
      state = push(state, unit)
      const value = valueOf(state)
      if (value !== undefined) assert.deepStrictEqual(read(JSON.stringify(value)), value)
    }
  })

  it.prop("keeps each state, and reads on from any", [texts, texts, sizes], ([text, other, sizes]) => {
    const states = [initial]
    for (const piece of cut(text, sizes)) states.push(push(states.at(-1)!, piece))
    const before = states.map((state) => JSON.stringify(valueOf(state)))
    // Each is read on in two other ways, and in its own once more
    for (const state of states) {
      pushAll([other, "]}", other], state)
      pushAll(['"other":"', ",1,[2],{", "]"], state)
      assert.strictEqual(
        JSON.stringify(valueOf(pushAll([text.slice(state.length), " "], state))),
        JSON.stringify(read(text))
      )
    }
    assert.deepStrictEqual(
      states.map((state) => JSON.stringify(valueOf(state))),
      before
    )
  })

  it("reads on in two ways from one state, and from each of those", () => {
    const array = push(initial, "[1,2,")
    const branches = ["3,4", "5,6", "7,8"].map((piece) => push(array, piece))
    const ends = branches.map((branch) => JSON.stringify(valueOf(push(branch, "]"))))
    assert.deepStrictEqual(ends, ["[1,2,3,4]", "[1,2,5,6]", "[1,2,7,8]"])
    const object = push(initial, '{"a":1,')
    const values = ['"b":2', '"c":3', '"d":[4]'].map((piece) => push(object, piece))
    assert.deepStrictEqual(
      values.map((branch) => JSON.stringify(valueOf(push(branch, ',"e":5}')))),
      ['{"a":1,"b":2,"e":5}', '{"a":1,"c":3,"e":5}', '{"a":1,"d":[4],"e":5}']
    )
    assert.deepStrictEqual([array, ...branches, object].map(valueOf), [
      [1, 2],
      [1, 2, 3],
      [1, 2, 5],
      [1, 2, 7],
      { a: 1 }
    ])
  })

  it("shares what is closed, and nothing that is open", () => {
    const state = push(initial, '{"a":[1,2],"b":[3')
    const next = push(state, ",4],")
    const [first, second] = [valueOf(state), valueOf(next)] as [Record<string, Json>, Record<string, Json>]
    assert.strictEqual(first["a"], second["a"])
    assert.deepStrictEqual(first, { a: [1, 2], b: [] })
    assert.deepStrictEqual(second, { a: [1, 2], b: [3, 4] })
    // What another branch puts behind it doesn't get into an array that is closed
    const open = push(initial, "[[1,2 ")
    const closed = valueOf(push(open, "]"))
    push(open, ",3,4]")
    assert.deepStrictEqual(closed, [[1, 2]])
  })

  it.prop(
    "fails where the text stops being JSON, and shows what was before",
    {
      text: texts,
      at: Schema.Int,
      wrong: Schema.Literals(["", "x", '"', ",", "]", "}", "\\", "\n", "0", "-", ".", "e"]),
      sizes
    },
    ({ at, sizes, text, wrong }) => {
      const place = Math.abs(at) % (text.length + 1)
      const broken = text.slice(0, place) + wrong + text.slice(place + 1)
      assert.strictEqual(failure(broken), isJson(broken) ? undefined : invalidJsonPosition(broken))
      const state = pushAll(cut(broken, sizes))
      assert.deepStrictEqual(state.failedAt, pushAll([broken]).failedAt)
      if (state.failedAt === undefined) return
      assert.isTrue(isWithin(valueOf(push(initial, broken.slice(0, state.failedAt))), valueOf(state)))
      assert.strictEqual(push(state, "1"), state)
    }
  )

  it("names the same position as the search for it", () => {
    const broken = ["", "  ", "{]", '{"a"', '{"a" 1}', '{"a":1,}', "[1,]", "[1 2]", '"\\x"', '"\\u12g4"', "tru", "trUe"]
    const numbers = ["01", "-", "-x", "1.e3", "1e+", "1.", "+1", ".5", "--1", "0x1", "1e5.5", "NaN", "Infinity"]
    for (const text of [...broken, ...numbers, '{"a":1}}', "{} {}", "'a'", '"a\nb"', "{1:2}", "[,1]", '{"a":}']) {
      assert.strictEqual(failure(text), invalidJsonPosition(text), text)
    }
  })
})
