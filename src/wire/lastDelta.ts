/**
 * The last delta as a pattern that reads the next one: lines, JSON, validation and names at once.
 *
 * Most events of a stream are deltas, and a delta differs from the one before it only in its text, its sequence number
 * and its padding. The text of a delta that was decoded the ordinary way,
 *
 *     event: response.output_text.delta
 *     data: {"type":"response.output_text.delta","item_id":"msg_1","delta":"Hel","sequence_number":4}
 *
 * becomes a pattern: literal pieces, with these values between them. If the pattern matches an event, `JSON.parse`
 * would give the last object with the new values, and the decoder the last chunk with them: the event is read and
 * valid. If it doesn't match, the event goes the ordinary way.
 *
 * A text delta then costs less than a loop that only reads and parses it (`npm run bench`, text deltas). A sticky
 * regular expression would be faster once compiled, but most streams are too short to win back its compilation.
 *
 * It gives what the ordinary way gives, because:
 *
 * - A string is any run of characters that JSON allows. `JSON.parse` reads one with escapes, and refuses wrong ones.
 * - A number is an integer of at most 15 digits, so it is exact.
 * - White space, the order of keys and all other values are literal. An event is learnt only if it has no nested
 *   values, if its text is what `JSON.stringify` gives, and if the new pattern matches it.
 *
 * @internal
 */
import type { Json } from "../base/json.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"

/** Reads deltas that are like those it has learnt. */
export interface LastDelta {
  /** Reads the event that begins at an offset. Gives the offset behind it, or -1 if it goes the ordinary way. */
  readonly read: (text: string, at: number) => number
  /** Whether the text from an offset on may be the beginning of such an event. Then its rest is worth waiting for. */
  readonly mayBegin: (text: string, at: number) => boolean
  /** Learns a pattern from the text of an event, its JSON, and its chunk. */
  readonly learn: (text: string, json: Json, chunk: object) => void
}

/** Called for each delta. `json` gives what `JSON.parse` would have given. */
export type OnDelta = (
  chunk: ResponsesStreamChunk,
  sequenceNumber: number,
  json: () => Json,
  event: string | undefined
) => void

/** The longest beginning of an event that is worth waiting for, in characters. */
const maxBeginning = 4096

/** Items may take turns, each with a pattern of its own. */
const maxPatterns = 4

/** After this many patterns that were never used, no more are learnt. */
const maxUnused = 8

/** Makes the last delta of one stream. An event that is larger than `maxEventSize` goes the ordinary way. */
export const makeLastDelta = (maxEventSize: number, onDelta: OnDelta): LastDelta =>
  new DeltaReader(maxEventSize, onDelta)

class DeltaReader implements LastDelta {
  readonly #maxEventSize: number
  readonly #onDelta: OnDelta
  /** The last used one comes first. */
  readonly #patterns: Array<Pattern> = []
  /** How many were learnt since one of them was used. */
  #unused = 0
  // One object for all events: one for each would cost as much as matching it
  readonly #values: Values = { delta: "", sequenceNumber: 0, obfuscation: "" }
  readonly #json = (): Json => fill(this.#patterns[0]!.json, this.#values)

  constructor(maxEventSize: number, onDelta: OnDelta) {
    this.#maxEventSize = maxEventSize
    this.#onDelta = onDelta
  }

