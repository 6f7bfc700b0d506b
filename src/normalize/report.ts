/**
 * What a normalized stream has other than the stream that came. `StreamNormalize` exports it.
 *
 * @internal
 */

/**
 * The name of an addition or a change.
 *
 * - `added-response`: `response.created` and `response.in_progress`.
 * - `added-item`, `added-part`, `added-delta`, `added-done`: an event that was missing.
 * - `added-failure`: a `response.failed` in the place of the missing end.
 * - `changed-number`, `changed-response-id`, `changed-item-id`, `changed-index`: a number, an id or an index.
 * - `changed-type`: the `event:` line, or the type of a chunk that doesn't fit its item or part.
 * - `changed-text`: a text or a part, which is what its deltas make; or the part lacks a required field.
 * - `changed-item`: an item: its ids, or the texts in it; or it lacks a required field, as an annotation may.
 * - `changed-response`: the output of the terminal response, or its error; or a response lacks a required field.
 * - `dropped-chunk`: an event that came twice, too late, behind the end, before its call's name, or in the wrong item.
 * - `repaired`: an event that goes out in its repaired form.
 *
 * @category models
 * @since 0.1.0
 */
export type ReportName =
  | "added-response"
  | "added-item"
  | "added-part"
  | "added-delta"
  | "added-done"
  | "added-failure"
  | "changed-number"
  | "changed-response"
  | "changed-response-id"
  | "changed-item-id"
  | "changed-index"
  | "changed-type"
  | "changed-text"
  | "changed-item"
  | "dropped-chunk"
  | "repaired"

/**
 * An addition or a change. It holds no payload.
 *
 * @category models
 * @since 0.1.0
 */
export interface NormalizeReport {
  /** What was added or changed. */
  readonly name: ReportName
  /** Ordinal of the event that came, from 0. At the end, the number of events. */
  readonly index: number
  /** The wire type of the event that was added, changed or dropped. `UNKNOWN` if it has no model. */
  readonly type: string
}
