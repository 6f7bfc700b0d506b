/**
 * What the command says on standard error.
 *
 * @since 0.1.0
 */
import * as Console from "effect/Console"
import type * as Effect from "effect/Effect"
import type { PlatformError } from "effect/PlatformError"

/**
 * Says something on standard error, in the name of the command.
 *
 * @category reporting
 * @since 0.1.0
 */
export const complain = (message: string): Effect.Effect<void> => Console.error(`effect-responses-stream: ${message}`)

/**
 * The code of the system's error behind an error, such as `ENOENT`.
 *
 * @category accessors
 * @since 0.1.0
 */
export const systemCode = (error: PlatformError): string | undefined => codeOf(error.reason.cause)

/**
 * The code of an error as Node throws it.
 *
 * @category accessors
 * @since 0.1.0
 */
export const codeOf = (cause: unknown): string | undefined =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : undefined

/**
 * Why a file can't be read, in words.
 *
 * @category formatting
 * @since 0.1.0
 */
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
    default:
      return code === undefined ? `can't be read (${error.reason._tag})` : `can't be read (${code})`
  }
}
