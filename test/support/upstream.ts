/** A body, and what was done to it. */
export interface Upstream {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>
  /** How many pieces were read. */
  readonly pulled: () => number
  /** Why it was canceled, each time. */
  readonly canceled: ReadonlyArray<unknown>
}

/** A body that gives a piece when it is asked for one, and nothing ahead. Then it ends, fails, or says nothing more. */
export const upstream = (
  parts: ReadonlyArray<Uint8Array>,
  after: "end" | "stall" | { readonly failure: unknown } = "end"
): Upstream => {
  let pulled = 0
  const canceled: Array<unknown> = []
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: (controller) => {
        const part = parts[pulled]
        if (part !== undefined) {
          pulled++
          return controller.enqueue(part as Uint8Array<ArrayBuffer>)
        }
        if (after === "end") return controller.close()
        if (after === "stall") return new Promise(() => {})
        controller.error(after.failure)
      },
      cancel: (reason) => void canceled.push(reason)
    },
    { highWaterMark: 0 }
  )
  return { body, pulled: () => pulled, canceled }
}
