/**
 * A stream: its header, its problems, its lanes, and its events beside what they make.
 *
 * @internal
 */
import { ContentView } from "./content.tsx"
import { EventDetail } from "./eventDetail.tsx"
import { EventTable } from "./eventTable.tsx"
import { EventTools } from "./eventTools.tsx"
import { Lanes } from "./lanes.tsx"
import type { Pane, Tab } from "./pane.ts"
import { Scrubber } from "./scrubber.tsx"
import { isNarrow } from "./state.ts"
import { Problems, StreamHeader } from "./streamHeader.tsx"
import { Tabs } from "./tabs.tsx"
import type { TabView } from "./tabs.tsx"

/** A stream, alone or as one of two. */
export const StreamPane = ({ isSide = false, pane }: { readonly pane: Pane; readonly isSide?: boolean }) => {
  const hasTwo = !isSide && !isNarrow.value
  const events = () => (
    <>
      <EventTools pane={pane} />
      <EventTable pane={pane} isSlim={isSide} />
    </>
  )
  const views: ReadonlyArray<TabView<Tab>> = [
    { name: "content", word: "Content", content: () => <ContentView pane={pane} /> },
    {
      name: "event",
      word: <EventWord pane={pane} />,
      content: () => <EventDetail pane={pane} />
    }
  ]
  const chosen = pane.tab.value
  return (
    <div class="pane">
      <StreamHeader pane={pane} isSide={isSide} />
      <Problems pane={pane} />
      <Lanes pane={pane} />
      <Scrubber pane={pane} />
      <div class={hasTwo ? "panels two" : "panels"}>
        {hasTwo && (
          <div class="panel" role="group" aria-label="Events">
            {events()}
          </div>
        )}
        <Tabs
          label="Views"
          views={hasTwo ? views : [{ name: "events", word: "Events", content: events }, ...views]}
          chosen={hasTwo && chosen === "events" ? "content" : chosen}
          onChoose={(name) => {
            pane.tab.value = name
          }}
        />
      </div>
    </div>
  )
}

/** Apart, so that a selection makes nothing else anew. */
const EventWord = ({ pane }: { readonly pane: Pane }) => {
  const selected = pane.selected.value
  return <>{selected === undefined ? "Last event" : `Event ${selected}`}</>
}
