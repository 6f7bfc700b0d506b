/**
 * The JSON of an event as lines for people, with its wrong fields marked.
 *
 * @internal
 */
import { formatPath } from "../../errors/StreamError.ts"
import type { InvalidField } from "../../errors/StreamError.ts"
import { conceal } from "../../errors/fieldPath.ts"
import { kindOf } from "../../wire/fieldReport.ts"

/** What a line shows. A `missing` line stands for a required member that isn't there. A `more` line is the last one. */
type LineKind = "open" | "close" | "string" | "number" | "boolean" | "null" | "missing" | "more"

/** A line of JSON. */
export interface Line {
  readonly kind: LineKind
  readonly depth: number
  /** The name of a member, or the index of an element. */
  readonly key: string | number | undefined
  /** The value as JSON. Of an object or an array only its bracket, or both if it is empty. */
  readonly text: string
  /** How many characters of a string are left out. */
  readonly omitted: number
  /** Whether a comma follows. */
  readonly hasComma: boolean
  /** The line of the object or the array that it is in. -1 for the first. */
  readonly parent: number
  /** The line that closes what it opens. The line itself, if it opens nothing. */
  readonly end: number
  /** What is wrong with the value. */
  readonly field: InvalidField | undefined
}

/** Options of {@link linesOf}. */
interface TreeOptions {
  /** The wrong fields of the event. */
  readonly fields?: ReadonlyArray<InvalidField>
  /** Lines whose strings are shown up to {@link maxWhole} characters. */
  readonly whole?: ReadonlySet<number>
}

/** A string is shown up to so many characters. */
export const maxString = 400

/** A string that is asked for is shown up to so many characters. */
export const maxWhole = 200_000

/** So many lines are shown. */
export const maxLines = 20_000

/** A key is shown up to so many characters. */
const maxKey = 200

/** A wrong field that is here or below. */
interface Wrong {
  readonly field: InvalidField
  /** How many keys of its path lead here. */
  readonly depth: number
}

type Writable<A> = { -readonly [Key in keyof A]: A[Key] }

/** An object or an array whose lines are being written. */
interface Frame {
  readonly open: Writable<Line>
  readonly line: number
  readonly value: object
  /** Absent for an array. */
  readonly keys: ReadonlyArray<string> | undefined
  readonly count: number
  readonly wrong: ReadonlyArray<Wrong>
  /** The key by which it is in its parent. */
  readonly name: string | number | undefined
  next: number
}

/** Writes JSON as lines. It never recurses: JSON may nest deeper than the stack is. */
export const linesOf = (json: unknown, { fields = [], whole = new Set() }: TreeOptions = {}): ReadonlyArray<Line> => {
  const lines: Array<Writable<Line>> = []
  const frames: Array<Frame> = []

  const add = (line: Pick<Line, "kind" | "text"> & Partial<Line>): Writable<Line> => {
    const index = lines.length
    const added = {
      depth: frames.length,
      key: undefined,
      omitted: 0,
      hasComma: false,
      parent: frames.at(-1)?.line ?? -1,
      end: index,
      field: undefined,
      ...line
    }
    lines.push(added)
    return added
  }

  const addValue = (
    value: unknown,
    key: string | number | undefined,
    hasComma: boolean,
    wrong: ReadonlyArray<Wrong>
  ): void => {
    const field = wrong.find(({ depth, field }) => depth === field.path.length)?.field
    const shown = { key: typeof key === "string" ? key.slice(0, maxKey) : key, hasComma, field }
    if (typeof value === "string") {
      const limit = whole.has(lines.length) ? maxWhole : maxString
      const omitted = Math.max(0, value.length - limit)
      add({ ...shown, kind: "string", text: JSON.stringify(value.slice(0, limit)), omitted })
    } else if (typeof value !== "object" || value === null) {
      add({ ...shown, kind: leafKind(value), text: JSON.stringify(value) })
    } else {
      const keys = Array.isArray(value) ? undefined : Object.keys(value)
      const count = Array.isArray(value) ? value.length : keys!.length
      const isArray = keys === undefined
      const isEmpty = count === 0 && wrong.every(({ depth, field }) => depth === field.path.length)
      const line = lines.length
      const open = add({
        ...shown,
        kind: "open",
        text: `${isArray ? "[" : "{"}${isEmpty ? (isArray ? "]" : "}") : ""}`
      })
      if (isEmpty) return
      open.hasComma = false
      frames.push({ open, line, value, keys, count, wrong, name: key, next: 0 })
    }
  }

  /** The members that should be there, and the closing bracket. */
  const close = (frame: Frame): void => {
    const { keys, open, value, wrong } = frame
    for (const { depth, field } of wrong) {
      const key = field.path[depth]
      if (depth !== field.path.length - 1 || typeof key === "symbol" || Object.hasOwn(value, key!)) continue
      if (field.actual === "missing") add({ kind: "missing", key, text: field.expected, field })
    }
    frames.pop()
    open.end = lines.length
    add({ kind: "close", text: keys === undefined ? "]" : "}", hasComma: isFollowed(frames.at(-1)) })
  }

  addValue(
    json,
    undefined,
    false,
    fields.map((field) => ({ field, depth: 0 }))
  )
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    if (lines.length >= maxLines) {
      add({ kind: "more", text: "…" })
      for (const { open } of frames) open.end = lines.length - 1
      break
    }
    if (frame.next === frame.count) close(frame)
    else {
      const key = frame.keys?.[frame.next] ?? frame.next
      frame.next++
      const value: unknown = Reflect.get(frame.value, key)
      addValue(value, key, isFollowed(frame), below(frame, key, value))
    }
  }
  return lines
}

