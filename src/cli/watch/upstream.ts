/**
 * The upstream that requests are passed on to, as it is given and as it is asked.
 *
 * @internal
 */
import * as Result from "effect/Result"

const example = "such as https://openrouter.ai/api"

/** Reads an upstream. What is wrong with it is said without the text itself: it may hold a key. */
export const parseUpstream = (text: string): Result.Result<URL, string> => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return Result.fail(`--upstream takes the URL of a gateway, ${example}`)
  }
  const parts = [
    ...(url.username + url.password === "" ? [] : ["a user or a password"]),
    ...(url.search === "" ? [] : ["a query"]),
    ...(url.hash === "" ? [] : ["a fragment"])
  ]
  if (parts.length > 0) {
    return Result.fail(`The URL of --upstream can't have ${parts.join(" or ")}. Keys come with the requests of the app`)
  }
  return /\/responses\/*$/.test(url.pathname)
    ? Result.fail(`--upstream takes what comes before /v1/responses, ${example}`)
    : Result.succeed(url)
}

/** The path of an upstream with that of a request behind it. Where one ends in the /v1 that the other begins with, it is one. */
export const joinPath = (base: string, path: string): string => {
  const start = base.replace(/\/+$/, "")
  return start.endsWith("/v1") && /^\/v1(?=[/?#]|$)/.test(path) ? start + path.slice("/v1".length) : start + path
}
