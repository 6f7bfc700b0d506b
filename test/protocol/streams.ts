/** A well-formed stream of wires, streams that break each rule, and what the rules find in them. */
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { makeDecoder } from "../support/decoder.ts"
import * as progress from "../../src/stream/progress.ts"
import * as StreamProtocol from "../../src/protocol/StreamProtocol.ts"
import { bytesOf } from "../support/bytes.ts"
import { sse } from "../support/events.ts"
import { lifecycle } from "../support/wires.ts"
import type { Wire } from "../support/wires.ts"

// -----------------------------------------------------------------------------
// A stream in which items interleave, arrive out of order and finish out of order
// -----------------------------------------------------------------------------

export type { Wire }

export const item = (output_index: number, type: string, rest: object = {}) => ({
  added: { type: "response.output_item.added", output_index, item: { type, id: `id_${output_index}`, ...rest } },
  done: { type: "response.output_item.done", output_index, item: { type, id: `id_${output_index}`, ...rest } },
  on: (chunk: string, own: object = {}): Wire => ({
    type: `response.${chunk}`,
    item_id: `id_${output_index}`,
    output_index,
    ...own
  })
})

export const created = lifecycle("created")
const queued = lifecycle("queued")
const inProgress = lifecycle("in_progress")
export const completed = lifecycle("completed")
export const incomplete = lifecycle("incomplete")
export const failed = lifecycle("failed")
export const keepalive: Wire = { type: "keepalive" }
export const unknown: Wire = { type: "response.of_tomorrow", output_index: 77, item_id: "id_77" }
export const error: Wire = { type: "error", code: "server_error", message: "Secret", param: null }

export const reasoning = item(0, "reasoning", { summary: [] })
export const message = item(1, "message", { role: "assistant", status: "in_progress", content: [] })
export const call = item(2, "function_call", { call_id: "call_1", name: "look", arguments: "" })
const image = item(3, "image_generation_call", { status: "in_progress", result: null })

const textPart = { content_index: 0, part: { type: "output_text", text: "", annotations: [] } }
const summaryPart = { summary_index: 0, part: { type: "summary_text", text: "" } }
export const text = (delta: string) => message.on("output_text.delta", { content_index: 0, delta, logprobs: [] })
const thought = (delta: string) => reasoning.on("reasoning_summary_text.delta", { summary_index: 0, delta })
const argument = (delta: string) => call.on("function_call_arguments.delta", { delta })
const partial = (partial_image_index: number) =>
  image.on("image_generation_call.partial_image", { partial_image_b64: "AA==", partial_image_index })

export const partAdded = message.on("content_part.added", textPart)
export const textDone = message.on("output_text.done", { content_index: 0, text: "Hello", logprobs: [] })
export const partDone = message.on("content_part.done", textPart)
const summaryDone = reasoning.on("reasoning_summary_part.done", summaryPart)
export const argumentsDone = call.on("function_call_arguments.done", { arguments: "{}" })
const generating = image.on("image_generation_call.generating")
const imageCompleted = image.on("image_generation_call.completed")
const [first, second] = [partial(0), partial(1)]
export const hel = text("Hel")
const lo = text("lo")

export const wellFormed: ReadonlyArray<Wire> = [
  created,
  queued,
  inProgress,
  reasoning.added,
  message.added,
  reasoning.on("reasoning_summary_part.added", summaryPart),
  partAdded,
  thought("Be "),
  hel,
  thought("brief"),
  image.added,
  image.on("image_generation_call.in_progress"),
  generating,
  first,
  call.added,
  argument("{"),
  lo,
  second,
  textDone,
  argument("}"),
  argumentsDone,
  partDone,
  message.done,
  imageCompleted,
  image.done,
  call.done,
  reasoning.on("reasoning_summary_text.done", { summary_index: 0, text: "Be brief" }),
  summaryDone,
  reasoning.done,
  keepalive,
  unknown,
  completed
]

// -----------------------------------------------------------------------------
// Helpers
// -----------------------------------------------------------------------------

const decoder = makeDecoder()

