/**
 * Chunks and events as the bytes of an event stream.
 *
 * @internal
 */
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { fieldsOf, isObject, isOverflow } from "../base/json.ts"
import { InvalidChunk } from "../errors/StreamError.ts"
import { stringifyChunk } from "../wire/chunkEncoder.ts"
import { errorEvent } from "./errorEvent.ts"
import type { ErrorEventFields } from "./errorEvent.ts"
import { finite } from "./event.ts"
import type { AnyChunk, ChunkElement } from "./event.ts"
import { commentText, doneData, eventText } from "./eventText.ts"
import type { Dialect, EventLines } from "./eventText.ts"
import { orSilence, silence } from "./silence.ts"

/**
 * Options of {@link toBytes}.
 *
 * @category options
 * @since 0.1.0
 */
export interface ToBytesOptions<E = unknown> {
  /** How events are written. Default `"OpenAI"`. */
  readonly dialect?: Dialect
  /**
   * After how long a silence a comment is sent, and again after each further one, so that no proxy closes the
   * connection. A millisecond or more: else the call throws a `RangeError`. By default none is sent.
   */
  readonly keepAlive?: Duration.Input
  /**
   * Makes the fields of the `error` event of an error. By default they name only the kind of the error, and also if it
   * throws or gives anything else, such as a promise: that is reported to `console.error`.
   */
  readonly toErrorEvent?: (error: E) => ErrorEventFields
}

/**
 * Options of {@link toResponse}.
 *
 * @category options
 * @since 0.1.0
 */
export interface ToResponseOptions<E = unknown> extends ToBytesOptions<E> {
  /** The status. Default 200. One that forbids a body, such as 204, makes the call throw, as `new Response` does. */
  readonly status?: number
  /**
   * More headers, or others in the place of the defaults: `content-type: text/event-stream` and
   * `cache-control: no-cache, no-transform`.
   */
  readonly headers?: Iterable<readonly [name: string, value: string]> | { readonly [name: string]: string }
}

/** Writes the events of one stream. */
export interface EventWriter<A, E> {
  /** The text of a chunk or of an event. */
  readonly write: (element: A) => string
  /** The text of the `error` event of an error. */
  readonly fail: (error: E) => string
  /** The text of the `error` event of a defect. */
  readonly die: (defect: unknown) => string
  /** The text at the end. */
  readonly end: () => string
}

/** Makes the writer of one stream. */
const makeWriter = <E>({ dialect = "OpenAI", toErrorEvent }: ToBytesOptions<E>): EventWriter<ChunkElement, E> => {
  let next = 0

  const write = (data: string, type: unknown, sequenceNumber: unknown, { event, id }: Lines = {}): string => {
    next = (finite(sequenceNumber) ?? next) + 1
    const name = event ?? (typeof type === "string" ? type : undefined)
    return eventText({ data, event: dialect === "OpenAI" ? name : undefined, id })
  }

  const writeChunk = (chunk: AnyChunk, text = stringifyChunk(chunk), lines?: Lines): string => {
    if (text === undefined) throw new TypeError(`A chunk of the type ${chunk.type} doesn't fit its schema`)
    const fields = fieldsOf(chunk)
    const { raw } = fields
    const sent = chunk.type === "UNKNOWN" && isObject(raw) ? raw : fields
    const { sequence_number, sequenceNumber = sequence_number, type } = sent
    return write(text, type, sequenceNumber, lines)
  }

  const writeError = <A>(error: A, toFields?: (error: A) => ErrorEventFields): string => {
    const event = errorEvent(error, next, toFields)
    return write(JSON.stringify(event), event.type, event.sequence_number)
  }

  return {
    write: (element) => {
      if ("type" in element) return writeChunk(element)
      const { chunk, id, json, repairs } = element
      if (!isObject(json)) return writeChunk(chunk, undefined, { id })
      // A repair has changed what came, its name among it. A chunk of a schema of the user's own may have no way back
      const mended = repairs === undefined ? undefined : stringifyChunk(chunk)
      return mended === undefined
        ? write(JSON.stringify(json), json["type"], json["sequence_number"], element)
        : writeChunk(chunk, mended, { id })
    },
    fail: (error) => writeError(error, toErrorEvent),
    die: (defect) => writeError(defect),
    end: () => (dialect === "OpenRouter" ? eventText({ data: doneData }) : "")
  }
}

type Lines = Omit<EventLines, "data">

