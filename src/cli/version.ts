/**
 * The package's version, which `scripts/build.mjs` writes into the bundle.
 *
 * @internal
 */

declare const PACKAGE_VERSION: string | undefined

/** The version of the package, or `0.0.0-source` if the command runs from its sources. */
export const version: string = typeof PACKAGE_VERSION === "string" ? PACKAGE_VERSION : "0.0.0-source"
