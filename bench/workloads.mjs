/** What is streamed. Everything is generated from a seed, but for the recordings. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./prepare.mjs"

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

/** Numbers from 0 to below a limit that look random: the same for the same seed. */
const randomNumbers = (seed) => {
  let state = seed | 0
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000) * limit)
  }
}

const words =
  "the of and a light house keeper counts every wave that breaks on rocks below before morning comes.".split(" ")
const otherWords = ["—", "café", "“hm”", "naïve", "日本", "🙂"]
// Characters of two bytes and of three
const wideWords =
  "灯台 守り は 岩 に 砕ける 波を 数え 朝が 来る 前に 등대 파도 아침 光 маяк волна утро été größer".split(" ")
const escapedWords = ["\n", "\n\n", ' "light"', '",\n']

/** Letters and digits that hide how long a delta is: OpenAI sends some with each. */
const padding = (next) => Array.from({ length: next(17) }, () => letters[next(letters.length)]).join("")
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/** What a delta of text brings, and what more there is in its event. */
const plainText = { piece: (next) => ` ${words[next(words.length)]}`, more: () => ({}) }
const paddedText = { ...plainText, more: (next) => ({ obfuscation: padding(next) }) }
const wideText = { ...plainText, piece: (next) => wideWords[next(wideWords.length)] }
const escapedText = {
  ...plainText,
  piece: (next) => (next(10) === 0 ? escapedWords[next(escapedWords.length)] : plainText.piece(next))
}

const idOf = (prefix, n) => `${prefix}_${String(n).padStart(48, "0")}`

/** The items of a response as lanes of events: each lane keeps its order, whatever comes between. */
const lanes = {
  message: (outputIndex, deltas, next, { more, piece } = plainText) => {
    const item = { id: idOf("msg", outputIndex), type: "message", role: "assistant" }
    const at = { output_index: outputIndex, item_id: item.id, content_index: 0 }
    const part = { type: "output_text", annotations: [], logprobs: [] }
    const pieces = Array.from({ length: deltas }, () => piece(next))
    const delta = (delta) => ({ type: "response.output_text.delta", ...at, delta, logprobs: [], ...more(next) })
    const text = pieces.join("")
    const done = { ...item, status: "completed", content: [{ ...part, text }] }
    return {
      done,
      events: [
        {
          type: "response.output_item.added",
          output_index: outputIndex,
          item: { ...item, status: "in_progress", content: [] }
        },
        { type: "response.content_part.added", ...at, part: { ...part, text: "" } },
        ...pieces.map(delta),
        { type: "response.output_text.done", ...at, text, logprobs: [] },
        { type: "response.content_part.done", ...at, part: { ...part, text } },
        { type: "response.output_item.done", output_index: outputIndex, item: done }
      ]
    }
  },
  reasoning: (outputIndex, deltas, next) => {
    const item = { id: idOf("rs", outputIndex), type: "reasoning" }
    const at = { output_index: outputIndex, item_id: item.id, summary_index: 0 }
    const pieces = Array.from({ length: deltas }, () =>
      next(40) === 0 ? ` ${otherWords[next(otherWords.length)]}` : ` ${words[next(words.length)]}`
    )
    const delta = (delta) => ({ type: "response.reasoning_summary_text.delta", ...at, delta })
    const text = pieces.join("")
    const done = { ...item, summary: [{ type: "summary_text", text }] }
    return {
      done,
      events: [
        { type: "response.output_item.added", output_index: outputIndex, item: { ...item, summary: [] } },
        { type: "response.reasoning_summary_part.added", ...at, part: { type: "summary_text", text: "" } },
        ...pieces.map(delta),
        { type: "response.reasoning_summary_text.done", ...at, text },
        { type: "response.reasoning_summary_part.done", ...at, part: { type: "summary_text", text } },
        { type: "response.output_item.done", output_index: outputIndex, item: done }
      ]
    }
  },
  functionCall: (outputIndex, deltas, next) => {
    const item = { id: idOf("fc", outputIndex), type: "function_call", call_id: `call_${outputIndex}`, name: "look_up" }
    const at = { output_index: outputIndex, item_id: item.id }
    const keys = Array.from({ length: deltas - 1 }, (_, i) => `"${words[next(words.length)]}${i}":${next(1000)}`)
    const pieces = [`{${keys[0] ?? ""}`, ...keys.slice(1).map((key) => `,${key}`), "}"]
    const delta = (delta) => ({ type: "response.function_call_arguments.delta", ...at, delta })
    const done = { ...item, status: "completed", arguments: pieces.join("") }
    return {
      done,
      events: [
        {
          type: "response.output_item.added",
          output_index: outputIndex,
          item: { ...item, status: "in_progress", arguments: "" }
        },
        ...pieces.map(delta),
        { type: "response.function_call_arguments.done", ...at, name: item.name, arguments: done.arguments },
        { type: "response.output_item.done", output_index: outputIndex, item: done }
      ]
    }
  },
  image: (outputIndex, bytes, next) => {
    const item = { id: idOf("ig", outputIndex), type: "image_generation_call" }
    const at = { output_index: outputIndex, item_id: item.id }
    const content = Buffer.alloc(bytes)
    for (let i = 0; i < bytes; i++) content[i] = next(256)
    const done = { ...item, status: "completed", result: "" }
    return {
      done,
      events: [
        {
          type: "response.output_item.added",
          output_index: outputIndex,
          item: { ...item, status: "in_progress", result: null }
        },
        { type: "response.image_generation_call.in_progress", ...at },
        { type: "response.image_generation_call.generating", ...at },
        {
          type: "response.image_generation_call.partial_image",
          ...at,
          partial_image_index: 0,
          partial_image_b64: content.toString("base64")
        },
        { type: "response.image_generation_call.completed", ...at },
        { type: "response.output_item.done", output_index: outputIndex, item: done }
      ]
    }
  }
}

