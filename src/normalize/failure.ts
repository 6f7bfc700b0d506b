/**
 * The errors with which a normalized stream ends.
 *
 * @internal
 */
import { NotAnEventStream } from "../errors/StreamError.ts"
import type { ResponseError } from "../model/Response.ts"
import { wordsFor, wording } from "../stream/errorEvent.ts"

/**
 * The error of a response whose stream ended: by itself, or by an error. If the provider has answered with its error instead
 * of a stream, that has the provider's code and message. Otherwise nothing in it is from the provider.
 */
export const failureOf = (error: unknown): ResponseError => {
  const told = error instanceof NotAnEventStream ? error.providerError : undefined
  if (told !== undefined) return { code: told.code === undefined ? null : String(told.code), message: told.message }
  const { code = null, message } = error === undefined ? wording.UnexpectedEnd : wordsFor(error)
  return { code, message }
}
