/**
 * Captures without what users and models wrote: their structure stays, and the length of each text.
 *
 * Every character of a text becomes `x`. Keys of the models stay. So do the values of some of them, if they look like
 * names: types, ids, states, codes, names of models. Numbers and booleans stay where a model has them. Other numbers keep
 * their length. Two texts of the same length become the same, so I6 no longer sees that they differ.
 *
 * @internal
 */
import { concat, cutEnd, makeTextDecoder, noBytes } from "../sse/utf8.ts"
import { isDoneData } from "../stream/reader.ts"
import { table } from "../wire/table.ts"
import { maxSniffed, sniff } from "./captureReader.ts"
import type { Format } from "./captureReader.ts"
import { stringEnd } from "./jsonEntries.ts"
import { lineOf, recordOf } from "./timedLines.ts"
import type { TimedRecord } from "./timedLines.ts"

// -----------------------------------------------------------------------------
// Keys
// -----------------------------------------------------------------------------

/** Keys whose texts are names, beside those of ids. */
const names: ReadonlySet<string> = new Set([
  "analyst_model",
  "code",
  "effort",
  "error_code",
  "error_type",
  "judge_model",
  "model",
  "object",
  "output_format",
  "phase",
  "quality",
  "reason",
  "role",
  "service_tier",
  "size",
  "status",
  "type"
])

/** Keys whose numbers say what a text is. */
const payloadNumbers: ReadonlySet<string> = new Set(["bytes", "value"])

/** What the models say of a key. */
interface KeyFacts {
  /** Whether a text stays if it looks like a name. */
  readonly isName: boolean
  readonly keepsNumbers: boolean
  /** Whether an object under it has keys of the models, and not of the user's own. */
  readonly hasKnownKeys: boolean
}

/** The keys of all models, from the table. */
const keys: ReadonlyMap<string, KeyFacts> = (() => {
  const kinds = new Map<string, Array<string>>()
  for (const line of table) {
    if (line.startsWith("#")) continue
    for (const field of line.split(" ")) {
      const [, key = "type", kind = ""] = /^(\w+)[:?~!]?([^=]*)/.exec(field) ?? []
      const known = kinds.get(key)
      if (known === undefined) kinds.set(key, [kind])
      else known.push(kind)
    }
  }
  return new Map(
    Array.from(kinds, ([key, ofKey]): [string, KeyFacts] => {
      const isName = names.has(key) || /(?:^|_)ids?$/.test(key)
      return [
        key,
        {
          isName,
          keepsNumbers: isName || (ofKey.some((kind) => kind.includes("n")) && !payloadNumbers.has(key)),
          hasKnownKeys: ofKey.some((kind) => kind.includes("#") && !kind.startsWith("{"))
        }
      ]
    })
  )
})()

/** The top of an event. */
const top: KeyFacts = { isName: false, keepsNumbers: false, hasKnownKeys: true }
/** A key that no model has, or what is below a key of the user's own. */
const unknown: KeyFacts = { isName: false, keepsNumbers: false, hasKnownKeys: false }

const looksLikeName = (text: string): boolean => /^[\w~][\w.:/|@+=~-]{0,511}$/.test(text)

const blank = (text: string): string => text.replace(/[^]/g, "x")

// -----------------------------------------------------------------------------
// JSON
// -----------------------------------------------------------------------------

/** An open object or array. */
interface Level {
  readonly facts: KeyFacts
  readonly isObject: boolean
  /** The blank keys that it has, so that no two become one. */
  readonly blankKeys: Set<string>
}

/**
 * Blanks the texts of JSON, even of JSON that is cut. What stands between them stays as it is.
 */
const redactJson = (text: string): string => {
  const levels: Array<Level> = []
  let out = ""
  /** The key of the value that comes. */
  let facts = top
  let isKey = false
  let at = 0
  while (at < text.length) {
    const character = text[at]!
    const level = levels.at(-1)
    if (character === '"') {
      const end = stringEnd(text, at)
      const raw = text.slice(at, end === -1 ? undefined : end)
      const value = end === -1 ? undefined : textOf(raw)
      if (value === undefined) out += `"${blank(raw.slice(1, end === -1 ? undefined : -1))}${end === -1 ? "" : '"'}`
      else if (isKey && level !== undefined) {
        facts = (level.facts.hasKnownKeys ? keys.get(value) : undefined) ?? unknown
        out += facts === unknown ? `"${blankKey(value, level.blankKeys)}"` : raw
      } else out += facts.isName && looksLikeName(value) ? raw : `"${"x".repeat(value.length)}"`
      isKey = false
      at += raw.length
    } else if (character === "{" || character === "[") {
      levels.push({ facts, isObject: character === "{", blankKeys: new Set() })
      isKey = character === "{"
      out += character
      at++
    } else if (character === "}" || character === "]") {
      levels.pop()
      facts = levels.at(-1)?.facts ?? top
      isKey = false
      out += character
      at++
    } else if (character === ",") {
      isKey = level?.isObject === true
      facts = level?.facts ?? top
      out += character
      at++
    } else {
      token.lastIndex = at
      const [word = character] = token.exec(text) ?? []
      out += wordOf(word, facts)
      at += word.length
    }
  }
  return out
}