export const decode = (wire: Wire, index: number): StreamProtocol.ProtocolEvent & { readonly json: Wire } => {
  const { event, ...rest } = { sequence_number: index, ...wire } as Wire & { readonly event?: string }
  return {
    index,
    json: rest,
    chunk: Result.getOrThrow(decoder.decodeJson(rest, index)),
    ...(event === undefined ? {} : { event })
  }
}

export const run = (stream: ReadonlyArray<Wire>) => {
  let state = StreamProtocol.initial
  const violations: Array<StreamProtocol.Violation> = []
  for (const event of stream.map(decode)) {
    const [next, found] = StreamProtocol.step(state, event)
    state = next
    violations.push(...found)
  }
  return { state, violations: [...violations, ...StreamProtocol.end(state)] }
}

export const found = (...streams: ReadonlyArray<ReadonlyArray<Wire>>) =>
  streams.flatMap((stream) => run(stream).violations)

/** The verdict after each event, and what the reader's progress says there. */
export const verdicts = (stream: ReadonlyArray<Wire>) => {
  const seen = progress.start()
  let state = StreamProtocol.initial
  const ours = [StreamProtocol.verdict(state)]
  const theirs = [progress.verdict(seen)]
  for (const event of stream.map(decode)) {
    progress.advance(seen, event.chunk.type, event.json)
    state = StreamProtocol.step(state, event)[0]
    ours.push(StreamProtocol.verdict(state))
    theirs.push(progress.verdict(seen))
  }
  return { ours, theirs }
}

export const lastVerdict = (...stream: ReadonlyArray<Wire>) => verdicts(stream).ours.at(-1)

export const sseOf = (wires: ReadonlyArray<Wire>): Uint8Array =>
  bytesOf(sse(...wires.map((wire, i) => ({ sequence_number: i, ...wire }))))

export const streamOf = (wires: ReadonlyArray<Wire>) => Stream.fromIterable(wires.map(decode))

/** A chunk of a shell call. */
export const command = (type: string, own: object): Wire => ({ type, output_index: 0, command_index: 0, ...own })

/** A chunk of a part of item 0. */
export const inPart = (wire: Wire, content_index: number): Wire => ({ ...wire, output_index: 0, content_index })

/** The well-formed stream with `target` replaced, and the place where that is. */
function instead(target: Wire, ...others: ReadonlyArray<Wire>) {
  const at = wellFormed.indexOf(target)
  return { at, stream: wellFormed.toSpliced(at, 1, ...others) }
}
export const without = (target: Wire) => instead(target).stream
const before = (target: Wire, other: Wire) => instead(target, other, target)
const after = (target: Wire, other: Wire) => {
  const { at, stream } = instead(target, target, other)
  return { at: at + 1, stream }
}

/** Numbered as in the well-formed stream, so that leaving an event out leaves its number out. */
const trimmed = (isKept: (wire: Wire) => boolean) =>
  wellFormed.map((wire, index) => ({ ...wire, sequence_number: index })).filter(isKept)

const isOf = (outputIndex: number) => (wire: Wire) => wire["output_index"] === outputIndex

export interface Case {
  readonly name: string
  readonly stream: ReadonlyArray<Wire>
  readonly at: number
  readonly severity?: StreamProtocol.Severity
}

