/**
 * A lane for each item and for the response, over time or over the events.
 *
 * @internal
 */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks"
import type { RefObject } from "preact"
import { sanitize } from "../../capture/text.ts"
import type { Recording } from "../model/types.ts"
import { drawLanes, laneHeight, valueAt, xOf } from "./drawLanes.ts"
import type { Colors } from "./drawLanes.ts"
import { duration, integer, shortType } from "./format.ts"
import { kindOf, kinds } from "./kinds.ts"
import { follow, select, toggle } from "./pane.ts"
import type { Pane } from "./pane.ts"
import { marksOf, nearest, scaleOf } from "./scale.ts"
import type { Scale } from "./scale.ts"
import { Segments } from "./segments.tsx"
import { colorVersion } from "./theme.ts"

/** The lanes of a recording. A click selects the nearest event of a lane. */
export const Lanes = ({ pane }: { readonly pane: Pane }) => {
  const view = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { recording, version } = pane.opened
  const { height: viewHeight, label, width: viewWidth } = useSize(view)
  const [top, setTop] = useState(0)
  const isDragged = useRef(false)
  const { lanes, rows } = recording
  const scale = scaleOf(recording, pane.axis.value)
  const width = Math.max(0, viewWidth - label)
  const isDrawn = `${version.value} ${colorVersion.value} ${pane.axis.value} ${width} ${viewHeight} ${top}`
  useLayoutEffect(() => {
    if (canvas.current === null || width <= 0) return
    const colors = colorsOf(canvas.current)
    drawLanes(canvas.current, {
      rows,
      lanes,
      scale,
      isOpen: recording.isOpen,
      width,
      height: viewHeight,
      top,
      colors,
      ratio: devicePixelRatio
    })
    // What is drawn depends on no more than this
  }, [isDrawn])
  const selectAt = (event: PointerEvent): void => {
    const box = canvas.current?.getBoundingClientRect()
    if (box === undefined) return
    const lane = lanes[Math.floor((event.clientY - box.top + top) / laneHeight)]
    const events = lane?.events ?? []
    const value = valueAt(event.clientX - box.left, scale.end, width)
    const place = nearest(events.length, (place) => scale.valueOf(rows[events[place]!]!), value)
    if (place >= 0) select(pane, events[place]!)
  }
  const first = Math.max(0, Math.floor(top / laneHeight))
  const last = Math.min(lanes.length, Math.ceil((top + viewHeight) / laneHeight))
  return (
    <div class="lanes" role="group" aria-label="Lanes">
      <div
        ref={view}
        class="lanes-view"
        // The labels are buttons, and the arrow keys move from event to event
        role="group"
        aria-label="Events of each item. Left and right go to the event before and after in the same lane, up and down to another lane"
        tabIndex={0}
        style={{ height: `${lanes.length * laneHeight}px` }}
        onScroll={(event) => {
          setTop(event.currentTarget.scrollTop)
        }}
        onKeyDown={(event) => {
          if (event.target === event.currentTarget && moveInLanes(pane, event.key)) event.preventDefault()
        }}
      >
        <div class="lanes-sticky">
          <canvas
            ref={canvas}
            aria-hidden="true"
            style={{ width: `${width}px`, height: `${viewHeight}px` }}
            onPointerDown={(event) => {
              isDragged.current = event.button === 0
              if (!isDragged.current) return
              event.currentTarget.setPointerCapture(event.pointerId)
              selectAt(event)
            }}
            onPointerMove={(event) => {
              if (isDragged.current) selectAt(event)
            }}
            onPointerUp={() => {
              isDragged.current = false
            }}
            onPointerCancel={() => {
              isDragged.current = false
            }}
          />
        </div>
        {lanes.slice(first, last).map(({ events, key, label, outputIndex, type }, i) => (
          <button
            key={key}
            type="button"
            class="lane"
            style={{ top: `${(first + i) * laneHeight}px` }}
            aria-pressed={pane.lanes.value.has(key)}
            title={`${sanitize(type)}, ${integer(events.length)} events. Show only these`}
            onClick={() => {
              toggle(pane.lanes, key)
            }}
          >
            <span class={`swatch kind-${kindOf(type)}`} />
            <bdi class="cut grow">{sanitize(label)}</bdi>
            {outputIndex !== undefined && <span class="soft">{outputIndex}</span>}
          </button>
        ))}
        <div style={{ height: `${lanes.length * laneHeight}px` }} />
      </div>
      {width > 0 && <Cursor pane={pane} scale={scale} width={width} />}
      <div class="axis">
        {recording.hasTimes && (
          <Segments
            legend="Axis"
            value={pane.axis.value}
            options={[
              ["time", "Time"],
              ["index", "Index"]
            ]}
            onChoose={(axis) => {
              pane.axis.value = axis
            }}
          />
        )}
        <Marks scale={scale} width={width} />
      </div>
    </div>
  )
}

