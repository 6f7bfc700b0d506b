/**
 * Annotations as sources.
 *
 * @internal
 */
import type { Json } from "../base/json.ts"
import { isObject } from "../base/json.ts"
import type { Annotation } from "../model/Annotation.ts"
import { encodeChunk } from "../wire/chunkEncoder.ts"
import { mediaTypeOf } from "./mediaType.ts"
import type { DocumentSource, UrlSource } from "./part.ts"

/** The JSON of an annotation. */
export const annotationJson = (annotation: Annotation): Json => {
  const type = "response.output_text.annotation.added"
  const place = { outputIndex: 0, itemId: "", contentIndex: 0, annotationIndex: 0, sequenceNumber: 0 }
  const json = encodeChunk({ type, ...place, annotation })["annotation"]
  return isObject(json) ? json : {}
}

/** Whether a text is an address that a page may link: never a script. */
export const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol)

/** The source that an annotation names, if it does. */
export const sourceOf = (annotation: Json, id: string): UrlSource | DocumentSource | undefined => {
  const { filename, file_id: fileId, title, type, url } = annotation
  switch (type) {
    case "url_citation":
      return typeof url === "string" && isWebAddress(url)
        ? { _tag: "UrlSource", id, annotation, url, title: typeof title === "string" ? title : "" }
        : undefined
    case "container_file_citation":
    case "file_citation":
    case "file_path": {
      const name = [filename, fileId].find((text) => typeof text === "string" && text !== "")
      if (typeof name !== "string") return undefined
      const mediaType = mediaTypeOf(name) ?? "application/octet-stream"
      return { _tag: "DocumentSource", id, annotation, mediaType, title: name }
    }
    default:
      return undefined
  }
}
