/**
 * What an HTTP answer says before its body is read as an event stream.
 *
 * @internal
 */
import { NotAnEventStream } from "../errors/StreamError.ts"
import { maxBodySize } from "../sse/parser.ts"
import { fromHeader } from "./retryAfter.ts"

/** The part of a web `Response` that is looked at. */
export interface ResponseHead {
  readonly ok: boolean
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
}

const eventStream = "text/event-stream"

/** Whether the head announces an event stream. A missing content type does: then the body has to tell. */
export const isEventStream = (head: ResponseHead): boolean => {
  const contentType = mediaType(head)
  return head.ok && (contentType === undefined || contentType === eventStream)
}

/** The error of an answer that is no event stream. */
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

/** The beginning of a body as text. Reads no more than an error shows, and never throws, not even on a body in use. */
export const readStart = async (body: ReadableStream<Uint8Array> | null, signal: AbortSignal): Promise<string> => {
  if (body === null || body.locked) return ""
  const decoder = new TextDecoder()
  const reader = body.getReader()
  const cancel = () => void reader.cancel().catch(() => {})
  signal.addEventListener("abort", cancel)
  let text = ""
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || text.length >= maxBodySize) break
      text += decoder.decode(value, { stream: true })
    }
  } catch {
    // What came before the connection broke is all there is to show
  }
  signal.removeEventListener("abort", cancel)
  cancel()
  return text.slice(0, maxBodySize)
}

const mediaType = (head: ResponseHead): string | undefined => {
  const type = head.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
  return type === "" ? undefined : type
}
