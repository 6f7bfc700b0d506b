/**
 * Named repairs of events that break the contract in ways that recorded traffic does.
 *
 * Repairs are tried only on an event that is invalid or of an unknown type, so a well-formed stream pays nothing. Each
 * applied repair is reported. `tolerance: "strict"` turns them off.
 *
 * @since 0.1.0
 */
import * as repair from "./repair.ts"
import type { RepairName } from "./repair.ts"

/**
 * Which events a decoder accepts: `"strict"`, those of the contract; `"recorded"` (the default), those that
 * {@link repairs} make valid too.
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
  /** The name of the repair. */
  readonly name: RepairName
  /** Ordinal of the event, from 0. */
  readonly index: number
  /** The event's type after the repair. */
  readonly type: string
}

/**
 * Options for events that break the contract.
 *
 * @category options
 * @since 0.1.0
 */
export interface ToleranceOptions {
  /** `"recorded"` (the default) repairs the known deviations of providers. `"strict"` refuses them. */
  readonly tolerance?: Tolerance
  /** Called for each repair that made an event valid. */
  readonly onRepair?: (repair: AppliedRepair) => void
}

/**
 * The names of the repairs, in the order in which they are applied.
 *
 * **Details**
 *
 * - `bare-error`: an object with an error and without a type becomes an error event.
 * - `error-shape`: an error event with a nested error is flattened. A missing code or param becomes null, and a numeric
 *   code becomes text.
 * - `numeric-error-code`: a numeric code becomes text, in the error of `response.error` and of a response.
 * - `older-name`: `response.reasoning.delta` and `.done` become `response.reasoning_text.delta` and `.done`;
 *   `response.done` becomes `response.completed`.
 * - `missing-sequence-number`: an event without a sequence number gets its index in the stream.
 *
 * @category models
 * @since 0.1.0
 */
export const repairs: ReadonlyArray<RepairName> = /* @__PURE__ */ repair.repairs.map(({ name }) => name)
