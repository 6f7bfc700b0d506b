/**
 * Views that share a place.
 *
 * @internal
 */
import type { ComponentChildren } from "preact"
import { useId } from "preact/hooks"

/** A view, its name, and what is in it. */
export interface TabView<Name extends string> {
  readonly name: Name
  readonly word: ComponentChildren
  readonly content: () => ComponentChildren
}

/** Tabs, and the chosen view under them. The arrow keys choose. */
export const Tabs = <Name extends string>({
  chosen,
  label,
  onChoose,
  views
}: {
  readonly label: string
  readonly views: ReadonlyArray<TabView<Name>>
  readonly chosen: Name
  readonly onChoose: (name: Name) => void
}) => {
  const id = useId()
  const place = Math.max(
    0,
    views.findIndex(({ name }) => name === chosen)
  )
  const view = views[place]!
  return (
    <div class="panel">
      <div
        class="tabs"
        role="tablist"
        aria-label={label}
        onKeyDown={(event) => {
          const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0
          if (by === 0) return
          event.preventDefault()
          const next = views[(place + by + views.length) % views.length]!
          onChoose(next.name)
          document.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${next.name}`)}`)?.focus()
        }}
      >
        {views.map(({ name, word }) => (
          <button
            key={name}
            id={`${id}-${name}`}
            type="button"
            role="tab"
            class="tab"
            aria-selected={name === view.name}
            aria-controls={name === view.name ? `${id}-panel` : undefined}
            tabIndex={name === view.name ? 0 : -1}
            onClick={() => {
              onChoose(name)
            }}
          >
            {word}
          </button>
        ))}
      </div>
      <div class="panel grow" id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${view.name}`}>
        {view.content()}
      </div>
    </div>
  )
}
