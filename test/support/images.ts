/** Images for tests: the beginnings of real files, and bytes behind them that tell one from another. */

const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0))

const chunk = (type: string, ...data: ReadonlyArray<number>) => [0, 0, 0, data.length, ...ascii(type), ...data]

/** The least that makes a file of its kind. */
export const images: { readonly [mediaType: string]: Uint8Array } = {
  "image/png": Uint8Array.of(0x89, ...ascii("PNG\r\n\x1a\n"), ...chunk("IHDR", 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0)),
  "image/jpeg": Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, ...ascii("JFIF\0"), 1, 1, 0, 0, 1, 0, 1, 0, 0),
  "image/webp": Uint8Array.of(...ascii("RIFF"), 26, 0, 0, 0, ...ascii("WEBPVP8L"), 13, 0, 0, 0, 0x2f, 0, 0, 0, 0x10),
  "image/gif": Uint8Array.of(...ascii("GIF89a"), 1, 0, 1, 0, 0x80, 0, 0),
  "image/avif": Uint8Array.of(...chunk("ftyp", ...ascii("avif\0\0\0\0mif1")).with(3, 20)),
  "image/heic": Uint8Array.of(...chunk("ftyp", ...ascii("heic\0\0\0\0mif1")).with(3, 20)),
  "image/bmp": Uint8Array.of(...ascii("BM"), 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0),
  "image/svg+xml": Uint8Array.of(...ascii('<svg xmlns="http://www.w3.org/2000/svg"/>'))
}

/** A PNG file of a size that has a number in it. */
export const anImage = (n: number, size = 64): Buffer<ArrayBuffer> => {
  const bytes = Buffer.alloc(Math.max(size, 40), n & 0xff)
  bytes.set(images["image/png"]!)
  bytes.writeUInt32BE(n >>> 0, images["image/png"]!.length)
  return bytes
}

/** An image as base64 text. */
export const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64")
