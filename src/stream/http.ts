/**
 * The head of an HTTP answer: whether it may be an event stream, and the error if it isn't.
 *
 * @internal
 */
import { NotAnEventStream } from "../errors/StreamError.ts"
import type { Start } from "../sse/eventParser.ts"
import { fromHeaders } from "./retryAfter.ts"

/** The part of a web `Response` that is read. */
export interface ResponseHead {
  readonly ok: boolean
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
}

const eventStream = "text/event-stream"

/** What the head says of the body. */
export const startOf = (head: ResponseHead): Start => {
  const type = mediaType(head)
  if (!head.ok || (type !== undefined && /[/+](?:json|html|xml)$/.test(type))) return "page"
  return type === eventStream ? "stream" : type === undefined ? "untyped" : "other"
}

/** How long a body that is not an event stream is read, in milliseconds: its beginning says what is wrong. */
export const maxPageTime = 1000

/** The error of an answer that is not an event stream. */
export const notAnEventStream = (head: ResponseHead, body: string): NotAnEventStream => {
  const contentType = mediaType(head)
  const retryAfter = fromHeaders((name) => head.headers.get(name), Date.now(), head.status === 429)
  return new NotAnEventStream({
    body,
    status: head.status,
    ...(contentType === undefined ? {} : { contentType }),
    ...(retryAfter === undefined ? {} : { retryAfter })
  })
}

const mediaType = (head: ResponseHead): string | undefined => {
  const type = head.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
  return type === "" ? undefined : type
}
