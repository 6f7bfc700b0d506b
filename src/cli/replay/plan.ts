/**
 * Plans which bytes of a capture are sent when, and where the connection breaks. It is pure: the server follows it.
 *
 * @internal
 */
import type { WireType } from "../../chunk/ResponsesStreamChunk.ts"
import type { Block } from "./capture.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** How a capture is sent. */
export interface PlanOptions {
  /** 1 is the recorded pace, or else that of {@link waitBefore}. 10 is ten times as fast, `Infinity` doesn't wait. */
  readonly speed: number
  /** The size of the pieces in bytes. Without it, a piece is an event. */
  readonly cut: number | undefined
  /** How many complete events arrive before the connection breaks, in the middle of the next. */
  readonly dropAfter: number | undefined
}

/** Bytes that are sent at a time. */
interface Step {
  /** Milliseconds after the request. */
  readonly at: number
  readonly bytes: Uint8Array
  /** How many events are complete with these bytes. */
  readonly events: number
}

/** What is sent of a capture, in order. */
export interface Plan {
  readonly steps: ReadonlyArray<Step>
  /** How long it takes, in milliseconds. */
  readonly duration: number
  /** Whether the connection breaks at the end. */
  readonly drops: boolean
}

// -----------------------------------------------------------------------------
// Pace
// -----------------------------------------------------------------------------

/** What the waits of {@link waitBefore} are, in milliseconds. */
const waits = { start: 500, firstDelta: 300, delta: 20, image: 2000, tool: 1000, signOfLife: 500 }

const partialImage: WireType = "response.image_generation_call.partial_image"
const keepalive: WireType = "keepalive"

/**
 * How long a model usually takes before it sends a block, in milliseconds, for recordings without times.
 *
 * **Details**
 *
 * Half a second until the answer begins, 0.3 seconds until the first delta of a text, then 50 deltas a second. A
 * preview of an image takes two seconds, a tool of the provider one. Comments and keepalives come every half second.
 * Everything else comes at once.
 */
const waitBefore = (block: Block, previous: Block | undefined): number => {
  const { type = "" } = block
  if (previous === undefined) return waits.start
  if (type.endsWith(".delta")) return previous.type?.endsWith(".delta") === true ? waits.delta : waits.firstDelta
  if (type === partialImage) return waits.image
  if (type.endsWith("_call.completed")) return waits.tool
  return type === keepalive || (block.isComment && !block.isEvent) ? waits.signOfLife : 0
}

// -----------------------------------------------------------------------------
// Planning
// -----------------------------------------------------------------------------

/** Plans how a capture is sent. Recorded times count from `start`. */
export const make = (blocks: ReadonlyArray<Block>, options: PlanOptions, start = 0): Plan => {
  const sent = options.dropAfter === undefined ? blocks : dropAfter(blocks, options.dropAfter)
  let time = 0
  const steps = sent.map((block, i): Step => {
    if (block.at === undefined) time += waitBefore(block, sent[i - 1]) / options.speed
    else time = Math.max(time, (block.at - start) / options.speed)
    return { at: time, bytes: block.bytes, events: block.isEvent ? 1 : 0 }
  })
  return {
    steps: options.cut === undefined ? steps : joinSimultaneous(steps),
    duration: time,
    drops: options.dropAfter !== undefined
  }
}

/** Cuts bytes into pieces of a size. The last may be shorter. */
export const pieces = function* (bytes: Uint8Array, size: number | undefined): Generator<Uint8Array> {
  const step = size ?? bytes.length
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
}

/**
 * Plans a connection to a response that is kept: what follows a sequence number, or all of it. It breaks after
 * `dropAfter` events, or else at any byte, which `random` says from 0 to 1. It brings an event at least, so that clients
 * come to the end.
 */
export const makeRest = (
  blocks: ReadonlyArray<Block>,
  after: number | undefined,
  options: PlanOptions,
  random: number
): Plan => {
  const rest = after === undefined ? blocks : restAfter(blocks, after)
  // Who resumes gets at once what is there
  const start = after === undefined ? 0 : rest[0]?.at
  const events = countEvents(rest)
  const { dropAfter, ...whole } = options
  if (events <= Math.max(1, dropAfter ?? 1)) return make(rest, { ...whole, dropAfter: undefined }, start)
  if (dropAfter !== undefined) return make(rest, { ...whole, dropAfter: Math.max(1, dropAfter) }, start)
  const least = lengthOf(rest.slice(0, rest.findIndex(({ isEvent }) => isEvent) + 1))
  const length = least + Math.floor(random * (lengthOf(rest) - least))
  return { ...make(cutAt(rest, length), { ...whole, dropAfter }, start), drops: true }
}

/** How many events blocks have. */
export const countEvents = (blocks: ReadonlyArray<Block>): number => blocks.filter(({ isEvent }) => isEvent).length

// -----------------------------------------------------------------------------
// Internals
// -----------------------------------------------------------------------------

/** The blocks up to the middle of the event after so many. */
const dropAfter = (blocks: ReadonlyArray<Block>, events: number): ReadonlyArray<Block> => {
  const kept: Array<Block> = []
  let left = events
  for (const block of blocks) {
    if (block.isEvent && left-- === 0) {
      const half = block.bytes.subarray(0, Math.floor(block.bytes.length / 2))
      return [...kept, { ...block, bytes: half, isEvent: false }]
    }
    kept.push(block)
  }
  return kept
}

/** The events with a higher number, each with what follows it and has none. */
const restAfter = (blocks: ReadonlyArray<Block>, after: number): ReadonlyArray<Block> => {
  let last = -Infinity
  return blocks.filter(({ sequenceNumber }) => {
    last = sequenceNumber ?? last
    return last > after || (last === after && sequenceNumber === undefined)
  })
}

const lengthOf = (blocks: ReadonlyArray<Block>): number => blocks.reduce((sum, { bytes }) => sum + bytes.length, 0)

/** The first bytes of blocks. */
const cutAt = (blocks: ReadonlyArray<Block>, length: number): ReadonlyArray<Block> => {
  let left = length
  return blocks.flatMap((block) => {
    const bytes = block.bytes.subarray(0, Math.max(0, left))
    left -= block.bytes.length
    return bytes.length === 0 ? [] : [left < 0 ? { ...block, bytes, isEvent: false } : block]
  })
}

/** Pieces go across events that are sent at the same time, as a network cuts them. */
const joinSimultaneous = (steps: ReadonlyArray<Step>): ReadonlyArray<Step> => {
  const groups: Array<Array<Step>> = []
  for (const step of steps) {
    const group = groups.at(-1)
    if (group?.[0]?.at === step.at) group.push(step)
    else groups.push([step])
  }
  return groups.map((group) => ({
    at: group[0]!.at,
    bytes: Buffer.concat(group.map(({ bytes }) => bytes)),
    events: group.reduce((sum, { events }) => sum + events, 0)
  }))
}
