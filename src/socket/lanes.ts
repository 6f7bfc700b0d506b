/**
 * The lanes of a WebSocket: which request a frame belongs to. It is synchronous, and knows no kind of socket.
 *
 * @internal
 */
import { guard } from "../base/callback.ts"
import type { Json } from "../base/json.ts"
import type { WireType } from "../chunk/ResponsesStreamChunk.ts"
import { isDoneData, Reader } from "../stream/reader.ts"
import { makeReceiver } from "../stream/output.ts"
import { isErrorType } from "../stream/verdict.ts"
import { parseFrame, responseIdIn, toStreamEvent } from "./frame.ts"
import type { AnySocketOptions, Dropped, Stray } from "./options.ts"
import { Turn } from "./turn.ts"
import type { Cut, Sink } from "./turn.ts"

const created: WireType = "response.created"
const failed: WireType = "response.failed"

/** The requests that are under way, lane by lane. Those of one lane are answered one after the other. */
export class Lanes<A> {
  readonly #options: AnySocketOptions
  readonly #onDropped: (dropped: Dropped) => void
  readonly #lanes = new Map<string | undefined, Array<Turn<A>>>()
  /** Reads the events that belong to no request. */
  readonly #strays: Reader
  /** The ids of responses that are over: their late events are not about the next request. */
  readonly #endedIds = new Set<string>()
  /** The lanes where nothing has come since a `response.failed`: an `error` that repeats it may follow. */
  readonly #failedLanes = new Set<string | undefined>()
  #closed: Cut | undefined

  constructor(options: AnySocketOptions = {}) {
    const { onComment, onDropped = warnOfDropped, onRepair, onStray = warnOfStray, tolerance } = options
    // What a callback throws would end the socket for all
    this.#options = {
      ...options,
      ...("onSkip" in options && options.onSkip !== undefined ? { onSkip: guard(options.onSkip) } : {}),
      ...(onComment === undefined ? {} : { onComment: guard(onComment) }),
      ...(onRepair === undefined ? {} : { onRepair: guard(onRepair) })
    }
    this.#onDropped = guard(onDropped)
    const report = guard(onStray)
    this.#strays = new Reader(
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the option `as` says so
      makeReceiver({ as: "result" }, (value) => report(value as Stray)),
      tolerance === undefined ? {} : { tolerance }
    )
  }

  /** Adds a request, before it is sent. */
  open(streamId: string | undefined, sink: Sink<A>): Turn<A> {
    const turn = new Turn(streamId, this.#options, sink)
    if (this.#closed !== undefined) turn.cut(this.#closed)
    else this.#lanes.set(streamId, [...(this.#lanes.get(streamId) ?? []), turn])
    return turn
  }

  /** Takes back a request that couldn't be sent. */
  fail(turn: Turn<A>, failure: Cut): void {
    turn.cut(failure)
    this.#remove(turn)
  }

  /** Reads a frame. */
  push(text: string): void {
    if (this.#closed !== undefined || isDoneData(text)) return
    const json = parseFrame(text)
    const turn = json === undefined ? this.#only() : this.#turnOf(json)
    if (turn === undefined || (json !== undefined && this.#isLate(json, turn))) return this.#reportStray(text, json)
    if (json === undefined) turn.pushText(text)
    else turn.push(json)
    if (!turn.isOver) return
    this.#remove(turn)
    for (const id of turn.ids) remember(this.#endedIds, id)
    if (json?.["type"] === failed) remember(this.#failedLanes, turn.streamId)
  }

  #reportStray(text: string, json: Json | undefined): void {
    if (json === undefined) this.#strays.onEvent(text, undefined, undefined, true, undefined)
    else this.#strays.pushJson(toStreamEvent(json, this.#strays.index))
  }

  /** Whether an event is about a response that is over, and not about the request that is next. */
  #isLate(json: Json, turn: Turn<A>): boolean {
    const id = responseIdIn(json)
    const isFirstAfterFailure = this.#failedLanes.delete(turn.streamId)
    // A gateway may give all responses the same id: each of them begins
    if (id !== undefined && json["type"] !== created && !turn.ids.has(id) && this.#endedIds.has(id)) return true
    // Where the provider refuses a request, its error has a status
    return isFirstAfterFailure && isErrorType(json["type"]) && json["status"] === undefined
  }

  /** Whether the socket is closed. */
  get isClosed(): boolean {
    return this.#closed !== undefined
  }

  /** The socket is closed. */
  close(failure: Cut): void {
    if (this.#closed !== undefined) return
    this.#closed = failure
    for (const turn of [...this.#lanes.values()].flat()) this.fail(turn, this.#closed)
  }

  #remove(turn: Turn<A>): void {
    const { dropped, streamId } = turn
    const left = (this.#lanes.get(streamId) ?? []).filter((other) => other !== turn)
    if (left.length > 0) this.#lanes.set(streamId, left)
    else this.#lanes.delete(streamId)
    if (dropped > 0) this.#onDropped({ ...(streamId === undefined ? {} : { streamId }), count: dropped })
  }

  /** The request that an event is about. Without a lane, it is about the one without a lane, or about the only one. */
  #turnOf({ stream_id: streamId }: Json): Turn<A> | undefined {
    return typeof streamId === "string" ? this.#first(streamId) : (this.#first(undefined) ?? this.#only())
  }

  #first(streamId: string | undefined): Turn<A> | undefined {
    return this.#lanes.get(streamId)?.[0]
  }

  /** The first request of the only lane. */
  #only(): Turn<A> | undefined {
    const [lane, ...others] = this.#lanes.values()
    return others.length === 0 ? lane?.[0] : undefined
  }
}

/** A socket can last for days, and each request can have a lane of its own. */
const maxRemembered = 256

/** Adds a value, in the place of the oldest if there are many. */
const remember = <A>(values: Set<A>, value: A): void => {
  values.delete(value)
  values.add(value)
  if (values.size <= maxRemembered) return
  for (const oldest of values) {
    values.delete(oldest)
    return
  }
}

const warnOfStray: NonNullable<AnySocketOptions["onStray"]> = (stray) =>
  console.warn(
    stray._tag === "Failure"
      ? stray.failure.message
      : `An event of the type ${stray.success.type} belongs to no response that is under way.`
  )

const warnOfDropped: NonNullable<AnySocketOptions["onDropped"]> = ({ count }) =>
  console.warn(`${count} ${count === 1 ? "event" : "events"} of a response that nobody reads came by a WebSocket.`)
