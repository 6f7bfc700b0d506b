/**
 * A part of a message or of reasoning while it is streamed.
 *
 * @internal
 */
import type { Annotation } from "../model/Annotation.ts"
import type { ContentPart, OutputText } from "../model/ContentPart.ts"
import type { LogProb } from "../model/LogProb.ts"
import { GrowingList } from "./growingList.ts"
import { listOf } from "./itemFields.ts"
import { indexed, numbered } from "./orderedMap.ts"
import type { OrderedMap } from "./orderedMap.ts"
import { lazily, memoize, share, update } from "./share.ts"

/** A part of a message or of reasoning. */
export interface Part {
  /** The part as received. */
  readonly base: ContentPart
  readonly text: string
  readonly isWhole: boolean
  /** Annotations by their index, if they came one by one. */
  readonly annotations?: OrderedMap<number, Annotation> | undefined
  /** The log probabilities of the deltas, if there are any. */
  readonly logprobs?: GrowingList<LogProb> | undefined
}

export const textOfPart = (part: ContentPart): string => {
  if (part.type === "refusal") return part.refusal
  const text = part.type === "UNKNOWN" ? part.raw["text"] : part.text
  return typeof text === "string" ? text : ""
}

export const newPart = (base: ContentPart, isDone: boolean): Part => {
  const text = textOfPart(base)
  return { base, text, isWhole: isDone && text !== "", annotations: undefined, logprobs: undefined }
}

const withPart = (part: Part, text: string, isWhole: boolean): Part => ({
  base: part.base,
  text,
  isWhole,
  annotations: part.annotations,
  logprobs: part.logprobs
})

/** Changes a part, or makes a new one. */
export type PartChange = (part: Part | undefined) => Part

/** An empty part. */
export const emptyParts = {
  text: { type: "output_text", text: "" },
  refusal: { type: "refusal", refusal: "" },
  reasoning: { type: "reasoning_text", text: "" },
  summary: { type: "summary_text", text: "" }
} satisfies { readonly [_ in string]: ContentPart }

/** The part of a text. One that was added as a text may turn out to be a refusal. */
const partFor = (part: Part | undefined, empty: ContentPart): Part =>
  part === undefined ||
  (part.text === "" && !part.isWhole && (part.base.type === "refusal") !== (empty.type === "refusal"))
    ? newPart(empty, false)
    : part

/** Appends a delta to the text. */
export const appendText =
  (empty: ContentPart, delta: string, logprobs?: ReadonlyArray<LogProb> | null): PartChange =>
  (before) => {
    const part = partFor(before, empty)
    if (part.isWhole) return part
    if (logprobs === undefined || logprobs === null || logprobs.length === 0) {
      return withPart(part, part.text + delta, false)
    }
    return {
      base: part.base,
      text: part.text + delta,
      isWhole: false,
      annotations: part.annotations,
      logprobs: (logprobsOf(part) ?? new GrowingList<LogProb>([])).append(logprobs)
    }
  }

/** Completes the text. */
export const finishText =
  (empty: ContentPart, text: string, logprobs?: ReadonlyArray<LogProb> | null): PartChange =>
  (before) => {
    const part = partFor(before, empty)
    const finished = withPart(part, text === "" ? part.text : text, true)
    return logprobs === undefined || logprobs === null || logprobs.length === 0
      ? finished
      : { ...finished, logprobs: new GrowingList([...logprobs]) }
  }

/** The text that chunks have brought. */
const streamedText = ({ base, isWhole, text }: Part): string => (isWhole || text !== textOfPart(base) ? text : "")

/** Adds the part. Chunks that came before are kept, but not what the item was added with: the chunks repeat it. */
export const openPart =
  (base: ContentPart): PartChange =>
  (before) =>
    before === undefined
      ? newPart(base, false)
      : replacePart(before, base, streamedText(before) || textOfPart(base), before.isWhole)

/** Closes the part. */
export const closePart =
  (base: ContentPart): PartChange =>
  (before) =>
    before === undefined ? newPart(base, true) : replacePart(before, base, textOfPart(base) || before.text, true)

/** The received part, with the streamed fields that it leaves empty. */
const replacePart = (before: Part, base: ContentPart, text: string, isWhole: boolean): Part => {
  const { annotations, logprobs } = outputText(base)
  return {
    base,
    text,
    isWhole,
    annotations: listOf(annotations).length > 0 ? undefined : annotationsOf(before),
    logprobs: listOf(logprobs).length > 0 ? undefined : logprobsOf(before)
  }
}

/** The part, if it is of the one type that has annotations and log probabilities. */
const outputText = (part: ContentPart): Partial<OutputText> => (part.type === "output_text" ? part : {})

const annotationsOf = (part: Part): Part["annotations"] => {
  if (part.annotations !== undefined) return part.annotations
  const annotations = listOf(outputText(part.base).annotations)
  return annotations.length === 0 ? undefined : indexed(annotations, (annotation) => annotation)
}

const logprobsOf = (part: Part): Part["logprobs"] => {
  if (part.logprobs !== undefined) return part.logprobs
  const logprobs = listOf(outputText(part.base).logprobs)
  return logprobs.length === 0 ? undefined : new GrowingList([...logprobs])
}

/** Annotates the text. Annotations with the same index, which some gateways send, are all kept. */
export const addAnnotation =
  (index: number, annotation: Annotation): PartChange =>
  (before) => {
    const part = before ?? newPart(emptyParts.text, false)
    const annotations = annotationsOf(part) ?? numbered<Annotation>()
    const taken = annotations.get(index)
    const key = taken === undefined || share(taken, annotation) === taken ? index : annotations.lastKey()! + 1
    return { ...part, annotations: annotations.set(key, annotation) }
  }

const viewPart = memoize((part: Part): ContentPart => {
  const { annotations, base, logprobs, text } = part
  if (text === textOfPart(base) && annotations === undefined && logprobs === undefined) return base
  switch (base.type) {
    case "refusal":
      return update(base, { refusal: text })
    case "UNKNOWN":
      return update(base, { raw: { ...base.raw, text } })
    case "output_text":
      // There may be thousands, and few programs read them while the text grows
      return lazily(update(base, { text }), {
        ...(annotations === undefined ? {} : { annotations: () => annotations.values() }),
        ...(logprobs === undefined ? {} : { logprobs: () => logprobs.values() })
      })
    default:
      return update(base, { text })
  }
})

export const viewParts = memoize((parts: OrderedMap<number, Part>): ReadonlyArray<ContentPart> =>
  parts.values().map(viewPart)
)
