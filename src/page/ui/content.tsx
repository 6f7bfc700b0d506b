/**
 * The response as it was after the selected event: text, reasoning, calls, images and the rest, item by item.
 *
 * @internal
 */
import type { ComponentChildren } from "preact"
import { useLayoutEffect, useMemo, useRef } from "preact/hooks"
import { sanitize } from "../../capture/text.ts"
import * as Content from "../model/content.ts"
import type { Block, ItemContent, Source } from "../model/content.ts"
import { integer } from "./format.ts"
import { JsonLines } from "./jsonLines.tsx"
import { kindOf } from "./kinds.ts"
import { LongText } from "./longText.tsx"
import type { Pane } from "./pane.ts"
import { PictureView } from "./pictureView.tsx"
import { partName } from "./state.ts"

/** So many items are shown at once: those around the selected event. */
const maxItems = 100

/** The content of a pane. It stays at its end while it grows, unless a person scrolls up. */
export const ContentView = ({ pane }: { readonly pane: Pane }) => {
  const { recording, version } = pane.opened
  void version.value
  const box = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const current = pane.current.value
  const isFollowing = pane.selected.value === undefined
  const { error, items } = recording.snapshotAt(current)
  const lane = recording.rows[current]?.lane
  const place = isFollowing
    ? recording.isOpen
      ? items.length - 1
      : 0
    : Math.max(
        0,
        items.findIndex(({ key }) => key === lane)
      )
  const first = Math.max(0, Math.min(place - maxItems / 2, items.length - maxItems))
  const after = items.length - first - maxItems
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    // It makes the browser lay out, so the rest of the page is changed before
    if (!isFollowing) queueMicrotask(() => showEnd(element, recording.rows[current]?.lane))
    else if (recording.isOpen && isAtEnd.current) element.scrollTop = element.scrollHeight
  }, [current, isFollowing])
  return (
    <div
      ref={box}
      class="body"
      role="region"
      aria-label={partName("Content", pane)}
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        // To ask for heights makes the browser lay out, so only what grows asks
        if (isFollowing && recording.isOpen) isAtEnd.current = isScrolledToEnd(currentTarget)
      }}
    >
      <h2 class="hidden">Content</h2>
      {items.length === 0 && error === undefined && (
        <p class="empty">{recording.isOpen || !isFollowing ? "No content yet." : "No content."}</p>
      )}
      <div class="cards">
        {first > 0 && <p class="soft">{integer(first)} more before. Select an event of theirs to see them.</p>}
        {items.slice(first, first + maxItems).map((item) => (
          <Item
            key={item.key}
            lane={item.key}
            name={partName(`Item ${item.outputIndex}`, pane)}
            content={Content.contentOf(item)}
          />
        ))}
        {after > 0 && <p class="soft">{integer(after)} more after. Select an event of theirs to see them.</p>}
        {error !== undefined && error !== null && (
          <p class="bad">
            <strong>Error</strong> {[error.code, error.message].filter((word) => typeof word === "string").join(": ")}
          </p>
        )}
      </div>
    </div>
  )
}

/** An item. It is made anew only if it has changed. */
const Item = ({
  content,
  lane,
  name
}: {
  readonly content: ItemContent
  readonly lane: string
  readonly name: string
}) =>
  useMemo(() => {
    const { blocks, isDone, label, outputIndex, status, type } = content
    return (
      <section class={`card kind-${kindOf(type)}`} data-lane={lane} aria-label={`${name}, ${label}`}>
        <h3 class="card-head">
          <bdi>{sanitize(label)}</bdi>
          <span class="soft">
            {[`#${outputIndex}`, type === label ? "" : type, isDone ? status : (status ?? "in progress")]
              .filter((word) => word !== undefined && word !== "" && word !== "completed")
              .join(" · ")}
          </span>
        </h3>
        {blocks.map((block, i) => (
          <BlockView key={i} block={block} isGrowing={!isDone && i === blocks.length - 1} />
        ))}
        {blocks.length === 0 && <p class={isDone ? "soft" : "soft growing"}>{isDone ? "Nothing to show." : ""}</p>}
      </section>
    )
  }, [content, lane, name])

const isScrolledToEnd = ({ clientHeight, scrollHeight, scrollTop }: HTMLElement): boolean =>
  scrollHeight - scrollTop - clientHeight < 40

/** Scrolls to the end of the item of a lane, where the selected event has added to it. */
const showEnd = (element: HTMLElement, lane: string | undefined): void => {
  const card = element.querySelector(`[data-lane="${CSS.escape(lane ?? "")}"]`)
  if (card === null) return
  const { bottom, top } = element.getBoundingClientRect()
  const end = card.getBoundingClientRect().bottom
  if (end > bottom || end < top + 40) element.scrollTop += end - bottom + 24
}

const BlockView = ({ block, isGrowing }: { readonly block: Block; readonly isGrowing: boolean }) => {
  switch (block.kind) {
    case "text":
      return (
        <>
          <Prose text={block.text} isGrowing={isGrowing} />
          <Sources sources={block.sources} />
        </>
      )
    case "refusal":
      return <Prose text={block.text} isGrowing={isGrowing} title="Refusal" />
    case "reasoning":
      return <Prose text={block.text} isGrowing={isGrowing} isQuiet />
    case "code":
      return (
        <Titled title={block.title}>
          <pre class={`block${isGrowing ? " growing" : ""}`}>
            <LongText text={block.language === "json" ? indented(block.text) : block.text} isGrowing={isGrowing} />
          </pre>
        </Titled>
      )
    case "output":
      return (
        <Titled title={block.title}>
          <pre class="block">
            <LongText text={block.text} />
          </pre>
        </Titled>
      )
    case "image":
      return <PictureView picture={block.picture} note={block.isPartial ? "Partial image" : "Image"} />
    case "search":
      return (
        <>
          {block.queries.map((query) => (
            <p key={query} class="prose">
              <q>{query}</q>
            </p>
          ))}
          <Sources sources={block.sources} />
        </>
      )
    case "error":
      return <p class="prose bad">{block.text}</p>
    default:
      return (
        <Titled title={block.title}>
          <JsonLines json={block.json} label={block.title} />
        </Titled>
      )
  }
}

const Prose = ({
  isGrowing,
  isQuiet = false,
  text,
  title
}: {
  readonly text: string
  readonly isGrowing: boolean
  readonly isQuiet?: boolean
  readonly title?: string
}) => (
  <p dir="auto" class={`prose${isQuiet ? " quiet" : ""}${isGrowing ? " growing" : ""}`}>
    {title !== undefined && <strong class="warn">{title} </strong>}
    <LongText text={text} isGrowing={isGrowing} />
  </p>
)

const Titled = ({ children, title }: { readonly title: string; readonly children: ComponentChildren }) => (
  <>
    <p class="caption">{title}</p>
    {children}
  </>
)

/** What a text cites. Not as links: the page goes nowhere else. */
const Sources = ({ sources }: { readonly sources: ReadonlyArray<Source> }) =>
  sources.length === 0 ? null : (
    <ol class="sources">
      {sources.map(({ title, url }, i) => (
        <li key={i}>
          {title}
          {url !== undefined && url !== title && <span class="soft"> {url}</span>}
        </li>
      ))}
    </ol>
  )

/** JSON with line breaks. What may still grow stays as it is. */
const indented = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2)
  } catch {
    return json
  }
}
