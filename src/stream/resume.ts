/**
 * One stream out of several connections: what is new on each of them, where the next one goes on, what is missing, and
 * which errors another connection can mend. It is synchronous: `StreamResume` and `Web` drive it.
 *
 * One reader reads them all. So events, items and repairs count as if there were one connection.
 *
 * @internal
 */
import * as Data from "effect/Data"
import { isObject } from "../base/json.ts"
import { isStreamError, NotAnEventStream, StreamStalled, UnexpectedEnd } from "../errors/StreamError.ts"
import { Reading } from "./body.ts"
import { SequenceNumbers } from "./numbers.ts"
import type { NumberRange } from "./numbers.ts"
import type { AnyOptions } from "./options.ts"
import type { Reader } from "./reader.ts"
import { beginsAnother, terminalVerdict } from "./verdict.ts"
import type { Verdict } from "./verdict.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/**
 * Chunks are missing where a connection went on.
 *
 * **Details**
 *
 * The first new chunk of the connection isn't the one that was asked for, and those between never came. The chunks
 * before it was sure were delivered.
 *
 * @category errors
 * @since 0.1.0
 */
export class ResumeGap
  extends /* @__PURE__ */ Data.TaggedError("ResumeGap")<{
    readonly message: string
    /** The number of events that came. */
    readonly index: number
    /** The first sequence number that is missing. */
    readonly from: number
    /** The last sequence number that is missing. */
    readonly to: number
  }>
{
  readonly #responseId: string | undefined

  constructor(fields: Pick<ResumeGap, "index" | "from" | "to" | "responseId">) {
    const { responseId, ...rest } = fields
    const { from, index, to } = rest
    super({
      ...rest,
      message:
        `After ${index} events, the chunks with the sequence numbers ${from} to ${to} are missing: the provider ` +
        "didn't go on where the connection broke. Fetch the whole response, or set onGap to go on without them."
    })
    this.#responseId = responseId
  }

  /** Id of the response. It is no field, so that no log shows it. */
  get responseId(): string | undefined {
    return this.#responseId
  }
}

/**
 * Where a connection goes on.
 *
 * @category models
 * @since 0.1.0
 */
export interface ResumePoint {
  /** Id of the response. */
  readonly responseId: string
  /** The sequence number behind which it goes on. */
  readonly after: number
}

/**
 * How far a stream came before: a `ResponseSnapshot`, an `UnexpectedEnd`, or the two fields that it takes.
 *
 * @category models
 * @since 0.1.0
 */
export interface ResumeFrom {
  /** Id of the response. */
  readonly responseId?: string | undefined
  /** The response, with its id. */
  readonly response?: { readonly id?: string | undefined } | undefined
  /** The last sequence number that came. */
  readonly sequenceNumber?: number | undefined
  /** How the stream ended. */
  readonly verdict?: Verdict
}

/** Options of a stream that goes on over several connections. */
export interface ResumptionOptions {
  readonly from?: ResumeFrom | undefined
  readonly onGap?: "fail" | ((gap: ResumeGap) => void) | undefined
}

/** What is left at the end of the last connection. */
export interface Ending<A> {
  readonly values: ReadonlyArray<A>
  /** The error that ends the stream, if one does. */
  readonly failure: { readonly error: unknown } | undefined
}

/** Whether a stream that came so far is over. */
export const isOver = (from: ResumeFrom | undefined): boolean =>
  from?.verdict !== undefined && from.verdict !== "Truncated" && from.verdict !== "ItemsCompleteWithoutTerminal"

// -----------------------------------------------------------------------------
// Resuming
// -----------------------------------------------------------------------------

