/**
 * The errors of a store. `StreamStore` exports them.
 *
 * @internal
 */
import * as Data from "effect/Data"

// No message has a key or payload. What a database says may quote both, so that it is in a private field.

/**
 * The store couldn't be reached, or refused, for as long as the option `retryFor` allows.
 *
 * **Details**
 *
 * What was handed on before is stored. Of what a writer was storing, it isn't known whether it is: another writer that
 * goes on by `status` does so behind it.
 *
 * @category errors
 * @since 0.1.0
 */
export class StoreUnavailable
  extends /* @__PURE__ */ Data.TaggedError("StoreUnavailable")<{
    readonly message: string
    /**
     * A name for what is wrong, if there is one: `ECONNREFUSED`, `OOM`, `READONLY`. The store's own: `TIMEOUT` (no answer),
     * `CLOSED` (the scope of its layer is closed), `NO_RESERVE` (the client has no `reserve`), `RESERVE_FAILED` (that
     * gives no connection), `FOREIGN` (something else wrote into the stream, so that it can't be taken over).
     */
    readonly code?: string
  }>
{
  readonly #reason: unknown

  constructor(fields: Pick<StoreUnavailable, "code"> & { readonly reason?: unknown }) {
    const { reason, ...rest } = fields
    const why = rest.code === undefined ? "" : `: ${rest.code}`
    super({ ...rest, message: `The store of streams is unavailable${why}. ${adviceOf(rest.code)}` })
    this.#reason = reason
  }

  /** The last error of the store's client. It is no field: it may quote a command, and with it a key or payload. */
  get reason(): unknown {
    return this.#reason
  }
}

const adviceOf = (code: string | undefined): string => {
  if (code === "CLOSED") return "The scope of its layer is closed. Build it in a scope that outlives who uses it."
  if (code === "NO_RESERVE")
    return "Its client can't reserve connections. Use @effect/platform-node 4.1, or another layer of Redis with reserve."
  if (code === "FOREIGN") return "Something else wrote into the stream. Take another key."
  return "Check that it runs, and try again."
}

/**
 * The store has no stream under the key: none began, or its time to live is over.
 *
 * @category errors
 * @since 0.1.0
 */
export class StreamUnknown
  extends /* @__PURE__ */ Data.TaggedError("StreamUnknown")<{
    readonly message: string
  }>
{
  constructor() {
    super({
      message:
        "The store has no stream under this key: none began, or it was kept for long enough. " +
        "If its writer may be about to begin, wait for it with waitForWriter."
    })
  }
}

/**
 * A stream can't be written under the key. Nothing was written, and upstream wasn't run.
 *
 * **Details**
 *
 * `state` says why: another writer is at it (`open`), it is over (`ended`), or it has events of a writer that is gone
 * (`lost`). To go on behind those, pass the `status` of the stream as `from`. If `from` was passed, it is out of date:
 * another writer has been there since, or the stream was kept for long enough and is gone.
 *
 * @category errors
 * @since 0.1.0
 */
export class StreamTaken
  extends /* @__PURE__ */ Data.TaggedError("StreamTaken")<{
    readonly message: string
    /** What the stream is. */
    readonly state: "open" | "ended" | "lost"
  }>
{
  constructor(fields: Pick<StreamTaken, "state">) {
    super({ ...fields, message: takenMessages[fields.state] })
  }
}

const takenMessages: { readonly [_ in StreamTaken["state"]]: string } = {
  open: "Another writer has this key. Follow the stream instead.",
  ended: "The stream under this key is over. Follow it instead, or take another key.",
  lost:
    "The stream under this key is that of a writer that is gone, and isn't where from says. " +
    "To go on behind its events, pass its status as from. If it has no status, it is gone: begin anew."
}

/**
 * A writer isn't the writer any more: it slept for longer than its lease, or the store lost what it had confirmed.
 *
 * **Details**
 *
 * What was handed on before is stored. Nothing was written since.
 *
 * @category errors
 * @since 0.1.0
 */
export class WriterFenced
  extends /* @__PURE__ */ Data.TaggedError("WriterFenced")<{
    readonly message: string
    /** The offset of the last event that this writer stored. */
    readonly offset: number
  }>
{
  constructor(fields: Pick<WriterFenced, "offset">) {
    super({
      ...fields,
      message:
        `The writer lost its lease after offset ${fields.offset}, and wrote nothing since. ` +
        "It was idle for longer than the lease, another writer has taken over, or the store lost or got events."
    })
  }
}

/**
 * The stream was cancelled. Its writer stops with this error, and so do those that follow, after the events before.
 *
 * @category errors
 * @since 0.1.0
 */
export class StreamCancelled
  extends /* @__PURE__ */ Data.TaggedError("StreamCancelled")<{
    readonly message: string
    /** The offset of the last event. */
    readonly offset: number
  }>
{
  constructor(fields: Pick<StreamCancelled, "offset">) {
    super({ ...fields, message: `The stream was cancelled after offset ${fields.offset}.` })
  }
}

/**
 * Events that a follower asks for aren't kept any more, or the offset that it asks for was never reached.
 *
 * **Details**
 *
 * They aren't kept if the stream is longer than the option `maxLength` of the store, or if someone deleted them. An offset
 * is beyond the end if it is that of another stream, or if the store lost events.
 *
 * @category errors
 * @since 0.1.0
 */
export class EventsExpired
  extends /* @__PURE__ */ Data.TaggedError("EventsExpired")<{
    readonly message: string
    /** The offset behind which the follower is. */
    readonly after: number
    /** The offset of the first event that is kept. If none is, that behind the last event. */
    readonly first: number
  }>
{
  constructor(fields: Pick<EventsExpired, "after" | "first">) {
    const { after, first } = fields
    super({
      ...fields,
      message:
        first > after + 1
          ? `The events from offset ${after + 1} to ${first - 1} aren't kept any more. ` +
            "Show the response anew. If it is longer than maxLength of the store, raise that."
          : `The stream ends before offset ${after}. Show the response anew.`
    })
  }
}
