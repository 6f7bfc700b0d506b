/**
 * Responses over a WebSocket: several at a time on one connection, each a stream of chunks of its own.
 *
 * A request names its lane by `stream_id`, and so does each event that comes of it. Requests of one lane are answered
 * one after the other. A request without a lane has one that it shares with the others without one.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import { isObject } from "../base/json.ts"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { As, DecodeError, Decoded } from "../stream/options.ts"
import type { ChunkIterator } from "../web/options.ts"
import { makeIterator } from "../web/iterator.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { createFrame, injectFrame, steerFrame } from "./clientEvents.ts"
import { Lanes } from "./lanes.ts"
import type { InjectRequest, RequestBody, SocketOptions, SteerRequest } from "./options.ts"
import type { Cut, Sink } from "./turn.ts"
import { WebLane } from "./webLane.ts"

export type { Dropped, InjectRequest, RequestBody, SocketOptions, SteerRequest, Stray } from "./options.ts"

// -----------------------------------------------------------------------------
// Effect
// -----------------------------------------------------------------------------

/**
 * The responses of a socket, as streams.
 *
 * @category models
 * @since 0.1.0
 */
export interface ResponsesSocket<A, E> {
  /**
   * The stream of a request, which is sent when the stream is run. It ends at the terminal chunk.
   *
   * If the response is steered, the stream goes on with the response that follows it, and ends at the end of the last.
   */
  readonly create: (request: RequestBody) => Stream.Stream<A, E>
  /** Sends input that steers a response. Its stream tells what becomes of it. Fails if the socket is closed. */
  readonly steer: (steer: SteerRequest) => Effect.Effect<void, Socket.SocketError>
  /**
   * Sends outputs that the agents of a response wait for. Its stream tells what becomes of them. Fails if the socket is
   * closed.
   */
  readonly inject: (inject: InjectRequest) => Effect.Effect<void, Socket.SocketError>
}

/**
 * Options of {@link fromSocket}.
 *
 * @category options
 * @since 0.1.0
 */
export interface FromSocketOptions<Chunks extends ChunkSchemas = {}, Out extends As = "chunk"> extends SocketOptions<
  Chunks,
  Out
> {
  /**
   * How many values of one response wait for their consumer before the socket waits too, 1024 by default. Values that
   * come in one batch of frames may be more.
   */
  readonly bufferSize?: number
}

