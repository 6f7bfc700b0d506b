/**
 * A response whose body is validated while it passes, for `Web.validate`.
 *
 * @internal
 */
import type { ValidateOptions } from "./options.ts"
import { notAnEventStream } from "../stream/http.ts"
import { cancelQuietly } from "../stream/body.ts"
import { makeChecker } from "./checker.ts"
import type { Checker } from "./checker.ts"
import { passAll, passValid } from "./gate.ts"
import type { Gate } from "./gate.ts"

export const validateResponse = (response: Response, options: ValidateOptions): Response => {
  const checker = makeChecker(response, options)
  const passesAll = (): boolean => (options.onInvalid ?? "pass") === "pass" || checker.isPage()
  const gate = passesAll() ? passAll(checker) : passValid(checker, options)
  return passThrough(response, checker, gate, passesAll)
}

/** A response whose body passes a gate. `passesAll` says whether its bytes pass as they come. */
export const passThrough = (response: Response, checker: Checker, gate: Gate, passesAll: () => boolean): Response => {
  const { body, headers, status, statusText } = response
  // A `Response` can't be made with any other status
  if (body === null || status < 200 || status > 599) {
    queueMicrotask(() => {
      checker.fail(notAnEventStream(response, ""))
      checker.finish("ended")
    })
    return response
  }
  const reader = body.getReader()
  let left = false

  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    for (;;) {
      let piece: ReadableStreamReadResult<Uint8Array> | { readonly cause: unknown }
      try {
        piece = await reader.read()
      } catch (cause) {
        piece = { cause }
      }
      if (left) return
      const isOver = "cause" in piece || piece.done
      const passed = "cause" in piece ? gate.end(piece) : piece.done ? gate.end() : gate.push(piece.value)
      if (passed.length > 0) controller.enqueue(join(passed))
      if ("cause" in piece && passesAll()) {
        controller.error(piece.cause)
        checker.finish("failed")
      } else if (isOver || gate.isClosed()) {
        if (!isOver) void cancelQuietly(reader, checker.error())
        controller.close()
        checker.finish(passesAll() || checker.error() === undefined ? "ended" : "aborted")
      } else if (passed.length === 0) continue
      return
    }
  }

  const cancel = (reason: unknown): Promise<void> => {
    left = true
    if (checker.isPage()) checker.end()
    checker.finish("canceled")
    return reader.cancel(reason)
  }

  return new Response(new ReadableStream({ pull, cancel }, { highWaterMark: 0 }), {
    status,
    statusText,
    headers: passOnHeaders(headers, passesAll())
  })
}

/** One piece of many: the queue of a stream takes quadratic time over many pieces. */
const join = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
  if (pieces.length === 1) return pieces[0]!
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** Hop-by-hop headers, and those about the bytes before `fetch` decoded them. */
const ofTheConnection = [
  "connection",
  "content-encoding",
  "content-length",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade"
]

/** What only the same bytes have. */
const ofTheBytes = ["content-digest", "content-md5", "digest", "etag", "repr-digest"]

const passOnHeaders = (headers: Headers, isSame: boolean): Headers => {
  const passed = new Headers(headers)
  for (const name of isSame ? ofTheConnection : [...ofTheConnection, ...ofTheBytes]) passed.delete(name)
  return passed
}
