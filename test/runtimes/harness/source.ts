/** Upstreams that count what is done to them. */
import { bytesOf, created, delta, sse } from "./wire.ts"

/** A body, and what was done to it. */
export interface Source {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  /** How often it was asked for more. */
  readonly pulls: () => number
  /** The reasons with which it was cancelled. */
  readonly cancels: ReadonlyArray<unknown>
}

/** Gives one piece for each pull, and nothing ahead. Without a piece it waits, unless it is to `close`. */
export const source = (pieceAt: (index: number) => string | undefined, end: "close" | "wait" = "wait"): Source => {
  let pulls = 0
  const cancels: Array<unknown> = []
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: (controller) => {
        const piece = pieceAt(pulls++)
        if (piece !== undefined) controller.enqueue(bytesOf(piece))
        else if (end === "close") controller.close()
        else return new Promise(() => {})
        return undefined
      },
      cancel: (reason) => {
        cancels.push(reason)
      }
    },
    { highWaterMark: 0 }
  )
  return { body, pulls: () => pulls, cancels }
}

/** A response that never ends: one event a pull. */
export const endless = (): Source => source((i) => (i === 0 ? sse(created) : sse(delta("la ", i))))

/** Waits until something has happened, for longer than anything takes. */
export const until = async (condition: () => boolean): Promise<void> => {
  const end = Date.now() + 10_000
  while (!condition()) {
    if (Date.now() > end) throw new Error("What was waited for didn't happen within 10 s")
    await settle(1)
  }
}

/** How often a source was cancelled, once it was: a second time would come at once. */
export const cancelCount = async ({ cancels }: Source): Promise<number> => {
  await until(() => cancels.length > 0)
  await settle()
  return cancels.length
}

/** Waits for what should not happen. */
export const settle = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits for the server to see that a connection to its endless stream was closed. */
export const isClosed = async (origin: string, id: string): Promise<boolean> => {
  const { closed } = (await (await fetch(`${origin}/closed/${id}`)).json()) as { readonly closed: boolean }
  return closed
}

/** A name for an endless stream. */
export const uniqueId = (): string => `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`
