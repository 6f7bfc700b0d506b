/**
 * Kinds of lanes, by the type of their item. Each has a color.
 *
 * @internal
 */

/** The kinds, as the style names them. */
export const kinds = ["response", "message", "reasoning", "call", "search", "code", "image", "other"] as const

/** A kind of lanes. */
export type Kind = (typeof kinds)[number]

/** The kind of an item or of the response. */
export const kindOf = (type: string): Kind =>
  type === "response" || type === "message" || type === "reasoning"
    ? type
    : /image_generation/.test(type)
      ? "image"
      : /search|fetch/.test(type)
        ? "search"
        : /code|shell|patch|program|computer/.test(type)
          ? "code"
          : /call|mcp|tool/.test(type)
            ? "call"
            : "other"
