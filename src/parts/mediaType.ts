/**
 * Media types of files by their names.
 *
 * @internal
 */

const mediaTypes = /* @__PURE__ */ new Map([
  ["avif", "image/avif"],
  ["csv", "text/csv"],
  ["docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["gif", "image/gif"],
  ["html", "text/html"],
  ["jpeg", "image/jpeg"],
  ["jpg", "image/jpeg"],
  ["json", "application/json"],
  ["md", "text/markdown"],
  ["pdf", "application/pdf"],
  ["png", "image/png"],
  ["pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"],
  ["svg", "image/svg+xml"],
  ["txt", "text/plain"],
  ["webp", "image/webp"],
  ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]
])

/** The media type of a file by the extension of its name. `undefined` for one that isn't of the table. */
export const mediaTypeOf = (name: string): string | undefined => {
  const dot = name.lastIndexOf(".")
  return dot === -1 ? undefined : mediaTypes.get(name.slice(dot + 1).toLowerCase())
}