/**
 * How long a text grows before it is turned into bytes, in characters. One text of 20,000 deltas takes twice as long as
 * many of this length: the strings of all events would be kept until the last is written.
 */
const maxText = 16 * 1024

const encoder = /* @__PURE__ */ new TextEncoder()

type Bytes = Pull.Pull<Arr.NonEmptyReadonlyArray<Uint8Array<ArrayBuffer>>>

/** Writes a stream of chunks or events: see `ChunkStream.toBytes`. */
export const toBytes = <E, R>(
  self: Stream.Stream<ChunkElement, E, R>,
  options: ToBytesOptions<E>
): Stream.Stream<Uint8Array<ArrayBuffer>, never, R> => writeBytes(self, () => makeWriter(options), options)

/** Writes a stream by a writer of its own. */
export const writeBytes = <A, E, R>(
  self: Stream.Stream<A, E, R>,
  makeWriter: () => EventWriter<A, E>,
  { keepAlive }: Pick<ToBytesOptions, "keepAlive">
): Stream.Stream<Uint8Array<ArrayBuffer>, never, R> => {
  const limit = keepAlive === undefined ? undefined : Duration.fromInputUnsafe(keepAlive)
  if (limit !== undefined && Duration.toMillis(limit) < 1) throw new RangeError("keepAlive is a millisecond or more.")
  return Stream.transformPull(self, (pull, scope) =>
    Effect.sync(() => {
      const writer = makeWriter()
      /** How the stream ends, once its last text is sent. */
      let end: Pull.Pull<never> | undefined

      const last = (text: string, how: Pull.Pull<never>): Bytes => {
        end = how
        return text === "" ? how : Effect.succeed([encoder.encode(text)])
      }

      const onBatch = (batch: Arr.NonEmptyReadonlyArray<A>): Bytes => {
        const pieces: Array<Uint8Array<ArrayBuffer>> = []
        let text = ""
        try {
          for (const element of batch) {
            if (text.length >= maxText) {
              pieces.push(encoder.encode(text))
              text = ""
            }
            text += writer.write(element)
          }
        } catch (thrown) {
          // What came may nest more deeply than it can be written, which is no fault of the program
          const isTooDeep = isOverflow(thrown)
          text += writer.die(isTooDeep ? new InvalidChunk({ index: 0, json: undefined, fields: [] }) : thrown)
          end = isTooDeep ? Cause.done() : Effect.die(thrown)
        }
        return Effect.succeed(Arr.append(pieces, encoder.encode(text)))
      }

      const onFailure = (cause: Cause.Cause<E>): Bytes => {
        const failure = cause.reasons.find(Cause.isFailReason)
        if (failure !== undefined) return last(writer.fail(failure.error), Cause.done())
        const defect = cause.reasons.find(Cause.isDieReason)
        return defect === undefined ? Effect.interrupt : last(writer.die(defect.defect), Effect.die(defect.defect))
      }

      const read: Bytes = Pull.matchEffect(limit === undefined ? pull : orSilence(pull, scope, limit), {
        onSuccess: (batch) =>
          batch === silence ? Effect.succeed([encoder.encode(commentText("keep-alive"))]) : onBatch(batch),
        onFailure,
        onDone: () => last(writer.end(), Cause.done())
      })

      return Effect.suspend(() => end ?? read)
    })
  )
}

/** A response with the bytes of a stream: see `ChunkStream.toResponse`. */
export const toResponse = <E>(self: Stream.Stream<ChunkElement, E>, options: ToResponseOptions<E>): Response =>
  respond(toBytes(self, options), options, defaultHeaders)

/** A response with the bytes of a stream. */
export const respond = (
  bytes: Stream.Stream<Uint8Array<ArrayBuffer>>,
  { headers = {}, status = 200 }: Pick<ToResponseOptions, "headers" | "status">,
  defaults: { readonly [name: string]: string }
): Response => {
  const all = new Headers()
  for (const [name, value] of isIterable(headers) ? headers : Object.entries(headers)) all.append(name, value)
  for (const [name, value] of Object.entries(defaults)) if (!all.has(name)) all.set(name, value)
  return new Response(Stream.toReadableStream(bytes, { strategy: { highWaterMark: 0 } }), { status, headers: all })
}

const isIterable = <A>(value: Iterable<A> | object): value is Iterable<A> => Symbol.iterator in value

const defaultHeaders = { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform" }
