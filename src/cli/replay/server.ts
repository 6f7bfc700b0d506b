/**
 * A gateway that answers with captures. It listens on the loopback interface only.
 *
 * It uses Node's own HTTP server. Effect's would make the command larger, and has no control of the socket, which is
 * needed to break a connection at a byte.
 *
 * @internal
 */
import { isObject } from "../../base/json.ts"
import type { Json } from "../../base/json.ts"
import type * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as http from "node:http"
import { listen } from "../loopback.ts"
import type { ListenError } from "../loopback.ts"
import type { Capture } from "./capture.ts"
import * as Plan from "./plan.ts"
import { count, sanitize } from "../../capture/text.ts"

// -----------------------------------------------------------------------------
// Models
// -----------------------------------------------------------------------------

/** A capture with its name. */
interface Recording {
  readonly file: string
  readonly capture: Capture
}

/** What is served, and how. */
export interface ServerOptions extends Plan.PlanOptions {
  /** The captures: each request gets the next one, and after the last the first again. */
  readonly recordings: Arr.NonEmptyReadonlyArray<Recording>
  /** The port. 0 takes any free one. */
  readonly port: number
  /** Keeps the responses, for `GET`, and breaks their connections. The seed says where. */
  readonly resumable?: { readonly seed: number } | undefined
  /** Called with the outcome of each request. */
  readonly log: (line: string) => Effect.Effect<void>
}

// -----------------------------------------------------------------------------
// Server
// -----------------------------------------------------------------------------

/** Where the gateways have it: OpenRouter, and OpenAI. */
const paths = ["/api/v1/responses", "/v1/responses"] as const

/**
 * Serves captures as long as the scope is open, and gives the URL of `POST /api/v1/responses`.
 *
 * **Details**
 *
 * A request with `stream: true` gets the event stream, another one the response of its terminal chunk as JSON. A
 * recorded error is answered with its status. Pages of any origin may call. Sending stops when the client leaves.
 *
 * With `resumable`, `GET …/responses/{id}` answers what was streamed before: the response as JSON, or with `stream=true`
 * the events, those behind `starting_after` if it is there.
 */
export const serve = Effect.fnUntraced(function* (
  options: ServerOptions
): Effect.fn.Return<string, ListenError, Scope.Scope> {
  const run = yield* FiberSet.makeRuntime<never, void>()
  const answers = options.recordings.map(({ capture, file }) => answerOf(file, capture, options))
  const kept = new Map<string, Answer>()
  let turn = 0
  let connections = 0

  /** A random number for each connection. Those of a run are the same with the same seed. */
  const random = Effect.suspend(() =>
    Random.next.pipe(Random.withSeed(`${options.resumable?.seed ?? 0}.${connections++}`))
  )

  const route = Effect.fnUntraced(function* (request: http.IncomingMessage, response: http.ServerResponse) {
    const { method = "", url = "/" } = request
    const path = url.split("?", 1)[0]!
    const refuse = (status: number, message: string) =>
      Effect.andThen(sendError(response, status, message), options.log(`${method} ${sanitize(path)}: ${status}`))
    allowAnyOrigin(request, response)
    if (method === "OPTIONS") return yield* send(response, 204)
    if (method === "GET" && path === "/") return yield* send(response, 200, "text/plain", explain(answers, request))
    const id = options.resumable && idIn(path)
    if (method === "GET" && id !== undefined) {
      const answer = kept.get(id)
      if (answer === undefined) return yield* refuse(404, "No response with this id has been streamed.")
      const query = new URLSearchParams(url.split("?", 2)[1])
      const after = query.get("starting_after")
      if (after !== null && !/^-?\d+$/.test(after)) return yield* refuse(400, "starting_after is a sequence number.")
      const point = after === null ? undefined : Number(after)
      return yield* answer.respond(response, query.get("stream") === "true", yield* random, point)
    }
    if (!paths.some((known) => known === path)) {
      return yield* refuse(404, `Nothing is served at this path: POST to ${paths[0]}.`)
    }
    if (method !== "POST") return yield* refuse(405, "POST a JSON object to this path.")
    const text = yield* readText(request)
    if (text === undefined) return yield* refuse(413, `The body of the request is larger than ${maxRequest} bytes.`)
    const body = parseObject(text)
    if (body === undefined) return yield* refuse(400, "The body of the request is no JSON object.")
    const answer = answers[turn++ % answers.length]!
    if (answer.responseId !== undefined) kept.set(answer.responseId, answer)
    return yield* answer.respond(response, body["stream"] === true, yield* random)
  })

  const server = http.createServer((request, response) => {
    const fiber = run(route(request, response).pipe(Effect.catchDefect(() => Effect.sync(() => response.destroy()))))
    response.on("close", () => fiber.interruptUnsafe())
  })
  return `${yield* listen(server, options.port)}${paths[0]}`
})

// -----------------------------------------------------------------------------
// Answers
// -----------------------------------------------------------------------------

/** What a recording answers with. */
interface Answer {
  /** The recording in one line. */
  readonly description: string
  /** The id of its response, if it is a stream of one. */
  readonly responseId?: string | undefined
  readonly respond: (
    response: http.ServerResponse,
    stream: boolean,
    random: number,
    after?: number
  ) => Effect.Effect<void>
}

