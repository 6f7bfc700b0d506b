/**
 * Data URLs of base64.
 *
 * @internal
 */

/** A text that is a data URL of base64. */
export interface DataUrl {
  /** Where the base64 begins. */
  readonly offset: number
  /** The media type that it names, in lower case. */
  readonly mediaType: string
}

/** Parses the head of a data URL of base64. `undefined` for any other text. */
export const parse = (text: string): DataUrl | undefined => {
  const match = /^\s*data:([^,;]{0,255})(?:;[^,;]{0,255}){0,15};\s*base64\s*,/i.exec(text)
  if (match === null) return undefined
  return { offset: match[0].length, mediaType: match[1]!.trim().toLowerCase() }
}
