// What its client does, without the client
import { EventStream } from "@openrouter/sdk/lib/event-streams.js"
import { ResponsesStreamingResponse$inboundSchema } from "@openrouter/sdk/models/responsesstreamingresponse.js"

const open = (readable) =>
  new EventStream(readable, (event) =>
    event.data === "[DONE]"
      ? { done: true, value: undefined }
      : { done: false, value: ResponsesStreamingResponse$inboundSchema.parse(event).data }
  )

export const first = async (readable) => {
  const reader = open(readable).getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return value
}

export const last = async (readable) => {
  let last
  for await (const event of open(readable)) last = event
  return last
}
