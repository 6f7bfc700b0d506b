/**
 * An image of a stream.
 *
 * @internal
 */
import { useState } from "preact/hooks"
import { formatBytes } from "../../capture/text.ts"
import type { Picture } from "../model/picture.ts"

/** The width, in pixels, below which each pixel of an image is shown as it is. */
const small = 96

/** An image, and what it is. */
export const PictureView = ({ note, picture }: { readonly picture: Picture; readonly note: string }) => {
  const [broken, setBroken] = useState<string>()
  if (broken === picture.url) return <p class="soft">This image can’t be shown.</p>
  return (
    <figure class="picture">
      <img
        src={picture.url}
        alt={`${note}, ${picture.mediaType}`}
        decoding="async"
        onError={() => {
          setBroken(picture.url)
        }}
        onLoad={({ currentTarget }) => {
          currentTarget.classList.toggle("small", currentTarget.naturalWidth < small)
        }}
      />
      <figcaption class="caption">
        {note} · {picture.mediaType} · {formatBytes(picture.size)}
      </figcaption>
    </figure>
  )
}
