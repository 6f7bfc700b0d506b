/**
 * Images for tests: PNG files of one grey pixel.
 *
 * @since 0.1.0
 */

/** The bytes that differ between the files: the pixel and its checksums. */
const greys = ["NwAAAAQgBBKTf07w", "NoAAAAggCBd81ytg", "M4AAAAwgDBUl5XUQ"]

const white = "P4DwABAQEAsTj2FA"

/**
 * A partial image by its index, or the image itself, as base64 text.
 *
 * @category constructors
 * @since 0.1.0
 */
export const imageOf = (partial?: number): string => {
  const pixel = partial === undefined ? white : greys[partial % greys.length]!
  return `iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nG${pixel}AAAABJRU5ErkJggg==`
}
