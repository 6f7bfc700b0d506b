/**
 * Rows of one height, of which only those in view are made.
 *
 * @internal
 */
import type { RefObject } from "preact"
import { useLayoutEffect, useRef, useState } from "preact/hooks"

/** The rows in view, and what scrolls them. */
export interface VirtualRows {
  /** Of the element that scrolls. */
  readonly ref: RefObject<HTMLDivElement | null>
  /** The places of the rows in view, and of a few beside them, in order. */
  readonly places: ReadonlyArray<number>
  /**
   * The same places, each where it stays while it is in view. A row that comes into view takes the element of one that
   * has left: to change an element takes less time than to make one, or to move it among the others.
   */
  readonly slots: ReadonlyArray<number>
  /** The height of all rows. */
  readonly height: number
  /** How many whole rows are in view. */
  readonly page: () => number
  readonly scrollTo: (place: number, align?: "nearest" | "end") => void
  /** Whether the last row is in view, or nearly so. */
  readonly isAtEnd: () => boolean
}

/** Rows that are made on each side of those in view. */
const beside = 3

interface Shown {
  readonly first: number
  /** How many fit, with those beside them. */
  readonly count: number
}

/**
 * Makes the rows in view, and a few beside them. Each has its own place in an element of class `virtual`, so that no
 * other is painted when one comes into view. `head` is the height of what sticks to the top.
 */
export const useVirtualRows = (count: number, size: number, head = 0): VirtualRows => {
  const ref = useRef<HTMLDivElement>(null)
  // What was read last: to ask the element makes the browser lay out
  const view = useRef({ top: 0, height: 0 }).current
  const [shown, setShown] = useState<Shown>({ first: 0, count: 0 })
  const show = (): void => {
    const first = Math.max(0, Math.floor(view.top / size) - beside)
    const fitting = Math.ceil(view.height / size) + 1 + 2 * beside
    setShown((before) => (before.first === first && before.count === fitting ? before : { first, count: fitting }))
  }
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return undefined
    const read = (): void => {
      view.top = element.scrollTop
      view.height = element.clientHeight
      show()
    }
    read()
    const observer = new ResizeObserver(read)
    observer.observe(element)
    element.addEventListener("scroll", read, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener("scroll", read)
    }
  }, [])
  const first = Math.max(0, Math.min(shown.first, count - shown.count))
  const places = Array.from({ length: Math.min(shown.count, count) }, (_, i) => first + i)
  const turn = places.length - (first % Math.max(1, places.length))
  return {
    ref,
    places,
    slots: [...places.slice(turn), ...places.slice(0, turn)],
    height: count * size,
    page: () => Math.max(1, Math.floor((view.height - head) / size) - 1),
    scrollTo: (place, align = "nearest") => {
      const top = place * size
      const end = top + size + head - view.height
      const wanted = align === "end" || view.top < end ? end : Math.min(view.top, top)
      if (ref.current === null || wanted === view.top) return
      view.top = Math.max(0, Math.min(wanted, count * size + head - view.height))
      show()
      // It makes the browser lay out, so the rows are changed before
      queueMicrotask(() => {
        if (ref.current !== null) ref.current.scrollTop = view.top
      })
    },
    isAtEnd: () => count * size + head - view.top - view.height < size * 2
  }
}