const isFollowed = (frame: Frame | undefined): boolean => frame !== undefined && frame.next < frame.count

const leafKind = (value: unknown): LineKind =>
  typeof value === "number" ? "number" : typeof value === "boolean" ? "boolean" : "null"

/** The wrong fields of a member, and below it. */
const below = (frame: Frame, key: string | number, value: unknown): ReadonlyArray<Wrong> =>
  frame.wrong.length === 0
    ? frame.wrong
    : frame.wrong.flatMap(({ depth, field }) =>
        isStep(field, depth, frame.name, key, value) ? [{ field, depth: depth + 1 }] : []
      )

/** Whether a key is the next one of a path, which conceals keys of the user's own. */
const isStep = (
  { actual, path }: InvalidField,
  depth: number,
  parent: string | number | undefined,
  key: string | number,
  value: unknown
): boolean => {
  if (path.length <= depth) return false
  if (path[depth] === key) return true
  const concealed = conceal([...(parent === undefined ? [] : [parent]), key]).at(-1)
  return concealed !== key && path[depth] === concealed && (path.length > depth + 1 || kindOf(value) === actual)
}

/** The path of a line, as `response.output[0].content`. A key of the user's own is `[…]`. */
export const pathOf = (lines: ReadonlyArray<Line>, index: number): string => {
  const path: Array<string | number> = []
  for (let line = lines[index]; line !== undefined; line = lines[line.parent]) {
    if (line.key !== undefined) path.push(line.key)
  }
  return formatPath(path.toReversed())
}

// -----------------------------------------------------------------------------
// Text that is not JSON
// -----------------------------------------------------------------------------

/** A text around the position from which on it is not JSON. */
export interface Excerpt {
  readonly before: string
  /** The first character that JSON doesn't allow. Empty at the end of the text. */
  readonly at: string
  readonly after: string
  /** How many characters are left out, before and after. */
  readonly omitted: readonly [before: number, after: number]
}

/** So much is shown before a position, and behind it. */
const maxAround = 2000

/** Cuts a text around a position. */
export const excerptOf = (text: string, position: number): Excerpt => {
  const at = String.fromCodePoint(...(position < text.length ? [text.codePointAt(position)!] : []))
  const start = Math.max(0, position - maxAround)
  const behind = position + at.length
  const end = Math.min(text.length, behind + maxAround)
  return {
    before: text.slice(start, position),
    at,
    after: text.slice(behind, end),
    omitted: [start, text.length - end]
  }
}