export const broken: { readonly [Rule in StreamProtocol.RuleId]: ReadonlyArray<Case> } = {
  F2: [
    { name: "the event line names another type", ...instead(hel, { ...hel, event: "response.output_text.done" }) },
    { name: "the event line of an unknown chunk differs", ...instead(unknown, { ...unknown, event: "response.x" }) }
  ],
  S1: [
    { name: "a number repeats", ...instead(hel, { ...hel, sequence_number: wellFormed.indexOf(hel) - 1 }) },
    { name: "a number goes back", ...instead(hel, { ...hel, sequence_number: 1 }) },
    { name: "an unknown chunk goes back", ...instead(unknown, { ...unknown, sequence_number: -1 }) }
  ],
  R1: [
    { name: "the stream begins with another chunk", stream: without(created), at: 0 },
    { name: "created comes behind in_progress", stream: [inProgress, created, completed], at: 0 },
    { name: "created comes late", stream: [...without(created).slice(0, 9), created, ...wellFormed.slice(10)], at: 0 }
  ],
  R2: [
    { name: "the response is queued after it was in progress", ...after(inProgress, queued) },
    { name: "the response is created twice", ...after(created, created) },
    { name: "the response is created again late", ...after(hel, created) },
    { name: "the response is created again after an error", stream: [created, error, created, failed], at: 2 },
    { name: "the response ends twice", ...after(completed, completed) },
    { name: "the response fails after it was completed", ...after(completed, failed) },
    { name: "another response begins", stream: [...wellFormed.slice(0, 9), ...wellFormed.map(ofAnother)], at: 9 },
    { name: "the end is another response's", ...instead(completed, ofAnother(completed)), severity: "warning" },
    {
      name: "all chunks behind the first are another response's",
      stream: wellFormed.map((wire) => (wire === created ? wire : ofAnother(wire))),
      at: 1,
      severity: "warning"
    }
  ],
  R3: [
    { name: "a keepalive comes after the end", ...after(completed, keepalive) },
    { name: "an unknown chunk comes after the end", ...after(completed, unknown) },
    { name: "an error comes after the end", ...after(completed, error) },
    { name: "an item is added after the end", ...after(completed, item(9, "function_call", { call_id: "c" }).added) },
    {
      name: "a whole item comes after the end",
      stream: [...wellFormed, item(9, "of_tomorrow").added, item(9, "of_tomorrow").done],
      at: wellFormed.length
    },
    {
      name: "another response comes after the end",
      stream: [...wellFormed, ...wellFormed.map(ofAnother)],
      at: wellFormed.length
    },
    { name: "an item is done after the end", stream: [...without(call.done), call.done], at: wellFormed.length - 1 }
  ],
  R4: [
    { name: "text comes after an error", stream: before(hel, error).stream, at: wellFormed.indexOf(hel) + 1 },
    { name: "the response is completed after an error", stream: [created, error, completed], at: 2 }
  ],
  I1: [
    {
      name: "an item is updated that was not added",
      stream: without(message.added),
      at: wellFormed.indexOf(partAdded) - 1
    },
    { name: "an item is done that was not added", stream: [created, message.done, failed], at: 1 },
    { name: "an item is added twice", ...after(image.added, image.added) },
    { name: "an item is open when the response is completed", stream: without(call.done), at: wellFormed.length - 2 },
    { name: "an item is added a second time late", ...after(partDone, message.added) },
    { name: "an item is added behind its first part", stream: behind(message.added, partAdded), at: 5 },
    { name: "an item is done before it is added", stream: [created, image.done, image.added, failed], at: 1 },
    {
      name: "a chunk has an unused index and an unknown id",
      ...before(imageCompleted, item(9, "").on("web_search_call.searching"))
    }
  ],
  I2: [
    { name: "a delta comes without its part", stream: without(partAdded), at: wellFormed.indexOf(hel) - 1 },
    { name: "a delta comes after its part", ...after(partDone, lo) },
    { name: "a done comes after its part", ...after(partDone, textDone) },
    { name: "a part is done twice", ...after(summaryDone, summaryDone) },
    { name: "a refusal comes in a part of text", ...after(hel, { ...hel, type: "response.refusal.delta" }) },
    { name: "a delta becomes a refusal", ...instead(lo, { ...lo, type: "response.refusal.delta" }) },
    { name: "a delta has the index of another part", ...instead(lo, { ...lo, content_index: 1 }) },
    { name: "a delta comes before its part", stream: behind(partAdded, hel), at: wellFormed.indexOf(hel) - 1 },
    {
      name: "a part closes as another kind",
      ...instead(partDone, { ...partDone, part: { type: "refusal", refusal: "Hello" } })
    },
    { name: "a part opens twice", ...after(partAdded, partAdded), severity: "warning" },
    { name: "a part opens twice, with text in it", ...after(hel, partAdded), severity: "warning" },
    { name: "a part opens again", ...after(partDone, partAdded), severity: "warning" },
    {
      name: "a part closes before the done of its text",
      stream: behind(textDone, partDone),
      at: wellFormed.indexOf(partDone) - 1,
      severity: "warning"
    },
    {
      name: "an item closes before its part",
      stream: behind(partDone, message.done),
      at: wellFormed.indexOf(message.done) - 1,
      severity: "warning"
    },
    {
      name: "a part closes before its text",
      stream: without(textDone),
      at: wellFormed.indexOf(partDone) - 1,
      severity: "warning"
    },
    {
      name: "a part closes only with its item",
      stream: without(partDone),
      at: wellFormed.indexOf(message.done) - 1,
      severity: "warning"
    }
  ],
  I3: [
    { name: "a delta comes after the item's done", ...after(call.done, argument("x")) },
    { name: "a status comes after the item's done", ...after(image.done, imageCompleted) },
    { name: "an item is done twice", ...after(call.done, call.done) },
    {
      name: "a text goes on after the item's done",
      stream: wellFormed.toSpliced(wellFormed.indexOf(message.done) + 1, 0, lo, lo, textDone, partDone),
      at: wellFormed.indexOf(message.done) + 1
    },
    {
      name: "an item is added again",
      stream: wellFormed.toSpliced(wellFormed.indexOf(call.done) + 1, 0, call.added, call.done),
      at: wellFormed.indexOf(call.done) + 1
    }
  ],
  I4: [
    { name: "an index is left out", stream: shifted(2, 4), at: wellFormed.length - 1 },
    { name: "the indexes start at 1", stream: shifted(0, 4), at: wellFormed.length - 1 },
    { name: "an index is no whole number", stream: shifted(3, 3.5), at: wellFormed.indexOf(image.added) },
    { name: "an index is negative", stream: shifted(3, -1), at: wellFormed.indexOf(image.added) },
    {
      name: "an index between others is no whole number",
      stream: shifted(1, 1.5),
      at: wellFormed.indexOf(message.added)
    },
    { name: "indexes are left out in two places", stream: shifted(0, 7), at: wellFormed.length - 1 },
    {
      name: "two items that ids tell apart are open at one index",
      stream: shifted(2, 3),
      at: wellFormed.indexOf(call.added),
      severity: "warning"
    },
    {
      name: "two items without ids are open at one index",
      stream: shifted(2, 3).map((wire) => ("item" in wire ? withItem({ id: "", call_id: "" })(wire) : wire)),
      at: wellFormed.indexOf(call.added)
    },
    {
      name: "an item has the index of one that is done",
      stream: [
        created,
        ...[image.added, image.done, message.added, message.done].map((wire) =>
          Object.assign({}, wire, { output_index: 0 })
        ),
        completed
      ],
      at: 3,
      severity: "warning"
    },
    {
      name: "an item was left out, and its sequence numbers too",
      stream: trimmed((wire) => wire["output_index"] !== 2),
      at: wellFormed.filter((wire) => wire["output_index"] !== 2).length - 1,
      severity: "warning"
    }
  ],
  I5: [
    { name: "a chunk has another item's id", ...instead(lo, { ...lo, item_id: "id_9" }) },
    { name: "an item is done under another id", ...instead(call.done, renamed(call.done)) },
    { name: "a chunk is of another kind than its item", ...after(hel, item(1, "").on("web_search_call.searching")) },
    { name: "all later chunks have another id", stream: strayed(), at: wellFormed.indexOf(hel) },
    { name: "a chunk has an unused index", ...instead(lo, { ...lo, output_index: 9 }) },
    { name: "a chunk has the index of another item", ...instead(lo, { ...lo, output_index: 0 }) },
    { name: "an item is done at an unused index", ...instead(call.done, { ...call.done, output_index: 9 }) },
    {
      name: "a delta is of another kind than its item",
      ...instead(lo, { ...lo, type: "response.mcp_call_arguments.delta" })
    },
    {
      name: "an item is done as another kind",
      ...instead(call.done, { ...call.done, item: { type: "web_search_call", id: "id_2", status: "completed" } })
    }
  ],
  I6: [
    { name: "the text of a done differs", ...instead(textDone, { ...textDone, text: "Hullo" }) },
    { name: "the arguments of a done are longer", ...instead(argumentsDone, { ...argumentsDone, arguments: "{ }" }) },
    { name: "a text grows after its done", ...after(textDone, lo) },
    { name: "arguments grow after their done", ...after(argumentsDone, argument("x")) },
    {
      name: "a text grows twice after its done",
      ...instead(textDone, textDone, lo, lo),
      at: wellFormed.indexOf(textDone) + 1
    },
    { name: "a delta has other text of the same length", ...instead(lo, text("la")), at: wellFormed.indexOf(textDone) },
    {
      name: "two texts have one hash, where it is that of Java",
      stream: instead(textDone, { ...textDone, text: "BB" }).stream.flatMap((wire) =>
        wire === hel ? [text("Aa")] : wire === lo ? [] : [wire]
      ),
      at: wellFormed.indexOf(textDone) - 1
    },
    { name: "a text is done twice", ...after(textDone, textDone) },
    { name: "arguments are done twice", ...after(argumentsDone, argumentsDone) },
    { name: "the text of a part's done differs", ...instead(partDone, partDoneAs("Hullo")) },
    { name: "the text of a part's done is trimmed", ...instead(partDone, partDoneAs("Hell")) },
    {
      name: "the text of a part's done differs, where no deltas came",
      stream: instead(partDone, partDoneAs("Hullo")).stream.filter((wire) => wire !== hel && wire !== lo),
      at: wellFormed.indexOf(partDone) - 2
    },
    { name: "the text of an item's done differs", ...instead(message.done, messageDoneAs("Hullo")) },
    {
      name: "the summary of an item's done differs",
      ...instead(reasoning.done, ...[reasoning.done].map(withItem({ summary: [{ type: "summary_text", text: "Be" }] })))
    },
    {
      name: "the arguments of an item's done differ",
      ...instead(call.done, ...[call.done].map(withItem({ arguments: "{ }" })))
    }
  ],
  G1: [
    { name: "partial images leave one out", ...instead(second, partial(2)) },
    { name: "a partial image has another index", ...instead(first, partial(7)) },
    { name: "partial images start at 1", stream: without(first), at: wellFormed.indexOf(second) - 1 },
    { name: "an image is generating after it is completed", ...after(imageCompleted, generating) },
    { name: "a partial image comes after the image is completed", ...after(imageCompleted, partial(2)) }
  ]
}

