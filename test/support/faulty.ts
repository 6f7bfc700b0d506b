/** A provider that keeps a response, and breaks every connection to it that it can. All faults come from a seed. */
import * as Effect from "effect/Effect"
import type { Random } from "../fuzz/random.ts"
import { bytesOf } from "./bytes.ts"

/** An event as it is kept, and its number, if it has one. */
export interface Kept {
  readonly text: string
  readonly number: number | undefined
}

/** Keeps a text of events. */
export const keep = (text: string): ReadonlyArray<Kept> =>
  text
    .split(/(?<=\n\n)/)
    .filter((event) => event.trim() !== "")
    .map((event) => ({ text: event, number: numberIn(event) }))

const numberIn = (event: string): number | undefined => {
  const found = /"sequence_number":(-?\d+)[,}]/.exec(event)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** What is wrong with a connection: how much it repeats, or that it answers with an error. */
type Fault = "missing" | "position" | "overlap" | "all" | "status" | "network"

const faults: ReadonlyArray<Fault> = ["missing", "position", "overlap", "all", "status", "network"]

export class NetworkDown extends Error {
  readonly _tag = "NetworkDown"
}

/** Answers as a body whose pieces have any sizes. With `breaks`, reading fails at its end. */
export const bodyOf = (bytes: Uint8Array, breaks: boolean, random: Random): Response => {
  let at = 0
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: (controller) => {
        if (at >= bytes.length) return breaks ? controller.error(new TypeError("terminated")) : controller.close()
        const end = at + 1 + random.below(random.pick([2, 40, 600]))
        controller.enqueue(Uint8Array.from(bytes.subarray(at, end)))
        at = end
      }
    },
    { highWaterMark: 0 }
  )
  return new Response(body, { headers: { "content-type": "text/event-stream" } })
}

/** Serves a response. `breaks` connections break; after these, one comes whole. */
export const serve = (events: ReadonlyArray<Kept>, breaks: number, random: Random) => {
  let connections = 0
  const seen: Record<Fault, number> = { missing: 0, position: 0, overlap: 0, all: 0, status: 0, network: 0 }
  const send = (kept: ReadonlyArray<Kept>, least = 0): Response => {
    const bytes = bytesOf(kept.map(({ text }) => text).join(""))
    if (connections++ >= breaks) return bodyOf(bytes, false, random)
    // Within the last event at the latest, so that it breaks
    const length = least + random.below(Math.max(1, bytes.length - 60 - least))
    return bodyOf(bytes.slice(0, length), random.chance(0.5), random)
  }
  // The first event comes whole, or nobody could ask for the rest
  const begin = events.slice(0, events.findIndex(({ number }) => number !== undefined) + 1)
  const open = Effect.sync(() => send(events, bytesOf(begin.map(({ text }) => text).join("")).length))
  const resume = ({ after }: { readonly after: number }): Effect.Effect<Response, NetworkDown> =>
    Effect.suspend(() => {
      const fault = random.pick(connections >= breaks ? faults.slice(0, 4) : faults)
      seen[fault]++
      switch (fault) {
        case "missing":
          return Effect.succeed(send(withRest(events, after)))
        case "position":
          return Effect.succeed(send(events.slice(positionOf(events, after) + 1)))
        case "overlap": {
          const from = random.below(positionOf(events, after) + 1)
          return Effect.succeed(
            send(events.slice(events.findIndex(({ number }, i) => i >= from && number !== undefined)))
          )
        }
        case "all":
          return Effect.succeed(send(events))
        case "status":
          connections++
          return Effect.succeed(new Response("{}", { status: random.pick([500, 502, 503, 504]) }))
        default:
          connections++
          return Effect.fail(new NetworkDown())
      }
    })
  return { open, resume, seen, connections: () => connections }
}

const positionOf = (events: ReadonlyArray<Kept>, after: number): number =>
  events.findIndex(({ number }) => number === after)

/** The events with a number above one, each with those without a number behind it. */
const withRest = (events: ReadonlyArray<Kept>, after: number): ReadonlyArray<Kept> => {
  let last = -Infinity
  return events.filter(({ number }) => {
    if (number === undefined) return last >= after
    last = number
    return number > after
  })
}

/** Lets events come out of order: each up to so many places late. The first comes first, the terminal one last. */
export const disorder = (events: ReadonlyArray<Kept>, places: number, random: Random): ReadonlyArray<Kept> => {
  const numbered = events.filter(({ number }) => number !== undefined)
  const keys = numbered.map((_, i) =>
    i === 0 ? -1 : i === numbered.length - 1 ? Infinity : i + random.below(places * 100) / 100
  )
  return numbered
    .map((event, i) => [keys[i]!, event] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, event]) => event)
}
