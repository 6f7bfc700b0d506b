/**
 * The body of an answer without its compression.
 *
 * @internal
 */
import * as zlib from "node:zlib"

/** Reads a body in pieces, each with its time. */
export interface BodyDecoder {
  readonly push: (bytes: Uint8Array, at: number) => void
  /** The body has ended. `onEnd` is called when all of it has been read. */
  readonly end: (onEnd: () => void) => void
}

/**
 * Makes the decoder of a body with a `Content-Encoding`. `undefined` if there is none for it.
 *
 * **Details**
 *
 * Bytes have the time of the piece that they came in, however long it takes to decode it. `onFail` is called once if the
 * body isn't what the encoding says; nothing of it is read any more.
 */
export const makeDecoder = (
  encoding: string | undefined,
  emit: (bytes: Uint8Array, at: number) => void,
  onFail: () => void
): BodyDecoder | undefined => {
  const name = (encoding ?? "").trim().toLowerCase()
  if (name === "" || name === "identity") return { push: emit, end: (onEnd) => onEnd() }
  const make = decompressors[name]
  return make === undefined ? undefined : decoderOf(make, emit, onFail)
}

type MakeDecompressor = (first: Uint8Array) => zlib.Gunzip | zlib.Inflate | zlib.BrotliDecompress

/** What came is given at once, and a body may break off. */
const flush = { finishFlush: zlib.constants.Z_SYNC_FLUSH }

/** Some servers leave out the head of `deflate`. */
const inflate: MakeDecompressor = ([first = 0]) =>
  (first & 0x0f) === 8 ? zlib.createInflate(flush) : zlib.createInflateRaw(flush)

/** Node has it from 22.15 on. */
const { createZstdDecompress: zstd }: { readonly createZstdDecompress?: () => zlib.BrotliDecompress } = zlib

const decompressors: { readonly [encoding: string]: MakeDecompressor | undefined } = {
  gzip: () => zlib.createGunzip(flush),
  "x-gzip": () => zlib.createGunzip(flush),
  deflate: inflate,
  br: () => zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }),
  zstd: zstd && (() => zstd())
}

const decoderOf = (
  make: MakeDecompressor,
  emit: (bytes: Uint8Array, at: number) => void,
  onFail: () => void
): BodyDecoder => {
  const waiting: Array<{ readonly bytes: Uint8Array; readonly at: number }> = []
  let decompressor: ReturnType<MakeDecompressor> | undefined
  let isBusy = false
  let hasFailed = false
  let at = 0
  let onEnd: (() => void) | undefined

  const finish = (): void => {
    const ended = onEnd
    onEnd = undefined
    decompressor?.close()
    ended?.()
  }

  const open = (first: Uint8Array): ReturnType<MakeDecompressor> => {
    const opened = make(first)
    opened.on("data", (bytes: Uint8Array) => emit(bytes, at))
    opened.on("error", () => {
      hasFailed = true
      isBusy = false
      waiting.length = 0
      onFail()
      finish()
    })
    return opened
  }

  /** One piece after the other, so that what comes out has its time. */
  const next = (): void => {
    if (isBusy || hasFailed) return
    const piece = waiting.shift()
    if (piece === undefined) return finish()
    isBusy = true
    at = piece.at
    decompressor ??= open(piece.bytes)
    decompressor.write(piece.bytes, (error) => {
      if (error) return
      isBusy = false
      if (waiting.length > 0 || onEnd !== undefined) next()
    })
  }

  return {
    push: (bytes, at) => {
      if (hasFailed || bytes.length === 0) return
      waiting.push({ bytes, at })
      next()
    },
    end: (then) => {
      onEnd = then
      if (hasFailed) finish()
      else next()
    }
  }
}
