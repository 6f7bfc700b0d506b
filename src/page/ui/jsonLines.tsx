/**
 * JSON with lines that fold. What is wrong in it is said where it is.
 *
 * @internal
 */
import { useMemo, useState } from "preact/hooks"
import type { InvalidField } from "../../errors/StreamError.ts"
import { linesOf } from "../model/jsonTree.ts"
import type { Line } from "../model/jsonTree.ts"
import { pictureOf } from "../model/picture.ts"
import type { Picture } from "../model/picture.ts"
import { integer } from "./format.ts"
import { Icon } from "./icon.tsx"
import { PictureView } from "./pictureView.tsx"

/** So many lines are shown at first, and more whenever a person asks. */
const step = 400

/** From this depth on, objects and arrays are folded at first. */
const foldedDepth = 4

/** JSON, line by line. */
export const JsonLines = ({
  fields,
  json,
  label
}: {
  readonly json: unknown
  /** The wrong fields. */
  readonly fields?: ReadonlyArray<InvalidField>
  readonly label: string
}) => {
  const [whole, setWhole] = useState<ReadonlySet<number>>(new Set())
  const [toggled, setToggled] = useState<ReadonlySet<number>>(new Set())
  const [most, setMost] = useState(step)
  const lines = useMemo(
    () => linesOf(json, fields === undefined ? { whole } : { fields, whole }),
    [json, fields, whole]
  )
  const wrong = useMemo(() => withWrong(lines), [lines])
  const isFolded = (index: number): boolean =>
    toggled.has(index) !== (lines[index]!.depth >= foldedDepth && !wrong.has(index))
  const shown: Array<number> = []
  let i = 0
  for (; i < lines.length && shown.length < most; i++) {
    shown.push(i)
    const { end, kind } = lines[i]!
    if (kind === "open" && isFolded(i)) i = end
  }
  return (
    <ul class="tree" aria-label={label}>
      {shown.map((index) => (
        <JsonLine
          key={index}
          line={lines[index]!}
          picture={lines[index]!.kind === "string" ? picturesOf(json, lines, index) : undefined}
          isFolded={lines[index]!.end > index ? isFolded(index) : undefined}
          onFold={() => {
            setToggled(flipped(toggled, index))
          }}
          onWhole={() => {
            setWhole(flipped(whole, index))
          }}
        />
      ))}
      {i < lines.length && (
        <li>
          <button
            type="button"
            class="plain"
            onClick={() => {
              setMost(most + step)
            }}
          >
            Show {integer(Math.min(step, lines.length - i))} more lines
          </button>
        </li>
      )}
    </ul>
  )
}

const JsonLine = ({
  isFolded,
  line,
  onFold,
  onWhole,
  picture
}: {
  readonly line: Line
  /** `undefined`: it can't be. */
  readonly isFolded: boolean | undefined
  readonly picture: Picture | undefined
  readonly onFold: () => void
  readonly onWhole: () => void
}) => {
  const { depth, field, hasComma, key, kind, omitted, text } = line
  const name = typeof key === "string" && (
    <>
      <span class="key">{JSON.stringify(key)}</span>:{" "}
    </>
  )
  const value =
    kind === "missing" ? (
      <span class="soft">missing</span>
    ) : (
      <span class={kind === "string" ? "string" : kind === "open" || kind === "close" ? "" : "literal"}>{text}</span>
    )
  return (
    <li
      class={field === undefined ? undefined : "wrong"}
      style={{ marginLeft: `${depth * 14 + (isFolded === undefined ? 14 : 0)}px` }}
    >
      {isFolded === undefined ? (
        <>
          {name}
          {value}
          {omitted > 0 && (
            <button type="button" class="plain" onClick={onWhole}>
              … {integer(omitted)} more characters
            </button>
          )}
        </>
      ) : (
        <button type="button" class="twist" aria-expanded={!isFolded} onClick={onFold}>
          <Icon name="right" size={10} />
          <span>
            {name}
            {value}
            {isFolded && <span class="soft">…{text === "[" ? "]" : "}"}</span>}
          </span>
        </button>
      )}
      {hasComma && kind !== "open" && ","}
      {field !== undefined && (
        <span class="wrong-note">
          {" "}
          {kind === "missing" ? `expected ${field.expected}` : `expected ${field.expected}, got ${field.actual}`}
        </span>
      )}
      {picture !== undefined && <PictureView picture={picture} note="Image" />}
    </li>
  )
}

const flipped = (set: ReadonlySet<number>, index: number): ReadonlySet<number> => {
  const next = new Set(set)
  if (!next.delete(index)) next.add(index)
  return next
}

/** The lines that have something wrong in them. */
const withWrong = (lines: ReadonlyArray<Line>): ReadonlySet<number> => {
  const all = new Set<number>()
  for (const { field, parent } of lines) {
    if (field === undefined) continue
    for (let index = parent; index >= 0 && !all.has(index); index = lines[index]!.parent) all.add(index)
  }
  return all
}

/** A shorter text is no image. */
const leastImage = 64

/** The image that the string of a line is. Its line may have only the beginning, so it is looked up. */
const picturesOf = (json: unknown, lines: ReadonlyArray<Line>, index: number): Picture | undefined => {
  const { omitted, text } = lines[index]!
  if (omitted === 0 && text.length < leastImage) return undefined
  const beginning: unknown = JSON.parse(text)
  if (typeof beginning !== "string" || !/^(data:image\/|[\w+/-]{60})/.test(beginning)) return undefined
  const value = valueOf(json, lines, index)
  return typeof value === "string" ? pictureOf(value) : undefined
}

const valueOf = (json: unknown, lines: ReadonlyArray<Line>, index: number): unknown => {
  const { key, parent } = lines[index]!
  if (key === undefined) return json
  const object = valueOf(json, lines, parent)
  return typeof object === "object" && object !== null ? Reflect.get(object, key) : undefined
}
