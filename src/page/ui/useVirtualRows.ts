/**
 * Rows of one height, of which only those in view are made.
 *
 * @internal
 */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core"
import type { VirtualItem } from "@tanstack/virtual-core"
import type { RefObject } from "preact"
import { useLayoutEffect, useReducer, useRef } from "preact/hooks"

/** The rows in view, and what scrolls them. */
export interface VirtualRows {
  /** Of the element that scrolls. */
  readonly ref: RefObject<HTMLDivElement | null>
  readonly items: ReadonlyArray<VirtualItem>
  /** The height of all rows. */
  readonly height: number
  /** How many whole rows are in view. */
  readonly page: () => number
  readonly scrollTo: (index: number, align?: "auto" | "center" | "end") => void
  /** Whether the last row is in view. */
  readonly isAtEnd: () => boolean
}

/** Makes the rows in view, and a few beside them. `head` is the height of what sticks to the top. */
export const useVirtualRows = (count: number, size: number, head = 0): VirtualRows => {
  const ref = useRef<HTMLDivElement>(null)
  const [, update] = useReducer((version: number) => version + 1, 0)
  const made = useRef<Virtualizer<HTMLDivElement, Element> | undefined>(undefined)
  const options = {
    count,
    getScrollElement: () => ref.current,
    estimateSize: () => size,
    overscan: 6,
    paddingStart: head,
    scrollPaddingStart: head,
    scrollToFn: elementScroll<HTMLDivElement>,
    observeElementRect: observeElementRect<HTMLDivElement>,
    observeElementOffset: observeElementOffset<HTMLDivElement>,
    onChange: () => {
      update(undefined)
    }
  }
  const virtualizer = (made.current ??= new Virtualizer<HTMLDivElement, Element>(options))
  virtualizer.setOptions(options)
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer])
  useLayoutEffect(() => {
    virtualizer._willUpdate()
  })
  return {
    ref,
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize() - head,
    page: () => Math.max(1, Math.floor(((ref.current?.clientHeight ?? 0) - head) / size) - 1),
    scrollTo: (index, align = "auto") => {
      virtualizer.scrollToIndex(index, { align })
    },
    isAtEnd: () =>
      virtualizer.getTotalSize() - (virtualizer.scrollOffset ?? 0) - (virtualizer.scrollRect?.height ?? 0) < size * 2
  }
}
