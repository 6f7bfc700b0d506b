/**
 * Moves through a recording: by hand, at its pace, or with its end.
 *
 * @internal
 */
import { Icon } from "./icon.tsx"
import { placeText } from "./lanes.tsx"
import { follow, select } from "./pane.ts"
import type { Pane } from "./pane.ts"
import { nearest, scaleOf } from "./scale.ts"

const speeds = [0.25, 0.5, 1, 2, 4, 10, 50] as const

/** The scrubber of a pane. Its slider has the axis of the lanes, and is as wide. */
export const Scrubber = ({ pane }: { readonly pane: Pane }) => {
  const { recording, version } = pane.opened
  void version.value
  const { rows } = recording
  const current = pane.current.value
  const isPlaying = pane.isPlaying.value
  const scale = scaleOf(recording, pane.axis.value)
  const go = (index: number): void => {
    select(pane, index)
    if (pane.tab.value === "event") pane.tab.value = "content"
  }
  return (
    <div class="scrubber" role="group" aria-label="Playback">
      <div class="scrubber-tools">
        <button
          type="button"
          class="button icon"
          aria-label={isPlaying ? "Pause" : "Play"}
          title={`${isPlaying ? "Pause" : "Play"} (p)`}
          disabled={rows.length < 2}
          onClick={() => {
            pane.isPlaying.value = !isPlaying
            if (!isPlaying && pane.tab.value === "event") pane.tab.value = "content"
          }}
        >
          <Icon name={isPlaying ? "pause" : "play"} />
        </button>
        <select
          class="field"
          aria-label="Speed"
          value={String(pane.speed.value)}
          onChange={(event) => {
            pane.speed.value = Number(event.currentTarget.value)
          }}
        >
          {speeds.map((speed) => (
            <option key={speed} value={String(speed)}>
              {speed}×
            </option>
          ))}
        </select>
        <button
          type="button"
          class="button icon"
          aria-label="Follow the end"
          title="Follow the end (Escape)"
          aria-pressed={pane.selected.value === undefined}
          onClick={() => {
            follow(pane)
          }}
        >
          <Icon name="end" />
        </button>
      </div>
      <input
        type="range"
        aria-label="Event"
        aria-valuetext={placeText(recording, current)}
        min={0}
        max={scale.end}
        step="any"
        value={rows[current] === undefined ? 0 : scale.valueOf(rows[current])}
        disabled={rows.length < 2}
        onInput={(event) => {
          go(nearest(rows.length, (place) => scale.valueOf(rows[place]!), Number(event.currentTarget.value)))
        }}
        onKeyDown={(event) => {
          const next = placeByKey(event.key, current, rows.length)
          if (next === undefined) return
          event.preventDefault()
          go(next)
        }}
      />
    </div>
  )
}

/** Where a key of the slider leads: from event to event, whatever their times are. */
const placeByKey = (key: string, current: number, count: number): number | undefined => {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return current - 1
    case "ArrowRight":
    case "ArrowUp":
      return current + 1
    case "PageDown":
      return current - Math.ceil(count / 10)
    case "PageUp":
      return current + Math.ceil(count / 10)
    case "Home":
      return 0
    case "End":
      return count - 1
    default:
      return undefined
  }
}
