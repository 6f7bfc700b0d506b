/**
 * The last delta as a pattern that reads the next one: lines, JSON, check and rename at once.
 *
 * Most events of a stream are deltas, and a delta differs from the one before it in its text, its sequence number and its
 * padding. From the whole text of a delta that was decoded the ordinary way,
 *
 *     event: response.output_text.delta
 *     data: {"type":"response.output_text.delta","item_id":"msg_1","delta":"Hel","sequence_number":4}
 *
 * comes a sticky regular expression: literal, but for these values. Where it matches at the beginning of an event,
 * `JSON.parse` would have given exactly the last object with these values in it, and so the decoder the last chunk: the
 * event is read, and checked. Where it doesn't match, nothing has happened, and the event goes the ordinary way.
 *
 * It takes about half of the time that `JSON.parse` takes alone (`npm run bench`, text deltas). What keeps it right:
 *
 * - A string is any run of characters that JSON allows. One with escapes is read by `JSON.parse`, which refuses wrong ones.
 * - A number is a whole one of at most 15 digits, so that it is exact.
 * - White space, key order and every other value are literal. Keys that occur twice, nested values and lines but `event:`
 *   and `data:` are not learnt.
 * - An event is at most as long as {@link maxLength}, so that a match is linear in what it reads.
 *
 * @internal
 */
import type { Json } from "../internal/json.ts"

/** Reads deltas that are like those it has learnt. */
export interface LastDelta {
  /** Reads the event that begins at an offset. Gives the offset behind it, or -1 where it goes the ordinary way. */
  readonly read: (text: string, at: number) => number
  /** Whether the text from an offset on may be the beginning of such an event: then its rest is worth waiting for. */
  readonly mayBegin: (text: string, at: number) => boolean
  /** Learns from the whole text of an event, the JSON in it, and its chunk. */
  readonly learn: (text: string, json: Json, chunk: object) => void
}

/** What a reader calls for each delta. */
export type OnDelta = (chunk: object, sequenceNumber: number, json: () => Json, event: string | undefined) => void

/** The longest event that is read so, in characters. */
export const maxLength = 64 * 1024

/** The longest beginning of an event that is worth waiting for. */
const maxBeginning = 4096

/** Items may take turns, each with a pattern of its own. */
const maxPatterns = 4

/** A new expression takes as long as some ten events. A stream in which none matches again is left alone after these. */
const maxUnused = 8

export const makeLastDelta = (maxEventSize: number, onDelta: OnDelta): LastDelta => {
  const longest = Math.min(maxLength, maxEventSize)
  const longestBeginning = Math.min(maxBeginning, maxEventSize)
  /** The one that was used last comes first. */
  const patterns: Array<Pattern> = []
  let unused = 0

  const isTooLong = (text: string, at: number): boolean => {
    if (text.length - at <= longest) return false
    const end = text.indexOf("\n\n", at)
    return end === -1 || end + 2 - at > longest
  }

  return {
    read: (text, at) => {
      if (patterns.length === 0 || isTooLong(text, at)) return -1
      for (let i = 0; i < patterns.length; i++) {
        const pattern = patterns[i]!
        const { expression } = pattern
        expression.lastIndex = at
        const match = expression.exec(text)
        if (match === null) continue
        const end = expression.lastIndex
        const values = valuesOf(pattern, match)
        if (values === undefined) return -1
        if (i > 0) patterns.unshift(...patterns.splice(i, 1))
        unused = 0
        onDelta(chunkOf(pattern, values), values.sequenceNumber, () => jsonOf(pattern, values), pattern.event)
        return end
      }
      return -1
    },
    mayBegin: (text, at) => {
      if (patterns.length === 0 || text.length - at > longestBeginning) return false
      const beginning = text.slice(at)
      return patterns.some(({ head }) => head.startsWith(beginning) || beginning.startsWith(head))
    },
    learn: (text, json, chunk) => {
      if (unused >= maxUnused || text.length > longest) return
      const pattern = patternOf(text, json, chunk)
      // A known one didn't match: the event has a value that none matches
      if (pattern === undefined || patterns.some(({ source }) => source === pattern.source)) return
      unused++
      patterns.unshift(pattern)
      if (patterns.length > maxPatterns) patterns.pop()
    }
  }
}

// -----------------------------------------------------------------------------
// Reading
// -----------------------------------------------------------------------------

interface Values {
  readonly delta: string
  readonly sequenceNumber: number
  readonly obfuscation: string | undefined
}

const valuesOf = ({ groups }: Pattern, match: RegExpExecArray): Values | undefined => {
  const delta = stringOf(match[groups.delta]!)
  const obfuscation = groups.obfuscation === undefined ? "" : stringOf(match[groups.obfuscation]!)
  return delta === undefined || obfuscation === undefined
    ? undefined
    : { delta, sequenceNumber: Number(match[groups.sequence_number]), obfuscation }
}

