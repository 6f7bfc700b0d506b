/**
 * The options of every store.
 *
 * @internal
 */
import * as Duration from "effect/Duration"

/**
 * Options of every store.
 *
 * @category options
 * @since 0.1.0
 */
export interface StoreOptions {
  /**
   * How long a writer is taken for alive after its last sign of life. It gives one each third of that, and with all that
   * it stores. A second or more is sensible. Default 15 seconds.
   */
  readonly lease?: Duration.Input
  /** How many events of a stream are kept at least, the last ones. Somewhat more may be. Default 100,000. */
  readonly maxLength?: number
  /** How long a stream is kept after its writer's last sign of life. No less than `lease`. Default 1 hour. */
  readonly timeToLive?: Duration.Input
}

/** The same, in milliseconds. */
export interface Limits {
  readonly lease: number
  readonly maxLength: number
  readonly timeToLive: number
}

/** Reads the options. Throws a `RangeError` if one can't be. */
export const limitsOf = ({
  lease = "15 seconds",
  maxLength = 100_000,
  timeToLive = "1 hour"
}: StoreOptions): Limits => {
  if (!Number.isSafeInteger(maxLength) || maxLength < 1) throw new RangeError("maxLength is an integer of 1 or more.")
  const limits = { lease: millis("lease", lease), maxLength, timeToLive: millis("timeToLive", timeToLive) }
  if (limits.timeToLive < limits.lease) throw new RangeError("timeToLive is no less than lease.")
  return limits
}

/** A time in whole milliseconds. */
export const millis = (name: string, duration: Duration.Input): number => {
  const ms = Math.ceil(Duration.toMillis(Duration.fromInputUnsafe(duration)))
  if (!Number.isSafeInteger(ms) || ms < 1) throw new RangeError(`${name} is a finite time of a millisecond or more.`)
  return ms
}
