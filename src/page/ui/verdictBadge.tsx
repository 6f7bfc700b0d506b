/**
 * How a stream ended, as an icon and a word.
 *
 * @internal
 */
import type { Verdict } from "../../stream/verdict.ts"
import { isVerdict, verdictText } from "./format.ts"
import { Icon } from "./icon.tsx"
import type { IconName } from "./icon.tsx"

interface Look {
  readonly icon: IconName
  readonly tone: "good" | "warn" | "bad" | "soft"
}

const looks: Readonly<Record<Verdict, Look>> = {
  Completed: { icon: "check", tone: "good" },
  Incomplete: { icon: "half", tone: "warn" },
  Failed: { icon: "cross", tone: "bad" },
  Cancelled: { icon: "stop", tone: "warn" },
  Errored: { icon: "cross", tone: "bad" },
  Truncated: { icon: "cut", tone: "bad" },
  ItemsCompleteWithoutTerminal: { icon: "warning", tone: "warn" }
}

const lookOf = (verdict: string | undefined): Look =>
  verdict !== undefined && isVerdict(verdict) ? looks[verdict] : { icon: "question", tone: "soft" }

/** What is said of a stream: that it is open, or how it ended. */
export const VerdictBadge = ({
  isOpen,
  openWord = "Open",
  verdict,
  word = true
}: {
  readonly isOpen: boolean
  /** What is said while it is open. */
  readonly openWord?: string
  readonly verdict: string | undefined
  /** Whether the word is beside the icon. */
  readonly word?: boolean
}) => {
  const { icon, tone } = isOpen ? ({ icon: "live", tone: "soft" } as const) : lookOf(verdict)
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} />
      {word && (isOpen ? openWord : verdictText(verdict ?? "Unknown"))}
    </span>
  )
}