/** Where the selected event is, as a line, and in words on the axis. */
const Cursor = ({ pane, scale, width }: { readonly pane: Pane; readonly scale: Scale; readonly width: number }) => {
  const row = pane.opened.recording.rows[pane.current.value]
  if (row === undefined || pane.selected.value === undefined) return null
  const x = xOf(scale.valueOf(row), scale.end, width)
  return (
    <div class="cursor" aria-hidden="true" style={{ transform: `translateX(${Math.round(x - 0.75)}px)` }}>
      <span class="place" style={{ transform: `translateX(-${Math.round((x / width) * 100)}%)` }}>
        #{row.index}
        {row.at !== undefined && <span class="soft"> {duration(row.at)}</span>}
      </span>
    </div>
  )
}

/** Space for a mark of the axis, in pixels: with what is between them, and of the last one. */
const markWidth = 90
const lastMarkWidth = 46

const Marks = ({ scale, width }: { readonly scale: Scale; readonly width: number }) => (
  <div class="axis-marks" aria-hidden="true">
    {width > 0 &&
      marksOf(scale.end, Math.floor(width / markWidth), scale.axis === "index" ? 1 : 0)
        .map((value) => ({ value, x: xOf(value, scale.end, width) }))
        .filter(({ x }) => x + lastMarkWidth < width)
        .map(({ value, x }) => (
          <span key={value} style={{ left: `${x}px` }}>
            {scale.axis === "index" ? `#${integer(value)}` : value === 0 ? "0" : duration(value)}
          </span>
        ))}
  </div>
)

/** The size of an element, and the width of the labels in it. */
const useSize = (ref: RefObject<HTMLElement | null>) => {
  const [size, setSize] = useState({ width: 0, height: 0, label: 0 })
  useEffect(() => {
    const element = ref.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => {
      const label = Number.parseFloat(getComputedStyle(element).getPropertyValue("--label"))
      setSize({ width: element.clientWidth, height: element.clientHeight, label })
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
    }
  }, [ref])
  return size
}

/** The colors of the style, as a canvas takes them. */
const colorsOf = (canvas: HTMLCanvasElement): Colors => {
  const read = (name: string): string => {
    canvas.style.color = `var(--${name})`
    return getComputedStyle(canvas).color
  }
  const [response, message, reasoning, call, search, code, image, other] = kinds.map(read)
  return {
    response: response!,
    message: message!,
    reasoning: reasoning!,
    call: call!,
    search: search!,
    code: code!,
    image: image!,
    other: other!,
    bad: read("bad"),
    warn: read("warn")
  }
}

/** Moves the selection by a key. `false` if the key isn't one of the lanes. */
const moveInLanes = (pane: Pane, key: string): boolean => {
  const { lanes, rows } = pane.opened.recording
  const current = pane.current.peek()
  const place = lanes.findIndex((lane) => lane.key === rows[current]?.lane)
  const events = lanes[place]?.events ?? []
  const at = nearest(events.length, (i) => events[i]!, current)
  switch (key) {
    case "ArrowLeft":
    case "ArrowRight":
      select(pane, events[at + (key === "ArrowLeft" ? -1 : 1)] ?? current)
      return true
    case "ArrowUp":
    case "ArrowDown": {
      const other = lanes[place + (key === "ArrowUp" ? -1 : 1)]?.events ?? []
      const scale = scaleOf(pane.opened.recording, pane.axis.peek())
      const value = rows[current] === undefined ? 0 : scale.valueOf(rows[current])
      const nearestPlace = nearest(other.length, (i) => scale.valueOf(rows[other[i]!]!), value)
      select(pane, other[nearestPlace] ?? current)
      return true
    }
    case "Home":
      select(pane, 0)
      return true
    case "End":
      follow(pane)
      return true
    default:
      return false
  }
}

/** An event in a few words. */
export const placeText = ({ rows }: Recording, index: number): string => {
  const row = rows[index]
  if (row === undefined) return "No events"
  const time = row.at === undefined ? "" : `, ${duration(row.at)}`
  return `Event ${index}${time}, ${shortType(row.type)}`
}
