/**
 * The state of the page.
 *
 * @internal
 */
import { effect, signal, untracked } from "@preact/signals"
import type { RuleId } from "../../errors/protocolViolation.ts"
import * as Ending from "../model/ending.ts"
import type { Opened } from "./opened.ts"
import { makePane, playWhileAsked } from "./pane.ts"
import type { Pane } from "./pane.ts"
import { verdictText } from "./format.ts"
import { openedOf } from "./sources.ts"
import * as Route from "./route.ts"

// -----------------------------------------------------------------------------
// What there is
// -----------------------------------------------------------------------------

/** Whether a screen is too narrow for things side by side. */
export const isNarrow = signal(false)

/** What screen readers say. */
export const announcement = signal("")

/** Whether the page shows how to use its keys. */
export const isHelpOpen = signal(false)

/** Whether the page asks what to compare with. */
export const isChoosing = signal(false)

/** Whether files are dragged over the page. */
export const isDragging = signal(false)

/** The rule whose text is shown. */
export const rule = signal<RuleId | undefined>(undefined)

/** Whether both sides select the same event. */
export const isLinked = signal(false)

// -----------------------------------------------------------------------------
// Panes
// -----------------------------------------------------------------------------

const panes = new Map<string, Pane>()

/** The pane of a stream. It is opened when it is first asked for, and keeps its state. `undefined`: it isn't there. */
export const paneOf = (id: string): Pane | undefined => {
  const known = panes.get(id)
  if (known !== undefined) return known
  const opened = openedOf(id)
  return opened === undefined ? undefined : untracked(() => addPane(id, opened))
}

const addPane = (id: string, opened: Opened): Pane => {
  const pane = makePane(opened)
  panes.set(id, pane)
  playWhileAsked(pane)
  announceEnd(pane)
  const at = route.peek()
  if (at.view === "stream" && at.id === id && at.event !== undefined) showEvent(pane, at.event)
  return pane
}

const showEvent = (pane: Pane, index: number): void => {
  pane.isPlaying.value = false
  pane.selected.value = index
  pane.tab.value = "event"
}

/** Says once how a stream ended that was open. */
const announceEnd = ({ opened: { recording, version } }: Pane): void => {
  const stop = effect(() => {
    void version.value
    if (Ending.isOpen(recording)) return
    announcement.value = `${recording.name}: ended, ${verdictText(Ending.of(recording))}`
    queueMicrotask(() => {
      stop()
    })
  })
}

/** The name of a part of the page. Side by side there are two of each, so it says whose it is. */
export const partName = (word: string, { opened: { recording } }: Pane): string => {
  const at = route.value
  return at.view === "compare" ? `${word}, ${at.ids[0] === recording.id ? "first" : "second"} stream` : word
}

// -----------------------------------------------------------------------------
// The address
// -----------------------------------------------------------------------------

/** What is shown. */
export const route = signal<Route.Route>({ view: "streams" })

/** The pane that the keys act on: the only one, or that of the side that was used last. */
export const activePane = (): Pane | undefined => {
  const at = route.value
  if (at.view === "streams") return undefined
  return paneOf(at.view === "stream" ? at.id : at.ids[lastSide.value])
}

/** The side that was used last. */
export const lastSide = signal<0 | 1>(0)

const readAddress = (): void => {
  const { hash } = location
  rule.value = Route.ruleOf(hash)
  const next = Route.parse(hash)
  // A rule is shown over what is shown already
  if (next === undefined) return
  route.value = next
  if (next.view !== "stream" || next.event === undefined) return
  const pane = paneOf(next.id)
  if (pane !== undefined && pane.selected.peek() !== next.event) showEvent(pane, next.event)
}

/** Goes to an address. The back button leads back. */
export const go = (hash: string): void => {
  if (location.hash === hash) readAddress()
  else location.hash = hash
}

/** Closes the text of a rule, and leaves its address. */
export const closeRule = (): void => {
  rule.value = undefined
  history.replaceState(null, "", addressOf(route.value))
}

const addressOf = (at: Route.Route): string =>
  at.view === "streams"
    ? "#/"
    : at.view === "compare"
      ? Route.compareHash(...at.ids)
      : Route.streamHash(at.id, paneOf(at.id)?.selected.peek())

/** How long a selection must last until it is in the address, in milliseconds. Browsers refuse too many changes. */
const settled = 250

/** Keeps the state to the address, and the address to the selection. */
export const followAddress = (): void => {
  addEventListener("hashchange", readAddress)
  readAddress()
  effect(() => {
    const at = route.value
    if (at.view !== "stream" || rule.value !== undefined) return undefined
    const selected = paneOf(at.id)?.selected.value
    const timer = setTimeout(() => {
      const hash = Route.streamHash(at.id, selected)
      if (location.hash !== hash) history.replaceState(null, "", hash)
    }, settled)
    return () => {
      clearTimeout(timer)
    }
  })
}

/** Keeps both sides at the same event, while they are linked. */
export const followLink = (): void => {
  effect(() => {
    const at = route.value
    if (at.view !== "compare" || !isLinked.value) return
    const from = paneOf(at.ids[lastSide.value])
    const to = paneOf(at.ids[lastSide.value === 0 ? 1 : 0])
    if (from !== undefined && to !== undefined) to.selected.value = from.selected.value
  })
}

/** Shows the only stream that there is, unless the address names another. */
export const showOnly = (ids: ReadonlyArray<string>): void => {
  const [only] = ids
  if (only === undefined || ids.length > 1 || (location.hash !== "" && location.hash !== "#/")) return
  history.replaceState(null, "", Route.streamHash(only))
  readAddress()
}

/** Keeps {@link isNarrow}. */
export const followWidth = (): void => {
  const query = matchMedia("(max-width: 820px)")
  const read = (): void => {
    isNarrow.value = query.matches
  }
  query.addEventListener("change", read)
  read()
}
