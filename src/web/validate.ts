/**
 * A response whose body is validated while it passes, for `Web.validate`.
 *
 * @internal
 */
import type { ValidateOptions } from "./options.ts"
import { isEventStream, notAnEventStream } from "../stream/http.ts"
import { cancelQuietly } from "../stream/body.ts"
import { makeChecker } from "./checker.ts"
import { passAll, passOther, passValid } from "./gate.ts"

export const validateResponse = (response: Response, options: ValidateOptions): Response => {
  const { body, headers, status, statusText } = response
  const checker = makeChecker(response, options)
  // A `Response` can't be made with any other status
  if (body === null || status < 200 || status > 599) {
    queueMicrotask(() => {
      checker.fail(notAnEventStream(response, ""))
      checker.finish("ended")
    })
    return response
  }
  const passesAll = !isEventStream(response) || (options.onInvalid ?? "pass") === "pass"
  const gate = !isEventStream(response)
    ? passOther(response, checker)
    : passesAll
      ? passAll(checker)
      : passValid(checker, options)
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
      for (const bytes of passed) controller.enqueue(bytes)
      if ("cause" in piece && passesAll) {
        controller.error(piece.cause)
        checker.finish("failed")
      } else if (isOver || gate.isClosed()) {
        if (!isOver) void cancelQuietly(reader, checker.error())
        controller.close()
        checker.finish(passesAll || checker.error() === undefined ? "ended" : "aborted")
      } else if (passed.length === 0) continue
      return
    }
  }

  const cancel = (reason: unknown): Promise<void> => {
    left = true
    gate.leave?.()
    checker.finish("canceled")
    return reader.cancel(reason)
  }

  return new Response(new ReadableStream({ pull, cancel }, { highWaterMark: 0 }), {
    status,
    statusText,
    headers: passOnHeaders(headers)
  })
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

const passOnHeaders = (headers: Headers): Headers => {
  const passed = new Headers(headers)
  for (const name of ofTheConnection) passed.delete(name)
  return passed
}
