/**
 * Messages of the command on standard error.
 *
 * @internal
 */
import * as Console from "effect/Console"
import type * as Effect from "effect/Effect"
import type { PlatformError } from "effect/PlatformError"

/** Prints a message on standard error, after the name of the command. */
export const complain = (message: string): Effect.Effect<void> => Console.error(`effect-responses-stream: ${message}`)

/** The system's code of an error, such as `ENOENT`. */
export const systemCode = (error: PlatformError): string | undefined => codeOf(error.reason.cause)

/** The code of an error as Node throws it. */
export const codeOf = (cause: unknown): string | undefined =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : undefined

/** Why a file can't be read, in words. */
export const reasonOf = (error: PlatformError): string => {
  const code = systemCode(error)
  switch (code) {
    case "ENOENT":
      return "no such file"
    case "EACCES":
    case "EPERM":
      return "permission denied"
    case "EISDIR":
      return "is a directory"
    case "Z_DATA_ERROR":
    case "Z_BUF_ERROR":
      return "can't be read: its gzip data is damaged"
    default:
      return code === undefined ? `can't be read (${error.reason._tag})` : `can't be read (${code})`
  }
}
