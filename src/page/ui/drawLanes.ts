/**
 * Draws the lanes. All events are looked at, but no more is drawn than there are pixels.
 *
 * @internal
 */
import type { EventRow, Lane } from "../model/types.ts"
import { kindOf } from "./kinds.ts"
import type { Kind } from "./kinds.ts"
import type { Scale } from "./scale.ts"

/** The height of a lane. */
export const laneHeight = 22

/** The space before the first event and behind the last one. */
const margin = 5

/** What the colors are. */
export type Colors = Readonly<Record<Kind | "bad" | "warn", string>>

/** What is to be drawn. */
interface Drawing {
  readonly rows: ReadonlyArray<EventRow>
  readonly lanes: ReadonlyArray<Lane>
  readonly scale: Scale
  /** Whether more may come. */
  readonly isOpen: boolean
  readonly width: number
  readonly height: number
  /** How far the lanes are scrolled. */
  readonly top: number
  readonly colors: Colors
  /** Device pixels in a pixel. */
  readonly ratio: number
}

/** Where a value is, from the left. */
export const xOf = (value: number, end: number, width: number): number => margin + (value / end) * (width - 2 * margin)

/** The value at a place. */
export const valueAt = (x: number, end: number, width: number): number => ((x - margin) / (width - 2 * margin)) * end

/** Draws what is seen of the lanes. */
export const drawLanes = (canvas: HTMLCanvasElement, drawing: Drawing): void => {
  const context = canvas.getContext("2d")
  if (context === null) return
  const { height, lanes, ratio, top, width } = drawing
  const pixels = [Math.round(width * ratio), Math.round(height * ratio)] as const
  if (canvas.width !== pixels[0]) canvas.width = pixels[0]
  if (canvas.height !== pixels[1]) canvas.height = pixels[1]
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const columns = new Uint16Array(Math.ceil(width) + 1)
  const first = Math.max(0, Math.floor(top / laneHeight))
  const last = Math.min(lanes.length, Math.ceil((top + height) / laneHeight))
  for (let i = first; i < last; i++) drawLane(context, drawing, lanes[i]!, i * laneHeight - top, columns)
}

const drawLane = (
  context: CanvasRenderingContext2D,
  { colors, isOpen, rows, scale, width }: Drawing,
  { events, isDone, type }: Lane,
  y: number,
  columns: Uint16Array
): void => {
  const { end, valueOf } = scale
  const color = colors[kindOf(type)]
  columns.fill(0)
  // One mark a pixel, however many events are there
  const wrong = new Map<number, boolean>()
  let from = width
  let to = 0
  for (const index of events) {
    const row = rows[index]
    if (row === undefined) continue
    const x = Math.round(xOf(valueOf(row), end, width))
    columns[x]!++
    if (x < from) from = x
    if (x > to) to = x
    if (row.error !== undefined || row.violations.length > 0) {
      const isBad = row.error !== undefined || row.violations.some(({ severity }) => severity === "error")
      if (isBad || !wrong.has(x)) wrong.set(x, isBad)
    }
  }
  if (from > to) return
  if (isOpen && !isDone) to = Math.round(width - margin)
  context.fillStyle = color
  context.globalAlpha = 0.2
  context.beginPath()
  context.roundRect(from - 2, y + 5, to - from + 4, laneHeight - 10, 3)
  context.fill()
  for (let x = from; x <= to; x++) {
    const count = columns[x]!
    if (count === 0) continue
    context.globalAlpha = Math.min(1, 0.75 + count * 0.1)
    context.fillRect(x - 0.75, y + 5, 1.5, laneHeight - 10)
  }
  context.globalAlpha = 1
  for (const [x, isBad] of wrong) {
    context.fillStyle = isBad ? colors.bad : colors.warn
    context.beginPath()
    context.moveTo(x - 4, y + 1)
    context.lineTo(x + 4, y + 1)
    context.lineTo(x, y + 8)
    context.fill()
    context.fillRect(x - 0.75, y + 2, 1.5, laneHeight - 5)
  }
}
