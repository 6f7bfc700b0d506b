/** What came out of a contestant: how much, and whether it is what went in. */
import { createHash } from "node:crypto"

/** The text that a wire event brings: what a contestant must hand over unchanged. */
export const textOfEvent = ({ delta, partial_image_b64: image }) =>
  typeof delta === "string" ? delta : typeof image === "string" ? image : ""

/**
 * Counts events and characters while the clock runs: the same little work for every contestant. `names` says how it
 * names fields.
 */
export const makeTally = (names) => {
  const tally = { events: 0, characters: 0, numbers: 0 }
  const see =
    names === "wire"
      ? ({ delta, partial_image_b64: image, sequence_number: number }) => {
          tally.events++
          tally.numbers = (tally.numbers + number) | 0
          if (typeof delta === "string") tally.characters += delta.length
          else if (image !== undefined) tally.characters += image.length
        }
      : (chunk) => {
          const { delta, partialImageB64: image, sequenceNumber: number } = chunk
          tally.events++
          tally.numbers = (tally.numbers + number) | 0
          if (typeof delta === "string") tally.characters += delta.length
          else if (image !== undefined) tally.characters += image.length
        }
  /** Hands over what was counted, and begins anew. */
  const take = () => {
    const taken = { ...tally }
    tally.events = tally.characters = tally.numbers = 0
    return taken
  }
  return { take, see }
}

/** What a tally must be after some streams. */
export const expectedTally = (streams) => {
  const { see, take } = makeTally("wire")
  for (const { events } of streams) for (const event of events) see(event)
  return take()
}

/**
 * Looks at everything, off the clock: a digest of all texts in their order, with the items that their deltas belong to,
 * and how many events were not understood.
 */
export const makeInspection = (names) => {
  const hash = createHash("sha256")
  let events = 0
  let unknown = 0
  return {
    see: (chunk) => {
      events++
      if (chunk.isUnknown === true) unknown++
      const wire = chunk.isUnknown === true ? chunk.raw : chunk
      const renamed = names === "camel" && wire === chunk
      hash.update(renamed ? (chunk.delta ?? chunk.partialImageB64 ?? "") : textOfEvent(wire))
      if (typeof wire.delta === "string") hash.update((renamed ? chunk.itemId : wire.item_id) ?? "")
    },
    result: () => ({ events, unknown, digest: hash.digest("hex") })
  }
}

export const expectedInspection = (streams) => {
  const { result, see } = makeInspection("wire")
  for (const { events } of streams) for (const event of events) see(event)
  return result()
}