const answerOf = (file: string, capture: Capture, options: ServerOptions): Answer => {
  const log = (what: string): Effect.Effect<void> => options.log(`${sanitize(file)}: ${what}`)
  if (capture._tag === "ErrorBody") {
    const status = `HTTP status ${capture.status}`
    return {
      description: `${sanitize(file)}: ${status}`,
      respond: (response) => {
        if (capture.status === 429 || capture.status === 503) response.setHeader("retry-after", 1)
        return Effect.andThen(send(response, capture.status, json, capture.bytes), log(status))
      }
    }
  }
  const plan = Plan.make(capture.blocks, options)
  const total = count(Plan.countEvents(capture.blocks), "event")
  const pace = capture.hasTimes ? ", recorded pace" : ""
  return {
    description: `${sanitize(file)}: ${total}, ${capture.verdict}, ${(plan.duration / 1000).toFixed(1)} s${pace}`,
    responseId: capture.responseId,
    respond: (response, stream, random, after) => {
      if (!stream) {
        return Effect.sleep(plan.duration).pipe(
          Effect.andThen(
            capture.response === undefined
              ? sendError(response, 502, "The capture has no terminal chunk with a response.")
              : send(response, 200, json, JSON.stringify(capture.response))
          ),
          Effect.andThen(log("the response as JSON"))
        )
      }
      let sent = 0
      const { drops, steps } = options.resumable ? Plan.makeRest(capture.blocks, after, options, random) : plan
      const end = drops
        ? Effect.andThen(
            Effect.sleep(pauseBeforeBreak),
            Effect.sync(() => response.destroy())
          )
        : send(response)
      const from = after === undefined ? "" : ` after ${after}`
      return follow(response, steps, options.cut, (events) => (sent += events)).pipe(
        Effect.andThen(end),
        Effect.onExit(({ _tag }) =>
          log(`${sent} of ${total}${from}${_tag === "Failure" ? ", broken off" : drops ? ", dropped" : ""}`)
        )
      )
    }
  }
}

/** Sends the steps of a plan, each when it is due, or as soon as the client has taken the one before. */
const follow = Effect.fnUntraced(function* (
  response: http.ServerResponse,
  steps: Plan.Plan["steps"],
  cut: number | undefined,
  onSent: (events: number) => void
) {
  const start = yield* Clock.currentTimeMillis
  response.socket?.setNoDelay(true)
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" })
  response.flushHeaders()
  for (const { at, bytes, events } of steps) {
    const wait = start + at - (yield* Clock.currentTimeMillis)
    if (wait > 0) yield* Effect.sleep(wait)
    for (const piece of Plan.pieces(bytes, cut)) yield* write(response, piece)
    onSent(events)
  }
})

/** Writes a piece and waits until the system has it: each is a packet of its own, and a slow client slows it down. */
const write = (response: http.ServerResponse, piece: Uint8Array): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    response.write(piece, () => resume(Effect.void))
  })

const json = "application/json"

/**
 * How long a break waits, in milliseconds. A client loses what it has received and not read when the connection breaks:
 * this gives it time to read.
 */
const pauseBeforeBreak = 100

/** Answers and ends. */
const send = (
  response: http.ServerResponse,
  status?: number,
  contentType?: string,
  body?: string | Uint8Array
): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    if (contentType !== undefined) response.setHeader("content-type", contentType)
    if (status !== undefined) response.statusCode = status
    response.end(body, () => resume(Effect.void))
  })

/** Answers with an error, as the gateways do. */
const sendError = (response: http.ServerResponse, status: number, message: string): Effect.Effect<void> =>
  send(response, status, json, JSON.stringify({ error: { code: status, message } }))

/** The id in the path of a response. */
const idIn = (path: string): string | undefined => {
  const base = paths.find((known) => path.startsWith(`${known}/`))
  const id = base && path.slice(base.length + 1)
  return id === undefined || id === "" || id.includes("/") ? undefined : id
}

/** Lets pages of any origin call, with any headers. */
const allowAnyOrigin = (request: http.IncomingMessage, response: http.ServerResponse): void => {
  response.setHeader("access-control-allow-origin", "*")
  const headers = request.headers["access-control-request-headers"]
  if (headers !== undefined) response.setHeader("access-control-allow-headers", headers)
}

/** The largest body of a request, in bytes: a few images as data URLs. */
const maxRequest = 32 * 1024 * 1024

/**
 * The body of a request, or `undefined` if it is too large. The rest of it is read and dropped: a client that can't
 * write any more may not read the answer.
 */
const readText = (request: http.IncomingMessage): Effect.Effect<string | undefined> =>
  Effect.callback<string | undefined>((resume) => {
    const declared = Number(request.headers["content-length"])
    let length = declared > maxRequest ? declared : 0
    let pieces: Array<Buffer> = []
    request.on("data", (piece: Buffer) => {
      length += piece.length
      if (length <= maxRequest) pieces.push(piece)
      else {
        pieces = []
        resume(Effect.succeed(undefined))
      }
    })
    request.on("end", () => resume(Effect.sync(() => Buffer.concat(pieces).toString())))
  })

const parseObject = (body: string): Json | undefined => {
  try {
    const json: unknown = JSON.parse(body)
    return isObject(json) ? json : undefined
  } catch {
    return undefined
  }
}

const explain = (answers: ReadonlyArray<Answer>, request: http.IncomingMessage): string => {
  const url = `http://${request.headers.host ?? "127.0.0.1"}${paths[0]}`
  return [
    "A mock of the gateway, by effect-responses-stream replay. Requests are answered in turn with",
    "",
    ...answers.map(({ description }) => `  ${description}`),
    "",
    `  curl -N ${url} -H "Content-Type: application/json" -d '{"stream":true}'`,
    ""
  ].join("\n")
}
