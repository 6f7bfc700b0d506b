/** Streams that keep few rules: what gateways send, and what they might, as the text of each event. */
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import * as Testing from "../../src/testing/testing.ts"
import type { Json } from "../../src/testing/testing.ts"

const Int = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))

/** One of some values. What is first is what a generated plan shrinks to, and comes as often as all others. */
const oneOf = <const A extends string>(usual: A, ...others: ReadonlyArray<A>) =>
  Schema.Literals([...others.map(() => usual), ...others])

const End = Schema.Literals([
  "completed",
  "completed",
  "incomplete",
  "failed",
  "status cancelled",
  "cancelled",
  "canceled",
  "error",
  "response.error",
  "invalid",
  "[DONE]"
])

/** How a stream is made. */
export const Plan = Schema.Struct({
  items: Schema.Array(
    Schema.Struct({
      kind: Schema.Literals(["text", "functionCall", "functionCall", "image", "reasoning", "refusal", "acme"]),
      size: Int(40)
    })
  ).check(Schema.isMaxLength(4)),
  /** 0 for items one after the other. */
  mixture: Int(1_000_000),
  /** Decides where something happens. */
  places: Int(1_000_000),
  index: oneOf("own", "same", "pairs", "none", "null", "wrong in done", "wrong in deltas"),
  ids: oneOf("own", "none", "null", "empty", "new in each chunk", "new in done", "same", "call id", "of another item"),
  numbers: oneOf("own", "none", "null", "infinite", "shuffled", "some", "from 7"),
  drops: oneOf("nothing", "added", "done", "deltas", "the first done"),
  repeats: oneOf("nothing", "added", "done", "done later"),
  status: oneOf("own", "incomplete", "none", "in_progress", "one incomplete"),
  output: oneOf("own", "empty", "null", "reversed", "renamed", "without the first"),
  extras: oneOf("nothing", "unknown", "own items"),
  ends: Schema.Array(End).check(Schema.isMaxLength(3)),
  /** Whether the ends come in the middle. */
  isEarly: Schema.Boolean,
  another: oneOf("none", "with the same ids", "in the middle", "without an id")
})
export type Plan = typeof Plan.Type

type Events = ReadonlyArray<Json>

