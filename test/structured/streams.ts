/** Streams of messages for tests. */
import * as StructuredOutput from "../../src/structured/StructuredOutput.ts"
import { decoded, lifecycle } from "../support/wires.ts"
import type { Wire } from "../support/wires.ts"

export { decoded, lifecycle }
export type { Wire }

export const created: Wire = { ...lifecycle("in_progress"), type: "response.created" }

export const completed = (...output: ReadonlyArray<object>): Wire => lifecycle("completed", { output })

/** The events of a message. */
export const message = (output_index = 0, phase?: string, id = `msg_${output_index}`) => {
  const ofPart = (content_index = 0) => ({ output_index, content_index, item_id: id })
  const item = (content: ReadonlyArray<object> = [], status?: string) => ({
    type: "message",
    id,
    role: "assistant",
    content,
    ...(phase === undefined ? {} : { phase }),
    ...(status === undefined ? {} : { status })
  })
  return {
    item,
    added: { type: "response.output_item.added", output_index, item: item() } satisfies Wire,
    delta: (delta: string, part?: number): Wire => ({ type: "response.output_text.delta", ...ofPart(part), delta }),
    textDone: (text: string, part?: number): Wire => ({ type: "response.output_text.done", ...ofPart(part), text }),
    part: (how: "added" | "done", part: object, index?: number): Wire => ({
      type: `response.content_part.${how}`,
      ...ofPart(index),
      part
    }),
    refusal: (delta: string): Wire => ({ type: "response.refusal.delta", ...ofPart(), delta }),
    refusalDone: (refusal: string): Wire => ({ type: "response.refusal.done", ...ofPart(), refusal }),
    done: (content: ReadonlyArray<object>, status = "completed"): Wire => ({
      type: "response.output_item.done",
      output_index,
      item: item(content, status)
    })
  }
}

export const text = (text: string) => ({ type: "output_text", text, annotations: [] })

export const refusal = (refusal: string) => ({ type: "refusal", refusal })

/** The events that the steps give over chunks and their end. */
export const run = (...wires: ReadonlyArray<Wire>): ReadonlyArray<StructuredOutput.OutputEvent> => {
  let state = StructuredOutput.initial
  const events: Array<StructuredOutput.OutputEvent> = []
  for (const chunk of decoded(wires)) {
    const [next, made] = StructuredOutput.step(state, chunk)
    state = next
    events.push(...made)
  }
  return [...events, ...StructuredOutput.end(state)]
}

type Event = StructuredOutput.OutputEvent<unknown, unknown, StructuredOutput.OutputError>

/** Events in short. */
export const short = (events: ReadonlyArray<Event>): ReadonlyArray<ReadonlyArray<unknown>> =>
  events.map((event) => {
    switch (event._tag) {
      case "Partial":
        return ["Partial", event.partial]
      case "Finished":
        return ["Finished", event.value]
      case "Invalid":
        return ["Invalid", event.error._tag]
      case "Refused":
        return ["Refused", event.refusal]
      default:
        return ["Unfinished", event.verdict, event.partial]
    }
  })

export const outcome = (...wires: ReadonlyArray<Wire>): ReadonlyArray<unknown> => short(run(...wires)).at(-1)!
