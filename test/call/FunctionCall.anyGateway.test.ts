import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as ImageGeneration from "../../src/image/ImageGeneration.ts"
import * as images from "../image/streams.ts"
import { call, created, decoded, ofResponse, response } from "./streams.ts"
import type { Wire } from "./streams.ts"

const sometimes = Schema.Literals([true, true, false])

const CallPlan = Schema.Struct({
  args: Schema.Struct({ n: Schema.Int, text: Schema.String.check(Schema.isMaxLength(8)) }),
  deltaSize: Schema.Int.check(Schema.isBetween({ minimum: 4, maximum: 40 })),
  isAdded: sometimes,
  hasArgumentsDone: sometimes,
  isDone: sometimes,
  isInOutput: sometimes,
  isRepeated: Schema.Boolean,
  status: Schema.NullOr(Schema.Literals(["completed", "incomplete", "in_progress"]))
})

/** What comes of an image, and where. */
const ImagePlan = Schema.Literals(["done", "response", "never"])

/** How a gateway streams a response. */
const Plan = Schema.Struct({
  calls: Schema.Array(CallPlan).check(Schema.isMaxLength(4)),
  images: Schema.Array(ImagePlan).check(Schema.isMaxLength(2)),
  index: Schema.Literals(["own", "same"]),
  ids: Schema.Literals(["own", "new in each chunk", "none", "call id"]),
  isReversed: Schema.Boolean,
  order: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 }))).check(Schema.isMaxLength(60)),
  end: Schema.Literals(["completed", "completed", "incomplete", "failed", "cancelled", "none"]),
  secondEnd: Schema.Literals(["completed", "failed", "none"]),
  goesOn: Schema.Boolean
})
type Plan = typeof Plan.Type

type Sequence = ReadonlyArray<Wire>

const verdicts = {
  completed: "Completed",
  incomplete: "Incomplete",
  failed: "Failed",
  cancelled: "Cancelled",
  none: "Truncated"
} as const

const imageEnds = {
  completed: "NoImage",
  incomplete: "Incomplete",
  failed: "Failed",
  cancelled: "Incomplete",
  none: "Cut"
}

/** Mixes sequences: `order` says which goes on. */
const mix = (sequences: ReadonlyArray<Sequence>, order: ReadonlyArray<number>): Sequence => {
  const left = sequences.map((sequence) => [...sequence]).filter(({ length }) => length > 0)
  const mixed: Array<Wire> = []
  for (let step = 0; left.length > 0; step++) {
    const at = (order[step] ?? 0) % left.length
    mixed.push(left[at]!.shift()!)
    if (left[at]!.length === 0) left.splice(at, 1)
  }
  return mixed
}

const result = images.result(1)

/** The events of a plan, what is due of each call by its id, and the outcome of each image by its item's id. */
const build = (plan: Plan) => {
  const { end, goesOn, ids, index, isReversed, order, secondEnd } = plan
  let count = 0
  const idOf = (id: string) => ({ own: id, "new in each chunk": `new_${count++}`, none: "", "call id": "" })[ids]
  const chunkId = (own: string, callId: string) => (ids === "call id" ? callId : idOf(own))
  const textOf = ({ args }: Plan["calls"][number]) => JSON.stringify(args)

  const calls = plan.calls.map((each, i) => {
    const callId = `call_${i}`
    const text = textOf(each)
    // Where items share an index, nothing but `added` tells that another begins
    const isAdded = each.isAdded || index === "same"
    const { added, argumentsDone, delta, done, item } = call(index === "own" ? i : 0, `f${i}`, callId)
    const named = (wire: Wire): Wire => ({ ...wire, item_id: chunkId(`fc_${i}`, callId) })
    const fresh = () => ({ id: idOf(`fc_${i}`) || null })
    const repeated = (make: () => Wire) => (each.isRepeated ? [make(), make()] : [make()])
    const wires = [
      ...(isAdded ? repeated(() => added(fresh())) : []),
      ...(text.match(new RegExp(`.{1,${each.deltaSize}}`, "gs")) ?? []).map((piece) => named(delta(piece))),
      ...(each.hasArgumentsDone ? [named(argumentsDone(text))] : []),
      ...(each.isDone ? repeated(() => done(text, { status: each.status, ...fresh() })) : [])
    ]
    return {
      ...each,
      callId,
      text,
      isAdded,
      wires,
      item: () => item({ arguments: text, status: each.status, ...fresh() })
    }
  })
  const pictures = plan.images.map((kind, i) => {
    const id = `ig_${i}`
    const { added, done, item, partial } = images.call(index === "own" ? calls.length + i : 0, id)
    const preview = { ...partial(0, "AA=="), item_id: ids === "call id" ? id : idOf(id) }
    return { id, kind, item, wires: [added(), preview, ...(kind === "done" ? [done(result)] : [])] }
  })

  const output = [
    ...calls.filter(({ isInOutput }) => isInOutput).map(({ item }) => item()),
    ...pictures.filter(({ kind }) => kind !== "never").map(({ item }) => item(result))
  ]
  const others = calls.map(({ item }) => ({ ...item(), status: "completed" }))
  const ends = {
    completed: [response("completed", output)],
    incomplete: [response("incomplete", output)],
    failed: [response("failed", output)],
    cancelled: [{ type: "response.cancelled" }],
    none: []
  }[end]
  const second = end === "none" || secondEnd === "none" ? [] : [response(secondEnd, others)]
  const again = call(0, "again", "call_again")
  const next = goesOn ? [ofResponse(created, "resp_2"), again.added(), again.delta("{}"), again.done("{}")] : []

  const sequences = [...calls, ...pictures].map(({ wires }) => wires)
  // If no id tells items of one index apart, one has to come after the other
  const isMixed = index === "own" || ids === "own" || ids === "call id"
  const wires = isMixed ? mix(sequences, order) : (isReversed ? sequences.toReversed() : sequences).flat()

  const outcomeOf = ({ isDone, isInOutput, status }: (typeof calls)[number]): string => {
    if (isDone && status !== "in_progress") return status === "incomplete" ? "Incomplete" : "Finished"
    if (end === "none" || end === "cancelled") return verdicts[end]
    if (isInOutput && status === "incomplete") return "Incomplete"
    return end === "completed" || (isInOutput && status === "completed") ? "Finished" : verdicts[end]
  }
  const hasOutput = end !== "none" && end !== "cancelled"
  const due = new Map(
    calls
      .filter(({ isAdded, isDone, isInOutput }) => isAdded || isDone || (isInOutput && hasOutput))
      .map((each) => [each.callId, outcomeOf(each)])
  )
  if (goesOn) due.set("call_again", "Finished")
  const imagesDue = new Map(
    pictures.map(({ id, kind }) => {
      const isSent = kind === "done" || (kind === "response" && hasOutput)
      return [id, isSent ? "Completed" : imageEnds[end]]
    })
  )
  return {
    wires: [created, ...wires, ...ends, ...second, ...next],
    texts: new Map([...calls.map(({ callId, text }) => [callId, text] as const), ["call_again", "{}"]]),
    added: new Set(calls.filter(({ isAdded }) => isAdded).map(({ callId }) => callId)),
    due,
    imagesDue
  }
}

