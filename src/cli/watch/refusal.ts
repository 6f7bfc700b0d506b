/**
 * Why an upstream refuses a request: in names and numbers, never in its own words, which may quote the request.
 *
 * @internal
 */
import type { IncomingHttpHeaders } from "node:http"
import { fromNotAnEventStream } from "../../operator/ProviderError.ts"
import { notAnEventStream } from "../../stream/http.ts"

/** The name of the error, if it has one, and when to try again, if that is said. */
export const refusalOf = (status: number, headers: IncomingHttpHeaders, body: string): string | undefined => {
  const get = (name: string): string | null => headers[name]?.toString() ?? null
  const error = fromNotAnEventStream(notAnEventStream({ ok: false, status, headers: { get } }, body))
  const name = [error?.code, error?.errorType].find((word) => word !== undefined && word !== String(status))
  const said = [
    ...(name === undefined ? [] : [name]),
    ...(error?.retryAfter === undefined ? [] : [`retry after ${error.retryAfter} s`])
  ]
  return said.length === 0 ? undefined : said.join(", ")
}
