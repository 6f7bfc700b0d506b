/** Faults of each rule, and how each is planted at a random place of a stream. */
import type { RuleId, Severity } from "../../src/protocol/StreamProtocol.ts"
import type { Wire } from "../support/wires.ts"

/** A stream with one fault. An event that was changed is another object, one that was moved the same. */
interface Planted {
  readonly stream: ReadonlyArray<Wire>
  /** The index at which the fault is to be reported. */
  readonly at: number
}

export interface Fault {
  readonly rule: RuleId
  readonly name: string
  /** The severity, where it isn't the rule's. */
  readonly severity?: Severity
  /** Plants the fault at a random place. `undefined` where it doesn't apply. */
  readonly plant: (stream: ReadonlyArray<Wire>) => Planted | undefined
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

type Matches = (wire: Wire, index: number) => boolean

const pick = <A>(things: ReadonlyArray<A>): A | undefined => things[Math.floor(Math.random() * things.length)]

const places = (stream: ReadonlyArray<Wire>, matches: Matches, from = 0, to = stream.length): ReadonlyArray<number> =>
  stream.flatMap((wire, i) => (i >= from && i < to && matches(wire, i) ? [i] : []))

const isTyped =
  (...types: ReadonlyArray<string>): Matches =>
  ({ type }) =>
    types.includes(type)

const isAdded = isTyped("response.output_item.added")
const isItemDone = isTyped("response.output_item.done")
const isTerminal = isTyped("response.completed", "response.incomplete", "response.failed")
const isCreated = isTyped("response.created")
const isPartAdded = isTyped("response.content_part.added", "response.reasoning_summary_part.added")
const isPartDone = isTyped("response.content_part.done", "response.reasoning_summary_part.done")
const partTexts = ["output_text", "refusal", "reasoning_text", "reasoning_summary_text"]
const isPartDelta = isTyped(...partTexts.map((text) => `response.${text}.delta`))
const isPartTextDone = isTyped(...partTexts.map((text) => `response.${text}.done`))
const textFields = ["text", "refusal", "arguments", "input", "code", "diff"]
const isTextDone: Matches = (wire, i) =>
  isPartTextDone(wire, i) || (/_(arguments|input|code|diff)\.done$/.test(wire.type) && isUpdate(wire))
const isDelta: Matches = (wire, i) => isPartDelta(wire, i) || /_(arguments|input|code|diff)\.delta$/.test(wire.type)
const isUpdate = (wire: Wire): boolean => typeof wire["item_id"] === "string" && wire["item_id"] !== ""

const sameItem = (one: Wire) => (other: Wire) => one["output_index"] === other["output_index"]
const sameText = (one: Wire) => (other: Wire) =>
  sameItem(one)(other) &&
  one["content_index"] === other["content_index"] &&
  one["summary_index"] === other["summary_index"] &&
  !other.type.includes("annotation")

const fieldOf = (object: object): string | undefined => textFields.find((field) => field in object)
const itemOf = (wire: Wire) => wire["item"] as Record<string, unknown>
const partOf = (wire: Wire) => wire["part"] as Record<string, unknown>
const otherText = <A extends object>(object: A): A =>
  Object.assign({}, object, { [fieldOf(object)!]: `${textOf(object)}!` })
const textOf = (object: object): string => {
  const text = (object as Record<string, unknown>)[fieldOf(object) ?? ""]
  return typeof text === "string" ? text : ""
}

const endOf = (stream: ReadonlyArray<Wire>): number => stream.findIndex(isTerminal)
const next = (stream: ReadonlyArray<Wire>, from: number, matches: Matches): number =>
  stream.findIndex((wire, i) => i > from && matches(wire, i))
const previous = (stream: ReadonlyArray<Wire>, to: number, matches: Matches): number =>
  stream.findLastIndex((wire, i) => i < to && matches(wire, i))

// -----------------------------------------------------------------------------
// Plants
// -----------------------------------------------------------------------------

type Plant = Fault["plant"]

/** At a random event that matches. */
const somewhere =
  (matches: Matches, plant: (stream: ReadonlyArray<Wire>, at: number) => Planted | undefined): Plant =>
  (stream) => {
    const places_ = places(stream, matches)
    // Another place, where the first doesn't do
    for (let attempt = 0; attempt < 5; attempt++) {
      const at = pick(places_)
      const planted = at === undefined ? undefined : plant(stream, at)
      if (planted !== undefined) return planted
    }
    return undefined
  }

const changed = (stream: ReadonlyArray<Wire>, at: number, change: object): Planted => ({
  stream: stream.with(at, { ...stream[at]!, ...change }),
  at
})

const inserted = (stream: ReadonlyArray<Wire>, at: number, wire: Wire): Planted => ({
  stream: stream.toSpliced(at, 0, { ...wire }),
  at
})

const moved = (stream: ReadonlyArray<Wire>, from: number, to: number): ReadonlyArray<Wire> =>
  stream.toSpliced(from, 1).toSpliced(to, 0, stream[from]!)

/** Anywhere from one place to another, both included. */
const between = (from: number, to: number): number => from + Math.floor(Math.random() * (to - from + 1))

/** A copy of an event, anywhere behind it up to another event of its item or part. */
const again = (matches: Matches, until: (one: Wire) => (other: Wire, index: number) => boolean): Plant =>
  somewhere(matches, (stream, at) => {
    const to = next(stream, at, until(stream[at]!))
    return to === -1 ? undefined : inserted(stream, between(at + 1, to), stream[at]!)
  })

/** A copy of an event, anywhere behind another event of its item or part, before the item is done or the response ends. */
const late = (
  matches: Matches,
  after: (one: Wire) => (other: Wire, index: number) => boolean,
  isInItem: boolean
): Plant =>
  somewhere(matches, (stream, at) => {
    const from = next(stream, at, after(stream[at]!))
    const same = sameItem(stream[at]!)
    const to = isInItem ? next(stream, from, (wire, i) => isItemDone(wire, i) && same(wire)) : endOf(stream)
    return from === -1 || to <= from ? undefined : inserted(stream, between(from + 1, to), stream[at]!)
  })

/** Without an event. It shows at the next one of the same item or part. */
const without = (matches: Matches, same: (one: Wire) => (other: Wire, index: number) => boolean): Plant =>
  somewhere(matches, (stream, at) => {
    const shows = next(stream, at, same(stream[at]!))
    return shows === -1 ? undefined : { stream: stream.toSpliced(at, 1), at: shows - 1 }
  })

/** An event behind the next one of the same item or part, which is reported. */
const swapped = (matches: Matches, same: (one: Wire) => (other: Wire, index: number) => boolean): Plant =>
  somewhere(matches, (stream, at) => {
    const other = next(stream, at, same(stream[at]!))
    return other === -1 ? undefined : { stream: moved(stream, at, other), at: other - 1 }
  })

const all =
  (...tests: ReadonlyArray<Matches>): Matches =>
  (wire, i) =>
    tests.every((test) => test(wire, i))

const andItem =
  (matches: Matches) =>
  (one: Wire): Matches =>
  (other, i) =>
    matches(other, i) && sameItem(one)(other)
const andText =
  (matches: Matches) =>
  (one: Wire): Matches =>
  (other, i) =>
    matches(other, i) && sameText(one)(other)
/** Of the same text: a delta or a done. */
const textDoneOf = (one: Wire): Matches => {
  const type = one.type.replace(/delta$/, "done")
  return (other) => other.type === type && sameText(one)(other)
}
const deltaOf = (one: Wire): Matches => {
  const type = one.type.replace(/done$/, "delta")
  return (other) => other.type === type && other["delta"] !== "" && sameText(one)(other)
}

const hasText: Matches = (wire) => typeof wire["delta"] === "string" && wire["delta"] !== ""
const keepalive: Wire = { type: "keepalive" }
const error: Wire = { type: "error", code: "server_error", message: "Secret", param: null }
const responseOf = (wire: Wire) => wire["response"] as Record<string, unknown>

const afterTerminal = (make: (stream: ReadonlyArray<Wire>) => Wire | undefined): Plant =>
  somewhere(isTerminal, (stream, at) => {
    const wire = make(stream)
    return wire === undefined ? undefined : inserted(stream, at + 1, wire)
  })

const lifecycle: Matches = isTyped("response.created", "response.queued", "response.in_progress")
const beforeEnd = (stream: ReadonlyArray<Wire>, from: number): number => between(from + 1, endOf(stream))

/** The output indexes of all items. */
const indexes = (stream: ReadonlyArray<Wire>): ReadonlyArray<number> =>
  stream.filter(isAdded).map((wire) => wire["output_index"] as number)

const reindexed = (stream: ReadonlyArray<Wire>, from: unknown, to: number): ReadonlyArray<Wire> =>
  stream.map((wire) => (wire["output_index"] === from ? { ...wire, output_index: to } : wire))

const hasEveryItemId = (stream: ReadonlyArray<Wire>): boolean =>
  stream.filter(isAdded).every((wire) => typeof itemOf(wire)["id"] === "string" && itemOf(wire)["id"] !== "")

/** An item with the index of the one before it, and where it begins: behind the other's `done`, or its `added`. */
const sharing = (isAtOnce: boolean): Plant =>
  somewhere(isAdded, (stream, at) => {
    const before = previous(stream, at, isAdded)
    if (before === -1 || !hasEveryItemId(stream)) return undefined
    const index = stream[before]!["output_index"] as number
    const shared = reindexed(stream, stream[at]!["output_index"], index)
    if (!isAtOnce) {
      const done = next(stream, before, andItem(isItemDone)(stream[before]!))
      return done === -1 || done > at ? undefined : { stream: shared, at }
    }
    const ids = stream
      .slice(before, at)
      .filter(sameItem(stream[before]!))
      .some((wire) => !isItemDone(wire, 0) && !isAdded(wire, 0) && !isUpdate(wire))
    return ids ? undefined : { stream: moved(shared, at, before + 1), at: before + 1 }
  })

const isOpenAtEnd: Matches = (wire) => !["reasoning", "mcp_list_tools"].includes(String(itemOf(wire)["type"]))

const isPlainItem = (stream: ReadonlyArray<Wire>, wire: Wire): boolean => {
  const added = stream.find(andItem(isAdded)(wire))
  return added !== undefined && !/:|web_search/.test(String(itemOf(added)["type"]))
}

/** A call may have another call id when it is done. */
const hasIdsOfAdded = (stream: ReadonlyArray<Wire>, done: Wire): boolean => {
  const added = stream.find(andItem(isAdded)(done))
  const [before, after] = [added === undefined ? {} : itemOf(added), itemOf(done)]
  return typeof after["id"] === "string" && ["id", "call_id"].every((key) => before[key] === after[key])
}

const searching = (wire: Wire): Wire => ({
  type: "response.web_search_call.searching",
  item_id: wire["item_id"],
  output_index: wire["output_index"]
})

const itemTexts = (item: Record<string, unknown>): ReadonlyArray<string> =>
  item["type"] === "message" ? ["content"] : item["type"] === "reasoning" ? ["summary"] : []

/** The item as its `done` has it, with another text. */
const otherItem = (item: Record<string, unknown>): Record<string, unknown> | undefined => {
  const [field] = itemTexts(item)
  if (field === undefined) {
    return ["function_call", "mcp_call", "custom_tool_call", "code_interpreter_call"].includes(String(item["type"])) &&
      textOf(item) !== ""
      ? otherText(item)
      : undefined
  }
  const parts = (item[field] ?? []) as ReadonlyArray<Record<string, unknown>>
  const n = pick(parts.flatMap((part, i) => (textOf(part) === "" ? [] : [i])))
  return n === undefined ? undefined : { ...item, [field]: parts.with(n, otherText(parts[n]!)) }
}

const isImage = (stage: string): Matches => isTyped(`response.image_generation_call.${stage}`)

const numberOf = (wire: Wire | undefined): number => wire?.["sequence_number"] as number

/** Only S1 needs sequence numbers: all other plants are in streams that have none. */
export const faults: ReadonlyArray<Fault> = [
  {
    rule: "F2",
    name: "the event line names another type",
    plant: somewhere(
      () => true,
      (stream, at) => changed(stream, at, { event: "response.x" })
    )
  },
  {
    rule: "S1",
    name: "a number repeats",
    plant: somewhere(
      (_, i) => i > 0,
      (stream, at) => changed(stream, at, { sequence_number: numberOf(stream[at - 1]) })
    )
  },
  {
    rule: "S1",
    name: "a number goes back",
    plant: somewhere(
      (_, i) => i > 0,
      (stream, at) => changed(stream, at, { sequence_number: between(-5, numberOf(stream[at - 1])) })
    )
  },
  {
    rule: "S1",
    name: "a number runs ahead",
    plant: somewhere(
      () => true,
      (stream, at) =>
        at === stream.length - 1
          ? undefined
          : { ...changed(stream, at, { sequence_number: numberOf(stream.at(-1)) + between(1, 9) }), at: at + 1 }
    )
  },
  {
    rule: "R1",
    name: "created is left out",
    plant: somewhere(isCreated, (stream, at) => ({ stream: stream.toSpliced(at, 1), at }))
  },
  {
    rule: "R1",
    name: "created and in_progress are swapped",
    plant: somewhere(isCreated, (stream, at) =>
      stream[at + 1]?.type === "response.in_progress" ? { stream: moved(stream, at, at + 1), at } : undefined
    )
  },
  {
    rule: "R1",
    name: "created comes late",
    plant: somewhere(isCreated, (stream, at) => ({ stream: moved(stream, at, between(at + 1, endOf(stream) - 1)), at }))
  },
  {
    rule: "R2",
    name: "the response is created twice",
    plant: somewhere(isCreated, (stream, at) => inserted(stream, beforeEnd(stream, at), stream[at]!))
  },
  {
    rule: "R2",
    name: "the response is queued after it was in progress",
    plant: somewhere(isTyped("response.in_progress"), (stream, at) =>
      inserted(stream, beforeEnd(stream, at), { ...stream[at]!, type: "response.queued" })
    )
  },
  {
    rule: "R2",
    name: "the response ends twice",
    plant: afterTerminal((stream) => stream.find(isTerminal))
  },
  {
    rule: "R2",
    name: "the response fails after its end",
    plant: afterTerminal((stream) => ({ ...stream.find(isTerminal)!, type: "response.failed" }))
  },
  {
    rule: "R2",
    name: "the terminal chunk has another response id",
    severity: "warning",
    plant: somewhere(isTerminal, (stream, at) =>
      changed(stream, at, { response: { ...responseOf(stream[at]!), id: "another" } })
    )
  },
  {
    rule: "R2",
    name: "a chunk before it has another response id",
    severity: "warning",
    plant: somewhere(
      (wire, i) => lifecycle(wire, i) && !isCreated(wire, i),
      (stream, at) => changed(stream, at, { response: { ...responseOf(stream[at]!), id: "another" } })
    )
  },
  { rule: "R3", name: "a keepalive comes after the end", plant: afterTerminal(() => keepalive) },
  { rule: "R3", name: "an error comes after the end", plant: afterTerminal(() => error) },
  {
    rule: "R3",
    name: "an unknown chunk comes after the end",
    plant: afterTerminal(() => ({ type: "response.of_tomorrow" }))
  },
  {
    rule: "R3",
    name: "an item is added after the end",
    plant: afterTerminal((stream) => ({
      type: "response.output_item.added",
      output_index: Math.max(-1, ...indexes(stream)) + between(1, 3),
      item: { type: "function_call", id: "fc_late", call_id: "call_late", name: "f", arguments: "" }
    }))
  },
  {
    rule: "R3",
    name: "a chunk comes again after the end",
    plant: afterTerminal((stream) => pick(stream.filter((wire, i) => !isTerminal(wire, i))))
  },
  {
    rule: "R3",
    name: "a chunk comes only after the end",
    plant: somewhere(
      (wire, i) => isItemDone(wire, i) || isPartDone(wire, i),
      (stream, at) => {
        const end = endOf(stream)
        const isLast = next(stream, at, sameItem(stream[at]!)) === -1
        return isLast && end > at ? { stream: moved(stream, at, end), at: end } : undefined
      }
    )
  },
  {
    rule: "R4",
    name: "the stream goes on after an error",
    plant: somewhere(isCreated, (stream, at) => {
      const to = beforeEnd(stream, at)
      return stream[to]!.type === "response.failed" ? undefined : { ...inserted(stream, to, error), at: to + 1 }
    })
  },
  { rule: "I1", name: "added is left out", plant: without(isAdded, sameItem) },
  {
    rule: "I1",
    name: "an item is added twice",
    plant: again(isAdded, andItem(isItemDone))
  },
  {
    rule: "I1",
    name: "done is left out",
    plant: somewhere(all(isItemDone, isOpenAtEnd), (stream, at) => {
      const end = endOf(stream)
      return stream[end]?.type === "response.completed" ? { stream: stream.toSpliced(at, 1), at: end - 1 } : undefined
    })
  },
  { rule: "I1", name: "added comes behind the next chunk of its item", plant: swapped(isAdded, sameItem) },
  { rule: "I2", name: "a part's added is left out", plant: without(isPartAdded, sameText) },
  {
    rule: "I2",
    name: "a part's added comes behind the next chunk of the part",
    plant: swapped(isPartAdded, sameText)
  },
  { rule: "I2", name: "a part is added twice", severity: "warning", plant: again(isPartAdded, andText(isPartDone)) },
  {
    rule: "I2",
    name: "a part is added after it is done",
    severity: "warning",
    plant: late(isPartAdded, andText(isPartDone), true)
  },
  { rule: "I2", name: "a delta comes after its part", plant: late(isPartDelta, andText(isPartDone), true) },
  { rule: "I2", name: "a text's done comes after its part", plant: late(isPartTextDone, andText(isPartDone), true) },
  { rule: "I2", name: "a part is done twice", plant: again(isPartDone, andItem(isItemDone)) },
  {
    rule: "I2",
    name: "a text's done is left out",
    severity: "warning",
    plant: somewhere(isPartTextDone, (stream, at) => {
      const part = next(stream, at, andText(isPartDone)(stream[at]!))
      const hasDeltas = previous(stream, at, deltaOf(stream[at]!)) !== -1
      return hasDeltas && part !== -1 ? { stream: stream.toSpliced(at, 1), at: part - 1 } : undefined
    })
  },
  {
    rule: "I2",
    name: "a text's done comes behind its part's",
    severity: "warning",
    plant: somewhere(isPartTextDone, (stream, at) => {
      const part = next(stream, at, andText(isPartDone)(stream[at]!))
      const hasDeltas = previous(stream, at, deltaOf(stream[at]!)) !== -1
      return hasDeltas && part !== -1 ? { stream: moved(stream, at, part), at: part - 1 } : undefined
    })
  },
  {
    rule: "I2",
    name: "a part's done is left out",
    severity: "warning",
    plant: without(isPartDone, andItem(isItemDone))
  },
  {
    rule: "I2",
    name: "a part's done comes behind its item's",
    severity: "warning",
    plant: swapped(isPartDone, andItem(isItemDone))
  },
  {
    rule: "I2",
    name: "a delta of another kind is added to a part",
    plant: somewhere(isPartDelta, (stream, at) => {
      if (!stream[at]!.type.includes("output_text")) return undefined
      return inserted(stream, at + between(0, 1), { ...stream[at]!, type: "response.refusal.delta" })
    })
  },
  {
    rule: "I2",
    name: "a delta is of another kind than its part",
    plant: somewhere(isPartDelta, (stream, at) => {
      if (!stream[at]!.type.includes("output_text")) return undefined
      return changed(stream, at, { type: "response.refusal.delta" })
    })
  },
  {
    rule: "I2",
    name: "a part is done as another kind",
    plant: somewhere(isPartDone, (stream, at) =>
      partOf(stream[at]!)["type"] === "output_text"
        ? changed(stream, at, { part: { type: "refusal", refusal: textOf(partOf(stream[at]!)) } })
        : undefined
    )
  },
  {
    rule: "I2",
    name: "a delta has another part's index",
    plant: somewhere(isPartDelta, (stream, at) =>
      changed(stream, at, "summary_index" in stream[at]! ? { summary_index: 99 } : { content_index: 99 })
    )
  },
  {
    rule: "I3",
    name: "a chunk comes after its item's done",
    plant: late((wire, i) => isUpdate(wire) && !isAdded(wire, i), andItem(isItemDone), false)
  },
  {
    rule: "I3",
    name: "an item is done twice",
    plant: somewhere(isItemDone, (stream, at) =>
      endOf(stream) > at ? inserted(stream, beforeEnd(stream, at), stream[at]!) : undefined
    )
  },
  { rule: "I3", name: "an item is added after its done", plant: late(isAdded, andItem(isItemDone), false) },
  {
    rule: "I3",
    name: "an item comes twice",
    plant: somewhere(isItemDone, (stream, at) => {
      const added = stream.find(andItem(isAdded)(stream[at]!))
      if (added === undefined || endOf(stream) < at) return undefined
      const to = beforeEnd(stream, at)
      return { stream: stream.toSpliced(to, 0, { ...added }, { ...stream[at]! }), at: to }
    })
  },
  {
    rule: "I4",
    name: "an index is left out",
    plant: somewhere(isAdded, (stream, at) => {
      const to = Math.max(...indexes(stream)) + between(2, 5)
      const end = endOf(stream)
      return end === -1 || stream[end]!.type === "response.failed"
        ? undefined
        : { stream: reindexed(stream, stream[at]!["output_index"], to), at: end }
    })
  },
  {
    rule: "I4",
    name: "an index is no whole number",
    plant: somewhere(isAdded, (stream, at) => ({
      stream: reindexed(stream, stream[at]!["output_index"], pick([-1, -0.5, 0.5, 1.5])!),
      at
    }))
  },
  { rule: "I4", name: "an item has the index of one that is done", severity: "warning", plant: sharing(false) },
  { rule: "I4", name: "an item has the index of one that is open", severity: "warning", plant: sharing(true) },
  {
    rule: "I5",
    name: "a chunk has an unknown id",
    plant: somewhere(isUpdate, (stream, at) => changed(stream, at, { item_id: "another" }))
  },
  {
    rule: "I5",
    name: "a chunk has another item's id",
    plant: somewhere(isUpdate, (stream, at) => {
      const ids = stream
        .filter(isAdded)
        .filter((wire) => !sameItem(wire)(stream[at]!))
        .map((wire) => itemOf(wire)["id"])
      const item_id = pick(ids)
      return typeof item_id === "string" ? changed(stream, at, { item_id }) : undefined
    })
  },
  {
    rule: "I5",
    name: "all later chunks of an item have another id",
    plant: somewhere(isUpdate, (stream, at) => ({
      stream: stream.map((wire, i) =>
        i >= at && isUpdate(wire) && sameItem(stream[at]!)(wire) ? { ...wire, item_id: `id_${i}` } : wire
      ),
      at
    }))
  },
  {
    rule: "I5",
    name: "an item is done under another id",
    plant: somewhere(isItemDone, (stream, at) =>
      typeof itemOf(stream[at]!)["id"] === "string"
        ? changed(stream, at, { item: { ...itemOf(stream[at]!), id: "another" } })
        : undefined
    )
  },
  {
    rule: "I5",
    name: "a chunk has an unused output index",
    plant: somewhere(isUpdate, (stream, at) =>
      changed(stream, at, { output_index: Math.max(...indexes(stream)) + between(1, 5) })
    )
  },
  {
    rule: "I5",
    name: "a chunk has another item's output index",
    plant: somewhere(isUpdate, (stream, at) => {
      const to = pick(indexes(stream).filter((index) => index !== stream[at]!["output_index"]))
      return to === undefined ? undefined : changed(stream, at, { output_index: to })
    })
  },
  {
    rule: "I5",
    name: "an item is done at an unused output index",
    plant: somewhere(isItemDone, (stream, at) =>
      hasIdsOfAdded(stream, stream[at]!)
        ? changed(stream, at, { output_index: Math.max(...indexes(stream)) + between(1, 5) })
        : undefined
    )
  },
  {
    rule: "I5",
    name: "a chunk of another kind comes to an item",
    plant: somewhere(isUpdate, (stream, at) =>
      isPlainItem(stream, stream[at]!) ? inserted(stream, at + between(0, 1), searching(stream[at]!)) : undefined
    )
  },
  {
    rule: "I5",
    name: "a delta is of another kind than its item",
    plant: somewhere(isDelta, (stream, at) =>
      isPlainItem(stream, stream[at]!) && !stream[at]!.type.includes("custom_tool")
        ? changed(stream, at, { type: "response.custom_tool_call_input.delta" })
        : undefined
    )
  },
  {
    rule: "I5",
    name: "an item is done as another kind",
    plant: somewhere(isItemDone, (stream, at) =>
      isPlainItem(stream, stream[at]!) && itemOf(stream[at]!)["type"] !== "compaction"
        ? changed(stream, at, { item: { type: "web_search_call", id: itemOf(stream[at]!)["id"], status: "completed" } })
        : undefined
    )
  },
  {
    rule: "I6",
    name: "the text of a done differs",
    plant: somewhere(isTextDone, (stream, at) =>
      previous(stream, at, deltaOf(stream[at]!)) === -1
        ? undefined
        : { stream: stream.with(at, otherText(stream[at]!)), at }
    )
  },
  {
    rule: "I6",
    name: "a delta is left out",
    plant: somewhere(all(isDelta, hasText), (stream, at) => {
      const done = next(stream, at, textDoneOf(stream[at]!))
      const others = places(stream, deltaOf(stream[at]!), 0, done).length
      // A text without deltas may have any done
      return done === -1 || others < 2 ? undefined : { stream: stream.toSpliced(at, 1), at: done - 1 }
    })
  },
  {
    rule: "I6",
    name: "a delta comes twice",
    plant: somewhere(all(isDelta, hasText), (stream, at) => {
      const done = next(stream, at, textDoneOf(stream[at]!))
      return done === -1 ? undefined : { ...inserted(stream, at + 1, stream[at]!), at: done + 1 }
    })
  },
  {
    rule: "I6",
    name: "a delta has another character",
    plant: somewhere(all(isDelta, hasText), (stream, at) => {
      const done = next(stream, at, textDoneOf(stream[at]!))
      const delta = String(stream[at]!["delta"])
      const other = delta.startsWith("x") ? "y" : "x"
      return done === -1 ? undefined : { ...changed(stream, at, { delta: other + delta.slice(1) }), at: done }
    })
  },
  {
    rule: "I6",
    name: "a delta comes after the text's done",
    plant: somewhere(isTextDone, (stream, at) => {
      const delta = previous(stream, at, deltaOf(stream[at]!))
      return delta === -1 ? undefined : inserted(stream, at + 1, stream[delta]!)
    })
  },
  {
    rule: "I6",
    name: "the last delta and the text's done are swapped",
    plant: somewhere(isTextDone, (stream, at) => {
      const delta = previous(stream, at, deltaOf(stream[at]!))
      return delta === -1 || places(stream, deltaOf(stream[at]!), 0, at).length < 2
        ? undefined
        : { stream: moved(stream, delta, at), at: at - 1 }
    })
  },
  {
    rule: "I6",
    name: "a text is done twice",
    plant: somewhere(isTextDone, (stream, at) => inserted(stream, at + 1, stream[at]!))
  },
  {
    rule: "I6",
    name: "the text of a part's done differs",
    plant: somewhere(isPartDone, (stream, at) => {
      const part = partOf(stream[at]!)
      return textOf(part) === "" ||
        previous(
          stream,
          at,
          all(isPartDelta, (wire) => sameText(stream[at]!)(wire))
        ) === -1
        ? undefined
        : changed(stream, at, { part: otherText(part) })
    })
  },
  {
    rule: "I6",
    name: "the text of an item's done differs",
    plant: somewhere(isItemDone, (stream, at) => {
      const item = otherItem(itemOf(stream[at]!))
      const hasDeltas =
        previous(
          stream,
          at,
          all(isDelta, (wire) => sameItem(stream[at]!)(wire))
        ) !== -1
      return item === undefined || !hasDeltas ? undefined : changed(stream, at, { item })
    })
  },
  {
    rule: "G1",
    name: "an image goes back to an earlier status",
    plant: somewhere(
      (wire, i) => isImage("partial_image")(wire, i) || isImage("completed")(wire, i),
      (stream, at) => inserted(stream, at + 1, { ...stream[at]!, type: "response.image_generation_call.in_progress" })
    )
  },
  {
    rule: "G1",
    name: "a status of an image comes twice",
    plant: somewhere(isImage("generating"), (stream, at) => inserted(stream, at + 1, stream[at]!))
  },
  {
    rule: "G1",
    name: "a partial image has another index",
    plant: somewhere(isImage("partial_image"), (stream, at) =>
      changed(stream, at, { partial_image_index: (stream[at]!["partial_image_index"] as number) + between(1, 3) })
    )
  },
  {
    rule: "G1",
    name: "a partial image is left out",
    plant: without(isImage("partial_image"), andItem(isImage("partial_image")))
  }
]