function shifted(from: number, to: number): ReadonlyArray<Wire> {
  return wellFormed.map((wire) => (isOf(from)(wire) ? { ...wire, output_index: to } : wire))
}

function renamed(wire: Wire): Wire {
  return { ...wire, item: { ...(wire["item"] as object), id: "id_9" } }
}

function strayed(): ReadonlyArray<Wire> {
  return wellFormed.map((wire, i) =>
    isOf(1)(wire) && "item_id" in wire && i >= wellFormed.indexOf(hel)
      ? Object.assign({}, wire, { item_id: `id_${i}` })
      : wire
  )
}

/** The same chunk, of another response. */
function ofAnother(wire: Wire): Wire {
  return {
    ...wire,
    ...("response" in wire ? { response: { ...(wire["response"] as object), id: "resp_2" } } : {})
  }
}

/** The well-formed stream with an event behind another. */
function behind(moved: Wire, other: Wire): ReadonlyArray<Wire> {
  const rest = wellFormed.filter((wire) => wire !== moved)
  return rest.toSpliced(rest.indexOf(other) + 1, 0, moved)
}

function withItem(fields: object): (wire: Wire) => Wire {
  return (wire) => ({ ...wire, item: { ...(wire["item"] as object), ...fields } })
}

function partDoneAs(whole: string): Wire {
  return { ...partDone, part: { type: "output_text", text: whole, annotations: [] } }
}

function messageDoneAs(whole: string): Wire {
  return withItem({ content: [{ type: "output_text", text: whole, annotations: [] }] })(message.done)
}
