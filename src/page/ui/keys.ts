/**
 * Keys that work anywhere on the page, and files that are dropped anywhere on it.
 *
 * @internal
 */
import { showFiles } from "./openButton.tsx"
import { follow, nextProblem } from "./pane.ts"
import { activePane, isDragging, isHelpOpen, isNarrow, lastSide } from "./state.ts"

/** Listens for keys. */
export const listenForKeys = (): void => {
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return
    if (document.querySelector("dialog[open]") !== null || isTyping(event.target)) return
    if (onKey(event.key)) event.preventDefault()
  })
}

/** Whether a key writes something where it goes to. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input:not([type=range], [type=radio], [type=checkbox]), select")

const onKey = (key: string): boolean => {
  const pane = activePane()
  if (key === "?") {
    isHelpOpen.value = true
    return true
  }
  if (pane === undefined) return false
  switch (key) {
    case "/":
      if (isNarrow.peek() || document.querySelector(".side") !== null) pane.tab.value = "events"
      // The field may have to be made first
      requestAnimationFrame(focusFind)
      return true
    case "n":
    case "N":
      nextProblem(pane, key === "n" ? 1 : -1)
      return true
    case "p":
      pane.isPlaying.value = !pane.isPlaying.value
      return true
    case "Escape":
      follow(pane)
      return true
    default:
      return false
  }
}

const focusFind = (): void => {
  const fields = document.querySelectorAll<HTMLInputElement>('[aria-keyshortcuts="/"]')
  const field = fields[fields.length > 1 ? lastSide.peek() : 0]
  field?.focus()
  field?.select()
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true

/** Opens what is dropped on the page. */
export const listenForFiles = (): void => {
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    isDragging.value = true
  })
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) isDragging.value = false
  })
  addEventListener("drop", (event) => {
    isDragging.value = false
    if (!hasFiles(event)) return
    event.preventDefault()
    showFiles(event.dataTransfer?.files ?? [])
  })
}
