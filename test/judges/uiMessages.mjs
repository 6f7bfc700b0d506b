/** The AI SDK as a reader of UI message streams. */
import {
  AbstractChat,
  asSchema,
  DefaultChatTransport,
  readUIMessageStream,
  UI_MESSAGE_STREAM_HEADERS,
  uiMessageChunkSchema
} from "ai"

const schema = asSchema(uiMessageChunkSchema)

export const faultOf = async (chunk) => {
  const result = await schema.validate(chunk)
  return result.success ? undefined : `${JSON.stringify(chunk)} is refused`
}

export const readMessage = async (chunks) => {
  const errors = []
  const stream = new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    }
  })
  let message
  for await (const next of readUIMessageStream({ stream, onError: (error) => errors.push(error.message) }))
    message = next
  return { message, errors }
}

export const chunksOf = async (response) => {
  const transport = new DefaultChatTransport({ api: "http://chat.test", fetch: async () => response })
  const chunks = []
  for await (const chunk of await transport.sendMessages({ messages: [], trigger: "submit-message" }))
    chunks.push(chunk)
  return chunks
}

class Chat extends AbstractChat {
  constructor(init) {
    const state = {
      status: "ready",
      error: undefined,
      messages: [],
      pushMessage: (message) => void (state.messages = [...state.messages, message]),
      popMessage: () => void (state.messages = state.messages.slice(0, -1)),
      replaceMessage: (index, message) => void (state.messages = state.messages.with(index, message)),
      snapshot: (value) => structuredClone(value)
    }
    super({ ...init, state })
  }
}

export const chat = async (response) => {
  const errors = []
  let finish
  const chat = new Chat({
    transport: new DefaultChatTransport({ api: "http://chat.test", fetch: async () => response }),
    onError: (error) => errors.push(error.message),
    onFinish: (event) => (finish = event)
  })
  await chat.sendMessage({ text: "Hello" })
  return { errors, finishReason: finish?.finishReason, message: finish?.message }
}

export const headers = UI_MESSAGE_STREAM_HEADERS