/** Which event of a stream may finish a call. */
const mayFinish = ({ type }: Wire): boolean => type === "response.output_item.done" || /^response\.[a-z]+$/.test(type)

/** The events of a stream, if it is cut before each of its chunks, and if it isn't. */
const cuts = (wires: ReadonlyArray<Wire>) => {
  let state = FunctionCall.initial
  let images = ImageGeneration.initial
  const calls: Array<FunctionCall.CallEvent> = []
  const pictures: Array<ImageGeneration.ImageEvent<ImageGeneration.EncodedImage>> = []
  const cut = () => ({
    events: [...calls, ...FunctionCall.end(state)],
    imageEvents: [...pictures, ...ImageGeneration.end(images)]
  })
  return [
    cut(),
    ...decoded(wires).map((chunk, i) => {
      const [next, events] = FunctionCall.step(state, chunk)
      if (!mayFinish(wires[i]!)) assert.isFalse(events.some(isEnd))
      const [nextImages, imageEvents] = ImageGeneration.step(images, chunk)
      state = next
      images = nextImages
      calls.push(...events)
      pictures.push(...imageEvents)
      return cut()
    })
  ]
}

const isEnd = ({ _tag }: FunctionCall.CallEvent) => _tag !== "Started" && _tag !== "Arguments"

describe("calls of any gateway", () => {
  it.prop("begin once, end once, and have their own arguments, wherever the stream is cut", [Plan], ([plan]) => {
    const { added, due, imagesDue, texts, wires } = build(plan)
    for (const [length, { events, imageEvents }] of cuts(wires).entries()) {
      const isWhole = length === wires.length
      const byId = new Map<string, Array<FunctionCall.CallEvent>>()
      for (const event of events) {
        if (event.callId === undefined) assert.strictEqual(event._tag, "Unfinished")
        else byId.set(event.callId, [...(byId.get(event.callId) ?? []), event])
      }
      if (isWhole) assert.sameMembers([...byId.keys()], [...due.keys()])
      for (const [callId, told] of byId) {
        const text = texts.get(callId)!
        assert.strictEqual(told[0]?._tag, "Started")
        assert.deepStrictEqual(told.filter(({ _tag }) => _tag === "Started").length, 1)
        assert.deepStrictEqual(told.filter(isEnd), told.slice(-1))
        const joined = told.map((event) => (event._tag === "Arguments" ? event.delta : "")).join("")
        assert.isTrue(text.startsWith(joined))
        const last = told.at(-1)!
        if (last._tag === "Finished") assert.strictEqual(last.argumentsText, text)
        else assert(last._tag === "Unfinished" && text.startsWith(last.argumentsText))
        if (!isWhole) continue
        if (added.has(callId)) assert.strictEqual(joined, text)
        assert.strictEqual(last._tag === "Unfinished" ? last.verdict : last._tag, due.get(callId))
      }

      const begun = imageEvents.filter(({ _tag }) => _tag === "Started").map(({ key }) => key)
      assert.strictEqual(new Set(begun).size, begun.length)
      const ended = imageEvents.filter((event) => event._tag === "Ended")
      assert.sameMembers(
        ended.map(({ key }) => key),
        begun
      )
      if (!isWhole) continue
      assert.strictEqual(ended.length, imagesDue.size)
      assert.deepStrictEqual(new Map(ended.map(({ itemId, outcome }) => [itemId ?? "", outcome._tag])), imagesDue)
    }
  })
})
