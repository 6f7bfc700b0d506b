/** The surface without Effect: the same chunks and errors, and the platform's own streams. */
import * as Web from "effect-responses-stream/Web"
import type { Case, Cases, Context } from "../harness/case.ts"
import { equal, ok } from "../harness/case.ts"
import { chunkOf, dataOf, parse } from "../harness/plain.ts"
import { cancelCount, endless, settle, source, until } from "../harness/source.ts"
import { bytesOf, completed, created, delta, headers, sse } from "../harness/wire.ts"

interface Read {
  readonly values: ReadonlyArray<unknown>
  readonly error: unknown
}

const read = async (iterable: AsyncIterable<unknown>): Promise<Read> => {
  const values: Array<unknown> = []
  try {
    for await (const value of iterable) values.push(value)
  } catch (error) {
    return { values, error }
  }
  return { values, error: undefined }
}

/** A stream of the platform as an iterable: not every engine has that by itself. */
async function* iterate<A>(readable: ReadableStream<A>): AsyncGenerator<A> {
  const reader = readable.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

const tagOf = (error: unknown): unknown => {
  ok(error instanceof Error, `${String(error)} is an Error`)
  return "_tag" in error ? error._tag : error.name
}

const bodyOf = (bytes: Uint8Array<ArrayBuffer>, size: number): ReadableStream<Uint8Array<ArrayBuffer>> => {
  let at = 0
  return new ReadableStream({
    pull: (controller) => {
      if (at >= bytes.length) controller.close()
      else controller.enqueue(bytes.slice(at, (at += size)))
    }
  })
}

const ways: Readonly<Record<string, (body: ReadableStream<Uint8Array<ArrayBuffer>>) => AsyncIterable<unknown>>> = {
  "chunks(response)": (body) => Web.chunks(new Response(body, { headers })),
  "chunks(body)": (body) => Web.chunks(body),
  "decoderStream()": (body) => iterate(body.pipeThrough(Web.decoderStream()))
}

const goodSamples = ({ samples }: Context): ReadonlyArray<string> =>
  Object.entries(samples).flatMap(([file, text]) => (file === "cut.sse" || file === "malformed.sse" ? [] : [text]))

const wayCases = Object.fromEntries(
  Object.entries(ways).flatMap(([way, open]): ReadonlyArray<readonly [string, Case]> => [
    [
      `${way} gives every chunk of every sample, in pieces of any size`,
      async (context) => {
        for (const text of goodSamples(context)) {
          const expected = dataOf(text).map((data) => chunkOf(parse(data)))
          for (const size of [1, 7, 1000, 100_000]) {
            equal(await read(open(bodyOf(bytesOf(text), size))), { values: expected, error: undefined })
          }
        }
      }
    ],
    [
      `${way} throws each error after the chunks before it`,
      async () => {
        const good = sse(created, delta("a"))
        const bad: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
          InvalidJson: bytesOf(sse("no JSON", completed)),
          InvalidChunk: bytesOf(sse({ ...delta("a"), delta: 1 }, completed)),
          InvalidUtf8: Uint8Array.of(0xff),
          UnexpectedEnd: bytesOf("data: ")
        }
        for (const [tag, bytes] of Object.entries(bad)) {
          const body = bodyOf(Uint8Array.from([...bytesOf(good), ...bytes]), 5)
          const { error, values } = await read(open(body))
          equal([values.length, tagOf(error)], [2, tag])
        }
      }
    ],
    [
      `${way} ends at [DONE] and cancels upstream once`,
      async () => {
        const upstream = source((i) => [sse(created), sse(completed), sse("[DONE]")][i] ?? sse(delta("?")))
        const { error, values } = await read(open(upstream.body))
        equal([values.length, error, await cancelCount(upstream)], [2, undefined, 1])
      }
    ]
  ])
)

