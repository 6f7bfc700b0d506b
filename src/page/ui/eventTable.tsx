/**
 * The table of events. Only the rows in view are made, so there may be any number.
 *
 * @internal
 */
import { useLayoutEffect, useMemo, useRef } from "preact/hooks"
import { preview } from "../../capture/preview.ts"
import type { EventRow, Recording } from "../model/types.ts"
import { duration, shortType } from "./format.ts"
import { Icon } from "./icon.tsx"
import { kindOf } from "./kinds.ts"
import { follow, move, placeOf, select } from "./pane.ts"
import type { Pane } from "./pane.ts"
import { placeInFound } from "./rowIndexes.ts"
import { isNarrow } from "./state.ts"
import { useVirtualRows } from "./useVirtualRows.ts"
import type { VirtualRows } from "./useVirtualRows.ts"

const rowHeight = 26

const columns = [
  ["number", "#"],
  ["time", "Time"],
  ["type", "Type"],
  ["item", "Item"],
  ["preview", "Preview"],
  ["problems", "Problems"]
] as const

/** The table of a pane. `isSlim`: there is little room. */
export const EventTable = ({ isSlim, pane }: { readonly isSlim: boolean; readonly pane: Pane }) => {
  const { recording, version } = pane.opened
  void version.value
  const indexes = pane.shown.value?.selection.indexes
  const count = indexes?.length ?? recording.rows.length
  const virtual = useVirtualRows(count, rowHeight, rowHeight)
  const selected = pane.selected.value
  useKeepInView(virtual, pane, count)
  const { places, ref, slots } = virtual
  const hasTime = recording.hasTimes
  const hasDelta = !isSlim && !isNarrow.value
  const hasItem = !isNarrow.value
  const shownColumns = columns.filter(([column]) => (column !== "time" || hasTime) && (column !== "item" || hasItem))
  const laneOf = laneLookup(recording)
  const found = pane.found.value
  const isInView = places.some((place) => (indexes?.[place] ?? place) === selected)
  return (
    <div
      ref={ref}
      class={`grid${isSlim ? " slim" : ""}${hasTime ? "" : " untimed"}${isClean(recording) ? " clean" : ""}`}
      role="grid"
      aria-label="Events"
      aria-rowcount={count + 1}
      aria-colcount={shownColumns.length}
      aria-activedescendant={isInView && selected !== undefined ? rowId(recording, selected) : undefined}
      tabIndex={0}
      onKeyDown={(event) => {
        if (!event.altKey && !event.ctrlKey && !event.metaKey && moveByKey(pane, event.key, virtual)) {
          event.preventDefault()
        }
      }}
    >
      <div class="grid-row grid-head" role="row" aria-rowindex={1}>
        {shownColumns.map(([column, word]) => (
          <span key={column} role="columnheader" class={column === "number" || column === "time" ? "number" : ""}>
            {word}
          </span>
        ))}
      </div>
      <div
        class="virtual"
        role="rowgroup"
        aria-owns={places.map((place) => rowId(recording, indexes?.[place] ?? place)).join(" ")}
        style={{ height: `${virtual.height}px` }}
      >
        {slots.map((place, slot) => {
          const row = recording.rows[indexes?.[place] ?? place]
          if (row === undefined) return null
          const lane = laneOf(row.lane)
          return (
            <Row
              key={slot}
              row={row}
              before={recording.rows[row.index - 1]}
              hasDelta={hasDelta}
              pane={pane}
              place={place}
              item={lane?.label}
              itemType={lane?.type}
              isSelected={row.index === selected}
              isMatch={placeInFound(found, row.index) !== undefined}
              hasTime={hasTime}
              hasItem={hasItem}
            />
          )
        })}
      </div>
      {count === 0 && (
        <p class="empty" role="presentation">
          {recording.rows.length > 0
            ? "No event passes the filter."
            : recording.isOpen
              ? "Waiting for events…"
              : "No events."}
        </p>
      )}
    </div>
  )
}

interface RowProps {
  readonly row: EventRow
  readonly before: EventRow | undefined
  /** Whether the time since the event before it is shown. */
  readonly hasDelta: boolean
  readonly pane: Pane
  readonly place: number
  readonly item: string | undefined
  readonly itemType: string | undefined
  readonly isSelected: boolean
  readonly isMatch: boolean
  readonly hasTime: boolean
  readonly hasItem: boolean
}

/** A row. It is made anew only if something of it has changed. */
const Row = (props: RowProps) => useMemo(() => makeRow(props), Object.values(props))

