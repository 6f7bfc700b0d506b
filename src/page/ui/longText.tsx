/**
 * A text of any length. So much is laid out that the page stays quick.
 *
 * @internal
 */
import { useState } from "preact/hooks"
import { integer } from "./format.ts"

/** So many characters are shown until a person asks for all. What grows is laid out again and again, so it has fewer. */
const limits = { whole: 8_000, growing: 1_500 }

/** What grows loses so many characters of its beginning at once. In between it is only added to, which browsers do fast. */
const step = 500

/** A text. While it grows its end is shown, else its beginning. */
export const LongText = ({ isGrowing = false, text }: { readonly text: string; readonly isGrowing?: boolean }) => {
  const [isWhole, setWhole] = useState(false)
  const omitted = isGrowing
    ? Math.floor(Math.max(0, text.length - limits.growing) / step) * step
    : Math.max(0, text.length - limits.whole)
  if (isWhole || omitted === 0) return <>{text}</>
  const more = (
    <button
      type="button"
      class="plain"
      onClick={() => {
        setWhole(true)
      }}
    >
      {" "}
      … {integer(omitted)} more characters{" "}
    </button>
  )
  return isGrowing ? (
    <>
      {more}
      {text.slice(omitted)}
    </>
  ) : (
    <>
      {text.slice(0, -omitted)}
      {more}
    </>
  )
}
