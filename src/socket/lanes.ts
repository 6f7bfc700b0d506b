/**
 * The lanes of a WebSocket: which request a frame belongs to. It is synchronous, and knows no kind of socket.
 *
 * @internal
 */
import type { Json } from "../base/json.ts"
import { isDoneData, Reader } from "../stream/reader.ts"
import { makeReceiver } from "../stream/output.ts"
import { parseFrame, toStreamEvent } from "./frame.ts"
import type { AnySocketOptions, Stray } from "./options.ts"
import { Turn } from "./turn.ts"
import type { Sink } from "./turn.ts"

/** The requests that are under way, lane by lane. Those of one lane are answered one after the other. */
export class Lanes<A> {
  readonly #options: AnySocketOptions
  readonly #lanes = new Map<string | undefined, Array<Turn<A>>>()
  /** Reads the events that belong to no request. */
  readonly #strays: Reader
  #closed: { readonly cause: unknown } | undefined

  constructor(options: AnySocketOptions = {}) {
    this.#options = options
    const { onStray = warnOfStray, tolerance } = options
    this.#strays = new Reader(
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the option `as` says so
      makeReceiver({ as: "result" }, (value) => onStray(value as Stray)),
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
  fail(turn: Turn<A>, failure: { readonly cause: unknown }): void {
    turn.cut(failure)
    this.#remove(turn)
  }

  /** Reads a frame. */
  push(text: string): void {
    if (this.#closed !== undefined || isDoneData(text)) return
    const json = parseFrame(text)
    const turn = json === undefined ? this.#only() : this.#turnOf(json)
    if (turn === undefined) {
      if (json === undefined) this.#strays.onEvent(text, undefined, undefined, true, undefined)
      else this.#strays.pushJson(toStreamEvent(json, this.#strays.index))
      return
    }
    if (json === undefined) turn.pushText(text)
    else turn.push(json)
    if (turn.isOver) this.#remove(turn)
  }

  /** The socket is closed. */
  close(cause: unknown): void {
    if (this.#closed !== undefined) return
    this.#closed = { cause }
    for (const turn of [...this.#lanes.values()].flat()) this.fail(turn, this.#closed)
  }

  #remove(turn: Turn<A>): void {
    const { dropped, streamId } = turn
    const left = (this.#lanes.get(streamId) ?? []).filter((other) => other !== turn)
    if (left.length > 0) this.#lanes.set(streamId, left)
    else this.#lanes.delete(streamId)
    if (dropped > 0)
      (this.#options.onDropped ?? warnOfDropped)({ ...(streamId === undefined ? {} : { streamId }), count: dropped })
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

const warnOfStray: NonNullable<AnySocketOptions["onStray"]> = (stray) =>
  console.warn(
    stray._tag === "Failure"
      ? stray.failure.message
      : `An event of the type ${stray.success.type} belongs to no response that is under way.`
  )

const warnOfDropped: NonNullable<AnySocketOptions["onDropped"]> = ({ count }) =>
  console.warn(`${count} ${count === 1 ? "event" : "events"} of a response that nobody reads came by a WebSocket.`)