  read(text: string, at: number): number {
    const patterns = this.#patterns
    const values = this.#values
    for (let i = 0; i < patterns.length; i++) {
      const pattern = patterns[i]!
      const end = match(pattern, text, at, values)
      if (end === -1) continue
      if (end - at > this.#maxEventSize) return -1
      if (i > 0) patterns.unshift(...patterns.splice(i, 1))
      this.#unused = 0
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the chunk that was learnt, with new values
      const chunk = fill(pattern.chunk, values) as Json & ResponsesStreamChunk
      this.#onDelta(chunk, values.sequenceNumber, this.#json, pattern.event)
      return end
    }
    return -1
  }

  mayBegin(text: string, at: number): boolean {
    const left = text.length - at
    if (left > Math.min(maxBeginning, this.#maxEventSize)) return false
    return this.#patterns.some(({ literals: [head] }) => {
      const length = Math.min(head!.length, left)
      // An event whose line has ended is complete, or soon will be: it need not wait
      return text.slice(at, at + length) === head!.slice(0, length) && !/[\r\n]/.test(text.slice(at + length))
    })
  }

  learn(text: string, json: Json, chunk: object): void {
    if (this.#unused >= maxUnused) return
    const pattern = patternOf(text, json, chunk)
    // A known pattern didn't match this event, and won't match the next one like it
    if (pattern === undefined || this.#patterns.some(({ literals }) => isSame(literals, pattern.literals))) return
    this.#unused++
    this.#patterns.unshift(pattern)
    if (this.#unused === maxUnused) this.#patterns.length = 0
    else if (this.#patterns.length > maxPatterns) this.#patterns.pop()
  }
}

const isSame = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.length === b.length && a.every((literal, i) => literal === b[i])

// -----------------------------------------------------------------------------
// Reading
// -----------------------------------------------------------------------------

interface Pattern {
  /** The text in front of each value, and behind the last. */
  readonly literals: ReadonlyArray<string>
  /** The keys of the values, in their order. */
  readonly keys: ReadonlyArray<Varying>
  readonly chunk: Template
  readonly json: Template
  /** The name in the `event:` line. */
  readonly event: string | undefined
}

/** A chunk, or its JSON, without the values that vary. */
interface Template {
  readonly like: object
  readonly numberKey: "sequenceNumber" | "sequence_number"
  readonly hasPadding: boolean
  /** Fields that are empty lists: each event gets its own. */
  readonly lists: ReadonlyArray<string>
}

/** The keys whose values vary. */
type Varying = "delta" | "sequence_number" | "obfuscation"

interface Values {
  delta: string
  sequenceNumber: number
  obfuscation: string
}

/** Reads the values of an event. Gives the offset behind it, or -1 if the pattern doesn't match. */
const match = ({ keys, literals }: Pattern, text: string, start: number, values: Values): number => {
  let at = start
  for (let i = 0; i < keys.length; i++) {
    const literal = literals[i]!
    const from = at + literal.length
    if (text.slice(at, from) !== literal) return -1
    const key = keys[i]!
    if (key === "sequence_number") {
      at = endOfDigits(text, from)
      if (at === -1) return -1
      values.sequenceNumber = numberOf(text, from, at)
    } else {
      at = endOfString(text, from)
      const value = at === -1 ? undefined : stringOf(text, from, at)
      if (value === undefined) return -1
      values[key] = value
    }
  }
  const last = literals[keys.length]!
  const end = at + last.length
  return text.slice(at, end) === last ? end : -1
}

const quote = 0x22
const backslash = 0x5c
const space = 0x20
const zero = 0x30
const nine = 0x39

/** The offset of the quote that ends a string, or -1 at a character that no string has. */
const endOfString = (text: string, from: number): number => {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) return at
    if (code === backslash) at++
    // Also at the end of the text, where there is no code
    else if (!(code >= space)) return -1
  }
}

/** The offset behind an exact integer without leading zeros, or -1. */
const endOfDigits = (text: string, from: number): number => {
  let at = from
  for (let code = text.charCodeAt(at); code >= zero && code <= nine; code = text.charCodeAt(at)) at++
  const digits = at - from
  return digits === 0 || digits > 15 || (digits > 1 && text.charCodeAt(from) === zero) ? -1 : at
}

const numberOf = (text: string, from: number, end: number): number => {
  let number = 0
  for (let at = from; at < end; at++) number = number * 10 + text.charCodeAt(at) - zero
  return number
}

/**
 * The string between two offsets, or `undefined` if it has a wrong escape.
 *
 * V8 copies a slice of up to 12 characters. A longer slice is a view, which would keep the entire piece of the network
 * in memory. So a longer one is joined from two short ones, or parsed.
 */
const stringOf = (text: string, from: number, end: number): string | undefined => {
  const length = end - from
  const written = text.slice(from, end)
  if (!written.includes("\\")) {
    if (length <= maxCopied) return written
    if (length <= 2 * maxCopied) return text.slice(from, from + maxCopied) + text.slice(from + maxCopied, end)
  }
  try {
    const value: unknown = JSON.parse(`"${written}"`)
    return typeof value === "string" ? value : undefined
  } catch {
    return undefined
  }
}

const maxCopied = 12

/** The object of a new event. A literal with the values would take longer. */
const fill = ({ hasPadding, like, lists, numberKey }: Template, values: Values): Json => {
  const next: Record<string, unknown> = { ...like }
  next["delta"] = values.delta
  next[numberKey] = values.sequenceNumber
  if (hasPadding) next["obfuscation"] = values.obfuscation
  for (let i = 0; i < lists.length; i++) next[lists[i]!] = []
  return next
}

// -----------------------------------------------------------------------------
// Learning
// -----------------------------------------------------------------------------

/** The lines of an event, up to its JSON object. */
const lines = /^(?:event: ?([^\r\n]*)\n)?data: ?(?=\{)/

/**
 * The pattern of an event, if its text is what `JSON.stringify` makes of the object: then nothing else can be in it.
 * The pattern has to match the event itself.
 */
const patternOf = (text: string, json: Json, chunk: object): Pattern | undefined => {
  const { delta, sequenceNumber } = chunk as { readonly delta?: unknown; readonly sequenceNumber?: unknown }
  if (typeof delta !== "string" || json["delta"] !== delta) return undefined
  if (typeof sequenceNumber !== "number" || json["sequence_number"] !== sequenceNumber) return undefined
  const beginning = lines.exec(text)
  // A key with a quote could have another key in it
  const isPlain = Object.keys(json).every((key) => !key.includes('"') && isFlat(json[key]))
  if (beginning === null || !isPlain) return undefined

  const keys = Object.keys(json).filter((key): key is Varying => varying.includes(key) && json[key] !== null)
  const blank: Record<string, unknown> = { ...json }
  for (const key of keys) blank[key] = isText(key) ? "" : 0
  const rest = beginning[0] + JSON.stringify(blank) + "\n\n"
  const literals: Array<string> = []
  let from = 0
  // No value contains a key: its quotes would be escaped
  let at = beginning[0].length
  for (const key of keys) {
    at = rest.indexOf(`"${key}":`, at) + key.length + (isText(key) ? 4 : 3)
    literals.push(rest.slice(from, at))
    from = isText(key) ? at : at + 1
  }
  literals.push(rest.slice(from))

  const templateOf = (like: object, numberKey: Template["numberKey"]): Template => ({
    // A copy: the consumer may change the original
    like: { ...like },
    numberKey,
    hasPadding: keys.includes("obfuscation") && "obfuscation" in like,
    lists: Object.entries(like).flatMap(([key, value]) => (Array.isArray(value) ? [key] : []))
  })
  const pattern: Pattern = {
    literals,
    keys,
    chunk: templateOf(chunk, "sequenceNumber"),
    json: templateOf(json, "sequence_number"),
    event: beginning[1] === "" ? undefined : beginning[1]
  }
  return match(pattern, text, 0, { delta: "", sequenceNumber: 0, obfuscation: "" }) === text.length
    ? pattern
    : undefined
}

const varying: ReadonlyArray<string> = ["delta", "sequence_number", "obfuscation"] satisfies ReadonlyArray<Varying>

const isText = (key: Varying): boolean => key !== "sequence_number"

const isFlat = (value: unknown): boolean =>
  typeof value !== "object" || value === null || (Array.isArray(value) && value.length === 0)
