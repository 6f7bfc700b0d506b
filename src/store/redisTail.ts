/**
 * One stream in Redis as the followers of a process see it: its last events, and what it is. Synchronous, but for the pages
 * of those that are behind.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type { Entry, Page, StreamStatus, Tail } from "./backend.ts"
import type { StoreUnavailable } from "./errors.ts"
import type { MarkedStatus, StreamEntry } from "./redisReplies.ts"
import { Waiters } from "./waiters.ts"

/** How many events are kept for followers, and how many characters of them. One that is further behind reads pages. */
const maxEvents = 128
const maxLength = 64 * 1024

/** What a tail needs of Redis. */
export interface TailSource {
  /** The events behind an offset up to another one, some of them, of the stream that a writer began. */
  readonly page: (first: string, after: number, last: number) => Effect.Effect<ReadonlyArray<Entry>, StoreUnavailable>
  readonly status: Effect.Effect<MarkedStatus | undefined, StoreUnavailable>
  /** The error of the connection, if it is broken for too long. */
  readonly failure: () => StoreUnavailable | undefined
}

export class RedisTail implements Tail {
  /** The id behind which to read. `undefined` before it is known. */
  lastId: string | undefined
  readonly #source: TailSource
  readonly #waiters = new Waiters()
  #recent: Array<Entry> = []
  #length = 0
  /** The last offset that there is. */
  #last = 0
  /** The last offset that was read as it came, and one that doesn't follow it. */
  #read = 0
  #skipped = 0
  #marks = 0
  /** Whether the next event is of this stream: it has a writer, and nothing was missed. */
  #isSure = false
  /** The writer that began the stream. */
  #first: string | undefined
  /** Whether another stream has its key. */
  #isReplaced = false
  /** `undefined`: there is no stream. */
  #status: StreamStatus | undefined
  #failure: StoreUnavailable | undefined

  constructor(source: TailSource) {
    this.#source = source
  }

  /** Whether its writer has to be watched. */
  get isOpen(): boolean {
    return this.#status?.state === "open"
  }

  /** Whether nothing comes any more. Under its key another stream may begin one day. */
  get isOver(): boolean {
    return this.#isReplaced || this.#status?.state === "ended" || this.#status?.state === "cancelled"
  }

  /** Begins behind what there is, if it hasn't begun. */
  begin(status: MarkedStatus | undefined): void {
    if (this.lastId === undefined) {
      this.lastId = status === undefined ? "0-0" : `${status.offset}-${status.marks}`
      this.#read = status?.offset ?? 0
    }
    this.#onStatus(status, this.#last)
  }

  /** The connection has missed what happened, which may be all: the next event is taken only once the status is known. */
  doubt(): void {
    this.#isSure = false
  }

  /** Asks what the stream is by now. */
  readonly refresh: Effect.Effect<void, StoreUnavailable> = Effect.suspend(() => {
    const asked = this.#last
    return Effect.map(this.#source.status, (status) => this.#onStatus(status, asked))
  })

  /** Takes a status that was asked for when another offset was the last one. */
  #onStatus(status: MarkedStatus | undefined, asked: number): void {
    this.#first ??= status?.first
    if (status === undefined) {
      this.#status = undefined
      this.#isSure = false
    } else if (status.first !== this.#first) {
      this.#status = undefined
      this.#isReplaced = true
    }
    // What was asked for earlier may be answered later. Without a writer, fewer events than came were foreign ones or lost
    else if (
      status.marks >= this.#marks &&
      (status.offset >= this.#last || (status.state !== "open" && asked === this.#last))
    ) {
      const { first: _, marks, ...known } = status
      this.#isSure = known.state === "open"
      this.#marks = marks
      this.#status = known
      this.#last = Math.max(this.#last, known.offset)
      if (this.#skipped > this.#read && this.#skipped <= known.offset) {
        this.#read = this.#skipped
        this.#recent = []
        this.#length = 0
      }
    }
    this.#waiters.wake()
  }

  /** Takes what comes. Tells whether the state has changed. */
  onEntries(entries: ReadonlyArray<StreamEntry>): boolean {
    let isMarked = false
    for (const { entry, id } of entries) {
      this.lastId = id
      if (entry === undefined) isMarked = this.#isSure = true
      else if (this.#isSure && entry.offset === this.#read + 1) this.#add(entry)
      else {
        // Those before it were dropped, or it is none of this stream's, or none of the store's. The status tells
        this.#skipped = entry.offset
        isMarked = true
      }
    }
    this.#waiters.wake()
    return isMarked
  }

  #add(entry: Entry): void {
    this.#read = entry.offset
    this.#recent.push(entry)
    this.#length += entry.data.length
    while (this.#recent.length > maxEvents || (this.#length > maxLength && this.#recent.length > 1))
      this.#length -= this.#recent.shift()?.data.length ?? 0
    this.#last = Math.max(this.#last, entry.offset)
  }

  /** Ends those that wait: the stream can't be read, whatever the connection is. */
  fail(error: StoreUnavailable): void {
    this.#failure = error
    this.#waiters.wake()
  }

  /** Lets followers look again, since the connection is broken or is there again. */
  wake(): void {
    this.#waiters.wake()
  }

  next(after: number, isPatient: boolean): Effect.Effect<Page, StoreUnavailable> {
    return this.#waiters.until(() => this.#look(after, isPatient))
  }

  #look(after: number, isPatient: boolean): Effect.Effect<Page, StoreUnavailable> | undefined {
    if (this.#isReplaced) return Effect.succeed({ status: undefined })
    if (this.#last > after) {
      const first = this.#recent[0]
      const entries =
        first !== undefined && first.offset <= after + 1 ? this.#recent.filter(({ offset }) => offset > after) : []
      return entries.length > 0 ? Effect.succeed({ entries }) : this.#readPage(after, isPatient)
    }
    const status = this.#status
    if (this.isOver) return Effect.succeed({ status })
    const failure = this.#failure ?? this.#source.failure()
    if (failure !== undefined) return Effect.fail(failure)
    // A patient one waits as long as there is no writer, and another one as long as there is one
    return (status?.state === "open") === isPatient ? Effect.succeed({ status }) : undefined
  }

  #readPage(after: number, isPatient: boolean): Effect.Effect<Page, StoreUnavailable> {
    // Events may come before the first status
    const known = this.#first === undefined ? this.refresh : Effect.void
    return Effect.andThen(known, () => this.#readKnown(after, isPatient))
  }

  #readKnown(after: number, isPatient: boolean): Effect.Effect<Page, StoreUnavailable> {
    return Effect.flatMap(
      this.#source.page(this.#first ?? "", after, this.#last),
      (entries): Effect.Effect<Page, StoreUnavailable> => {
        if (entries.length > 0) return Effect.succeed({ entries })
        // They aren't there: the stream is gone, or Redis has lost them
        return Effect.flatMap(this.#source.status, (status): Effect.Effect<Page, StoreUnavailable> => {
          this.#last = status?.offset ?? 0
          this.#onStatus(status, this.#last)
          return this.#last > after && !this.#isReplaced
            ? Effect.succeed({ entries: [], first: this.#last + 1 })
            : this.next(after, isPatient)
        })
      }
    )
  }
}
