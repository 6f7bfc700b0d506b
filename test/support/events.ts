/** A small response as it goes over the wire. */

const response = {
  id: "resp_1",
  object: "response",
  created_at: 1_780_000_000,
  model: "example/model",
  status: "in_progress",
  output: []
}

const message = { type: "message", id: "msg_1", role: "assistant", status: "in_progress", content: [] }

export const created = { type: "response.created", sequence_number: 0, response }

export const itemAdded = { type: "response.output_item.added", sequence_number: 1, output_index: 0, item: message }

export const delta = (text: string) => ({
  type: "response.output_text.delta",
  sequence_number: 2,
  item_id: "msg_1",
  output_index: 0,
  content_index: 0,
  delta: text
})

export const partialImage = (image: string) => ({
  type: "response.image_generation_call.partial_image",
  sequence_number: 1,
  item_id: "ig_1",
  output_index: 0,
  partial_image_index: 0,
  partial_image_b64: image
})

export const itemDone = {
  type: "response.output_item.done",
  sequence_number: 3,
  output_index: 0,
  item: { ...message, status: "completed", content: [{ type: "output_text", text: "Hello", annotations: [] }] }
}

export const completed = {
  type: "response.completed",
  sequence_number: 4,
  response: { ...response, status: "completed", output: [itemDone.item] }
}

export const wellFormed = [created, itemAdded, delta("Hello"), itemDone, completed]

/** Events as an event stream. */
export const sse = (...events: ReadonlyArray<unknown>): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")
