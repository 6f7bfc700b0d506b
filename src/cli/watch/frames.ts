/**
 * The texts in the bytes of a WebSocket, one direction of it. It only reads: the bytes themselves are passed on.
 *
 * `ws` has a reader too, but can't be bundled as a module, has no types for it, and inflates at some later time. Here a
 * text has the time of the bytes that complete it.
 *
 * @internal
 */
import { constants, inflateRawSync } from "node:zlib"

/** How the texts of one direction are compressed. */
export interface Compression {
  /** Whether a text may refer to those before it. */
  readonly keepsContext: boolean
}

/** What the two sides have agreed on. */
export interface Extensions {
  readonly client: Compression | undefined
  readonly server: Compression | undefined
}

/** Reads the extensions that a server has accepted. `undefined` if there are others than `permessage-deflate`. */
export const parseExtensions = (header: string | undefined): Extensions | undefined => {
  const accepted = (header ?? "").split(",").filter((extension) => extension.trim() !== "")
  if (accepted.length === 0) return { client: undefined, server: undefined }
  const [name, ...parameters] = accepted[0]!.split(";").map((word) => word.trim().toLowerCase())
  if (accepted.length > 1 || name !== "permessage-deflate") return undefined
  return {
    client: { keepsContext: !parameters.includes("client_no_context_takeover") },
    server: { keepsContext: !parameters.includes("server_no_context_takeover") }
  }
}

/** The largest text that is read, in bytes. */
const maxText = 64 * 1024 * 1024

const text = 1
/** How far a compressed text can refer back. */
const maxContext = 32 * 1024
/** What is left out at the end of each compressed text. */
const endOfDeflate = Buffer.from([0, 0, 0xff, 0xff])

interface Frame {
  readonly isLast: boolean
  readonly isCompressed: boolean
  readonly opcode: number
  readonly mask: Buffer | undefined
  readonly length: number
}

/**
 * Makes a reader of one direction. It calls `onText` with each text, and gives `false` from the bytes on that it can't
 * read: no more texts come.
 */
export const makeTexts = (
  compression: Compression | undefined,
  onText: (text: string) => void
): ((bytes: Uint8Array) => boolean) => {
  const bytes = makeBytes()
  let frame: Frame | undefined
  /** The frames of a text that isn't complete, and whether it is compressed. */
  let parts: Array<Buffer> = []
  let size = 0
  let isText = false
  let isCompressed = false
  let context: Buffer = Buffer.alloc(0)
  let isBroken = false

  const inflate = (data: Buffer): Buffer => {
    const inflated = inflateRawSync(Buffer.concat([data, endOfDeflate]), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: maxText,
      ...(context.length > 0 ? { dictionary: context } : {})
    })
    if (compression?.keepsContext === true) context = Buffer.concat([context, inflated]).subarray(-maxContext)
    return inflated
  }

  const take = ({ isCompressed: compressed, isLast, mask, opcode }: Frame, payload: Buffer): void => {
    // Control frames stand between those of a text, and are complete
    if (opcode >= 8) return
    if (opcode !== 0) {
      parts = []
      size = 0
      isText = opcode === text
      isCompressed = compressed
    }
    parts.push(mask === undefined ? payload : unmask(payload, mask))
    size += payload.length
    if (size > maxText) throw new RangeError("the text is too large")
    if (!isLast) return
    const whole = Buffer.concat(parts)
    parts = []
    // What is no text is inflated too: the next text may refer to it
    const data = isCompressed ? inflate(whole) : whole
    if (isText) onText(data.toString())
  }

  return (piece) => {
    if (isBroken) return false
    bytes.add(piece)
    try {
      for (;;) {
        frame ??= readHead(bytes)
        const payload = frame && bytes.take(frame.length)
        if (frame === undefined || payload === undefined) return true
        const complete = frame
        frame = undefined
        take(complete, payload)
      }
    } catch {
      isBroken = true
      bytes.take(bytes.length())
      parts = []
      return false
    }
  }
}

/** Reads the head of a frame, if it is there. */
const readHead = (bytes: Bytes): Frame | undefined => {
  const start = bytes.peek(2)
  if (start === undefined) return undefined
  const [first, second] = [start[0]!, start[1]!]
  const short = second & 0x7f
  const lengthSize = short === 126 ? 2 : short === 127 ? 8 : 0
  const isMasked = (second & 0x80) !== 0
  const head = bytes.take(2 + lengthSize + (isMasked ? 4 : 0))
  if (head === undefined) return undefined
  const length = lengthSize === 2 ? head.readUInt16BE(2) : lengthSize === 8 ? Number(head.readBigUInt64BE(2)) : short
  if (length > maxText) throw new RangeError("the frame is too large")
  return {
    isLast: (first & 0x80) !== 0,
    isCompressed: (first & 0x40) !== 0,
    opcode: first & 0x0f,
    mask: isMasked ? head.subarray(-4) : undefined,
    length
  }
}

const unmask = (payload: Buffer, mask: Buffer): Buffer => {
  const plain = Buffer.allocUnsafe(payload.length)
  for (let i = 0; i < payload.length; i++) plain[i] = payload[i]! ^ mask[i & 3]!
  return plain
}

/** Bytes that come in pieces, and are taken in others. */
interface Bytes {
  readonly add: (piece: Uint8Array) => void
  readonly length: () => number
  /** The next bytes, if there are so many. */
  readonly peek: (n: number) => Buffer | undefined
  readonly take: (n: number) => Buffer | undefined
}

const makeBytes = (): Bytes => {
  let pieces: Array<Uint8Array> = []
  let length = 0
  const peek = (n: number): Buffer | undefined => {
    if (length < n) return undefined
    // Joined when there is enough: a large frame is copied once
    if (pieces.length !== 1) pieces = [Buffer.concat(pieces)]
    const { buffer, byteOffset } = pieces[0]!
    return Buffer.from(buffer, byteOffset, n)
  }
  return {
    add: (piece) => {
      pieces.push(piece)
      length += piece.length
    },
    length: () => length,
    peek,
    take: (n) => {
      const taken = peek(n)
      if (taken === undefined) return undefined
      pieces = [pieces[0]!.subarray(n)]
      length -= n
      return taken
    }
  }
}
