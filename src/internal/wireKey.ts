/**
 * How the wire spells names.
 *
 * @internal
 */

/** The wire's spelling of a decoded field name: `partialImageB64` is `partial_image_b64`. */
export const wireKey = (field: string): string => field.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase())
