/**
 * A line on standard error that shows the progress of a long input. It is erased before anything else is printed.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { count, formatBytes } from "../../capture/text.ts"

/** The progress line of one input. */
export interface ProgressLine {
  /** Shows how far it is, at most a few times a second, and not at all for what is read at once. */
  readonly update: (bytes: number, events: number) => Effect.Effect<void> | undefined
  /** Takes the line away. */
  readonly erase: () => Effect.Effect<void> | undefined
}

const firstAfter = 500
const interval = 250
const eraseLine = "\r\x1b[K"

/** Makes the progress line of one input. */
export const make = (write: (text: string) => Effect.Effect<void>, now: () => number): ProgressLine => {
  let next = now() + firstAfter
  let shown = false
  return {
    update: (bytes, events) => {
      const time = now()
      if (time < next) return undefined
      next = time + interval
      shown = true
      return write(`${eraseLine}${formatBytes(bytes)} read, ${count(events, "event")}`)
    },
    erase: () => {
      if (!shown) return undefined
      shown = false
      return write(eraseLine)
    }
  }
}

/** Writes to standard error, if that is a terminal. */
export const writer: Effect.Effect<(text: string) => Effect.Effect<void>, never, Stdio.Stdio> = Effect.gen(
  function* () {
    const stdio = yield* Stdio.Stdio
    if (!(yield* stdio.stderrIsTerminal)) return () => Effect.void
    return (text: string) => Effect.ignore(Stream.run(Stream.succeed(text), stdio.stderr()))
  }
)
