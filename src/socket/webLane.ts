/**
 * The values of one request over a web `WebSocket`, in batches.
 *
 * @internal
 */
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { Batches } from "../stream/body.ts"
import type { Sink } from "./turn.ts"

/** Keeps values until they are taken: a WebSocket can't wait. */
export class WebLane<A> implements Sink<A>, Batches<A> {
  #values: Array<A> = []
  #error: ChunkStreamError | undefined
  #isOver = false
  readonly #onCancel: () => void
  /** Ends the pending call of `next`. */
  #wake: (() => void) | undefined

  constructor(onCancel: () => void) {
    this.#onCancel = onCancel
  }

  readonly emit = (value: A): void => {
    this.#values.push(value)
    this.#wake?.()
  }

  readonly end = (error: ChunkStreamError | undefined): void => {
    this.#isOver = true
    this.#error = error
    this.#wake?.()
  }

  readonly next = async (): Promise<ReadonlyArray<A> | undefined> => {
    if (this.#values.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
    if (this.#values.length > 0) {
      const batch = this.#values
      this.#values = []
      return batch
    }
    if (this.#error !== undefined) throw this.#error
    return undefined
  }

  readonly error = (): ChunkStreamError | undefined => this.#error

  readonly cancel = async (): Promise<void> => {
    this.#values = []
    this.#error = undefined
    if (this.#isOver) return
    this.#isOver = true
    this.#onCancel()
    this.#wake?.()
  }
}
