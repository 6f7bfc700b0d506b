/**
 * Snapshots as users see them, with properties that are computed when they are read.
 *
 * @internal
 */
import type { DebugInfo } from "../chunk/Debug.ts"
import type { OutputItem } from "../model/OutputItem.ts"
import type { Response, ResponseError, ResponseStatus } from "../model/Response.ts"
import type { Usage } from "../model/Usage.ts"
import type { UnknownChunk } from "../chunk/ResponsesStreamChunk.ts"
import type { Verdict } from "../stream/verdict.ts"
import * as Item from "./itemView.ts"
import { lazily, memoize } from "./share.ts"
import * as State from "./state.ts"
import type { SavedSnapshot, SnapshotAudio, SnapshotItem, SnapshotResponse } from "./types.ts"

// -----------------------------------------------------------------------------
// Views
// -----------------------------------------------------------------------------

type Items = State.State["items"]

const itemsOf = memoize((items: Items): ReadonlyArray<SnapshotItem> => items.values().map(Item.view))

const outputOf = memoize((items: Items): ReadonlyArray<OutputItem> => itemsOf(items).map(({ item }) => item))

const textOf = memoize((items: Items): { readonly text: string } => {
  let text = ""
  items.forEach((item) => {
    text += Item.messageText(item).text
  })
  return { text }
})

const audioOf = memoize((audio: State.AudioState): SnapshotAudio => lazily(audio, { data: () => audio.data.values() }))

const unknownOf = memoize((map: State.State["unknown"]): ReadonlyArray<UnknownChunk> => map.values())

const debugOf = memoize((map: State.State["debug"]): ReadonlyArray<DebugInfo> => map.values())

/** The text of the terminal chunk, if it has one, or else of the items. */
const outputTextOf = ({ items, response, terminal }: State.State): string =>
  (terminal === undefined ? undefined : response?.outputText) || textOf(items).text

/** The last response that was made of some items, with its source. */
interface Made {
  readonly of: State.State
  readonly response: SnapshotResponse
}

const responses = /* @__PURE__ */ new WeakMap<Items, Made>()

const responseOf = (state: State.State): SnapshotResponse | undefined => {
  const { terminal, error, items, response: base } = state
  if (base === undefined) return undefined
  const made = responses.get(items)
  if (made !== undefined && made.of.response === base && made.of.terminal === terminal && made.of.error === error) {
    return made.response
  }
  const response = makeResponse(state, base)
  responses.set(items, { of: state, response })
  return response
}

const makeResponse = (state: State.State, base: Response): SnapshotResponse => {
  const { error, items, terminal } = state
  return Object.assign({}, base, {
    status: statusOf(state) ?? base.status,
    ...(error !== undefined && (terminal === undefined || terminal === "Failed") ? { error } : {}),
    output: outputOf(items),
    outputText: outputTextOf(state)
  })
}

/** The status: that of the response, unless something else ended it. */
const statusOf = ({ error, items, response, terminal }: State.State): ResponseStatus | undefined => {
  if (terminal === undefined && error !== undefined) return "failed"
  if (terminal === "Cancelled") return "cancelled"
  return response?.status ?? (items.isEmpty ? undefined : "in_progress")
}

// -----------------------------------------------------------------------------
// Snapshots
// -----------------------------------------------------------------------------

/** The class behind `ResponseSnapshot`. */
export class Snapshot {
  readonly state: State.State

  constructor(state: State.State) {
    this.state = state
  }

  get response(): SnapshotResponse | undefined {
    return responseOf(this.state)
  }

  get status(): ResponseStatus | undefined {
    return statusOf(this.state)
  }

  get items(): ReadonlyArray<SnapshotItem> {
    return itemsOf(this.state.items)
  }

  get output(): ReadonlyArray<OutputItem> {
    return outputOf(this.state.items)
  }

  get outputText(): string {
    return outputTextOf(this.state)
  }

  get usage(): Usage | undefined {
    return this.state.response?.usage ?? undefined
  }

  get error(): ResponseError | undefined {
    return this.state.error
  }

  get verdict(): Verdict {
    return State.verdict(this.state)
  }

  get audio(): SnapshotAudio | undefined {
    const { audio } = this.state
    return audio === undefined ? undefined : audioOf(audio)
  }

  get unknown(): ReadonlyArray<UnknownChunk> {
    return unknownOf(this.state.unknown)
  }

  get debug(): ReadonlyArray<DebugInfo> {
    return debugOf(this.state.debug)
  }

  get sequenceNumber(): number | undefined {
    return this.state.sequenceNumber
  }

  toJSON(): SavedSnapshot {
    return State.toJson(this.state)
  }
}

/** The snapshot of a state. */
export const make = (state: State.State): Snapshot => new Snapshot(state)

export const isSnapshot = (input: unknown): input is Snapshot => input instanceof Snapshot

/** The state of a snapshot. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `make` alone makes what has the public type
export const stateOf = (snapshot: object): State.State => (snapshot as Snapshot).state
