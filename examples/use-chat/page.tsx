/** A chat with `useChat`: text as it comes, reasoning, tools, images as they become sharper, sources, and the usage. */
import { useChat } from "@ai-sdk/react"
import { DefaultChatTransport, getToolOrDynamicToolName, isToolUIPart } from "ai"
import type { PartialImage } from "effect-responses-stream/UiMessageStream"
import { useEffect, useState } from "react"
import type { FormEvent } from "react"
import { createRoot } from "react-dom/client"
import type { Message } from "./message.ts"

type Part = Message["parts"][number]

const transport = new DefaultChatTransport<Message>({ api: "/api/chat" })

const states = {
  "input-streaming": "is being called",
  "input-available": "is called",
  "approval-requested": "asks for approval",
  "approval-responded": "has an answer",
  "output-available": "is finished",
  "output-error": "failed",
  "output-denied": "was denied"
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value, null, 2))

const Tool = ({ part }: { readonly part: Extract<Part, { readonly toolCallId: string }> }) => (
  <section className="tool" aria-label={`Tool ${getToolOrDynamicToolName(part)}`}>
    <h2>
      {getToolOrDynamicToolName(part)} <span>{states[part.state]}</span>
    </h2>
    {part.input !== undefined && <pre>{asText(part.input)}</pre>}
  </section>
)

const Picture = ({ caption, url }: { readonly caption: string; readonly url: string }) => (
  <figure>
    <img src={url} alt="An image that the model made" />
    <figcaption>{caption}</figcaption>
  </figure>
)

const Content = ({ part }: { readonly part: Part }) => {
  if (isToolUIPart(part)) return <Tool part={part} />
  switch (part.type) {
    case "text":
      return <p>{part.text}</p>
    case "reasoning":
      return (
        <details open={part.state === "streaming"}>
          <summary>Reasoning</summary>
          <p>{part.text}</p>
        </details>
      )
    case "file":
      return <Picture url={part.url} caption="Finished" />
    default:
      return null
  }
}

const Sources = ({ parts }: { readonly parts: ReadonlyArray<Part> }) => {
  const sources = parts.filter((part) => part.type === "source-url")
  if (sources.length === 0) return null
  return (
    <ul className="sources" aria-label="Sources">
      {sources.map(({ sourceId, title, url }) => (
        <li key={sourceId}>
          <a href={url}>{title ?? url}</a>
        </li>
      ))}
    </ul>
  )
}

const Usage = ({ metadata }: { readonly metadata: Message["metadata"] }) =>
  metadata?.usage && (
    <p className="quiet">
      {metadata.model}: {metadata.usage.inputTokens} tokens in, {metadata.usage.outputTokens} out
    </p>
  )

const Chat = () => {
  const [input, setInput] = useState("")
  const [preview, setPreview] = useState<PartialImage>()
  const { error, messages, sendMessage, status, stop } = useChat<Message>({
    transport,
    onData: (part) => setPreview(part.data),
    onFinish: () => setPreview(undefined)
  })
  const isBusy = status === "submitted" || status === "streaming"
  const last = messages.at(-1)
  const showsPreview = preview !== undefined && last?.parts.every(({ type }) => type !== "file")

  useEffect(() => {
    window.scrollTo(0, document.body.scrollHeight)
  }, [messages, preview])

  const send = (event: FormEvent): void => {
    event.preventDefault()
    if (input.trim() === "" || isBusy) return
    void sendMessage({ text: input })
    setInput("")
  }

  return (
    <main>
      <h1>A chat</h1>
      <ol className="messages" role="log" aria-label="Messages" aria-busy={isBusy}>
        {messages.map(({ id, metadata, parts, role }) => (
          <li key={id} className={`message ${role}`}>
            <span className="hidden">{role === "user" ? "You" : "The model"}</span>
            {parts.map((part, index) => (
              <Content key={index} part={part} />
            ))}
            {showsPreview && id === last?.id && <Picture url={preview.url} caption={`Preview ${preview.index + 1}`} />}
            <Sources parts={parts} />
            <Usage metadata={metadata} />
          </li>
        ))}
      </ol>
      <footer>
        {error && (
          <p className="problem" role="alert">
            {error.message}
          </p>
        )}
        <p className="quiet" role="status">
          {isBusy ? "The model is answering …" : ""}
        </p>
        <form onSubmit={send}>
          <label className="hidden" htmlFor="input">
            Your message
          </label>
          <input
            id="input"
            value={input}
            onChange={(event) => setInput(event.target.value)}
            placeholder="Ask something"
            autoComplete="off"
          />
          {isBusy ? (
            <button type="button" onClick={() => void stop()}>
              Stop
            </button>
          ) : (
            <button disabled={input.trim() === ""}>Send</button>
          )}
        </form>
      </footer>
    </main>
  )
}

createRoot(document.getElementById("chat")!).render(<Chat />)
