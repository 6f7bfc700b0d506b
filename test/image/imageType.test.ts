import { assert, describe, it } from "@effect/vitest"
import * as imageType from "../../src/image/imageType.ts"
import { images } from "../support/images.ts"

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

describe("fromBytes", () => {
  for (const [mediaType, bytes] of Object.entries(images)) {
    it(`knows ${mediaType}`, () => {
      assert.strictEqual(imageType.fromBytes(bytes), mediaType)
    })

    it(`doesn't take the beginning of ${mediaType} elsewhere, or half of it, for it`, () => {
      assert.isUndefined(imageType.fromBytes(Uint8Array.of(1, ...bytes)))
      assert.isUndefined(imageType.fromBytes(bytes.subarray(0, 2)))
    })
  }

  it("knows AVIF by the brands that a file is compatible with", () => {
    assert.strictEqual(imageType.fromBytes(latin1("\0\0\0\x20ftypmif1\0\0\0\0mif1miafavif")), "image/avif")
    assert.isUndefined(imageType.fromBytes(latin1("\0\0\0\x20ftypmif1\0\0\0\0mif1miafa\0avif")))
    assert.isUndefined(imageType.fromBytes(latin1("\0\0\0\x20ftypisom\0\0\0\0isomavc1")))
  })

  it("knows SVG behind declarations, comments and white space", () => {
    for (const head of ["", "\n", "\xef\xbb\xbf", '<?xml version="1.0"?>\n', "<!-- < -- > -->", "<!DOCTYPE svg>\r\n"]) {
      assert.strictEqual(imageType.fromBytes(latin1(`${head}<svg xmlns="">`)), "image/svg+xml", head)
    }
    for (const text of ["<svga>", "<html><svg>", "<!-- <svg>", "svg", "<svg"]) {
      assert.isUndefined(imageType.fromBytes(latin1(text)), text)
    }
  })

  it("is not led astray by texts that begin again and again", () => {
    const start = performance.now()
    for (const again of ["<!---->", "<!--", "<?", "<?>", "<!DOCTYPE>", "\0\0\0\0ftypmif1", " ", "avic"]) {
      assert.isUndefined(imageType.fromBytes(latin1(again.repeat(1000))))
      assert.isUndefined(imageType.fromBytes(latin1(`\0\0\0\x20ftypmif1${again.repeat(1000)}`)))
    }
    assert.isBelow(performance.now() - start, 1000)
  })

  it("says nothing of other files", () => {
    for (const text of ["", "fakeImageBase64Data", "BMW drives", "%PDF-1.7", "<html>", "RIFF\0\0\0\0WAVE"]) {
      assert.isUndefined(imageType.fromBytes(latin1(text)), text)
    }
  })
})

describe("fromName", () => {
  it("makes a media type of a format or of a media type", () => {
    const names = ["png", "PNG", "jpeg", "jpg", "webp", "svg", "image/jpg", "image/svg+xml", "text/html"]
    assert.deepStrictEqual(names.map(imageType.fromName), [
      "image/png",
      "image/png",
      "image/jpeg",
      "image/jpeg",
      "image/webp",
      "image/svg+xml",
      "image/jpeg",
      "image/svg+xml",
      "text/html"
    ])
  })

  it("takes nothing that would break out of a header", () => {
    for (const name of [
      undefined,
      null,
      "",
      "/",
      "image/",
      "a/b/c",
      "png\r\nx: y",
      "image/png; a=b",
      "a".repeat(200)
    ]) {
      assert.isUndefined(imageType.fromName(name), String(name))
    }
  })
})
