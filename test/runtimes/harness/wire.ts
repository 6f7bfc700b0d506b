/** A small response as it goes over the wire. */

const response = {
  id: "resp_1",
  object: "response",
  created_at: 1_780_000_000,
  model: "example/model",
  status: "in_progress",
  output: []
}

export const created = { type: "response.created", sequence_number: 0, response }

export const delta = (text: string, sequenceNumber = 1) => ({
  type: "response.output_text.delta",
  sequence_number: sequenceNumber,
  item_id: "msg_1",
  output_index: 0,
  content_index: 0,
  delta: text
})

export const completed = {
  type: "response.completed",
  sequence_number: 9,
  response: { ...response, status: "completed" }
}

/** Events as an event stream. A string is sent as the data it is. */
export const sse = (...events: ReadonlyArray<unknown>): string =>
  events.map((event) => `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`).join("")

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** The headers of an event stream. */
export const headers = { "content-type": "text/event-stream" }
