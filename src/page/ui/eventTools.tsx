/**
 * Filters of the table, and the search in it.
 *
 * @internal
 */
import type { Signal } from "@preact/signals"
import type { ComponentChildren } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import { sanitize } from "../../capture/text.ts"
import { counted, integer, shortType } from "./format.ts"
import { Icon } from "./icon.tsx"
import { kindOf } from "./kinds.ts"
import { clearFilters, findNext, isFiltered, states, toggle } from "./pane.ts"
import type { Pane, RowState } from "./pane.ts"
import { placeInFound } from "./rowIndexes.ts"
import { partName } from "./state.ts"

/** The tools above the table. */
export const EventTools = ({ pane }: { readonly pane: Pane }) => {
  const [isOpen, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!isOpen) return undefined
    const close = (event: Event): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === true) return
      setOpen(false)
    }
    addEventListener("pointerdown", close)
    addEventListener("focusin", close)
    return () => {
      removeEventListener("pointerdown", close)
      removeEventListener("focusin", close)
    }
  }, [isOpen])
  const chosen = pane.types.value.size + pane.lanes.value.size + pane.states.value.size
  return (
    <div class="tools" role="search" aria-label={partName("Events", pane)}>
      <div
        ref={box}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !isOpen) return
          event.stopPropagation()
          setOpen(false)
          box.current?.querySelector("button")?.focus()
        }}
      >
        <button
          type="button"
          class="button"
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen)
          }}
        >
          <Icon name="filter" />
          Filter
          {chosen > 0 && <span class="soft">{chosen}</span>}
        </button>
        {isOpen && <FilterMenu pane={pane} />}
      </div>
      <input
        class="field"
        type="search"
        aria-label="Only events with this text"
        placeholder="Only with text"
        value={pane.text.value}
        onInput={(event) => {
          pane.text.value = event.currentTarget.value
        }}
      />
      <Find pane={pane} />
      <ShownCount pane={pane} />
    </div>
  )
}

const Find = ({ pane }: { readonly pane: Pane }) => {
  const found = pane.found.value
  const place = placeInFound(found, pane.selected.value)
  const total = found?.selection.indexes.length ?? 0
  return (
    <div class="find">
      <input
        class="field"
        type="search"
        data-key="/"
        aria-label="Find in events"
        aria-keyshortcuts="/"
        placeholder="Find ( / )"
        value={pane.search.value}
        onInput={(event) => {
          pane.search.value = event.currentTarget.value
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return
          event.preventDefault()
          findNext(pane, event.shiftKey ? -1 : 1)
        }}
      />
      {found !== undefined && (
        <span class="soft number" role="status">
          {place === undefined ? integer(total) : `${integer(place + 1)}/${integer(total)}`}
          <span class="hidden"> found</span>
        </span>
      )}
      <FindButton pane={pane} direction={-1} />
      <FindButton pane={pane} direction={1} />
    </div>
  )
}

const FindButton = ({ direction, pane }: { readonly direction: 1 | -1; readonly pane: Pane }) => (
  <button
    type="button"
    class="button bare icon"
    aria-label={direction === 1 ? "Next match" : "Previous match"}
    disabled={(pane.found.value?.selection.indexes.length ?? 0) === 0}
    onClick={() => {
      findNext(pane, direction)
    }}
  >
    <Icon name={direction === 1 ? "down" : "up"} />
  </button>
)

const ShownCount = ({ pane }: { readonly pane: Pane }) => {
  void pane.opened.version.value
  const total = pane.opened.recording.rows.length
  const shown = pane.shown.value?.selection.indexes.length
  return (
    <>
      <span class="soft" role="status">
        {shown === undefined ? counted(total, "event") : `${integer(shown)} of ${counted(total, "event")}`}
      </span>
      {isFiltered(pane) && (
        <button
          type="button"
          class="plain"
          onClick={() => {
            clearFilters(pane)
          }}
        >
          Show all
        </button>
      )}
    </>
  )
}

const stateWords: Readonly<Record<RowState, string>> = {
  invalid: "Invalid",
  repaired: "Repaired",
  unknown: "Of unknown type",
  violations: "With violations"
}

/** So many types and items are offered. */
const maxChecks = 200

const FilterMenu = ({ pane }: { readonly pane: Pane }) => {
  void pane.opened.version.value
  const { lanes, report, rows } = pane.opened.recording
  const counts: Readonly<Record<RowState, number>> = {
    invalid: report.invalid,
    repaired: report.repaired,
    unknown: report.unknown,
    violations: report.violations.length + report.omitted.violations
  }
  const types = useTypes(pane, rows.length)
  return (
    <div class="menu" role="group" aria-label="Filter">
      <fieldset>
        <legend>Type</legend>
        {Array.from(types)
          .slice(0, maxChecks)
          .map(([type, n]) => (
            <Check key={type} set={pane.types} value={type} n={n}>
              <span class="cut" title={type}>
                {shortType(type)}
              </span>
            </Check>
          ))}
      </fieldset>
      <fieldset>
        <legend>Status</legend>
        {states.map((state) => (
          <Check key={state} set={pane.states} value={state} n={counts[state]}>
            {stateWords[state]}
          </Check>
        ))}
      </fieldset>
      <fieldset>
        <legend>Item</legend>
        {lanes.slice(0, maxChecks).map(({ events, key, label, outputIndex, type }) => (
          <Check key={key} set={pane.lanes} value={key} n={events.length}>
            <span class={`swatch kind-${kindOf(type)}`} />
            <span class="cut">
              <bdi>{sanitize(label)}</bdi>
              {outputIndex !== undefined && <span class="soft"> {outputIndex}</span>}
            </span>
          </Check>
        ))}
      </fieldset>
    </div>
  )
}

/** The types of the rows, with how many there are of each. Rows that were counted aren't counted again. */
const useTypes = (pane: Pane, length: number): ReadonlyMap<string, number> => {
  const counted = useRef({ seen: 0, types: new Map<string, number>() })
  const { rows } = pane.opened.recording
  const { current } = counted
  for (; current.seen < length; current.seen++) {
    const { type } = rows[current.seen]!
    current.types.set(type, (current.types.get(type) ?? 0) + 1)
  }
  return current.types
}

const Check = <Value,>({
  children,
  n,
  set,
  value
}: {
  readonly children: ComponentChildren
  readonly n: number
  readonly set: Signal<ReadonlySet<Value>>
  readonly value: Value
}) => (
  <label class="check">
    <input
      type="checkbox"
      checked={set.value.has(value)}
      onChange={() => {
        toggle(set, value)
      }}
    />
    {children}
    <span class="soft">{integer(n)}</span>
  </label>
)
