/**
 * A response as a UI message stream, for `Web.uiMessageStream`.
 *
 * @internal
 */
import { complain } from "../base/callback.ts"
import { maxDelay } from "../base/delay.ts"
import type { ResponsesStreamChunk } from "../chunk/ResponsesStreamChunk.ts"
import { end, initial, step } from "../parts/uiMessageState.ts"
import { makeUiWriter, uiMessageHeaders } from "../parts/uiMessageWriter.ts"
import { makeBatches } from "../stream/body.ts"
import type { Batches, Source } from "../stream/body.ts"
import { commentText } from "../stream/eventText.ts"
import type { UiMessageStreamOptions } from "./options.ts"

export const uiMessageResponse = (source: Source, options: UiMessageStreamOptions): Response => {
  const batches = makeBatches<ResponsesStreamChunk>(source, options)
  const next = orSilence(() => batches.next(), options.keepAlive)
  const writer = makeUiWriter(options)
  const encoder = new TextEncoder()
  let state = initial
  let isOver = false

  const write = (batch: ReadonlyArray<ResponsesStreamChunk>): string => {
    let text = ""
    for (const chunk of batch) {
      const [following, made] = step(state, chunk, options)
      state = following
      text += made.map(writer.write).join("")
    }
    return text
  }

  const finish = (last: string): string => {
    isOver = true
    return end(state, options).map(writer.write).join("") + last
  }

  const read = async (): Promise<string> => {
    try {
      const batch = await next()
      if (batch === undefined) return finish(writer.end())
      return batch === silence ? commentText("keep-alive") : write(batch)
    } catch (thrown) {
      const error = batches.error()
      if (error === thrown && error !== undefined) return finish(writer.fail(error))
      complain(thrown)
      return finish(writer.die(thrown))
    }
  }

  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    let text = ""
    while (text === "") text = await read()
    // The client may have left meanwhile
    if (left) return
    controller.enqueue(encoder.encode(text))
    if (isOver) controller.close()
  }

  let left = false
  const cancel = (reason: unknown): Promise<void> => {
    left = true
    return batches.cancel(reason)
  }

  return new Response(new ReadableStream({ pull, cancel }, { highWaterMark: 0 }), { headers: uiMessageHeaders })
}

/** Comes in the place of a batch when none has come for a time. */
const silence = Symbol("silence")

type Next = Batches<ResponsesStreamChunk>["next"]

/** Gives each batch, and `silence` after each time without one, in milliseconds. */
const orSilence = (
  next: Next,
  time: number | undefined
): (() => Promise<Awaited<ReturnType<Next>> | typeof silence>) => {
  if (time === undefined) return next
  if (Number.isNaN(time) || time < 1) throw new RangeError("keepAlive is a millisecond or more.")
  let pending: ReturnType<Next> | undefined
  return async () => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const quiet = new Promise<typeof silence>((resolve) => {
      timer = setTimeout(() => resolve(silence), Math.min(time, maxDelay))
    })
    try {
      const first = await Promise.race([(pending ??= next()), quiet])
      if (first !== silence) pending = undefined
      return first
    } finally {
      clearTimeout(timer)
    }
  }
}
