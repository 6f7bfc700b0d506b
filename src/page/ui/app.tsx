/**
 * The page.
 *
 * @internal
 */
import { CompareView } from "./compareView.tsx"
import { Dialogs } from "./dialogs.tsx"
import { Icon } from "./icon.tsx"
import { OpenButton } from "./openButton.tsx"
import { connection, entryCount } from "./sources.ts"
import { announcement, isChoosing, isDragging, isHelpOpen, isNarrow, paneOf, route } from "./state.ts"
import { StartScreen } from "./startScreen.tsx"
import { StreamList } from "./streamList.tsx"
import { StreamPane } from "./streamPane.tsx"
import { theme, themes } from "./theme.ts"
import type { Theme } from "./theme.ts"

/** All that there is to see. */
export const App = () => {
  const isList = route.value.view === "streams"
  const hasList = entryCount.value > 0 || connection.value !== "none"
  // On a narrow screen the list is a view of its own
  const isListShown = hasList && (isNarrow.value ? isList && entryCount.value > 0 : true)
  const isMainShown = !(isNarrow.value && isListShown)
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to content
      </a>
      <div class={`app${isListShown && isMainShown ? "" : " alone"}`}>
        <Bar />
        {isListShown && isMainShown && <StreamList />}
        {isListShown && !isMainShown && (
          <main id="main" class="main" tabIndex={-1}>
            <h1 class="hidden">Streams</h1>
            <StreamList />
          </main>
        )}
        {isMainShown && (
          <main id="main" class="main" tabIndex={-1}>
            {connection.value === "lost" && (
              <p class="notice" role="status">
                <Icon name="warning" size={14} />
                The command doesn’t answer. What has come stays here.
              </p>
            )}
            <Main />
          </main>
        )}
      </div>
      {isDragging.value && <div class="drop">Drop to open</div>}
      <Dialogs />
      <p class="hidden" role="status">
        {announcement.value}
      </p>
    </>
  )
}

const skip = (event: Event): void => {
  event.preventDefault()
  document.querySelector<HTMLElement>("#main")?.focus()
}

const Bar = () => {
  const at = route.value
  const isBack = isNarrow.value && at.view !== "streams" && entryCount.value > 1
  return (
    <header class="bar">
      <a class="brand" href="#/">
        <Icon name={isBack ? "left" : "logo"} />
        {isBack ? "Streams" : isNarrow.value && at.view !== "streams" ? "Start" : "Responses streams"}
      </a>
      {at.view === "stream" && (
        <button
          type="button"
          class="button bare"
          onClick={() => {
            isChoosing.value = true
          }}
        >
          <Icon name="compare" size={14} />
          Compare
        </button>
      )}
      <OpenButton word="Open" />
      <button
        type="button"
        class="button bare icon"
        aria-label={`Theme: ${theme.value}`}
        title={`Theme: ${theme.value}`}
        onClick={() => {
          theme.value = nextTheme(theme.value)
        }}
      >
        <Icon name={theme.value} />
      </button>
      <button
        type="button"
        class="button bare icon"
        aria-label="Keys"
        title="Keys (?)"
        onClick={() => {
          isHelpOpen.value = true
        }}
      >
        <Icon name="question" />
      </button>
    </header>
  )
}

const nextTheme = (theme: Theme): Theme => themes[(themes.indexOf(theme) + 1) % themes.length]!

const Main = () => {
  const at = route.value
  if (at.view === "streams") return <StartScreen />
  if (at.view === "stream") {
    const pane = paneOf(at.id)
    return pane === undefined ? <Missing /> : <StreamPane key={at.id} pane={pane} />
  }
  const [one, other] = at.ids.map(paneOf)
  return one === undefined || other === undefined ? <Missing /> : <CompareView panes={[one, other]} />
}

const Missing = () => (
  <div class="empty">
    <p role="status">
      {connection.value === "connecting" ? "Connecting…" : "This stream is not here. It may be of another run."}
    </p>
    <p>
      <a class="button" href="#/">
        All streams
      </a>{" "}
      <OpenButton word="Open a file" />
    </p>
  </div>
)
