/**
 * What errors of Redis and its client say.
 *
 * @internal
 */
import { isObject } from "../base/json.ts"
import { StoreUnavailable } from "./errors.ts"

/** What stays as it is, however often one tries. */
const lasting = new Set(["CROSSSLOT", "FOREIGN", "NOAUTH", "NOPERM", "WRONGTYPE"])

/** Whether to try again is in vain. */
export const isLasting = (error: unknown): boolean => lasting.has(codeOf(error) ?? "")

/** The name of an error of the socket, or that with which Redis begins. */
export const codeOf = (error: unknown): string | undefined => {
  if (!isObject(error)) return undefined
  const { cause, code, message } = error
  if (typeof code === "string" && /^[A-Z_]+$/.test(code)) return code
  // Redis 6 says first which script has failed
  const said =
    typeof message === "string" ? /^(?:ERR Error running script .*?: )?([A-Z]{3,})(?= )/.exec(message)?.[1] : undefined
  return said ?? codeOf(cause)
}

/** The error of what didn't succeed in time, by the first reason that has a name. */
export const unavailable = (...reasons: ReadonlyArray<unknown>): StoreUnavailable => {
  const reason =
    reasons.find((reason) => codeOf(reason) !== undefined) ?? reasons.find((reason) => reason !== undefined)
  return new StoreUnavailable({ reason, code: codeOf(reason) ?? "TIMEOUT" })
}
