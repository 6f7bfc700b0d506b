/**
 * Which errors of a stream another request may mend.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import type { ChunkStreamError, ProtocolViolation, ProviderError, StreamStalled } from "../errors/StreamError.ts"
import { fromNotAnEventStream } from "./ProviderError.ts"

type KnownError = ChunkStreamError | ProtocolViolation | ProviderError | StreamStalled

const knownTags: { readonly [_ in KnownError["_tag"]]: true } = {
  EventTooLarge: true,
  InvalidChunk: true,
  InvalidJson: true,
  InvalidUtf8: true,
  NotAnEventStream: true,
  ProtocolViolation: true,
  ProviderError: true,
  StreamStalled: true,
  UnexpectedEnd: true
}

/** By the tag: the error may be of another copy of this package. */
const isKnown = (error: unknown): error is KnownError =>
  isObject(error) && typeof error["_tag"] === "string" && Object.hasOwn(knownTags, error["_tag"])

/**
 * Checks whether the same request may succeed when it is sent again.
 *
 * **Details**
 *
 * | error                                                                              | transient              |
 * | ---------------------------------------------------------------------------------- | ---------------------- |
 * | `ProviderError`                                                                    | if it is `retryable`   |
 * | `NotAnEventStream`                                                                 | as its `ProviderError` |
 * | `UnexpectedEnd`, `StreamStalled`                                                   | yes                    |
 * | `InvalidJson`, `InvalidChunk`, `InvalidUtf8`, `EventTooLarge`, `ProtocolViolation` | no                     |
 * | any other, which is mostly of the network                                          | yes                    |
 *
 * @category guards
 * @since 0.1.0
 */
export const isTransient = (error: unknown): boolean => {
  if (!isKnown(error)) return true
  switch (error._tag) {
    case "ProviderError":
      return error.retryable
    case "NotAnEventStream":
      return fromNotAnEventStream(error)?.retryable ?? false
    case "UnexpectedEnd":
    case "StreamStalled":
      return true
  }
  return false
}

/** Seconds to wait before another request, if the provider gives them. */
export const secondsToWait = (error: unknown): number =>
  isKnown(error) && (error._tag === "ProviderError" || error._tag === "NotAnEventStream") ? (error.retryAfter ?? 0) : 0
