import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as base64 from "../../src/image/base64.ts"
import { bytesOf, decode, encode, having, run, wrap } from "./base64Runs.ts"

const inUrlAlphabet = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")

/** What the specification says of `setFromBase64`, by other means. */
const asSpecified = (calls: Array<number>) =>
  function (this: Uint8Array, text: string) {
    calls.push(text.length)
    const binary = atob(text)
    for (let i = 0; i < binary.length; i++) this[i] = binary.charCodeAt(i)
    return { read: text.length, written: binary.length }
  }

const slice = base64.sliceSize

const sizes = [
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  57,
  58,
  255,
  256,
  (slice / 4) * 3 - 1,
  (slice / 4) * 3,
  (slice / 4) * 3 + 1,
  slice
]

describe("base64", () => {
  for (const [name, setFromBase64] of [
    ["by itself", undefined],
    ["with the runtime's help", asSpecified([])]
  ] as const) {
    describe(`decoding ${name}`, () => {
      const check = (text: string, from?: number) => having(setFromBase64, () => decode(text, from))

      it("gives the bytes of texts of any size, in every spelling", () => {
        for (const bytes of sizes.map(bytesOf)) {
          const text = encode(bytes)
          for (const spelt of [text, text.replaceAll("=", ""), inUrlAlphabet(text), wrap(text), wrap(text, "\n\n ")]) {
            const result = check(spelt)
            assert(Result.isSuccess(result), `${bytes.length} bytes`)
            assert.isTrue(Buffer.from(result.success).equals(bytes), `${bytes.length} bytes`)
            assert.strictEqual(result.success.buffer.byteLength, bytes.length)
          }
        }
      })

      it("begins where it is told", () => {
        const text = `data:image/png;base64,${encode(bytesOf(1000))}`
        assert.deepStrictEqual(check(text, text.indexOf(",") + 1), Result.succeed(bytesOf(1000)))
      })

      it("says where a character can't stand, in every slice", () => {
        const text = encode(bytesOf(slice))
        for (const at of [0, 1, 3, 4, 100, slice - 1, slice, slice + 1, text.length - 5, text.length - 4]) {
          for (const wrong of ["!", "%", "é", "€", "\u{1F600}", "\uD800", "\0", "="]) {
            const damaged = text.slice(0, at) + wrong + text.slice(at + 1)
            // Padding is no fault until something follows it
            const position = wrong === "=" && at % 4 >= 2 ? at + 1 : at
            assert.deepStrictEqual(check(damaged), Result.fail(position), `${wrong} at ${at}`)
          }
        }
      })

      it("says so of the last character of a slice, whatever stood there in the slice before", () => {
        const text = encode(bytesOf((slice / 4) * 3 * 2))
        for (const wrong of ["!", "é", "€", "\uD800"]) {
          assert.deepStrictEqual(check(text.slice(0, -1) + wrong), Result.fail(slice * 2 - 1))
        }
      })

      it("refuses an end in the middle of a byte, too much padding, and anything after it", () => {
        assert.deepStrictEqual(check("AAAAA"), Result.fail(5))
        assert.deepStrictEqual(check("="), Result.fail(0))
        assert.deepStrictEqual(check("A==="), Result.fail(1))
        assert.deepStrictEqual(check("AA==="), Result.fail(4))
        assert.deepStrictEqual(check("AAAA="), Result.fail(4))
        assert.deepStrictEqual(check("AA==AA=="), Result.fail(4))
        assert.deepStrictEqual(check("AA=A"), Result.fail(3))
      })

      it("takes padding that is too short", () => {
        assert.deepStrictEqual(check("AA="), Result.succeed(new Uint8Array(1)))
      })
    })
  }

  it("is what others make of it", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (let round = 0; round < 2000; round++) {
      const length = Math.floor(Math.random() * 40)
      const characters = alphabet + "= \n=A!"
      const text = Array.from({ length }, () => characters[Math.floor(Math.random() * characters.length)]!).join("")
      const result = decode(text)
      let expected: string | undefined
      try {
        expected = atob(text)
      } catch {
        // What atob refuses may only be taken for its short padding
        if (Result.isSuccess(result)) assert.match(text.replaceAll(/\s/g, ""), /^[^=]{2}(?:[^=]{4})*=$/)
        continue
      }
      assert(Result.isSuccess(result), JSON.stringify(text))
      assert.strictEqual(Buffer.from(result.success).toString("latin1"), expected)
    }
  })

  it.prop("gives back what was encoded", [Schema.Uint8Array], ([bytes]) => {
    assert.deepStrictEqual(decode(encode(bytes)), Result.succeed(Uint8Array.from(bytes)))
  })

  it("goes by slices of a size, whatever the text is", () => {
    const text = encode(bytesOf(slice * 2))
    for (const spelt of [text, wrap(text), inUrlAlphabet(text)]) {
      const { sizes } = run(base64.decode(spelt))
      assert.isAtMost(Math.max(...sizes), slice)
      assert.strictEqual(
        sizes.reduce((sum, size) => sum + size, 0),
        spelt.length
      )
    }
  })

  it("leaves what is plain to the runtime, and all after the first line end to itself", () => {
    const text = encode(bytesOf(slice * 2))
    const plain: Array<number> = []
    having(asSpecified(plain), () => decode(text))
    assert.isAtLeast(plain.length, 2)
    assert.isAtLeast(
      plain.reduce((sum, size) => sum + size, 0),
      text.length - 12
    )
    const wrapped: Array<number> = []
    having(asSpecified(wrapped), () => decode(`\n\n\n\n${text}`))
    assert.strictEqual(wrapped.length, 1)
  })
})
