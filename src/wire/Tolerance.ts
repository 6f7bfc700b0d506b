/**
 * Named repairs of events that break the contract in ways that gateways do.
 *
 * Repairs are tried only on an event that is invalid or of an unknown type, so a well-formed stream pays nothing. Each
 * applied repair is reported. `tolerance: "strict"` turns them off.
 *
 * @since 0.1.0
 */
import { repairOf, repairs as named } from "./repair.ts"
import type { RepairName } from "./repair.ts"
import { table } from "./table.ts"
import { naturalKeys } from "./tableLines.ts"

/**
 * Which events a decoder accepts: `"strict"`, those of the contract; `"recorded"` (the default), those that repairs make
 * valid too.
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
 * The names of all repairs. `docs/tolerance.md` says what each does, and who sends what it repairs.
 *
 * A missing field with a natural value is repaired by `missing-<field>`: a list that is empty, an index of 0, a text that
 * has not begun.
 *
 * @category models
 * @since 0.1.0
 */
export const repairs: ReadonlyArray<RepairName> = /* @__PURE__ */ (() => [
  ...new Set([...named.map(({ name }) => name), ...naturalKeys(table).map(repairOf)])
])()
