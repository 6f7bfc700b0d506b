/**
 * JSON that arrives in pieces: what is known of its value so far.
 *
 * States never change: you may keep a state, and read on from it more than once. States share the lists of children of
 * open arrays and objects. The lists only grow, and each state knows how many children are its own. Reading is linear
 * wherever the text is cut, a state costs O(1), and `valueOf` copies only what is open. Nothing here recurses.
 *
 * @internal
 */
import type { Json } from "effect/Schema"
import type { Mutable } from "effect/Types"

/** What has been read of a JSON text. */
export interface PartialJson {
  readonly mode: Mode
  /** The innermost open array or object. */
  readonly frame: Frame | undefined
  /** The unfinished token: a string, decoded so far, or the text of a number or a word. */
  readonly token: string
  /** Whether the token ends in the first half of a surrogate pair. */
  readonly isSplit: boolean
  /** An unfinished escape sequence. */
  readonly escape: string
  /** The value, once it is closed. */
  readonly root: Json | undefined
  /** The length of the text so far, in UTF-16 code units. */
  readonly length: number
  /** Offset of the first character that JSON doesn't allow. Reading stops there. */
  readonly failedAt: number | undefined
}

/** What is being read, or may come next. */
type Mode =
  | "value"
  | "firstItem"
  | "firstKey"
  | "key"
  | "colon"
  | "separator"
  | "string"
  | "keyString"
  | "word"
  | NumberMode

/** The last part of a number so far. */
type NumberMode = "minus" | "zero" | "integer" | "point" | "fraction" | "e" | "sign" | "exponent"

/** An open array or object with `count` children. Its lists may have more, which belong to other states. */
interface Frame {
  readonly parent: Frame | undefined
  /** The keys of an object, with that of the open child. */
  readonly keys: Array<string> | undefined
  readonly children: Array<Json>
  readonly count: number
}

/** Nothing has been read. */
export const initial: PartialJson = {
  mode: "value",
  frame: undefined,
  token: "",
  isSplit: false,
  escape: "",
  root: undefined,
  length: 0,
  failedAt: undefined
}

/** Reads a piece. Invalid JSON ends the reading, and what was read before stays. */
export const push = (state: PartialJson, piece: string): PartialJson => {
  if (state.failedAt !== undefined || piece === "") return state
  const now: Mutable<PartialJson> = { ...state }
  let at = 0
  while (at < piece.length) {
    const next = read(now, piece, at)
    if (next < 0) {
      now.failedAt = state.length + ~next
      break
    }
    at = next
  }
  now.length += piece.length
  return now
}

/**
 * The value so far: strings as far as they go, without half a character; numbers and words once they are finished; keys
 * once some of their value is known. `undefined` if nothing is known.
 */
export const valueOf = ({ frame, isSplit, mode, root, token }: PartialJson): Json | undefined => {
  let value = mode !== "string" ? root : isSplit ? token.slice(0, -1) : token
  for (let open = frame; open !== undefined; open = open.parent) value = build(open, value)
  return value
}

/** {@link valueOf}, when it is first asked for: making a value costs more than reading a delta. */
export const lazyValueOf = (state: PartialJson): (() => Json | undefined) => {
  let known: { readonly value: Json | undefined } | undefined
  return () => (known ??= { value: valueOf(state) }).value
}

// -----------------------------------------------------------------------------
// Values
// -----------------------------------------------------------------------------

/** An array or object, with the value so far of its open child. */
const build = ({ children, count, keys }: Frame, open?: Json): Json => {
  const values = children.slice(0, count)
  if (open !== undefined) values.push(open)
  if (keys === undefined) return values
  const object: Record<string, Json> = {}
  for (let i = 0; i < values.length; i++) {
    const key = keys[i]!
    // An assignment would set the prototype
    if (key === "__proto__") {
      Object.defineProperty(object, key, { value: values[i], configurable: true, enumerable: true, writable: true })
    } else object[key] = values[i]!
  }
  return object
}

/** Puts a value behind the first `count` of a list: in place, unless another state has done so before. */
const append = <A>(list: Array<A>, count: number, value: A): Array<A> => {
  const own = list.length === count ? list : list.slice(0, count)
  own.push(value)
  return own
}

const open = (now: Mutable<PartialJson>, keys: Array<string> | undefined): void => {
  now.frame = { parent: now.frame, keys, children: [], count: 0 }
  now.mode = keys === undefined ? "firstItem" : "firstKey"
}

const complete = (now: Mutable<PartialJson>, value: Json): void => {
  const { frame } = now
  if (frame === undefined) now.root = value
  else {
    const { children, count, keys, parent } = frame
    now.frame = { parent, keys, children: append(children, count, value), count: count + 1 }
  }
  now.mode = "separator"
}

const close = (now: Mutable<PartialJson>, frame: Frame): void => {
  now.frame = frame.parent
  complete(now, build(frame))
}

// -----------------------------------------------------------------------------
// Reading
// -----------------------------------------------------------------------------

// The readers give the offset behind what they read, or the complement (~) of the offset at which it goes wrong.