/** Pseudorandom integers below a limit. */
const random = (seed: number) => {
  let state = seed
  return (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

const itemOf = ({ kind, size }: Plan["items"][number], i: number): Testing.Item => {
  const deltaSize = size + 1
  switch (kind) {
    case "text":
      return Testing.text(`Text ${i}.`, { deltaSize })
    case "functionCall":
      return Testing.functionCall({ name: `f${i % 2}`, arguments: { n: i }, deltaSize })
    case "image":
      return Testing.image({ partialImages: size % 3, result: btoa(`image ${i}`) })
    case "reasoning":
      return Testing.reasoning(`Thought ${i}.`, size % 2 === 0 ? { deltaSize } : { as: "text", deltaSize })
    case "refusal":
      return Testing.refusal(`No ${i}.`, { deltaSize })
    default: {
      const item = { type: "acme:thought", n: i }
      return {
        added: item,
        events: [{ type: "response.acme.delta", delta: "x" }],
        done: { ...item, status: "completed" }
      }
    }
  }
}

const isReport = ({ type }: Json): boolean => String(type).startsWith("response.output_item.")
const isAdded = ({ type }: Json): boolean => type === "response.output_item.added"
const isDone = ({ type }: Json): boolean => type === "response.output_item.done"

const without = (json: Json, key: string): Json => {
  const { [key]: _, ...rest } = json
  return rest
}

/** Changes the item of an event, or of the final response. */
const changeItem = (event: Json, change: (item: Json) => Json): Json =>
  isReport(event) ? { ...event, item: change(event["item"] as Json) } : event

const statusOf = (event: Json, { status }: Plan): Json => {
  const at = event["output_index"]
  return changeItem(event, (item) => {
    switch (status) {
      case "incomplete":
        return isDone(event) ? { ...item, status } : item
      case "one incomplete":
        return isDone(event) && at === 0 ? { ...item, status: "incomplete" } : item
      case "in_progress":
        return { ...item, status }
      case "none":
        return without(item, "status")
      default:
        return item
    }
  })
}

const isDropped = (event: Json, { drops }: Plan, below: (limit: number) => number): boolean => {
  switch (drops) {
    case "added":
      return isAdded(event) && below(2) === 0
    case "done":
      return isDone(event) && below(2) === 0
    case "the first done":
      return isDone(event) && event["output_index"] === 0
    case "deltas":
      return !isReport(event) && below(2) === 0
    default:
      return false
  }
}

const withRepeats = (events: Events, { repeats }: Plan, below: (limit: number) => number): Events => {
  const all = [...events]
  for (const event of events) {
    if (repeats === "nothing" || below(2) === 0) continue
    if (repeats === "added" ? !isAdded(event) : !isDone(event)) continue
    const at = all.indexOf(event) + 1
    all.splice(repeats === "done later" ? at + below(all.length - at + 1) : at, 0, event)
  }
  return all
}

const indexOf = (event: Json, { index }: Plan, below: (limit: number) => number): Json => {
  const own = event["output_index"]
  if (typeof own !== "number") return event
  switch (index) {
    case "same":
      return { ...event, output_index: 0 }
    case "pairs":
      return { ...event, output_index: own >> 1 }
    case "none":
      return without(event, "output_index")
    case "null":
      return { ...event, output_index: null }
    case "wrong in done":
      return isDone(event) ? { ...event, output_index: 0 } : event
    case "wrong in deltas":
      return isReport(event) ? event : { ...event, output_index: below(3) }
    default:
      return event
  }
}

const makeIds = ({ ids, items }: Plan, below: (limit: number) => number) => {
  let count = 0
  const changed = (json: Json, key: string, isDoneEvent: boolean): Json => {
    if (!Object.hasOwn(json, key)) return json
    switch (ids) {
      case "none":
        return without(json, key)
      case "null":
        return { ...json, [key]: null }
      case "empty":
        return { ...json, [key]: "" }
      case "new in each chunk":
        return { ...json, [key]: `new_${count++}` }
      case "new in done":
        return isDoneEvent ? { ...json, [key]: `new_${count++}` } : json
      case "same":
        return { ...json, [key]: "same" }
      default:
        return json
    }
  }
  const ofUpdate = (event: Json): Json => {
    const id = event["item_id"]
    if (typeof id !== "string") return event
    if (ids === "call id") return { ...event, item_id: id.replace("fc_", "call_") }
    if (ids === "of another item") {
      return below(3) === 0 ? { ...event, item_id: id.replace(/\d+/, `${below(items.length)}`) } : event
    }
    return changed(event, "item_id", false)
  }
  return {
    ofItem: (item: Json, isDoneEvent: boolean): Json =>
      ids === "call id" && item["type"] === "function_call" ? { ...item, id: null } : changed(item, "id", isDoneEvent),
    ofEvent: (event: Json): Json => (isReport(event) ? event : ofUpdate(event))
  }
}

const outputOf = (output: Events, { output: kind }: Plan): unknown => {
  switch (kind) {
    case "empty":
      return []
    case "null":
      return null
    case "reversed":
      return output.toReversed()
    case "renamed":
      return output.map((item, i) => (typeof item["id"] === "string" ? { ...item, id: `renamed_${i}` } : item))
    case "without the first":
      return output.slice(1)
    default:
      return output
  }
}

const endOf = (end: typeof End.Type, response: Json): Json => {
  switch (end) {
    case "status cancelled":
      return { type: "response.completed", response: { ...response, status: "cancelled" } }
    case "cancelled":
    case "canceled":
      return { type: `response.${end}` }
    case "error":
      return { type: "error", code: "server_error", message: "It broke.", param: null }
    case "response.error":
      return { type: "response.error", error: { code: "server_error", message: "It broke." } }
    case "invalid":
      return { type: "response.completed", response: "lost" }
    case "[DONE]":
      return { type: end }
    default:
      return { type: `response.${end}`, response: { ...response, status: end } }
  }
}

const numberOf = (event: Json, i: number, { numbers }: Plan, below: (limit: number) => number): Json => {
  switch (numbers) {
    case "none":
      return without(event, "sequence_number")
    case "null":
      return { ...event, sequence_number: null }
    case "infinite":
      return { ...event, sequence_number: String(event["type"]).startsWith("response.acme") ? "1e400" : i }
    case "shuffled":
      return { ...event, sequence_number: i + below(4) - 2 }
    case "some":
      return below(2) === 0 ? without(event, "sequence_number") : { ...event, sequence_number: i }
    case "from 7":
      return { ...event, sequence_number: i + 7 }
    default:
      return { ...event, sequence_number: i }
  }
}

const insertAt = (events: Events, at: number, more: Events): Events => [
  ...events.slice(0, at),
  ...more,
  ...events.slice(at)
]

const nameless: ReadonlySet<Plan["ids"]> = new Set<Plan["ids"]>([
  "none",
  "null",
  "empty",
  "new in each chunk",
  "new in done",
  "same"
])

/** The plan without what leaves nothing to tell items apart by: each reader may guess as it likes. */
const tellable = (plan: Plan): Plan => {
  const { another, drops, ids, index } = plan
  const isNameless = nameless.has(ids)
  // All items come again, or the rest of them without its beginning
  if (another === "in the middle" || another === "without an id") {
    return { ...plan, ids: isNameless ? "own" : ids, index: "own", drops: "nothing", repeats: "nothing" }
  }
  if (ids === "of another item") return { ...plan, index: "own", drops: "nothing", repeats: "nothing" }
  // Whatever comes of an item that was never added may belong to the one before
  if (!isNameless && index !== "own" && drops === "added") return { ...plan, drops: "done" }
  if (!isNameless || index === "own") return plan
  if (index === "wrong in deltas" || index === "wrong in done") return { ...plan, index: "own" }
  // Items of one type come one after the other
  const isMixed = new Set(plan.items.map(({ kind }) => (kind === "refusal" ? "text" : kind))).size === plan.items.length
  return {
    ...plan,
    mixture: isMixed ? plan.mixture : 0,
    ids: ids === "same" ? "none" : ids,
    repeats: "nothing",
    drops: drops === "deltas" ? drops : "nothing"
  }
}

/** The events of a plan, with `[DONE]` as an event of that type. */
export const eventsOf = (any: Plan): Events => {
  const plan = tellable(any)
  const below = random(plan.places)
  const ids = makeIds(plan, below)
  const answer = Testing.answer(...plan.items.map(itemOf))
  const plain = Testing.toJson(plan.mixture === 0 ? answer : answer.pipe(Testing.interleaved(plan.mixture)))
  const { response: final } = plain.at(-1) as { readonly response: Json }

  const body = withRepeats(
    plain.slice(2, -1).filter((event) => !isDropped(event, plan, below)),
    plan,
    below
  ).map((event) => {
    const own = changeItem(statusOf(event, plan), (item) => ids.ofItem(item, isDone(event)))
    return indexOf(ids.ofEvent(own), plan, below)
  })
  const output = (final["output"] as Events).map((item) => ids.ofItem(item, false))
  const response = { ...final, output: outputOf(output, plan) }
  const ends = plan.ends.map((end) => endOf(end, response))
  const begin = plain.slice(0, 2)
  const extras: Events =
    plan.extras === "unknown"
      ? [{ type: "response.acme.progress" }, { type: "keepalive" }]
      : plan.extras === "own items"
        ? [{ type: "response.output_item.added", output_index: below(3), item: { type: "acme", id: "acme_1" } }]
        : []
  const middle = insertAt(body, below(body.length + 1), extras)
  const first = [...begin, ...insertAt(middle, plan.isEarly ? below(middle.length + 1) : middle.length, ends)]
  const created = { ...begin[0], response: { ...(begin[0]!["response"] as Json), id: "resp_again" } }
  const all = {
    none: first,
    "with the same ids": [...first, created, ...body],
    "in the middle": insertAt(first, 2 + below(first.length - 1), [created]),
    "without an id": [...first, { ...created, response: { ...created.response, id: "" } }, ...body]
  }[plan.another]
  return all.map((event, i) => numberOf(event, i, plan, below))
}

/** The events of an event stream, one text for each. */
export const textsOf = (events: Events): ReadonlyArray<string> =>
  events.map((event) =>
    event["type"] === "[DONE]"
      ? "data: [DONE]\n\n"
      : `data: ${JSON.stringify(event).replace(`"sequence_number":"1e400"`, `"sequence_number":1e400`)}\n\n`
  )

/** Plans of streams. */
export const anyPlan = Arbitrary.schema(Plan)