/** White space and colons, or a number or a word. */
const token = /[\s:]+|[^\s:,"{}[\]]+/y

const wordOf = (word: string, facts: KeyFacts): string => {
  if (/^[\s:]/.test(word) || literals.has(word)) return word
  if (!/^-?\d[\d.eE+-]*$/.test(word)) return blank(word)
  return facts.keepsNumbers ? word : word.replaceAll(/\d/g, "1")
}

const literals: ReadonlySet<string> = new Set(["true", "false", "null"])

/** A key of as many characters that no model has, and the object hasn't had. */
const blankKey = (key: string, taken: Set<string>): string => {
  let blanked = "x".repeat(key.length)
  for (let n = 1; taken.has(blanked) || keys.has(blanked); n++) {
    const end = n.toString(36)
    blanked = "x".repeat(Math.max(0, key.length - end.length)) + end
  }
  taken.add(blanked)
  return blanked
}

/** The text that a string of JSON stands for. */
const textOf = (raw: string): string | undefined => {
  try {
    return String(JSON.parse(raw))
  } catch {
    return undefined
  }
}

/**
 * Blanks the data of an event. What isn't JSON becomes blank as a whole, but for its line breaks. `[DONE]` stays.
 */
export const redactEvent = (data: string): string => {
  if (isDoneData(data)) return data
  try {
    JSON.parse(data)
  } catch {
    return data.replaceAll(/[^\n]/g, "x")
  }
  return redactJson(data)
}

/** Blanks a line of a recording with times. */
const redactTimed = (line: string): string => {
  const record = recordOf(line)
  return record === undefined ? redactEvent(line) : lineOf(redactRecord(record)).trimEnd()
}

const redactRecord = (record: TimedRecord): TimedRecord => {
  switch (record._tag) {
    case "Comment":
      return { ...record, text: blank(record.text) }
    case "Tail":
      return { ...record, text: redactAll(record.text) }
    default:
      return { ...record, data: redactEvent(record.data), name: redactName(record.name), id: redactName(record.id) }
  }
}

const redactName = (name: string | undefined): string | undefined =>
  name === undefined || looksLikeName(name) ? name : blank(name)

// -----------------------------------------------------------------------------
// Captures
// -----------------------------------------------------------------------------

/** Blanks a capture while it comes. */
export interface Redactor {
  readonly push: (bytes: Uint8Array) => Uint8Array
  readonly end: () => Uint8Array
  /** Whether there were bytes that aren't UTF-8. */
  readonly hasReplaced: () => boolean
}

/** What is made of lines. Each function gives the text that goes out. */
interface LineRedactor {
  /** A line, without its end. */
  readonly line: (text: string, end: string) => string
  /** The line feed of a CRLF whose CR ended a line already. */
  readonly lineFeed: () => string
  /** The text behind the last line end. */
  readonly end: (text: string) => string
}

/**
 * Makes a redactor of a capture of a format. A line goes out with the piece that completes it, and an event of an event
 * stream with its last line. Line ends and blank lines stay. Comments become blank, and so do names and ids that don't
 * look like names.
 *
 * **Gotchas**
 *
 * Bytes that aren't UTF-8 are characters like any other: what goes out is UTF-8. JSON that isn't in lines goes out at the end.
 */
export const makeRedactor = (format: Format): Redactor => {
  const redactor = format === "sse" ? makeBodyRedactor() : makeLineRedactor(format)
  const encoder = new TextEncoder()
  let rest: Array<string> = []
  let cutSequence = noBytes
  let endsWithCr = false
  let hasBegun = false
  let hasReplaced = false

  const decode = (bytes: Uint8Array): string => {
    try {
      return makeTextDecoder().decode(bytes)
    } catch {
      hasReplaced = true
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
    }
  }

  const read = (piece: string): string => {
    if (piece === "") return ""
    let text = piece
    let out = ""
    if (!hasBegun && text.startsWith(mark)) {
      out += mark
      text = text.slice(mark.length)
    }
    hasBegun = true
    if (endsWithCr && text.startsWith("\n")) {
      out += redactor.lineFeed()
      text = text.slice(1)
    }
    endsWithCr = piece.endsWith("\r")
    const parts = text.split(lineEnd)
    for (let i = 0; i + 1 < parts.length; i += 2) {
      out += redactor.line(rest.join("") + parts[i]!, parts[i + 1]!)
      rest = []
    }
    rest.push(parts.at(-1)!)
    return out
  }

  return {
    push: (bytes) => {
      const all = concat(cutSequence, bytes)
      cutSequence = cutEnd(all)
      const whole = all.subarray(0, all.length - cutSequence.length)
      return encoder.encode(read(decode(whole)))
    },
    end: () => concat(encoder.encode(redactor.end(rest.join(""))), cutSequence),
    hasReplaced: () => hasReplaced
  }
}

/** Makes a redactor of a capture whose format is detected: by its first line, or else by the file's name. */
export const makeCaptureRedactor = (file: string): Redactor => {
  let redactor: Redactor | undefined
  let held = noBytes
  const begin = (isOver: boolean): Uint8Array => {
    const format = sniff(file, held, isOver || held.length >= maxSniffed)
    if (format === undefined) return noBytes
    redactor = makeRedactor(format)
    return redactor.push(held)
  }
  return {
    push: (bytes) => {
      if (redactor !== undefined) return redactor.push(bytes)
      held = concat(held, bytes)
      return begin(false)
    },
    end: () => {
      const begun = redactor === undefined ? begin(true) : noBytes
      return concat(begun, redactor?.end() ?? noBytes)
    },
    hasReplaced: () => redactor?.hasReplaced() === true
  }
}

const mark = "\uFEFF"
const lineEnd = /(\r\n|\r|\n)/

/** JSON in lines, or in any layout. */
const makeLineRedactor = (format: "jsonl" | "json" | "timed"): LineRedactor => {
  if (format === "json") {
    const held: Array<string> = []
    const hold = (...texts: ReadonlyArray<string>): string => {
      held.push(...texts)
      return ""
    }
    return { line: hold, lineFeed: () => hold("\n"), end: (text) => redactJson(held.join("") + text) }
  }
  const redact = format === "timed" ? redactTimed : redactEvent
  const redactLine = (text: string): string => (text.trim() === "" ? text : redact(text))
  return { line: (text, end) => redactLine(text) + end, lineFeed: () => "\n", end: redactLine }
}

/** Lines of an event stream, or the body of an answer that isn't streamed. The first line decides. */
const makeBodyRedactor = (): LineRedactor => {
  let chosen: LineRedactor | undefined
  const choose = (text: string): LineRedactor =>
    (chosen ??= /^\s*[{[]/.test(text) ? makeLineRedactor("json") : makeEventRedactor())
  return {
    line: (text, end) => choose(text).line(text, end),
    lineFeed: () => choose("").lineFeed(),
    end: (text) => choose(text).end(text)
  }
}

/** A line of an event, with its end. */
interface Line {
  readonly text: string
  readonly end: string
}

const makeEventRedactor = (): LineRedactor => {
  let lines: Array<Line> = []
  const add = (text: string, end: string): void => void lines.push({ text, end })
  const flush = (): string => {
    const out = redactLines(lines)
    lines = []
    return out
  }
  return {
    line: (text, end) => {
      const isComment = text.startsWith(":") && lines.length === 0
      add(text, end)
      return text === "" || isComment ? flush() : ""
    },
    lineFeed: () => {
      const last = lines.pop()
      if (last === undefined) return "\n"
      add(last.text, `${last.end}\n`)
      return ""
    },
    end: (text) => {
      if (text !== "") add(text, "")
      return flush()
    }
  }
}

/** A field of a line with its colon, and its value. */
const field = /^((?:data|event|id|retry)(?:$|: ?))([^]*)$/

const isData = (line: string): boolean => line === "data" || line.startsWith("data:")

/** Blanks the lines of an event. Its data is JSON over all of its lines. */
const redactLines = (lines: ReadonlyArray<Line>): string => {
  const data = lines.flatMap(({ text }) => (isData(text) ? [field.exec(text)![2]!] : []))
  const blanked = redactEvent(data.join("\n")).split("\n")
  let next = 0
  return lines.map(({ end, text }) => redactLine(text, () => blanked[next++]!) + end).join("")
}

const redactLine = (line: string, nextData: () => string): string => {
  const [, name, value = ""] = field.exec(line) ?? []
  if (name === undefined) {
    // What tells a comment or a page
    const start = /^(?:: ?|<)?/.exec(line)![0]
    return start + blank(line.slice(start.length))
  }
  if (isData(name)) return name + nextData()
  const stays = name.startsWith("retry") ? /^\d*$/.test(value) : looksLikeName(value)
  return name + (stays ? value : blank(value))
}

/** Blanks a text of an event stream. */
const redactAll = (text: string): string => {
  const { end, push } = makeRedactor("sse")
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(concat(push(new TextEncoder().encode(text)), end()))
}
