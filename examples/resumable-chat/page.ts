/**
 * The page: it shows the answer whose key is in the address, from its first event on. If the connection breaks, the
 * browser's `EventSource` connects again by itself, and says by `Last-Event-ID` how far it was.
 */
import type { cases } from "effect-responses-stream/ResponsesStreamChunk"
import type { Question } from "./server.ts"

/** The events, by their type. */
type Events = { readonly [Type in keyof typeof cases]: (typeof cases)[Type]["Encoded"] } & {
  readonly "chat.question": Question
}

const question = document.querySelector<HTMLElement>("#question")!
const answer = document.querySelector("#answer")!
const status = document.querySelector("#status")!
const input = document.querySelector("input")!
const send = document.querySelector<HTMLElement>("#send")!
const stop = document.querySelector<HTMLElement>("#stop")!

/** A place for each part of the answer: it is made when the part begins. */
const partOf = (name: string, html: string): HTMLElement => {
  const known = document.getElementById(name)
  if (known !== null) return known
  const part = document.createElement("div")
  part.id = name
  part.innerHTML = html
  answer.append(part)
  return part
}

const showText = (name: string, delta: string, html = "<p></p>"): void =>
  partOf(name, html).querySelector("p")!.append(delta)

const showImage = (index: number, base64: string, caption: string): void => {
  const part = partOf(`image-${index}`, '<figure><img alt="An image that the model made" /><figcaption></figcaption>')
  part.querySelector("img")!.src = `data:image/png;base64,${base64}`
  part.querySelector("figcaption")!.textContent = caption
}

let source: EventSource | undefined

const keyOf = (hash: string): string => hash.slice(1)

const say = (words: string, isAnswering: boolean): void => {
  status.textContent = words
  send.hidden = isAnswering
  stop.hidden = !isAnswering
}

/** Shows an answer. */
const follow = (key: string): void => {
  source?.close()
  question.hidden = true
  answer.replaceChildren()
  const events = new EventSource(`answers/${key}`)
  source = events
  say("The model is answering …", true)

  const on = <Type extends keyof Events>(type: Type, show: (event: Events[Type]) => void): void =>
    events.addEventListener(type, ({ data }) => show(JSON.parse(data)))

  const end = (words: string): void => {
    // Else it would connect again
    events.close()
    say(words, false)
  }

  on("chat.question", (event) => {
    question.textContent = event.input
    question.hidden = false
  })
  on("response.reasoning_summary_text.delta", ({ delta, output_index }) =>
    showText(`reasoning-${output_index}`, delta, "<details open><summary>Reasoning</summary><p></p></details>")
  )
  on("response.output_text.delta", ({ content_index, delta, output_index }) =>
    showText(`text-${output_index}-${content_index}`, delta)
  )
  on("response.image_generation_call.partial_image", ({ output_index, partial_image_b64, partial_image_index }) =>
    showImage(output_index, partial_image_b64, `Preview ${partial_image_index + 1}`)
  )
  on("response.output_item.done", ({ item, output_index }) => {
    if (item.type === "image_generation_call" && typeof item.result === "string")
      showImage(output_index, item.result, "Finished")
  })
  on("response.completed", () => end("Finished"))
  on("response.incomplete", () => end("The model stopped early."))
  on("response.failed", () => end("The model failed."))

  events.addEventListener("open", () => say("The model is answering …", true))
  // Two things have this name: an event of the stream, and that the connection broke
  events.addEventListener("error", (event) => {
    if (event instanceof MessageEvent) end(JSON.parse(event.data).message)
    else if (events.readyState === EventSource.CLOSED) end("The server is gone.")
    else say("Connecting again …", true)
  })
}

/** Starts an answer, and puts its key into the address. */
const ask = async (text: string): Promise<void> => {
  const response = await fetch("answers", { method: "POST", body: JSON.stringify({ input: text }) })
  const { key } = (await response.json()) as { readonly key: string }
  location.hash = key
}

document.querySelector("form")!.addEventListener("submit", (event) => {
  event.preventDefault()
  ask(input.value).catch(() => say("The server is gone.", false))
  input.value = ""
})

stop.addEventListener("click", () => void fetch(`answers/${keyOf(location.hash)}`, { method: "DELETE" }))

const show = (): void => {
  if (location.hash !== "") follow(keyOf(location.hash))
}
window.addEventListener("hashchange", show)
show()
