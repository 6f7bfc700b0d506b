/**
 * An image of a stream.
 *
 * @internal
 */
import { formatBytes } from "../../capture/text.ts"
import type { Picture } from "../model/picture.ts"

/** An image, and what it is. */
export const PictureView = ({ note, picture }: { readonly picture: Picture; readonly note: string }) => (
  <figure class="picture">
    <img src={picture.url} alt={`${note}, ${picture.mediaType}`} decoding="async" />
    <figcaption class="caption">
      {note} · {picture.mediaType} · {formatBytes(picture.size)}
    </figcaption>
  </figure>
)
