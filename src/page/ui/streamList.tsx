/**
 * The list of streams, newest first. Only those in view are made.
 *
 * @internal
 */
import { useMemo, useState } from "preact/hooks"
import type { StreamEntry } from "../../capture/streamEntry.ts"
import { sanitize } from "../../capture/text.ts"
import * as Ending from "../model/ending.ts"
import { counted, duration, timeOfDay, verdictText } from "./format.ts"
import { streamHash } from "./route.ts"
import { connection, entries } from "./sources.ts"
import { route } from "./state.ts"
import { useVirtualRows } from "./useVirtualRows.ts"
import { VerdictBadge } from "./verdictBadge.tsx"

const rowHeight = 62

/** The list, with a filter. */
export const StreamList = () => {
  const [text, setText] = useState("")
  const all = entries.value
  const shown = text === "" ? all : all.filter((entry) => matches(entry, text.toLowerCase()))
  const { height, places, ref } = useVirtualRows(shown.length, rowHeight)
  const at = route.value
  const current: ReadonlyArray<string> = at.view === "stream" ? [at.id] : at.view === "compare" ? at.ids : []
  return (
    <nav class="streams" aria-label="Streams">
      <div class="streams-head">
        <input
          class="field grow"
          type="search"
          aria-label="Filter streams"
          placeholder="Filter streams"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value)
          }}
        />
      </div>
      <p class="hidden" role="status">
        {text === "" ? "" : `${counted(shown.length, "stream")} found`}
      </p>
      <div ref={ref} class="scroll">
        <ul class="virtual" style={{ height: `${height}px` }}>
          {places.map((place) => {
            const entry = shown[place]
            return entry === undefined ? null : (
              <li
                key={entry.id}
                aria-setsize={shown.length}
                aria-posinset={place + 1}
                style={{ top: `${place * rowHeight}px` }}
              >
                <StreamLink entry={entry} isCurrent={current.includes(entry.id)} />
              </li>
            )
          })}
        </ul>
        {shown.length === 0 && (
          <p class="empty">
            {all.length > 0
              ? "No stream has this text."
              : connection.value === "connecting"
                ? "Connecting…"
                : "Streams appear here as they come."}
          </p>
        )}
      </div>
    </nav>
  )
}

/** A stream of the list. It is made anew only if something of it has changed. */
const StreamLink = ({ entry, isCurrent }: { readonly entry: StreamEntry; readonly isCurrent: boolean }) =>
  useMemo(() => makeLink(entry, isCurrent), [entry, isCurrent])

const makeLink = (entry: StreamEntry, isCurrent: boolean) => {
  const { events, firstToken, id, name, startedAt, state } = entry
  const isOpen = state === "open"
  const ending = Ending.ofEntry(entry)
  const problems = entry.invalid + entry.violations
  const facts = [
    isOpen ? (startedAt === undefined ? "Reading…" : "Open") : verdictText(ending),
    ending !== Ending.noEvents && counted(events, "event"),
    entry.duration !== undefined && duration(entry.duration)
  ].filter((fact) => fact !== false)
  const details = [
    Ending.detailOf(entry),
    firstToken !== undefined && `first token ${duration(firstToken)}`,
    entry.model !== undefined && sanitize(entry.model)
  ]
    .filter((detail) => detail !== undefined && detail !== false)
    .join(" · ")
  return (
    <a class="stream" href={streamHash(id)} aria-current={isCurrent ? "page" : undefined}>
      <span class="icon">
        <VerdictBadge isOpen={isOpen} verdict={ending} word={false} />
      </span>
      <span class="stream-name cut cut-start" title={sanitize(name)}>
        <bdi>{sanitize(name)}</bdi>
      </span>
      <span class="soft number">{startedAt !== undefined && timeOfDay(startedAt)}</span>
      <span class="stream-facts soft cut">{facts.join(" · ")}</span>
      <span class="stream-facts cut">
        {problems > 0 && <span class="bad">{counted(problems, "problem")}</span>}
        <span class="soft">{(problems > 0 && details !== "" ? " · " : "") + details}</span>
      </span>
    </a>
  )
}

const matches = (entry: StreamEntry, text: string): boolean => {
  const { model, name, state } = entry
  const ending = state === "open" ? undefined : verdictText(Ending.ofEntry(entry))
  return [name, model, Ending.detailOf(entry), state, ending].some(
    (word) => word?.toLowerCase().includes(text) === true
  )
}
