/**
 * Elements of decoded streams: chunks, or events that have one.
 *
 * @internal
 */
import type { Case, ResponsesStreamChunk, WireType } from "../chunk/ResponsesStreamChunk.ts"
import type { RepairName } from "../wire/Tolerance.ts"

/**
 * A chunk with the event that it came from. The option `as: "event"` gives such events.
 *
 * @category models
 * @since 0.1.0
 */
export interface ProtocolEvent {
  /** Ordinal of the event, from 0. */
  readonly index: number
  /** The chunk. */
  readonly chunk: ResponsesStreamChunk
  /** The `event:` line, if there was one. */
  readonly event?: string
  /** The parsed JSON. If a repair renamed the type, rule F2 reads the original from it. */
  readonly json?: unknown
}

/** A chunk, or an event that has one. */
export type ChunkOrEvent = ResponsesStreamChunk | ProtocolEvent

/** A chunk. With schemas of the user's own, it may have any fields. */
export interface AnyChunk {
  readonly type: string
}

/** A chunk with its event. */
export interface AnyEvent {
  readonly index: number
  readonly chunk: AnyChunk
  readonly json?: unknown
  readonly event?: string
  readonly id?: string
  readonly repairs?: ReadonlyArray<RepairName>
}

/** A chunk, or an event that has one. */
export type ChunkElement = AnyChunk | AnyEvent

/** Whether a value is an event. No chunk has a field `chunk`. */
export const isEvent = (value: ChunkOrEvent): value is ProtocolEvent => "chunk" in value

/** The chunk of an event, or the chunk itself. */
export const chunkOf = (value: ChunkOrEvent): ResponsesStreamChunk => (isEvent(value) ? value.chunk : value)

/** Whether chunks of a type aren't about the response. They may come before it, and after an error. */
export const isAside = (type: ResponsesStreamChunk["type"]): boolean => asides.has(type)

const asides: ReadonlySet<ResponsesStreamChunk["type"]> = /* @__PURE__ */ new Set([
  "keepalive",
  "response.debug",
  "UNKNOWN"
] as const)

const unnumbered = /* @__PURE__ */ new WeakSet<object>()

/** Marks a chunk whose sequence number the provider didn't send. */
export const markUnnumbered = (chunk: object): void => void unnumbered.add(chunk)

/** The sequence number that the provider sent with a chunk. One that a repair made up is none. */
export const sequenceNumberOf = (chunk: ResponsesStreamChunk): number | undefined => {
  if (chunk.type === "response.error" || unnumbered.has(chunk)) return undefined
  return chunk.type === "UNKNOWN" ? finite(chunk.raw["sequence_number"]) : chunk.sequenceNumber
}

/** The id of the response that a chunk carries. Some gateways leave it empty. */
export const responseIdOf = (chunk: ResponsesStreamChunk): string | undefined =>
  ("response" in chunk && chunk.response?.id) || undefined

/** A sequence number of the wire: `1e400`, which JSON reads as infinity, is none. */
export const finite = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined

/** What a chunk does to a state in the making. */
export type Handler<Draft, Chunk> = (draft: Draft, chunk: Chunk) => void

/** What each chunk does, by its type. */
export type Handlers<Draft> = { readonly [Type in WireType]: Handler<Draft, Case<Type>> }

/** Calls the handler of a chunk. */
export const dispatch = <Draft>(handlers: Handlers<Draft>, draft: Draft, chunk: Case<WireType>): void => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- under its type is the handler of such chunks
  const handle = handlers[chunk.type] as Handler<Draft, typeof chunk>
  handle(draft, chunk)
}