const echo = {
  object: "response",
  created_at: 1_767_000_000,
  model: "example/model",
  completed_at: null,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  presence_penalty: 0,
  frequency_penalty: 0,
  previous_response_id: null,
  reasoning: null,
  service_tier: "auto",
  store: false,
  temperature: 1,
  text: { format: { type: "text" } },
  tool_choice: "auto",
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: "disabled",
  background: false,
  safety_identifier: null,
  prompt_cache_key: null
}

const usage = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 30
}

const responseOf = (id, more) => ({ id: idOf("resp", id), ...echo, ...more })

/** The events of a response whose items arrive interleaved. `next` chooses among those that are left. */
const eventsOf = (id, items, next) => {
  const begun = responseOf(id, { status: "in_progress", output: [], usage: null })
  const middle = []
  const open = items.map(({ events }) => ({ events, at: 0 }))
  while (open.length > 0) {
    const chosen = next(open.length)
    const lane = open[chosen]
    middle.push(lane.events[lane.at++])
    if (lane.at === lane.events.length) open.splice(chosen, 1)
  }
  const output = items.map(({ done }) => done)
  const events = [
    { type: "response.created", response: begun },
    { type: "response.in_progress", response: begun },
    ...middle,
    { type: "response.completed", response: responseOf(id, { status: "completed", output, usage }) }
  ]
  for (const [index, event] of events.entries()) events[index] = { ...event, sequence_number: index }
  return events
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

/**
 * A stream as the gateway sends it: no `event:` lines, `[DONE]` at the end, which is a text of its own since not every
 * contestant can take it.
 */
const streamOf = (events) => ({
  body: Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")),
  end: Buffer.from("data: [DONE]\n\n"),
  events
})

export const textStream = (deltas, id = 0) => {
  const next = randomNumbers(deltas + id)
  return streamOf(eventsOf(id, [lanes.message(0, deltas, next)], next))
}

/** A text of another kind than the plain one. */
const textStreamOf = (kind, deltas) => {
  const next = randomNumbers(deltas)
  return streamOf(eventsOf(0, [lanes.message(0, deltas, next, kind)], next))
}

/** Two texts that share the deltas, and take turns. */
const twoTextsStream = (deltas) => {
  const next = randomNumbers(deltas)
  let turn = 0
  const alternate = (left) => turn++ % left
  return streamOf(
    eventsOf(
      0,
      [0, 1].map((index) => lanes.message(index, deltas / 2, next)),
      alternate
    )
  )
}

export const imageStream = (bytes) => {
  const next = randomNumbers(bytes)
  return streamOf(eventsOf(0, [lanes.image(0, bytes, next)], next))
}

const mixedStream = (items, deltas) => {
  const next = randomNumbers(items * deltas)
  const kinds = [lanes.reasoning, lanes.functionCall, lanes.message]
  const made = Array.from({ length: items }, (_, i) => kinds[i % kinds.length](i, deltas, next))
  return streamOf(eventsOf(0, made, next))
}

/** The events of a recording, read by the letter of the specification and none of the code that is measured. */
const recordedEvents = (file, text) =>
  file.endsWith(".jsonl")
    ? text.split("\n").filter((line) => line.trim() !== "")
    : text
        .replaceAll(/\r\n?/g, "\n")
        .split(/\n\n+/)
        .map((block) => Array.from(block.matchAll(/^data: ?(.*)$/gm), (match) => match[1]).join("\n"))
        .filter((data) => data !== "" && data !== "[DONE]")

const captures = join(root, "../shared/captures")

/** Whether the recordings of real providers lie beside the project. */
export const hasRecordings = existsSync(join(captures, "INDEX.tsv"))

const recordedStreams = () =>
  readFileSync(join(captures, "INDEX.tsv"), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .filter(([file, recorded]) => recorded === "real" && !file.startsWith("chat-completions/"))
    .map(([file]) => {
      const text = readFileSync(join(captures, file), "utf8")
      const events = recordedEvents(file, text)
      // JSON lines become an event stream; one that is an event stream stays as it was, but for its [DONE]
      const body = file.endsWith(".jsonl")
        ? events.map((data) => `data: ${data}\n\n`).join("")
        : text.replace(/data: ?\[DONE\]\s*$/, "")
      const end = file.endsWith(".sse") && body.length < text.length ? "data: [DONE]\n\n" : ""
      return { body: Buffer.from(body), end: Buffer.from(end), events: events.map((data) => JSON.parse(data)) }
    })

// -----------------------------------------------------------------------------
// Workloads
// -----------------------------------------------------------------------------

/**
 * @typedef {object} Workload
 * @property {string} id
 * @property {string} title
 * @property {string} short the title in a table's head
 * @property {"main" | "texts" | "gaps"} table the table of the report that it belongs to
 * @property {number | "event"} pieces bytes of a piece, or one event in each
 * @property {number} gap milliseconds of nothing before each piece; processor time is measured then
 * @property {boolean} atOnce all streams together, not one after the other
 * @property {boolean} recorded a contestant may refuse some of it; the report says how much
 * @property {ReadonlyArray<string>} [among] the contestants that run it where none are asked for, if not all
 * @property {() => ReadonlyArray<{ body: Buffer, end: Buffer, events: ReadonlyArray<object> }>} streams
 */

const plain = { table: "main", gap: 0, atOnce: false, recorded: false }

const texts = {
  ...plain,
  table: "texts",
  pieces: 16_384,
  among: ["floor", "fromReadableStream", "web", "openai", "openrouter"]
}

/** Events that come alone: a stream so short that the longest gap takes seconds only, and the same for all gaps. */
const gapWorkload = (gap) => ({
  ...plain,
  id: `gap-${gap}`,
  short: `${gap} ms`,
  title: `16 text deltas, an event every ${gap} ms`,
  table: "gaps",
  pieces: "event",
  gap,
  among: ["floor", "decode", "fromReadableStream", "web"],
  streams: () => [textStream(16)]
})

/** Text deltas as many as are asked for. */
export const textWorkload = (deltas) => ({
  ...plain,
  id: `text-${deltas}`,
  title: `${deltas.toLocaleString("en")} text deltas`,
  pieces: 16_384,
  streams: () => [textStream(deltas)]
})

/** An image of a size in megabytes. */
export const imageWorkload = (megabytes) => ({
  ...plain,
  id: `image-${megabytes}`,
  title: `an image of ${megabytes} MB`,
  pieces: 1460,
  streams: () => [imageStream(megabytes * 1e6)]
})

/** @type {ReadonlyArray<Workload>} */
export const workloads = [
  {
    ...plain,
    id: "text-deltas",
    short: "text, 16 KiB",
    title: "20,000 text deltas, 16 KiB pieces",
    pieces: 16_384,
    streams: () => [textStream(20_000)]
  },
  {
    ...plain,
    id: "text-1460",
    short: "text, 1460 bytes",
    title: "20,000 text deltas, 1460-byte pieces",
    pieces: 1460,
    streams: () => [textStream(20_000)]
  },
  {
    ...plain,
    id: "text-events",
    short: "text, an event",
    title: "20,000 text deltas, an event a piece",
    pieces: "event",
    streams: () => [textStream(20_000)]
  },
  {
    ...plain,
    id: "mixed",
    short: "mixed",
    title: "reasoning, calls and text mixed, 16 KiB pieces",
    pieces: 16_384,
    streams: () => [mixedStream(30, 660)]
  },
  {
    ...plain,
    id: "recorded",
    short: "recorded",
    title: "recorded streams, 16 KiB pieces",
    pieces: 16_384,
    recorded: true,
    streams: recordedStreams
  },
  {
    ...plain,
    id: "image",
    short: "image",
    title: "an image of 8 MB, 1460-byte pieces",
    pieces: 1460,
    streams: () => [imageStream(8_000_000)]
  },
  {
    ...plain,
    id: "streams",
    short: "1,000 streams",
    title: "1,000 streams at once, 1460-byte pieces",
    pieces: 1460,
    atOnce: true,
    streams: () => Array.from({ length: 1000 }, (_, i) => textStream(30, i))
  },
  {
    ...texts,
    id: "text-padding",
    short: "padding",
    title: "20,000 text deltas with padding, 16 KiB pieces",
    streams: () => [textStreamOf(paddedText, 20_000)]
  },
  {
    ...texts,
    id: "text-escapes",
    short: "escapes",
    title: "20,000 text deltas with escapes, 16 KiB pieces",
    streams: () => [textStreamOf(escapedText, 20_000)]
  },
  {
    ...texts,
    id: "text-items",
    short: "two items",
    title: "20,000 text deltas of two items in turns, 16 KiB pieces",
    streams: () => [twoTextsStream(20_000)]
  },
  {
    ...texts,
    id: "text-cjk",
    short: "CJK",
    title: "20,000 text deltas in CJK and other scripts, 16 KiB pieces",
    streams: () => [textStreamOf(wideText, 20_000)]
  },
  ...[1, 10, 100].map(gapWorkload)
]
