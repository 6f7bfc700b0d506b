import { createParser } from "eventsource-parser"
import { decodeText } from "../effect-schema/text.mjs"

export const names = "camel"

export const run = async (readable, see) => {
  const decoder = new TextDecoder()
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== "[DONE]") see(decodeText(JSON.parse(data)))
    }
  })
  const reader = readable.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    parser.feed(decoder.decode(value, { stream: true }))
  }
}
