/**
 * The head of an HTTP answer: whether it is an event stream, and the error if it isn't.
 *
 * @internal
 */
import { NotAnEventStream } from "../errors/StreamError.ts"
import { maxBodySize } from "../sse/eventParser.ts"
import { fromHeader } from "./retryAfter.ts"

/** The part of a web `Response` that is read. */
export interface ResponseHead {
  readonly ok: boolean
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
}

const eventStream = "text/event-stream"

/** Whether the head may be that of an event stream. Without a content type it may: the body decides. */
export const isEventStream = (head: ResponseHead): boolean => {
  const contentType = mediaType(head)
  return head.ok && (contentType === undefined || contentType === eventStream)
}

/** The error of an answer that is not an event stream. */
export const notAnEventStream = (head: ResponseHead, body: string): NotAnEventStream => {
  const contentType = mediaType(head)
  const retryAfter = fromHeader(head.headers.get("retry-after"), Date.now())
  return new NotAnEventStream({
    body,
    status: head.status,
    ...(contentType === undefined ? {} : { contentType }),
    ...(retryAfter === undefined ? {} : { retryAfter })
  })
}

/** The beginning of a body as text, as long as an error shows it. */
export class BodyStart {
  #text = ""
  readonly #decoder = new TextDecoder()

  /** Adds a piece. `true` if no more is needed. */
  add(bytes: Uint8Array): boolean {
    // No character has more bytes than four
    if (this.#text.length < maxBodySize)
      this.#text += this.#decoder.decode(bytes.subarray(0, 4 * maxBodySize), streaming)
    return this.#text.length >= maxBodySize
  }

  get text(): string {
    return this.#text.slice(0, maxBodySize)
  }
}

const streaming = { stream: true } as const

const mediaType = (head: ResponseHead): string | undefined => {
  const type = head.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
  return type === "" ? undefined : type
}
