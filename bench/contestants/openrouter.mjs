// What its client does with the body of a streamed response
import { CreateResponsesResponse$inboundSchema } from "@openrouter/sdk/models/operations/createresponses.js"

export const names = "camel"

export const run = async (readable, see) => {
  for await (const event of CreateResponsesResponse$inboundSchema.parse(readable)) see(event)
}
