/**
 * Output items as they are streamed: the added item, the events, the done item.
 *
 * @since 0.1.0
 */
import { imageOf } from "./images.ts"

/**
 * A JSON object of the wire.
 *
 * @category models
 * @since 0.1.0
 */
export interface Json {
  readonly [key: string]: unknown
}

/**
 * An output item as it is streamed. It is plain data: you can write a kind by hand that has no function here.
 *
 * **Details**
 *
 * It has no ids, output indexes and sequence numbers: the answer adds them.
 *
 * **Example** (Writing a web search by hand)
 *
 * ```ts
 * import type { Item } from "effect-responses-stream/testing"
 *
 * const webSearch: Item = {
 *   added: { type: "web_search_call", status: "in_progress" },
 *   events: [
 *     { type: "response.web_search_call.in_progress" },
 *     { type: "response.web_search_call.searching" },
 *     { type: "response.web_search_call.completed" }
 *   ],
 *   done: { type: "web_search_call", status: "completed", action: { type: "search", query: "lighthouses" } }
 * }
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export interface Item {
  /** The item of `response.output_item.added`. */
  readonly added: Json
  /** The events between `added` and `done`. */
  readonly events: ReadonlyArray<Json>
  /** The item of `response.output_item.done`, and of the response's `output`. */
  readonly done: Json
}

/**
 * How a text is cut into deltas.
 *
 * @category options
 * @since 0.1.0
 */
export interface DeltaOptions {
  /** Characters of a delta: at least 1. By default a delta is a word, and for arguments 8 characters. */
  readonly deltaSize?: number
}

/** Cuts a text into pieces, never within a character. */
const deltasOf = (text: string, size: number | undefined): ReadonlyArray<string> => {
  if (size === undefined) return text.match(/\S*\s*/g)!.filter((piece) => piece !== "")
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`A delta can't have ${size} characters.`)
  const characters = Array.from(text)
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, i) =>
    characters.slice(i * size, (i + 1) * size).join("")
  )
}

interface Part {
  /** The index of the part, which all of its events have. */
  readonly at: Json
  /** The events that open and close the part. */
  readonly frame: string
  /** The events of the part's text. */
  readonly type: string
  /** The key of the text, in the part and in its `done`. */
  readonly key: string
  /** Other fields of the deltas and their `done`. */
  readonly extra?: Json
  /** The part without its text. */
  readonly part: Json
}

const partEvents = (
  { at, extra = {}, frame, key, part, type }: Part,
  text: string,
  size: number | undefined
): ReadonlyArray<Json> => {
  const toEvent = (delta: string): Json => ({ type: `${type}.delta`, ...at, delta, ...extra })
  return [
    { type: `${frame}.added`, ...at, part: { ...part, [key]: "" } },
    ...deltasOf(text, size).map(toEvent),
    { type: `${type}.done`, ...at, [key]: text, ...extra },
    { type: `${frame}.done`, ...at, part: { ...part, [key]: text } }
  ]
}

const firstContent = { at: { content_index: 0 }, frame: "response.content_part" }

const message = (part: Part, text: string, options?: DeltaOptions): Item => {
  const item = { type: "message", role: "assistant" }
  return {
    added: { ...item, status: "in_progress", content: [] },
    events: partEvents(part, text, options?.deltaSize),
    done: { ...item, status: "completed", content: [{ ...part.part, [part.key]: text }] }
  }
}

/**
 * A message with a text.
 *
 * @category constructors
 * @since 0.1.0
 */
export const text = (text: string, options?: DeltaOptions): Item =>
  message(
    {
      ...firstContent,
      type: "response.output_text",
      key: "text",
      extra: { logprobs: [] },
      part: { type: "output_text", annotations: [], logprobs: [] }
    },
    text,
    options
  )

/**
 * A message in which the model refuses to answer.
 *
 * @category constructors
 * @since 0.1.0
 */
export const refusal = (text: string, options?: DeltaOptions): Item =>
  message({ ...firstContent, type: "response.refusal", key: "refusal", part: { type: "refusal" } }, text, options)

