/**
 * Annotations of output text: where its statements come from, and which files it names.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { model, nullish } from "../schema/model.ts"
import { openUnion, unknownMember } from "../schema/openUnion.ts"

/**
 * A citation of a file that file search found.
 *
 * @category models
 * @since 0.1.0
 */
export class FileCitation extends model<FileCitation>("FileCitation")({
  type: Schema.tag("file_citation"),
  /** Id of the cited file. */
  fileId: Schema.String,
  /** Name of the cited file. */
  filename: nullish(Schema.String),
  /** Index of the file in the list of files, from 0. */
  index: nullish(Schema.Finite)
}) {}

/**
 * A citation of a web page.
 *
 * @category models
 * @since 0.1.0
 */
export class UrlCitation extends model<UrlCitation>("UrlCitation")({
  type: Schema.tag("url_citation"),
  /** Address of the page. Any string is valid. */
  url: Schema.String,
  /** Title of the page. Absent where the provider doesn't know it. */
  title: nullish(Schema.String),
  /** Where the cited passage begins in the text: a character's index from 0. Some providers leave it out. */
  startIndex: nullish(Schema.Finite),
  /** Where the cited passage ends in the text: a character's index from 0. Some providers leave it out. */
  endIndex: nullish(Schema.Finite),
  /** An excerpt of the page. Absent where the provider doesn't quote it. */
  content: nullish(Schema.String)
}) {}

/**
 * A reference to a file that the model made or used.
 *
 * @category models
 * @since 0.1.0
 */
export class FilePath extends model<FilePath>("FilePath")({
  type: Schema.tag("file_path"),
  /** Id of the file. */
  fileId: Schema.String,
  /** Index of the file in the list of files, from 0. */
  index: nullish(Schema.Finite)
}) {}

/**
 * A citation of a file in the container of the code interpreter or the shell.
 *
 * @category models
 * @since 0.1.0
 */
export class ContainerFileCitation extends model<ContainerFileCitation>("ContainerFileCitation")({
  type: Schema.tag("container_file_citation"),
  /** Id of the container that holds the file. */
  containerId: Schema.String,
  /** Id of the cited file. */
  fileId: Schema.String,
  /** Name of the cited file. */
  filename: nullish(Schema.String),
  /** Where the citation begins in the text: a character's index from 0. */
  startIndex: nullish(Schema.Finite),
  /** Where the citation ends in the text: a character's index from 0. */
  endIndex: nullish(Schema.Finite)
}) {}

/**
 * An annotation that no model describes, with the wire object in `raw`.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownAnnotation extends unknownMember<UnknownAnnotation>("UnknownAnnotation") {}

/**
 * An annotation of output text: a union by `type`.
 *
 * @category models
 * @since 0.1.0
 */
export const Annotation = openUnion([FileCitation, UrlCitation, FilePath, ContainerFileCitation], UnknownAnnotation)

/** An annotation of output text: a union by `type`. */
export type Annotation = typeof Annotation.Type
