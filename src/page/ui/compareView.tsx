/**
 * Two recordings side by side.
 *
 * @internal
 */
import { sanitize } from "../../capture/text.ts"
import { compare } from "../model/facts.ts"
import type { Comparison } from "../model/facts.ts"
import { factText, shortType } from "./format.ts"
import { Icon } from "./icon.tsx"
import type { Pane } from "./pane.ts"
import { streamHash } from "./route.ts"
import { isLinked, lastSide } from "./state.ts"
import { StreamPane } from "./streamPane.tsx"

/** Two streams: what differs, then each with its lanes and its events. */
export const CompareView = ({ panes }: { readonly panes: readonly [Pane, Pane] }) => {
  const [one, other] = panes
  return (
    <div class="compare">
      <div class="compare-top">
        <div class="compare-head">
          <h1>Side by side</h1>
          <label class="check">
            <input
              type="checkbox"
              checked={isLinked.value}
              onChange={() => {
                isLinked.value = !isLinked.value
              }}
            />
            Same event on both sides
          </label>
          <span class="grow" />
          <a class="button" href={streamHash(one.opened.recording.id)}>
            <Icon name="cross" size={12} />
            End comparison
          </a>
        </div>
        <Differences panes={panes} />
      </div>
      <div class="sides">
        {[one, other].map((pane, side) => (
          <section
            key={`${side} ${pane.opened.recording.id}`}
            class="side"
            aria-label={side === 0 ? "First stream" : "Second stream"}
            onPointerDownCapture={() => {
              lastSide.value = side === 0 ? 0 : 1
            }}
            onFocusCapture={() => {
              lastSide.value = side === 0 ? 0 : 1
            }}
          >
            <StreamPane pane={pane} isSide />
          </section>
        ))}
      </div>
    </div>
  )
}

const Differences = ({ panes: [one, other] }: { readonly panes: readonly [Pane, Pane] }) => {
  void one.opened.version.value
  void other.opened.version.value
  const all = compare(one.opened.recording, other.opened.recording)
  const count = all.filter(({ differs }) => differs).length
  return (
    <div class="differences" role="region" aria-label="Facts of both" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{count === 0 ? "No differences" : `${count} of ${all.length} differ`}</th>
            <th scope="col">
              <bdi>{sanitize(one.opened.recording.name)}</bdi>
            </th>
            <th scope="col">
              <bdi>{sanitize(other.opened.recording.name)}</bdi>
            </th>
          </tr>
        </thead>
        <tbody>
          {all.map((fact) => (
            <Row key={`${fact.section} ${fact.name}`} fact={fact} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Row = ({ fact }: { readonly fact: Comparison }) => {
  const { differs, name, section, unit, values } = fact
  return (
    <tr class={differs ? "differs" : ""}>
      <th scope="row">
        {section === "types" ? shortType(name) : section === "violations" ? `Rule ${name}` : name}
        {differs && (
          <span class="differs">
            {" "}
            ≠<span class="hidden"> differs</span>
          </span>
        )}
      </th>
      {values.map((value, i) => (
        <td key={i}>
          {value === undefined && section !== "stream" && unit === "count" ? "–" : factText({ name, unit, value })}
        </td>
      ))}
    </tr>
  )
}
