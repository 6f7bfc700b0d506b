/**
 * Timers.
 *
 * @internal
 */

/** The longest time of a timer, in milliseconds. One that is longer fires at once. */
export const maxDelay = 2 ** 31 - 1
