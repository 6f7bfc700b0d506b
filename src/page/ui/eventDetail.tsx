/**
 * The selected event: what is wrong with it, and its JSON.
 *
 * @internal
 */
import { useState } from "preact/hooks"
import { reasonsOf } from "../../capture/errorText.ts"
import type { ViolationEntry } from "../../capture/inspection.ts"
import { endingError } from "../../capture/streamEntry.ts"
import { sanitize } from "../../capture/text.ts"
import * as Ending from "../model/ending.ts"
import { excerptOf } from "../model/jsonTree.ts"
import type { EventRow } from "../model/types.ts"
import { duration, errorWord, integer } from "./format.ts"
import { Icon } from "./icon.tsx"
import { JsonLines } from "./jsonLines.tsx"
import { move } from "./pane.ts"
import type { Pane } from "./pane.ts"
import { ruleHash } from "./route.ts"
import { announcement, partName } from "./state.ts"

type EndingError = NonNullable<ReturnType<typeof endingError>>

/** The detail of the selected event of a pane. */
export const EventDetail = ({ pane }: { readonly pane: Pane }) => {
  const { recording, version } = pane.opened
  void version.value
  const { rows } = recording
  const row = rows[pane.current.value]
  const atEnd = pane.current.value === rows.length - 1 ? endingError(recording.report) : undefined
  return (
    <div class="body" role="region" aria-label={partName("Event", pane)} tabIndex={0}>
      <h2 class="hidden">Event</h2>
      {atEnd !== undefined && <EndFindings error={atEnd} />}
      {atEnd !== undefined && row !== undefined && <p class="soft">The last event before it:</p>}
      {row === undefined ? (
        atEnd === undefined && <p class="empty">No event is selected.</p>
      ) : (
        <Detail key={row.index} pane={pane} row={row} />
      )}
    </div>
  )
}

const Detail = ({ pane, row }: { readonly pane: Pane; readonly row: EventRow }) => {
  const { at, error, index, type } = row
  return (
    <>
      <div class="detail-head">
        <h3>{type === "" ? "(no type)" : type}</h3>
        <span class="soft grow">
          #{index}
          {at !== undefined && ` · ${duration(at)}`}
        </span>
        <button
          type="button"
          class="button bare icon"
          aria-label="Previous event"
          onClick={() => {
            move(pane, -1)
          }}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="button bare icon"
          aria-label="Next event"
          onClick={() => {
            move(pane, 1)
          }}
        >
          <Icon name="down" />
        </button>
        <Copy text={() => copyText(row)} />
      </div>
      <Findings row={row} violations={Ending.violationsAt(pane.opened.recording, row)} />
      {error?._tag === "InvalidJson" ? (
        <Excerpt text={row.data} position={error.position} />
      ) : (
        <JsonLines
          json={row.json}
          label="JSON of the event"
          {...(error === undefined ? {} : { fields: error.fields })}
        />
      )}
    </>
  )
}

/** What is wrong with an event, and what was mended. Absent if nothing is. */
const Findings = ({
  row: { error, repairs, status },
  violations
}: {
  readonly row: EventRow
  readonly violations: ReadonlyArray<ViolationEntry>
}) =>
  status === "valid" && violations.length === 0 ? null : (
    <ul class="report" aria-label="Findings">
      {error !== undefined && (
        <li class="bad">
          <strong>Invalid </strong>
          <span>{reasonsOf(error).join("; ")}</span>
        </li>
      )}
      {violations.map(({ message, rule, severity }, i) => (
        <li key={i} class={severity === "error" ? "bad" : "warn"}>
          <a href={ruleHash(rule)}>Rule {rule}</a> <span>{message}</span>
        </li>
      ))}
      {repairs.length > 0 && (
        <li>
          <strong>Repaired </strong>
          <span class="mono">{repairs.join(", ")}</span>
        </li>
      )}
      {status === "unknown" && (
        <li>
          <strong>Unknown type </strong>
          <span>No model describes it. It is passed on as it came.</span>
        </li>
      )}
    </ul>
  )

/** What ended the stream. */
const EndFindings = ({ error: { _tag, message } }: { readonly error: EndingError }) => (
  <ul class="report" aria-label="Findings at the end">
    <li class="bad">
      <strong>{errorWord(_tag)} </strong>
      <span>{sanitize(message)}</span>
    </li>
  </ul>
)

const Excerpt = ({ position, text }: { readonly text: string; readonly position: number }) => {
  const { after, at, before, omitted } = excerptOf(text, position)
  return (
    <pre class="block">
      {omitted[0] > 0 && <span class="soft">… {integer(omitted[0])} characters </span>}
      {before}
      <mark>{at === "" ? "⌁ end" : at}</mark>
      {after}
      {omitted[1] > 0 && <span class="soft"> {integer(omitted[1])} characters …</span>}
    </pre>
  )
}

const copyText = ({ data, json }: EventRow): string => (json === undefined ? data : JSON.stringify(json, undefined, 2))

/** Copies a text. Gives what is to be said of it. */
const copy = async (text: string): Promise<string> => {
  try {
    await navigator.clipboard.writeText(text)
    return "Copied"
  } catch {
    return "The browser refuses"
  }
}

/** A button that copies a text. */
const Copy = ({ text }: { readonly text: () => string }) => {
  const [word, setWord] = useState("Copy JSON")
  const say = (said: string): void => {
    setWord(said)
    announcement.value = said
  }
  return (
    <button
      type="button"
      class="button"
      onClick={() => {
        void copy(text()).then(say)
      }}
    >
      <Icon name="copy" size={14} />
      {word}
    </button>
  )
}
