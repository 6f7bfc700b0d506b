/**
 * The batches of one response out of several connections, for `Web.resumable`.
 *
 * @internal
 */
import { maxDelay } from "../base/delay.ts"
import { NotAnEventStream } from "../errors/StreamError.ts"
import { makeBatches } from "../stream/body.ts"
import type { Batches } from "../stream/body.ts"
import type { AnyOptions } from "../stream/options.ts"
import { isOver, Resumption } from "../stream/resume.ts"
import type { ResumableOptions } from "./options.ts"

type Options = AnyOptions & Pick<ResumableOptions, "open" | "resume" | "delay" | "maxRetryAfter" | "from" | "onGap">

export class ResumableBatches<A> implements Omit<Batches<A>, "error"> {
  readonly #options: Options
  readonly #resumption: Resumption<A>
  readonly #abort = new AbortController()
  readonly #batches: AsyncGenerator<ReadonlyArray<A>, undefined>
  #connection: Batches<A> | undefined

  constructor(options: Options) {
    this.#options = options
    this.#resumption = new Resumption(options, (options.maxRetryAfter ?? 60_000) / 1000)
    this.#batches = this.#follow()
  }

  async next(): Promise<ReadonlyArray<A> | undefined> {
    const { value } = await this.#batches.next()
    return value
  }

  cancel(reason?: unknown): Promise<void> {
    this.#abort.abort(reason)
    return this.#connection?.cancel(reason) ?? Promise.resolve()
  }

  async *#follow(): AsyncGenerator<ReadonlyArray<A>, undefined> {
    const { delay = backoff, from } = this.#options
    const { signal } = this.#abort
    const resumption = this.#resumption
    if (isOver(from)) return
    for (let attempt = 1; !signal.aborted; attempt++) {
      let connection: Batches<A> | undefined
      try {
        connection = await unlessAborted(this.#connect(), signal)
        for (let batch; (batch = await connection?.next()) !== undefined; attempt = 1) {
          resumption.delivered()
          yield batch
        }
        resumption.complete()
        break
      } catch (error) {
        if (signal.aborted) return
        // A callback has thrown
        if (connection !== undefined && connection.error() === undefined) throw error
        const wait = resumption.canMend(error) ? delay(attempt, error) : undefined
        if (wait === undefined) break
        await sleep(Math.max(wait, askedBy(error)), signal)
      }
    }
    if (signal.aborted) return
    const { failure, values } = resumption.end()
    if (values.length > 0) yield values
    if (failure !== undefined) throw failure.error
  }

  async #connect(): Promise<Batches<A>> {
    const { open, resume } = this.#options
    const { signal } = this.#abort
    const point = this.#resumption.connect()
    const response = await (point === undefined ? open(signal) : resume({ ...point, signal }))
    const connection = makeBatches(response, this.#options, this.#resumption.reading)
    this.#connection = connection
    // It comes too late
    if (signal.aborted) void connection.cancel(signal.reason)
    return connection
  }
}

const backoff = (attempt: number): number | undefined => (attempt > 5 ? undefined : 500 * 2 ** (attempt - 1))

/** The milliseconds that an answer asks to wait. */
const askedBy = (error: unknown): number => ((error instanceof NotAnEventStream && error.retryAfter) || 0) * 1000

const sleep = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(milliseconds, maxDelay))
  })
  await unlessAborted(passed, signal)
  clearTimeout(timer)
}

/** What a promise gives, or `undefined` if the signal aborts before. */
const unlessAborted = <A>(promise: Promise<A>, signal: AbortSignal): Promise<A | undefined> =>
  new Promise((resolve, reject) => {
    const leave = (): void => resolve(undefined)
    if (signal.aborted) leave()
    signal.addEventListener("abort", leave)
    void promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave))
  })