/**
 * Options of {@link reasoning}.
 *
 * @category options
 * @since 0.1.0
 */
export interface ReasoningOptions extends DeltaOptions {
  /** Whether it is a summary (the default) or the reasoning itself. */
  readonly as?: "summary" | "text"
}

/**
 * Reasoning, as a summary or as its text.
 *
 * @category constructors
 * @since 0.1.0
 */
export const reasoning = (text: string, options?: ReasoningOptions): Item => {
  const isSummary = options?.as !== "text"
  const part: Part = isSummary
    ? {
        at: { summary_index: 0 },
        frame: "response.reasoning_summary_part",
        type: "response.reasoning_summary_text",
        key: "text",
        part: { type: "summary_text" }
      }
    : { ...firstContent, type: "response.reasoning_text", key: "text", part: { type: "reasoning_text" } }
  const whole = [{ ...part.part, text }]
  return {
    added: { type: "reasoning", summary: [] },
    events: partEvents(part, text, options?.deltaSize),
    done: isSummary ? { type: "reasoning", summary: whole } : { type: "reasoning", summary: [], content: whole }
  }
}

/**
 * Options of {@link functionCall}.
 *
 * @category options
 * @since 0.1.0
 */
export interface FunctionCallOptions extends DeltaOptions {
  /** Name of the function. */
  readonly name: string
  /** The arguments, or their JSON text as the model writes it. */
  readonly arguments: Json | string
  /** Id of the call. By default it has the item's output index: `call_0`. */
  readonly callId?: string
}

/**
 * A call of a function.
 *
 * @category constructors
 * @since 0.1.0
 */
export const functionCall = (options: FunctionCallOptions): Item => {
  const { callId, deltaSize = 8, name } = options
  const whole = typeof options.arguments === "string" ? options.arguments : JSON.stringify(options.arguments)
  const item = { type: "function_call", name, ...(callId === undefined ? {} : { call_id: callId }) }
  const type = "response.function_call_arguments"
  return {
    added: { ...item, status: "in_progress", arguments: "" },
    events: [
      ...deltasOf(whole, deltaSize).map((delta) => ({ type: `${type}.delta`, delta })),
      { type: `${type}.done`, name, arguments: whole }
    ],
    done: { ...item, status: "completed", arguments: whole }
  }
}

/**
 * Options of {@link image}.
 *
 * @category options
 * @since 0.1.0
 */
export interface ImageOptions {
  /** The number of partial images, or the images themselves as base64 text. One by default. */
  readonly partialImages?: number | ReadonlyArray<string>
  /** The image as base64 text. By default a PNG file of one pixel. */
  readonly result?: string
  /** The field `background`. `opaque` by default. */
  readonly background?: string
  /** The field `output_format`. `png` by default. */
  readonly outputFormat?: string
  /** The field `quality`. `low` by default. */
  readonly quality?: string
  /** The field `size`. `1024x1024` by default. */
  readonly size?: string
}

/**
 * A generated image, with partial images before it.
 *
 * **Details**
 *
 * Default images are PNG files of one pixel. Three partial ones differ from each other, and from the final one.
 *
 * @category constructors
 * @since 0.1.0
 */
export const image = (options: ImageOptions = {}): Item => {
  const {
    background = "opaque",
    outputFormat = "png",
    partialImages = 1,
    quality = "low",
    size = "1024x1024"
  } = options
  const partial =
    typeof partialImages === "number" ? Array.from({ length: partialImages }, (_, i) => imageOf(i)) : partialImages
  const told = { background, output_format: outputFormat, quality, size }
  const type = "response.image_generation_call"
  const toEvent = (base64: string, index: number): Json => ({
    type: `${type}.partial_image`,
    partial_image_index: index,
    partial_image_b64: base64,
    ...told
  })
  return {
    added: { type: "image_generation_call", status: "in_progress", result: null },
    events: [
      { type: `${type}.in_progress` },
      { type: `${type}.generating` },
      ...partial.map(toEvent),
      { type: `${type}.completed` }
    ],
    done: { type: "image_generation_call", status: "completed", result: options.result ?? imageOf(), ...told }
  }
}
