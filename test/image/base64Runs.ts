/** Base64 for tests, and its decoding to the end. */
import * as base64 from "../../src/image/base64.ts"

/** Runs a decoding to its end. */
export const run = (slices: base64.Slices) => {
  const sizes: Array<number> = []
  for (;;) {
    const slice = slices.next()
    if (slice.done === true) return { sizes, result: slice.value }
    sizes.push(slice.value)
  }
}

export const decode = (text: string, from?: number) => run(base64.decode(text, from)).result

/** Bytes that have every value and no period that a slice has. */
export const bytesOf = (size: number) => Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8) * 17) & 0xff)

export const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64")

export const wrap = (text: string, lineEnd = "\r\n") => text.replaceAll(/.{76}/g, `$&${lineEnd}`) + lineEnd

/** Runs with a decoder that a newer runtime has, or without the one that this runtime has. */
export const having = <A>(setFromBase64: unknown, f: () => A): A => {
  const own = Object.getOwnPropertyDescriptor(Uint8Array.prototype, "setFromBase64")
  Reflect.defineProperty(Uint8Array.prototype, "setFromBase64", { configurable: true, value: setFromBase64 })
  try {
    return f()
  } finally {
    if (own === undefined) Reflect.deleteProperty(Uint8Array.prototype, "setFromBase64")
    else Reflect.defineProperty(Uint8Array.prototype, "setFromBase64", own)
  }
}
