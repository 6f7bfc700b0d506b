/**
 * What is shown over the page: the text of a rule, the keys, and what to compare with.
 *
 * @internal
 */
import type { ComponentChildren } from "preact"
import { useEffect, useId, useRef } from "preact/hooks"
import { sanitize } from "../../capture/text.ts"
import { counted, timeOfDay } from "./format.ts"
import { Icon } from "./icon.tsx"
import { OpenButton } from "./openButton.tsx"
import { compareHash } from "./route.ts"
import { ruleText } from "./rules.ts"
import { entries, openFiles } from "./sources.ts"
import { closeRule, go, isChoosing, isHelpOpen, route, rule } from "./state.ts"
import { VerdictBadge } from "./verdictBadge.tsx"

const Dialog = ({
  children,
  onClose,
  title
}: {
  readonly title: string
  readonly children: ComponentChildren
  readonly onClose: () => void
}) => {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    element.current?.showModal()
  }, [])
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        // The backdrop is part of the dialog
        if (event.target === event.currentTarget) element.current?.close()
      }}
    >
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button
          type="button"
          class="button bare icon"
          aria-label="Close"
          onClick={() => {
            element.current?.close()
          }}
        >
          <Icon name="cross" />
        </button>
      </div>
      {children}
    </dialog>
  )
}

/** The dialogs that are open. */
export const Dialogs = () => (
  <>
    {rule.value !== undefined && (
      <Dialog key={rule.value} title={`Rule ${rule.value}`} onClose={closeRule}>
        <p>{withCode(ruleText(rule.value))}</p>
      </Dialog>
    )}
    {isHelpOpen.value && (
      <Dialog
        title="Keys"
        onClose={() => {
          isHelpOpen.value = false
        }}
      >
        <dl class="keys">
          {keys.map(([names, what]) => (
            <div key={what} class="keys-row">
              <dt>
                {names.map((name) => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    )}
    {isChoosing.value && (
      <Dialog
        title="Compare with"
        onClose={() => {
          isChoosing.value = false
        }}
      >
        <Choices />
      </Dialog>
    )}
  </>
)

const keys: ReadonlyArray<readonly [names: ReadonlyArray<string>, what: string]> = [
  [["↑", "↓"], "Event before or after, in the table"],
  [["←", "→"], "Event before or after in the same lane, in the lanes"],
  [["Home", "End"], "First or last event"],
  [["Page ↑", "Page ↓"], "A page of events"],
  [["Enter"], "Show the event"],
  [["Esc"], "Follow the end again"],
  [["/"], "Find in events. Enter and Shift + Enter go on"],
  [["n", "N"], "Next problem, or the one before"],
  [["p"], "Play or pause"],
  [["?"], "These keys"]
]

/** Markdown whose only marks are those of code. */
const withCode = (text: string): ComponentChildren =>
  text.split("`").map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))

const Choices = () => {
  const at = route.value
  if (at.view !== "stream") return null
  const compareWith = (id: string): void => {
    isChoosing.value = false
    go(compareHash(at.id, id))
  }
  const others = entries.value.filter(({ id }) => id !== at.id).slice(0, maxChoices)
  return (
    <>
      {others.length > 0 && (
        <ul class="choices">
          {others.map(({ events, id, model, name, startedAt, state, verdict }) => (
            <li key={id}>
              <button
                type="button"
                class="button"
                onClick={() => {
                  compareWith(id)
                }}
              >
                <VerdictBadge isOpen={state === "open"} verdict={verdict} word={false} />
                <span class="cut cut-start" title={sanitize(name)}>
                  <bdi>{sanitize(name)}</bdi>
                </span>
                <span class="soft">
                  {[
                    startedAt === undefined ? undefined : timeOfDay(startedAt),
                    model === undefined ? undefined : sanitize(model),
                    counted(events, "event")
                  ]
                    .filter((word) => word !== undefined)
                    .join(" · ")}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <OpenButton
        word="Open another file"
        onFiles={(files) => {
          const [first] = openFiles(files)
          if (first !== undefined) compareWith(first)
        }}
      />
    </>
  )
}

/** So many streams are offered. */
const maxChoices = 200