/**
 * Reads the responses that come by a socket of Effect.
 *
 * **When to use**
 *
 * Use it for several responses at a time on one connection, or to steer a response.
 *
 * **Details**
 *
 * The connection lasts as long as the scope. What has come by then is still read. When the connection breaks, each stream under way fails with `UnexpectedEnd`, whose
 * `cause` says why, and so does each that is run later. The code of a close is there, and its reason isn't: the provider
 * wrote it. A close with the code 1000 is the end of the input: `onEnd: "synthesize"` may make up a missing terminal
 * chunk. After any other it doesn't.
 *
 * An event about a response that is over is a stray (see `onStray`), as is an `error` that directly follows a
 * `response.failed` on its lane, unless it has a `status`: then it refuses the next request.
 *
 * If a callback of the options throws, the error goes to `console.error`, and the socket goes on.
 *
 * Consumers are independent up to `bufferSize`: as long as fewer values of each response wait, a slow one holds up no
 * other. Then the socket isn't read until that consumer goes on, and nothing is lost.
 *
 * If a consumer leaves early, the provider goes on: there is no event to cancel a response. Its further events are read,
 * counted and dropped: see `onDropped`.
 *
 * A response in an event may lack its `output`. A terminal chunk then has what was streamed. An `error` whose fields are
 * nested becomes a flat one. With `as: "event"`, `json` is as received.
 *
 * **Gotchas**
 *
 * Run the streams of several lanes at the same time, and each to its end: one that pauses holds up the others once its
 * buffer is full.
 *
 * An `error` without `stream_id` goes to the request without a lane, or to the only lane under way. With several lanes it
 * is a stray: such an error, `websocket_connection_limit_reached` for example, is about the connection, and the close that
 * follows ends all. If none may follow, limit the wait for the next chunk with `StreamLiveness`.
 *
 * **Example** (Two lanes)
 *
 * ```ts
 * import * as Effect from "effect/Effect"
 * import type * as Socket from "effect/socket/Socket"
 * import * as Stream from "effect/Stream"
 * import { ResponsesSocket } from "effect-responses-stream"
 *
 * export const askBoth = (socket: Socket.Socket) =>
 *   Effect.gen(function* () {
 *     const { create } = yield* ResponsesSocket.fromSocket(socket)
 *     const ask = (lane: string, input: string) =>
 *       create({ stream_id: lane, model: "gpt-5", input }).pipe(Stream.runCollect)
 *     return yield* Effect.all([ask("a", "Hello"), ask("b", "Good evening")], { concurrency: 2 })
 *   }).pipe(Effect.scoped)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromSocket = <const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(
  socket: Socket.Socket,
  options?: FromSocketOptions<Chunks, Out>
): Effect.Effect<ResponsesSocket<Decoded<Chunks, Out>, DecodeError<Out>>, Socket.SocketError, Scope.Scope> =>
  Effect.gen(function* () {
    type A = Decoded<Chunks, Out>
    type E = DecodeError<Out>
    const lanes = new Lanes<A>(options)
    const { pull } = yield* socket.reader
    const writer = yield* socket.writer
    const touched = new Set<Mailbox<A, E>>()
    // Detached: what has come is a consumer's, also when the scope closes while its buffer is full
    const deliver = Effect.suspend(() => {
      const boxes = [...touched]
      touched.clear()
      return Effect.forEach(boxes, (box) => Effect.forkDetach(deliverTo(box), { startImmediately: true }))
    })
    const read = Effect.flatMap(pull, (frames) => {
      for (const frame of frames) lanes.push(textOf(frame))
      return Effect.flatMap(deliver, Fiber.awaitAll)
    })
    let ended: Cause.Cause<Socket.SocketError> | undefined
    yield* Effect.forever(read).pipe(
      Effect.onError((cause) =>
        Effect.suspend(() => {
          ended = cause
          lanes.close(cutBy(Cause.squash(cause)))
          return deliver
        })
      ),
      Effect.ignoreCause,
      Effect.forkScoped({ startImmediately: true })
    )
    // Requests of one lane are answered in the order in which they are sent
    const semaphore = yield* Semaphore.make(1)
    const create = (request: RequestBody): Stream.Stream<A, E> =>
      Stream.unwrap(
        Effect.gen(function* () {
          const queue = yield* Queue.bounded<A, E | Cause.Done>(options?.bufferSize ?? 1024)
          const box = new Mailbox<A, E>(queue, (box) => void touched.add(box))
          let isSent = false
          const open = Effect.acquireRelease(
            Effect.sync(() => lanes.open(request.stream_id, box)),
            (turn) =>
              Effect.sync(() => {
                if (isSent) turn.abandon()
                else lanes.fail(turn, { cause: undefined })
                Queue.shutdownUnsafe(queue)
              })
          )
          const send = Effect.flatMap(open, (turn) =>
            turn.isOver
              ? Effect.void
              : Effect.matchEffect(writer.write(createFrame(request)), {
                  onFailure: (cause) => Effect.sync(() => lanes.fail(turn, { cause })),
                  onSuccess: () => Effect.sync(() => void (isSent = true))
                })
          )
          yield* semaphore.withPermit(send)
          if (box.isOver) close(box)
          return Stream.fromQueue(queue)
        })
      )
    const write = (text: string) =>
      Effect.suspend(() => {
        if (ended === undefined) return writer.write(text)
        return Cause.hasFails(ended) ? Effect.failCause(ended) : Effect.die(closedWith(undefined))
      })
    return {
      create,
      steer: (steer) => write(steerFrame(steer)),
      inject: (inject) => write(injectFrame(inject))
    }
  })

// -----------------------------------------------------------------------------
// Web
// -----------------------------------------------------------------------------

/**
 * What is needed of a `WebSocket`: that of the platform has it, and that of the package `ws`.
 *
 * @category models
 * @since 0.1.0
 */
export interface WebSocketLike {
  /** 0 while connecting, 1 if open, then 2 and 3. */
  readonly readyState: number
  readonly send: (text: string) => void
  readonly addEventListener: (type: "open" | "message" | "error" | "close", listener: (event: object) => void) => void
}

/**
 * The responses of a web `WebSocket`, as async iterables.
 *
 * @category models
 * @since 0.1.0
 */
export interface WebResponsesSocket<A> {
  /**
   * Sends a request, once the socket is open, and iterates over the chunks that come of it. The loop ends at the terminal
   * chunk, or at that of the last response if the response is steered. `signal` ends the loop with its reason.
   * If that is before the request is sent, it isn't sent. Throws if the request can't be serialized.
   */
  readonly create: (request: RequestBody, options?: { readonly signal?: AbortSignal | undefined }) => ChunkIterator<A>
  /** Sends input that steers a response. Its loop tells what becomes of it. Throws if the socket is closed. */
  readonly steer: (steer: SteerRequest) => void
  /**
   * Sends outputs that the agents of a response wait for. Its loop tells what becomes of them. Throws if the socket is
   * closed.
   */
  readonly inject: (inject: InjectRequest) => void
}

