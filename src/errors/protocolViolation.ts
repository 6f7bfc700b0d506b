/**
 * Broken rules of the protocol, as `StreamProtocol` reports them.
 *
 * @internal
 */

/**
 * The name of a rule.
 *
 * @category models
 * @since 0.1.0
 */
export type RuleId = "F2" | "S1" | "R1" | "R2" | "R3" | "R4" | "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "G1"

/**
 * An `"error"` makes the received data unreliable. A `"warning"` does a careful consumer no harm.
 *
 * @category models
 * @since 0.1.0
 */
export type Severity = "error" | "warning"

/**
 * A rule that was broken.
 *
 * @category models
 * @since 0.1.0
 */
export interface Violation {
  /** The rule. */
  readonly rule: RuleId
  /** How bad this case is. */
  readonly severity: Severity
  /** Ordinal of the event that breaks it, from 0. */
  readonly index: number
  /** What is wrong. It never quotes payload. */
  readonly message: string
  /** Index of the output item, if the rule is about one. */
  readonly outputIndex?: number
}
