/**
 * The page as a file, with recordings in it.
 *
 * @internal
 */
import { gzipSync } from "node:zlib"

/** A recording to write into the page. */
export interface EmbeddedRecording {
  readonly name: string
  readonly bytes: Uint8Array
}

const slot = "<!--recordings-->"

/** Writes recordings into the built page. */
export const embed = (html: string, recordings: ReadonlyArray<EmbeddedRecording>): string => {
  const json = JSON.stringify(
    recordings.map(({ bytes, name }) => ({ name, gzip: gzipSync(bytes, { level: 9 }).toString("base64") }))
  )
  // In a name, it would end the element
  const text = json.replaceAll("<", "\\u003c")
  return html.replace(slot, () => `<script type="application/json" id="recordings">${text}</script>`)
}

/** Whether a file, by its beginning, is the page, so that another one may take its place. */
export const isPage = (beginning: string): boolean => beginning.includes(generator)

/** How many bytes of a file say whether it is the page. */
export const pageHead = 1024

const generator = '<meta name="generator" content="effect-responses-stream">'