export const cases: Cases = {
  ...wayCases,

  "chunks pulls no more than is consumed, and break cancels once": async () => {
    const upstream = endless()
    const chunks = Web.chunks(upstream.body)
    await settle()
    equal(upstream.pulls(), 0)
    for (let count = 1; count <= 5; count++) {
      await chunks.next()
      await settle()
      equal(upstream.pulls(), count)
    }
    for await (const _ of chunks) break
    equal(await cancelCount(upstream), 1)
  },

  "a signal ends chunks with its reason while upstream is silent, and cancels once": async () => {
    const upstream = source((i) => (i === 0 ? sse(created) : undefined))
    const abort = new AbortController()
    const reading = read(Web.chunks(upstream.body, { signal: abort.signal }))
    await until(() => upstream.pulls() === 2)
    const reason = new Error("enough")
    abort.abort(reason)
    const { error, values } = await reading
    ok(error === reason, "the reason is thrown")
    equal([values.length, await cancelCount(upstream)], [1, 1])
  },

  "resumable gives a response once and whole over three connections": async () => {
    const whole = [created, delta("a", 1), delta("b", 2), completed]
    const connections = [whole.slice(0, 2), whole.slice(0, 3), whole.slice(3)]
    const asked: Array<unknown> = []
    const answer = (point: unknown) => {
      asked.push(point)
      return Promise.resolve(new Response(sse(...connections[asked.length - 1]!), { headers }))
    }
    const { error, values } = await read(
      Web.resumable({
        open: () => answer("open"),
        resume: ({ after, responseId }) => answer([responseId, after]),
        delay: () => 1,
        onGap: () => {}
      })
    )
    equal([error, values.length, asked], [undefined, 4, ["open", ["resp_1", 1], ["resp_1", 2]]])
  },

  "a signal ends resumable while it waits": async () => {
    const abort = new AbortController()
    const reason = new Error("enough")
    const answer = () => Promise.resolve(new Response(sse(created), { headers }))
    const delay = () => {
      setTimeout(() => abort.abort(reason), 1)
      return 60_000
    }
    const { error, values } = await read(Web.resumable({ open: answer, resume: answer, delay, signal: abort.signal }))
    ok(error === reason, "the reason is thrown")
    equal(values.length, 1)
  },

  "a reader that leaves decoderStream cancels upstream once": async () => {
    const upstream = endless()
    const reader = upstream.body.pipeThrough(Web.decoderStream()).getReader()
    equal((await reader.read()).value?.type, "response.created")
    await reader.cancel()
    equal(await cancelCount(upstream), 1)
  },

  "a refusal over the network is NotAnEventStream": async ({ origin }) => {
    const { error } = await read(Web.chunks(await fetch(`${origin}/refused/it`)))
    equal(tagOf(error), "NotAnEventStream")
  },

  "final gives the response over the network, or throws": async ({ origin, samples }) => {
    const { id, outputText } = await Web.final(await fetch(`${origin}/sample/image-generation.sse?size=13`))
    const last = chunkOf(parse(dataOf(samples["image-generation.sse"]!).at(-1)!)) as { response: { id: string } }
    equal([id, typeof outputText], [last.response.id, "string"])
    const error: unknown = await Web.final(await fetch(`${origin}/refused/it`)).catch((error: unknown) => error)
    equal(tagOf(error), "NotAnEventStream")
  },

  "validate passes every byte over the network, and checks": async ({ origin, samples }) => {
    const errors: Array<string> = []
    let verdict = ""
    let events = 0
    const upstream = await fetch(`${origin}/sample/malformed.sse?size=13`)
    const checked = Web.validate(upstream, {
      onEvent: () => events++,
      onError: ({ _tag }) => errors.push(_tag),
      onFinish: (summary) => (verdict = summary.verdict)
    })
    equal([checked.status, checked.headers.get("content-type")], [200, "text/event-stream; charset=utf-8"])
    equal(await checked.text(), samples["malformed.sse"])
    equal([events, verdict, ...errors], [13, "Completed", "InvalidJson", "InvalidChunk", "InvalidChunk"])
  },

  "validate drops what is invalid": async ({ samples }) => {
    const text = samples["malformed.sse"]!
    const checked = Web.validate(new Response(bodyOf(bytesOf(text), 11), { headers }), { onInvalid: "drop" })
    const blocks = text.split("\n\n")
    equal(await checked.text(), blocks.filter((_, i) => i !== 5 && i !== 6 && i !== 13).join("\n\n"))
  },

  "validate ends with an error event that decodes": async () => {
    const checked = Web.validate(new Response(sse(created, "no JSON", completed), { headers }), { onInvalid: "abort" })
    const { error, values } = await read(Web.chunks(checked))
    equal(error, undefined)
    equal(
      values.map((chunk) => (chunk as { readonly type: string }).type),
      ["response.created", "error"]
    )
  },

  "validate holds back nothing, and a client that leaves cancels upstream once": async () => {
    const upstream = source((i) => (i === 0 ? sse(created) : undefined))
    const checked = Web.validate(new Response(upstream.body, { headers }))
    const reader = checked.body!.getReader()
    equal(new TextDecoder().decode((await reader.read()).value), sse(created))
    await reader.cancel()
    equal(await cancelCount(upstream), 1)
  }
}