const read = (now: Mutable<PartialJson>, piece: string, at: number): number => {
  const { frame, mode } = now
  if (mode === "string" || mode === "keyString") return readString(now, piece, at)
  if (mode === "word") return readWord(now, piece, at)
  if (isNumberMode(mode)) return readNumber(now, mode, piece, at)
  const char = piece[at]!
  if (char === " " || char === "\n" || char === "\r" || char === "\t") return at + 1
  switch (mode) {
    case "separator":
      if (frame === undefined) return ~at
      if (char === (frame.keys === undefined ? "]" : "}")) close(now, frame)
      else if (char === ",") now.mode = frame.keys === undefined ? "value" : "key"
      else return ~at
      return at + 1
    case "colon":
      if (char !== ":") return ~at
      now.mode = "value"
      return at + 1
    case "firstKey":
    case "key":
      if (char === '"') begin(now, "keyString", "")
      else if (char === "}" && mode === "firstKey") close(now, frame!)
      else return ~at
      return at + 1
    default:
      if (char === "]" && mode === "firstItem") close(now, frame!)
      else if (char === "{") open(now, [])
      else if (char === "[") open(now, undefined)
      else if (char === '"') begin(now, "string", "")
      else if (words.has(char)) begin(now, "word", char)
      else {
        const first = char === "-" ? "minus" : char === "0" ? "zero" : isDigit(char) ? "integer" : undefined
        if (first === undefined) return ~at
        begin(now, first, char)
      }
      return at + 1
  }
}

const begin = (now: Mutable<PartialJson>, mode: Mode, token: string): void => {
  now.mode = mode
  now.token = token
  now.isSplit = false
}

const readString = (now: Mutable<PartialJson>, piece: string, start: number): number => {
  if (now.escape !== "") return readEscape(now, piece[start]!, start)
  for (let at = start; at < piece.length; at++) {
    const code = piece.charCodeAt(at)
    if (code >= 0x20 && code !== 0x22 && code !== 0x5c) continue
    lengthen(now, piece.slice(start, at))
    if (code === 0x22) endString(now)
    else if (code === 0x5c) now.escape = "\\"
    else return ~at
    return at + 1
  }
  lengthen(now, piece.slice(start))
  return piece.length
}

const readEscape = (now: Mutable<PartialJson>, char: string, at: number): number => {
  if (now.escape === "\\" && char !== "u") {
    const escaped = escapes.get(char)
    if (escaped === undefined) return ~at
    lengthen(now, escaped)
    now.escape = ""
    return at + 1
  }
  if (now.escape !== "\\" && !hexDigit.test(char)) return ~at
  now.escape += char
  if (now.escape.length === "\\u0000".length) {
    lengthen(now, String.fromCharCode(Number.parseInt(now.escape.slice(2), 16)))
    now.escape = ""
  }
  return at + 1
}

/**
 * Extends the string. It looks for the end in the piece only: searching the entire string would flatten it each time.
 */
const lengthen = (now: Mutable<PartialJson>, text: string): void => {
  if (text === "") return
  now.token += text
  const last = text.charCodeAt(text.length - 1)
  now.isSplit = last >= 0xd800 && last <= 0xdbff
}

const endString = (now: Mutable<PartialJson>): void => {
  const { frame, mode, token } = now
  if (mode === "string") return complete(now, token)
  const { children, count, keys, parent } = frame!
  now.frame = { parent, keys: append(keys!, count, token), children, count }
  now.mode = "colon"
}

const readWord = (now: Mutable<PartialJson>, piece: string, at: number): number => {
  const [word, value] = words.get(now.token[0]!)!
  if (piece[at] !== word[now.token.length]) return ~at
  now.token += piece[at]
  if (now.token.length === word.length) complete(now, value)
  return at + 1
}

const readNumber = (now: Mutable<PartialJson>, begun: NumberMode, piece: string, start: number): number => {
  let mode = begun
  let at = start
  for (; at < piece.length; at++) {
    const next = modeAfter(mode, piece[at]!)
    if (next === undefined) break
    mode = next
  }
  now.mode = mode
  now.token += piece.slice(start, at)
  if (at === piece.length) return at
  if (mode !== "zero" && mode !== "integer" && mode !== "fraction" && mode !== "exponent") return ~at
  complete(now, Number(now.token))
  return at
}

/** The last part of a number after one more character, if that may follow. */
const modeAfter = (mode: NumberMode, char: string): NumberMode | undefined => {
  if (isDigit(char)) {
    switch (mode) {
      case "minus":
        return char === "0" ? "zero" : "integer"
      case "zero":
        return undefined
      case "integer":
        return mode
      case "point":
      case "fraction":
        return "fraction"
      default:
        return "exponent"
    }
  }
  if (char === ".") return mode === "zero" || mode === "integer" ? "point" : undefined
  if (char === "e" || char === "E") {
    return mode === "zero" || mode === "integer" || mode === "fraction" ? "e" : undefined
  }
  return mode === "e" && (char === "+" || char === "-") ? "sign" : undefined
}

// -----------------------------------------------------------------------------
// Characters
// -----------------------------------------------------------------------------

const numberModes: ReadonlySet<Mode> = new Set<NumberMode>([
  "minus",
  "zero",
  "integer",
  "point",
  "fraction",
  "e",
  "sign",
  "exponent"
])

const isNumberMode = (mode: Mode): mode is NumberMode => numberModes.has(mode)

const words: ReadonlyMap<string, readonly [word: string, value: Json]> = new Map([
  ["t", ["true", true]],
  ["f", ["false", false]],
  ["n", ["null", null]]
])

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"]
])

const hexDigit = /[0-9A-Fa-f]/

const isDigit = (char: string): boolean => char >= "0" && char <= "9"
