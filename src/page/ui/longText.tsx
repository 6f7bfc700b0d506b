/**
 * A text of any length. So much is laid out that the page stays quick.
 *
 * @internal
 */
import { useState } from "preact/hooks"
import { integer } from "./format.ts"

/** So many characters are shown until a person asks for all. What grows is laid out again and again, so it has fewer. */
const limits = { whole: 8_000, growing: 4_000 }

/** A text. While it grows its end is shown, else its beginning. */
export const LongText = ({ isGrowing = false, text }: { readonly text: string; readonly isGrowing?: boolean }) => {
  const [isWhole, setWhole] = useState(false)
  const most = isGrowing ? limits.growing : limits.whole
  if (isWhole || text.length <= most) return <>{text}</>
  const more = (
    <button
      type="button"
      class="plain"
      onClick={() => {
        setWhole(true)
      }}
    >
      {" "}
      … {integer(text.length - most)} more characters{" "}
    </button>
  )
  return isGrowing ? (
    <>
      {more}
      {text.slice(-most)}
    </>
  ) : (
    <>
      {text.slice(0, most)}
      {more}
    </>
  )
}
