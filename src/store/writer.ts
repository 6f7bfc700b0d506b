/**
 * What a writer stores of each element of its stream, and how far it is. Synchronous.
 *
 * @internal
 */
import { fieldsOf, isObject } from "../base/json.ts"
import type { Json } from "../base/json.ts"
import { chunkIn } from "../operator/element.ts"
import { finite, responseIdOf, sequenceNumberOf } from "../stream/event.ts"
import type { AnyEvent, ChunkElement } from "../stream/event.ts"
import { SequenceNumbers } from "../stream/numbers.ts"
import { endsResponse } from "../stream/verdict.ts"
import { encodeChunk, stringifyChunk } from "../wire/chunkEncoder.ts"
import type { Batch, StoredItem, StreamStatus } from "./backend.ts"

/** An element with the event that it goes out as, but for its offset, and what is stored of it. */
export interface Prepared {
  readonly element: ChunkElement
  readonly event: Omit<AnyEvent, "index" | "id"> & { readonly json: Json }
  readonly item: StoredItem
}

/** Prepares an element. Throws if its chunk doesn't fit its schema, or nests too deeply. */
export const prepare = (element: ChunkElement): Prepared => {
  if ("type" in element) return prepareChunk(element)
  const { chunk, event, json, repairs } = element
  if (!isObject(json)) return { ...prepareChunk(chunk), element }
  // A repair has changed what came. To a follower that joins behind it, the same repair may not be possible
  const mended = repairs === undefined ? undefined : stringifyChunk(chunk)
  const data = mended ?? JSON.stringify(json)
  const name = mended === undefined && event !== json["type"] ? event : undefined
  return { element, event: { ...element, json }, item: { data, name } }
}

const prepareChunk = (chunk: ChunkElement & { readonly type: string }): Prepared => {
  const data = stringifyChunk(chunk)
  if (data === undefined) throw new TypeError(`A chunk of the type ${chunk.type} doesn't fit its schema`)
  const json = chunk.type === "UNKNOWN" ? fieldsOf(chunk)["raw"] : encodeChunk(chunk)
  return { element: chunk, event: { chunk, json: isObject(json) ? json : {} }, item: { data, name: undefined } }
}

/** How far a writer is. */
export class Progress {
  /** The last offset that is confirmed. */
  offset: number
  #responseId: string | undefined
  readonly #numbers: SequenceNumbers

  /** With a status, it goes on behind it. */
  constructor(from: Omit<StreamStatus, "state"> = { offset: 0 }) {
    this.offset = from.offset
    this.#responseId = from.responseId
    this.#numbers = new SequenceNumbers(from.sequenceNumber)
  }

  /** Makes a batch of what follows the last offset. */
  batch(prepared: ReadonlyArray<Prepared>): Batch {
    let isWhole = false
    for (const { element, event } of prepared) {
      const chunk = chunkIn(element)
      this.#responseId = (chunk && responseIdOf(chunk)) ?? this.#responseId
      const sequenceNumber = (chunk && sequenceNumberOf(chunk)) ?? finite(event.json["sequence_number"])
      if (Number.isInteger(sequenceNumber)) this.#numbers.add(sequenceNumber!)
      if (chunk !== undefined && endsResponse(chunk)) isWhole = true
    }
    const sequenceNumber = this.#numbers.last
    return {
      first: this.offset + 1,
      items: prepared.map(({ item }) => item),
      isWhole,
      ...(this.#responseId === undefined ? {} : { responseId: this.#responseId }),
      ...(sequenceNumber === undefined ? {} : { sequenceNumber })
    }
  }
}
