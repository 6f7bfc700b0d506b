/**
 * The errors with which a normalized stream ends.
 *
 * @internal
 */
import type { ResponseError } from "../model/Response.ts"
import { wordsFor, wording } from "../stream/errorEvent.ts"

/** The error of a response whose stream ended: by itself, or by an error. Nothing in it is from the provider. */
export const failureOf = (error: unknown): ResponseError => {
  const { code = null, message } = error === undefined ? wording.UnexpectedEnd : wordsFor(error)
  return { code, message }
}
