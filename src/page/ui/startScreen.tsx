/**
 * What is there when no stream is open.
 *
 * @internal
 */
import { Icon } from "./icon.tsx"
import { OpenButton } from "./openButton.tsx"
import { connection, entryCount } from "./sources.ts"

/** Says what the page is, and asks for files. */
export const StartScreen = () => (
  <div class="start">
    <h1>See what a Responses stream sends</h1>
    <p>
      {entryCount.value > 0
        ? "Choose a stream of the list, or drop a recording here."
        : connection.value === "none" || connection.value === "lost"
          ? "Every event of a recording, checked against the protocol: text, calls, images, times and what is wrong."
          : "Waiting for streams. Each appears in the list as it comes."}
    </p>
    <div class="start-drop">
      <Icon name="open" size={28} />
      <strong>Drop a file</strong>
      <span class="soft">.sse, .jsonl, .json or .gz. It stays in this browser.</span>
      <OpenButton word="Open files" isMain />
    </div>
  </div>
)
