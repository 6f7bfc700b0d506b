/**
 * What recorded traffic does beyond the contract: a short table of named repairs.
 *
 * A repair is tried only after an event failed as it came, so that a well-formed stream pays nothing. Each repair that was
 * applied is reported. `tolerance: "strict"` turns them all off.
 *
 * @since 0.1.0
 */
import * as repair from "./repair.ts"
import type { RepairName } from "./repair.ts"

/**
 * How far a decoder goes to accept an event: `"strict"` as the contract says, `"recorded"` (the default) with the
 * {@link repairs}.
 *
 * @category models
 * @since 0.1.0
 */
export type Tolerance = "strict" | "recorded"

export type {
  /**
   * The name of a repair.
   *
   * @category models
   * @since 0.1.0
   */
  RepairName
} from "./repair.ts"

/**
 * A repair that was applied to an event.
 *
 * @category models
 * @since 0.1.0
 */
export interface AppliedRepair {
  /** Which repair. */
  readonly name: RepairName
  /** Ordinal of the event, from 0. */
  readonly index: number
  /** The event's type after the repair. */
  readonly type: string
}

/**
 * How events that break the contract are met.
 *
 * @category options
 * @since 0.1.0
 */
export interface ToleranceOptions {
  /** `"recorded"` (the default) accepts what providers are known to send beyond the contract. `"strict"` doesn't. */
  readonly tolerance?: Tolerance
  /** Called for each repair that made an event valid. */
  readonly onRepair?: (repair: AppliedRepair) => void
}

/**
 * The names of the repairs, in the order in which they are applied.
 *
 * **Details**
 *
 * - `bare-error`: an object with an error and no type is an error event.
 * - `error-shape`: an error event whose code, message and param stand in a nested error is flattened; a code or param
 *   that is missing becomes null, and a code that is a number becomes text.
 * - `numeric-error-code`: a code that is a number becomes text, in the error of `response.error` and of a response.
 * - `older-name`: `response.reasoning.delta` and `.done` are `response.reasoning_text.delta` and `.done`;
 *   `response.done` is `response.completed`.
 * - `missing-sequence-number`: an event without a sequence number gets its ordinal in the stream.
 *
 * @category models
 * @since 0.1.0
 */
export const repairs: ReadonlyArray<RepairName> = /* @__PURE__ */ repair.repairs.map(({ name }) => name)
