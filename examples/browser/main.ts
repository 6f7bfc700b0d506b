/**
 * A page that shows text as it comes, and images as they become sharper. Vite serves it as it is: `npx vite`.
 *
 * It asks its own server, which adds the key (such as the Worker beside it): a key has no place in a page. With
 * `?url=http://127.0.0.1:9000/api/v1/responses` it asks the mock.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import * as ImageGeneration from "effect-responses-stream/ImageGeneration"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"

const url = new URLSearchParams(location.search).get("url") ?? "/api/v1/responses"

const form = document.querySelector("form")!
const answer = document.querySelector("#answer")!
const images = document.querySelector("#images")!
const status = document.querySelector("#status")!

const showText = (chunk: ResponsesStreamChunk): void => {
  if (chunk.type === "response.output_text.delta") answer.append(chunk.delta)
}

/** The figure of an image call: a call is told from the others by its place in the response. */
const figureOf = (outputIndex: number): HTMLElement => {
  const id = `image-${outputIndex}`
  const existing = document.getElementById(id)
  if (existing !== null) return existing
  const figure = document.createElement("figure")
  figure.id = id
  figure.append(new Image(), document.createElement("figcaption"))
  images.append(figure)
  return figure
}

const showImage = (figure: HTMLElement, { bytes, mediaType }: ImageGeneration.Image): void => {
  const image = figure.querySelector("img")!
  URL.revokeObjectURL(image.src)
  image.src = URL.createObjectURL(new Blob([bytes], { type: mediaType }))
}

const showEvent = (event: ImageGeneration.ImageEvent): void => {
  const figure = figureOf(event.outputIndex)
  const caption = figure.querySelector("figcaption")!
  switch (event._tag) {
    case "StateChanged":
      caption.textContent = event.state
      break
    case "PartialImage":
      showImage(figure, event.image)
      caption.textContent = `preview ${event.image.index + 1}`
      break
    case "Ended":
      if (event.outcome._tag === "Completed") showImage(figure, event.outcome.image)
      caption.textContent = event.outcome._tag === "Completed" ? "finished" : `no image: ${event.outcome._tag}`
      break
  }
}

const ask = (input: string) =>
  Effect.tryPromise((signal) =>
    fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        model: "openai/gpt-5",
        input,
        tools: [{ type: "image_generation", partial_images: 2 }],
        stream: true
      }),
      signal
    })
  ).pipe(
    Effect.map((response) => ChunkStream.fromResponse(response, { onInvalid: "skip" })),
    Stream.unwrap,
    Stream.tap((chunk) => Effect.sync(() => showText(chunk))),
    ImageGeneration.events,
    Stream.runForEach((event) => Effect.sync(() => showEvent(event))),
    Effect.as("finished"),
    // What came stays, and the reader is told that there is more to it
    Effect.catch((error) => Effect.succeed(error.message)),
    Effect.map((text) => {
      status.textContent = text
    })
  )

form.addEventListener("submit", (event) => {
  event.preventDefault()
  answer.replaceChildren()
  images.replaceChildren()
  status.textContent = "…"
  Effect.runFork(ask(form.querySelector("input")!.value))
})