/**
 * The string that is written so between quotes. A long one is copied by being parsed: engines make it a view of the
 * piece of the network that it stands in, which would stay in memory with it.
 */
const stringOf = (written: string): string | undefined => {
  if (written.length < 13 && !written.includes("\\")) return written
  try {
    return JSON.parse(`"${written}"`) as string
  } catch {
    return undefined
  }
}

const chunkOf = ({ chunk, chunkLists, groups }: Pattern, { delta, obfuscation, sequenceNumber }: Values): object => {
  const next: Record<string, unknown> =
    groups.obfuscation === undefined || !("obfuscation" in chunk)
      ? { ...chunk, delta, sequenceNumber }
      : { ...chunk, delta, sequenceNumber, obfuscation }
  for (const name of chunkLists) next[name] = []
  return next
}

const jsonOf = ({ groups, json, jsonLists }: Pattern, { delta, obfuscation, sequenceNumber }: Values): Json => {
  const next: Record<string, unknown> = { ...json, delta, sequence_number: sequenceNumber }
  if (groups.obfuscation !== undefined) next["obfuscation"] = obfuscation
  for (const key of jsonLists) next[key] = []
  return next
}

// -----------------------------------------------------------------------------
// Learning
// -----------------------------------------------------------------------------

interface Pattern {
  readonly source: string
  readonly expression: RegExp
  /** The text up to the first value that varies. */
  readonly head: string
  /** Which group has which value. */
  readonly groups: { delta: number; sequence_number: number; obfuscation?: number }
  readonly chunk: object
  readonly json: Json
  /** Fields that are empty lists: each event has lists of its own. */
  readonly chunkLists: ReadonlyArray<string>
  readonly jsonLists: ReadonlyArray<string>
  /** What the `event:` line says. */
  readonly event: string | undefined
}

/** The lines up to the JSON object. */
const lines = /^(?:event: ?([^\r\n]*)\n)?data: ?\{/

/** A key, a value that nests nothing, and what comes behind. */
const member =
  /"([^"\\\u0000-\u001f]+)": ?("(?:[^"\\\u0000-\u001f]|\\[^])*"|[-+.\dEe]+|true|false|null|\[\])(?:, ?|(\}\n\n$))/y

const string = /"([^"\\\u0000-\u001f]*(?:\\[^][^"\\\u0000-\u001f]*)*)"/.source

const varying: Readonly<Record<string, string>> = {
  delta: string,
  obfuscation: string,
  sequence_number: /(0|[1-9]\d{0,14})/.source
}

const patternOf = (text: string, json: Json, chunk: object): Pattern | undefined => {
  const { delta, sequenceNumber } = chunk as { readonly delta?: unknown; readonly sequenceNumber?: unknown }
  if (typeof delta !== "string" || json["delta"] !== delta) return undefined
  if (typeof sequenceNumber !== "number" || json["sequence_number"] !== sequenceNumber) return undefined
  const beginning = lines.exec(text)
  if (beginning === null) return undefined

  const keys = new Set<string>()
  const order: Array<string> = []
  let source = ""
  let head: string | undefined
  /** Up to where the text is in the source. */
  let written = 0
  member.lastIndex = beginning[0].length
  for (let isWhole = false; !isWhole;) {
    const at = member.lastIndex
    const found = member.exec(text)
    if (found === null) return undefined
    const [, key, value, end] = found as unknown as [string, string, string, string | undefined]
    if (keys.has(key)) return undefined
    keys.add(key)
    isWhole = end !== undefined
    if (!Object.hasOwn(varying, key) || value.startsWith('"') !== (key !== "sequence_number")) continue
    const colon = at + key.length + 2
    const start = colon + (text[colon + 1] === " " ? 2 : 1)
    head ??= text.slice(0, start)
    source += escaped(text.slice(written, start)) + varying[key]
    written = start + value.length
    order.push(key)
  }
  source += escaped(text.slice(written))
  const groupOf = (key: string): number => order.indexOf(key) + 1
  return {
    source,
    expression: new RegExp(source, "y"),
    head: head!,
    groups: {
      delta: groupOf("delta"),
      sequence_number: groupOf("sequence_number"),
      ...(order.includes("obfuscation") ? { obfuscation: groupOf("obfuscation") } : {})
    },
    chunk,
    json,
    chunkLists: listsOf(chunk),
    jsonLists: listsOf(json),
    event: beginning[1] === "" ? undefined : beginning[1]
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")

const listsOf = (object: object): ReadonlyArray<string> =>
  Object.entries(object).flatMap(([key, value]) => (Array.isArray(value) ? [key] : []))