/**
 * Reads the responses that come by a web `WebSocket`, without Effect's streams.
 *
 * **Details**
 *
 * It does what {@link fromSocket} does, but for waiting: a web `WebSocket` can't be paused. What a loop hasn't read waits
 * in memory, and holds up no other. It doesn't close the socket. Binary messages are read as UTF-8, and `binaryType` is
 * set to `"arraybuffer"`.
 *
 * If the socket never opens, the `cause` of `UnexpectedEnd` says so.
 *
 * **Gotchas**
 *
 * Call it before the first message comes, and once for a socket. A message that is a `Blob` is invalid.
 *
 * **Example** (Printing a response)
 *
 * ```ts
 * import { ResponsesSocket } from "effect-responses-stream"
 *
 * export const print = async (webSocket: WebSocket) => {
 *   const { create } = ResponsesSocket.fromWebSocket(webSocket)
 *   for await (const chunk of create({ model: "gpt-5", input: "Hello" })) {
 *     if (chunk.type === "response.output_text.delta") console.log(chunk.delta)
 *   }
 * }
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromWebSocket = <const Chunks extends ChunkSchemas = {}, Out extends As = "chunk">(
  webSocket: WebSocketLike,
  options?: SocketOptions<Chunks, Out>
): WebResponsesSocket<Decoded<Chunks, Out>> => {
  const lanes = new Lanes<Decoded<Chunks, Out>>(options)
  if ("binaryType" in webSocket) Object.assign(webSocket, { binaryType: "arraybuffer" })
  /** What is done once the socket is open. Absent if it has opened. */
  let waiting: Array<() => void> | undefined = webSocket.readyState === 0 ? [] : undefined
  const whenOpen = (send: () => void): void => {
    if (waiting === undefined) send()
    else waiting.push(send)
  }
  webSocket.addEventListener("open", () => {
    const sends = waiting ?? []
    waiting = undefined
    for (const send of sends) send()
  })
  webSocket.addEventListener("message", (event) => lanes.push(textOf("data" in event ? event.data : undefined)))
  let failure: unknown
  webSocket.addEventListener("error", (event) => {
    failure = "error" in event ? event.error : undefined
  })
  webSocket.addEventListener("close", (event) => {
    const code = "code" in event ? Number(event.code) : undefined
    if (waiting !== undefined) lanes.close({ cause: new Error("The socket didn't open", { cause: failure }) })
    else lanes.close({ cause: failure ?? closedWith(code), isRegular: failure === undefined && code === regular })
  })
  if (webSocket.readyState > 1) lanes.close({ cause: closedWith(undefined) })
  const write = (text: string): void => {
    if (lanes.isClosed || webSocket.readyState > 1) throw closedWith(undefined)
    whenOpen(() => webSocket.send(text))
  }
  return {
    create: (request, { signal } = {}) => {
      const text = createFrame(request)
      let isSent = false
      const lane = new WebLane<Decoded<Chunks, Out>>(() => {
        turn.abandon()
        if (!isSent) lanes.fail(turn, { cause: undefined })
      })
      const turn = lanes.open(request.stream_id, lane)
      whenOpen(() => {
        if (turn.isOver) return
        if (signal?.aborted === true) return lanes.fail(turn, { cause: signal.reason })
        try {
          webSocket.send(text)
          isSent = true
        } catch (cause) {
          lanes.fail(turn, { cause })
        }
      })
      return makeIterator(lane, signal)
    },
    steer: (steer) => write(steerFrame(steer)),
    inject: (inject) => write(injectFrame(inject))
  }
}

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** The reason of a close is a text of the provider's: a log would show it. */
const closedWith = (code: number | undefined): Error =>
  new Error(code === undefined ? "The socket closed" : `The socket closed with the code ${code}`)

const regular = 1000

/** The error of a socket of Effect, or the code if it was closed. */
const cutBy = (error: unknown): Cut => {
  const reason = isObject(error) ? error["reason"] : undefined
  if (!isObject(reason) || reason["_tag"] !== "SocketCloseError") return { cause: error }
  return { cause: closedWith(Number(reason["code"])), isRegular: reason["code"] === regular }
}

const utf8 = /* @__PURE__ */ new TextDecoder()

/** A frame as a text. One that is neither a text nor bytes gets a text that is not JSON, and says so. */
const textOf = (data: unknown): string => {
  if (typeof data === "string") return data
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? utf8.decode(data) : "A frame without text"
}

/** What waits for one consumer. */
class Mailbox<A, E> implements Sink<A> {
  readonly queue: Queue.Queue<A, E | Cause.Done>
  readonly #onTouch: (box: Mailbox<A, E>) => void
  values: Array<A> = []
  isOver = false
  error: E | undefined

  constructor(queue: Queue.Queue<A, E | Cause.Done>, onTouch: (box: Mailbox<A, E>) => void) {
    this.queue = queue
    this.#onTouch = onTouch
  }

  readonly emit = (value: A): void => {
    this.values.push(value)
    this.#onTouch(this)
  }

  readonly end = (error: ChunkStreamError | undefined): void => {
    this.isOver = true
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the option `as` says which errors there are
    this.error = error as E | undefined
    this.#onTouch(this)
  }
}

/** Hands over what waits, and suspends while the buffer is full. */
const deliverTo = <A, E>(box: Mailbox<A, E>): Effect.Effect<void> => {
  const { values } = box
  box.values = []
  return Effect.andThen(
    values.length === 0 ? Effect.void : Queue.offerAll(box.queue, values),
    Effect.sync(() => {
      if (box.isOver) close(box)
    })
  )
}

/** Ends the stream of a consumer, behind what waits for it. */
const close = <A, E>({ error, queue }: Mailbox<A, E>): void => {
  if (error === undefined) Queue.endUnsafe(queue)
  else Queue.failCauseUnsafe(queue, Cause.fail(error))
}