const makeRow = (props: RowProps) => {
  const { before, hasDelta, hasItem, hasTime, isMatch, isSelected, item, itemType = "", pane, place, row } = props
  return (
    <div
      id={rowId(pane.opened.recording, row.index)}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      style={{ top: `${place * rowHeight}px` }}
      class={`grid-row event ${toneOf(row)}${isMatch ? " is-match" : ""}`}
      onClick={() => {
        select(pane, row.index, "event")
      }}
    >
      <span role="gridcell" class="number soft">
        {row.index}
      </span>
      {hasTime && (
        <span role="gridcell" class="time number">
          {row.at !== undefined && <span>{duration(row.at)}</span>}
          {hasDelta && <span class="soft">{deltaText(before, row)}</span>}
        </span>
      )}
      <span role="gridcell" title={row.type}>
        {shortType(row.type)}
      </span>
      {hasItem && (
        <span role="gridcell" class="item-cell" title={item}>
          {row.outputIndex !== undefined && (
            <>
              <span class={`swatch kind-${kindOf(itemType)}`} />
              {row.outputIndex}
            </>
          )}
        </span>
      )}
      <span role="gridcell" class="preview">
        {previewOf(row)}
      </span>
      <span role="gridcell" class="marks">
        <Marks row={row} />
      </span>
    </div>
  )
}

const rowId = ({ id }: Recording, index: number): string => `event-${id}-${index}`

/** Whether no event needs a mark. */
const isClean = ({ report }: Recording): boolean =>
  report.invalid + report.repaired + report.unknown + report.violations.length + report.omitted.violations === 0

const Marks = ({ row }: { readonly row: EventRow }) => (
  <>
    {row.status === "invalid" && (
      <span class="mark-text bad">
        <Icon name="cross" size={12} />
        Invalid
      </span>
    )}
    {row.violations.map(({ rule, severity }, i) => (
      <span key={i} class={`mark-text ${severity === "error" ? "bad" : "warn"}`}>
        <Icon name="warning" size={12} />
        {rule}
      </span>
    ))}
    {row.status === "repaired" && (
      <span class="mark-text soft" title={row.repairs.join(", ")}>
        <Icon name="wrench" size={12} />
        {row.violations.length === 0 ? "Repaired" : ""}
      </span>
    )}
    {row.status === "unknown" && (
      <span class="mark-text soft">
        <Icon name="question" size={12} />
        Unknown
      </span>
    )}
  </>
)

const toneOf = (row: EventRow): string =>
  row.error !== undefined || row.violations.some(({ severity }) => severity === "error")
    ? "has-error"
    : row.violations.length > 0
      ? "has-warning"
      : ""

const deltaText = (before: EventRow | undefined, { at = 0 }: EventRow): string =>
  before?.at === undefined ? "" : `+${duration(Math.max(0, at - before.at))}`

const previews = new WeakMap<EventRow, string>()

const previewOf = (row: EventRow): string => {
  const known = previews.get(row) ?? (row.error?._tag === "InvalidJson" ? row.data.slice(0, 200) : preview(row.json))
  previews.set(row, known)
  return known
}

/** Finds a lane by its key. Rows in view are of few lanes. */
const laneLookup = ({ lanes }: Recording) => {
  let last = lanes[0]
  return (key: string) => (last?.key === key ? last : (last = lanes.find((lane) => lane.key === key)))
}

/** Shows the selected row when it is another one, and the end while the stream goes on and the end was in view. */
const useKeepInView = (virtual: VirtualRows, pane: Pane, count: number): void => {
  const selected = pane.selected.value
  const wasAtEnd = useRef(pane.opened.isLive)
  const indexes = pane.shown.value?.selection.indexes
  const { recording } = pane.opened
  useLayoutEffect(() => {
    if (selected !== undefined && count > 0) virtual.scrollTo(placeOf(indexes, selected))
  }, [selected, pane.shown.value === undefined])
  const isFollowing = selected === undefined && recording.isOpen && wasAtEnd.current
  useLayoutEffect(() => {
    if (isFollowing && count > 0) virtual.scrollTo(count - 1, "end")
  }, [count])
  useLayoutEffect(() => {
    const element = virtual.ref.current
    const onScroll = (): void => {
      wasAtEnd.current = pane.opened.isLive && virtual.isAtEnd()
    }
    element?.addEventListener("scroll", onScroll, { passive: true })
    return () => {
      element?.removeEventListener("scroll", onScroll)
    }
  }, [])
}

const moveByKey = (pane: Pane, key: string, { page }: VirtualRows): boolean => {
  switch (key) {
    case "ArrowDown":
      move(pane, 1)
      return true
    case "ArrowUp":
      move(pane, -1)
      return true
    case "PageDown":
      move(pane, page())
      return true
    case "PageUp":
      move(pane, -page())
      return true
    case "Home":
      move(pane, -Infinity)
      return true
    case "End":
      move(pane, Infinity)
      return true
    case "Enter":
      pane.tab.value = "event"
      return true
    case "Escape":
      follow(pane)
      return true
    default:
      return false
  }
}
