/** Small streams for the tests of the command. */

const response = (status: string) => ({
  id: "resp_1",
  object: "response",
  created_at: 1_700_000_000,
  status,
  model: "test/model",
  output: [],
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  parallel_tool_calls: true,
  temperature: 1,
  tool_choice: "auto",
  tools: [],
  top_p: 1
})

const ofItem = { item_id: "msg_1", output_index: 0 }
const ofPart = { ...ofItem, content_index: 0 }

export const created = { type: "response.created", sequence_number: 0, response: response("in_progress") }
export const itemAdded = {
  type: "response.output_item.added",
  sequence_number: 1,
  output_index: 0,
  item: { id: "msg_1", type: "message", role: "assistant", status: "in_progress", content: [] }
}
const partAdded = {
  type: "response.content_part.added",
  sequence_number: 2,
  ...ofPart,
  part: { type: "output_text", text: "", annotations: [] }
}
export const delta = (sequenceNumber: number, text: string) => ({
  type: "response.output_text.delta",
  sequence_number: sequenceNumber,
  ...ofPart,
  delta: text,
  logprobs: []
})
const textDone = {
  type: "response.output_text.done",
  sequence_number: 5,
  ...ofPart,
  text: "Hello",
  logprobs: []
}
const partDone = {
  type: "response.content_part.done",
  sequence_number: 6,
  ...ofPart,
  part: { type: "output_text", text: "Hello", annotations: [] }
}
const itemDone = {
  type: "response.output_item.done",
  sequence_number: 7,
  output_index: 0,
  item: {
    id: "msg_1",
    type: "message",
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text: "Hello", annotations: [] }]
  }
}
export const completed = { type: "response.completed", sequence_number: 8, response: response("completed") }

/** A whole response in nine events, without a flaw. */
export const whole: ReadonlyArray<object> = [
  created,
  itemAdded,
  partAdded,
  delta(3, "Hel"),
  delta(4, "lo"),
  textDone,
  partDone,
  itemDone,
  completed
]

const encode = (event: unknown): string => (typeof event === "string" ? event : JSON.stringify(event))

/** Events as an event stream. Texts stand for themselves. */
export const sse = (events: ReadonlyArray<unknown>, lineEnd = "\n"): string =>
  events.map((event) => `data: ${encode(event)}${lineEnd}${lineEnd}`).join("")

/** Events as JSON lines. Texts stand for themselves. */
export const jsonl = (events: ReadonlyArray<unknown>, lineEnd = "\n"): string =>
  events.map((event) => encode(event) + lineEnd).join("")