/** Follows one stream over its connections. */
export class Resumption<A> {
  readonly reading: Reading<A>
  readonly #reader: Reader
  readonly #onGap: ((gap: ResumeGap) => void) | undefined
  readonly #maxRetryAfter: number
  #numbers: SequenceNumbers
  /** The numbers that came before this connection. */
  #before = new SequenceNumbers()
  /** How many events without a number came behind each number. A repetition has as many again. */
  #unnumbered = new Map<number | undefined, number>()
  /** Where this connection goes on. */
  #point: ResumePoint | undefined
  /** The last number of this connection, and how many events without one came behind it. */
  #lastNumber: number | undefined
  #sinceNumber = 0
  #hasNumber = false
  /** What a connection left out, and may still come. */
  #gaps: ReadonlyArray<NumberRange> = []
  /** What ends the stream, whatever may come. */
  #gap: ResumeGap | undefined
  #isOther = false
  /** What ends the stream, if no other connection goes on. */
  #failure: { readonly error: unknown } | undefined
  /** Why `resume` couldn't mend it. */
  #cause: unknown

  /** `maxRetryAfter` is in seconds. */
  constructor(options: AnyOptions & ResumptionOptions, maxRetryAfter: number) {
    const { from, onGap = "fail" } = options
    this.reading = new Reading({
      ...options,
      isNew: (sequenceNumber, json) => this.#isNew(sequenceNumber, json)
    })
    this.#reader = this.reading.reader
    this.#onGap = onGap === "fail" ? undefined : onGap
    this.#maxRetryAfter = maxRetryAfter
    const id = from?.responseId ?? from?.response?.id
    const isKnown = id !== undefined && id !== "" && Number.isInteger(from?.sequenceNumber)
    this.#numbers = new SequenceNumbers(isKnown ? from?.sequenceNumber : undefined)
    if (isKnown) Object.assign(this.#reader.progress, { responseId: id, sequenceNumber: from?.sequenceNumber })
  }

  /** Begins the next connection, and says where it goes on: at the start of a new response, if nowhere. */
  connect(): ResumePoint | undefined {
    this.#point = this.#nextPoint()
    this.#before = this.#numbers.copy()
    this.#lastNumber = this.#point?.after
    this.#sinceNumber = 0
    this.#hasNumber = false
    this.reading.values = this.#left()
    return this.#point
  }

  /** The consumer has the last batch. */
  delivered(): void {
    this.reading.untaken = []
  }

  /** The connection ended, and the response with it. */
  complete(): void {
    this.#failure = undefined
  }

  /** Takes the error of a connection, and tells whether another one can mend it. */
  canMend(error: unknown): boolean {
    if (error instanceof UnexpectedEnd || error instanceof StreamStalled) {
      if (!this.#isOther || this.#failure === undefined) this.#failure = { error }
      this.#cause = this.#isOther ? new Error("The provider went on with another response") : undefined
      return this.#gap === undefined && !this.#isOther && this.#nextPoint() !== undefined
    }
    const isAnswer = error instanceof NotAnEventStream
    if (this.#point === undefined || (!isAnswer && isStreamError(error))) {
      this.#failure = { error }
      return false
    }
    this.#failure ??= { error }
    this.#cause = error
    return !isAnswer || (isTemporary(error.status) && (error.retryAfter ?? 0) <= this.#maxRetryAfter)
  }

  /** Ends the stream: no other connection follows. */
  end(): Ending<A> {
    const values = this.#left()
    let failure = this.#failure
    if (this.#gap === undefined && failure?.error instanceof UnexpectedEnd) {
      this.#reader.conclude(failure.error)
      failure = this.#reader.error && { error: this.#reader.error }
    }
    const added = this.reading.take()
    // With "fail", the number of an error leads back to the gap
    if (failure === undefined || this.#onGap !== undefined) this.#settleGaps(Infinity)
    if (failure?.error instanceof UnexpectedEnd) failure = { error: this.#explain(failure.error) }
    if (this.#gap !== undefined) return { values, failure: { error: this.#gap } }
    return { values: [...values, ...added], failure }
  }

  #nextPoint(): ResumePoint | undefined {
    const { responseId } = this.#reader
    const after = this.#numbers.last
    return responseId === undefined || after === undefined ? undefined : { responseId, after }
  }

  /** Adds to an error why it wasn't mended, and gives it the number behind which another connection would go on. */
  #explain(end: UnexpectedEnd): UnexpectedEnd {
    const { index, openItems, responseId, tailLength, verdict } = end
    const sequenceNumber = this.#numbers.last
    const cause = end.cause ?? this.#cause
    return new UnexpectedEnd({
      index,
      verdict,
      openItems,
      tailLength,
      ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
      ...(responseId === undefined ? {} : { responseId }),
      ...(cause === undefined ? {} : { cause })
    })
  }

  /** What came, and nobody has. */
  #left(): Array<A> {
    const { untaken } = this.reading
    this.reading.untaken = []
    return [...untaken, ...this.reading.take()]
  }

  #isNew(given: number | undefined, json: unknown): boolean {
    if (this.#gap !== undefined || this.#isOther) return false
    if (this.#isOtherResponse(json)) return false
    if (given === undefined || !Number.isInteger(given)) return this.#isNewUnnumbered()
    // A number that repeats at once goes on counting
    if (given !== this.#lastNumber || !this.#hasNumber) this.#sinceNumber = 0
    this.#lastNumber = given
    this.#numbers.add(given)
    const isNew = !this.#before.has(given)
    const expected = this.#point === undefined ? given : this.#point.after + 1
    // Where it repeats something first, it has left out nothing
    if (!this.#hasNumber && isNew) this.#addGap({ from: expected, to: given - 1 })
    this.#hasNumber = true
    if (this.#gaps.length > 0) this.#settleGaps(isTerminal(json) ? Infinity : this.#numbers.horizon)
    return isNew && this.#gap === undefined
  }

  /** Adds what a connection left out, but for what one before it did. */
  #addGap({ from, to }: NumberRange): void {
    const rest = { from: Math.max(from, (this.#gaps.at(-1)?.to ?? -Infinity) + 1), to }
    if (rest.from <= to) this.#gaps = [...this.#gaps, rest]
  }

  #isNewUnnumbered(): boolean {
    const seen = this.#unnumbered.get(this.#lastNumber) ?? 0
    // If numbers repeat, the first connection may come to the same place twice
    if (++this.#sinceNumber <= seen) return this.#point === undefined
    this.#unnumbered.set(this.#lastNumber, this.#sinceNumber)
    return true
  }

  /** Whether another response begins that isn't wanted. In the first connection, it is one of several. */
  #isOtherResponse(json: unknown): boolean {
    if (!isObject(json) || !isObject(json["response"])) return false
    if (!beginsAnother(String(json["type"]), json["response"]["id"], this.#reader.responseId)) return false
    if (this.#point !== undefined) {
      this.#isOther = true
      this.#reader.close()
      return true
    }
    this.#numbers = new SequenceNumbers()
    this.#unnumbered = new Map()
    return false
  }

  /** Reports what is missing below a number. It won't come any more. */
  #settleGaps(horizon: number): void {
    const sure = this.#gaps.filter(({ to }) => to < horizon)
    if (sure.length === 0) return
    this.#gaps = this.#gaps.filter(({ to }) => to >= horizon)
    const { index, responseId } = this.#reader
    for (const range of sure.flatMap((gap) => this.#numbers.missing(gap))) {
      if (this.#gap !== undefined) return
      const gap = new ResumeGap({ index, responseId, ...range })
      if (this.#onGap === undefined) this.#failAt(gap)
      else this.#onGap(gap)
    }
  }

  #failAt(gap: ResumeGap): void {
    this.#gap = gap
    this.#reader.close()
  }
}

const isTerminal = (json: unknown): boolean => isObject(json) && terminalVerdict(json["type"]) !== undefined

/** Whether an answer with a status may be another one later. */
const isTemporary = (status: number | undefined): boolean =>
  status !== undefined && (status >= 500 || status === 408 || status === 425 || status === 429)
