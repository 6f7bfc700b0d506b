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
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import type { ChunkStreamError } from "../errors/StreamError.ts"
import type { As, DecodeError, Decoded } from "../stream/options.ts"
import type { ChunkIterator } from "../web/options.ts"
import { makeIterator } from "../web/iterator.ts"
import type { ChunkSchemas } from "../wire/ownChunks.ts"
import { createFrame, injectFrame, steerFrame } from "./clientEvents.ts"
import { Lanes } from "./lanes.ts"
import type { InjectRequest, RequestBody, SocketOptions, SteerRequest } from "./options.ts"
import type { Sink } from "./turn.ts"
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
  /** Sends input that steers a response. Its stream tells what becomes of it. */
  readonly steer: (steer: SteerRequest) => Effect.Effect<void, Socket.SocketError>
  /** Sends outputs that the agents of a response wait for. Its stream tells what becomes of them. */
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
 * The connection lasts as long as the scope. When it breaks, each stream under way fails with `UnexpectedEnd`, whose
 * `cause` is the `SocketError`, and so does each that is run later.
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
    const deliver = Effect.suspend(() => {
      const boxes = [...touched]
      touched.clear()
      return Effect.forEach(boxes, deliverTo, { concurrency: "unbounded", discard: true })
    })
    const decoder = new TextDecoder()
    const read = Effect.flatMap(pull, (frames) => {
      for (const frame of frames) lanes.push(typeof frame === "string" ? frame : decoder.decode(frame))
      return deliver
    })
    yield* Effect.forever(read).pipe(
      Effect.onExit((exit) =>
        Effect.suspend(() => {
          lanes.close(exit._tag === "Failure" ? Cause.squash(exit.cause) : undefined)
          for (const box of touched) close(box)
          return Effect.void
        })
      ),
      Effect.ignoreCause,
      Effect.forkScoped
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
    return {
      create,
      steer: (steer) => writer.write(steerFrame(steer)),
      inject: (inject) => writer.write(injectFrame(inject))
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
   */
  readonly create: (request: RequestBody, options?: { readonly signal?: AbortSignal | undefined }) => ChunkIterator<A>
  /** Sends input that steers a response. Its loop tells what becomes of it. */
  readonly steer: (steer: SteerRequest) => void
  /** Sends outputs that the agents of a response wait for. Its loop tells what becomes of them. */
  readonly inject: (inject: InjectRequest) => void
}

/**
 * Reads the responses that come by a web `WebSocket`, without Effect's streams.
 *
 * **Details**
 *
 * It does what {@link fromSocket} does, but for waiting: a web `WebSocket` can't be paused. What a loop hasn't read waits
 * in memory, and holds up no other. It doesn't close the socket.
 *
 * **Gotchas**
 *
 * Call it before the first message comes, and once for a socket. Messages have to be texts.
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
  /** What is sent once the socket is open. */
  let waiting: Array<string> | undefined = webSocket.readyState === 0 ? [] : undefined
  const send = (text: string): void => {
    if (waiting === undefined) webSocket.send(text)
    else waiting.push(text)
  }
  webSocket.addEventListener("open", () => {
    const texts = waiting ?? []
    waiting = undefined
    for (const text of texts) webSocket.send(text)
  })
  webSocket.addEventListener("message", (event) => lanes.push("data" in event ? String(event.data) : ""))
  let failure: object | undefined
  webSocket.addEventListener("error", (event) => {
    failure = event
  })
  webSocket.addEventListener("close", (event) => lanes.close(failure ?? event))
  if (webSocket.readyState > 1) lanes.close(undefined)
  return {
    create: (request, { signal } = {}) => {
      const lane = new WebLane<Decoded<Chunks, Out>>(() => turn.abandon())
      const turn = lanes.open(request.stream_id, lane)
      if (!turn.isOver) send(createFrame(request))
      return makeIterator(lane, signal)
    },
    steer: (steer) => send(steerFrame(steer)),
    inject: (inject) => send(injectFrame(inject))
  }
}

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

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
