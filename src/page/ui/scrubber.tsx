/**
 * Moves through a recording: by hand, at its pace, or with its end.
 *
 * @internal
 */
import { duration } from "./format.ts"
import { Icon } from "./icon.tsx"
import { placeText } from "./lanes.tsx"
import { follow, select } from "./pane.ts"
import type { Pane } from "./pane.ts"
import { Segments } from "./segments.tsx"

const speeds = [0.25, 0.5, 1, 2, 4, 10, 50] as const

/** The scrubber of a pane. */
export const Scrubber = ({ pane }: { readonly pane: Pane }) => {
  const { recording, version } = pane.opened
  void version.value
  const current = pane.current.value
  const isPlaying = pane.isPlaying.value
  const last = recording.rows.length - 1
  const at = recording.rows[current]?.at
  return (
    <div class="scrubber" role="group" aria-label="Playback">
      <button
        type="button"
        class="button icon"
        aria-label={isPlaying ? "Pause" : "Play"}
        title={`${isPlaying ? "Pause" : "Play"} (p)`}
        disabled={last < 1}
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
      <input
        type="range"
        aria-label="Event"
        aria-valuetext={placeText(recording, current)}
        min={0}
        max={Math.max(last, 0)}
        value={Math.max(current, 0)}
        disabled={last < 1}
        onInput={(event) => {
          select(pane, Number(event.currentTarget.value))
          if (pane.tab.value === "event") pane.tab.value = "content"
        }}
      />
      <span class="place" aria-hidden="true">
        {current >= 0 && `#${current}`}
        {at !== undefined && <span class="soft"> {duration(at)}</span>}
      </span>
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
    </div>
  )
}
