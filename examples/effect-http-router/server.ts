/**
 * A server with Effect's `HttpRouter`: `POST /answer` gives the text, `POST /responses` the validated events. What is
 * likely to pass is tried again before the stream begins; a client that leaves interrupts the request to the gateway.
 *
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses node server.ts
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as ChunkStream from "effect-responses-stream/ChunkStream"
import { is } from "effect-responses-stream/ResponsesStreamChunk"
import { createServer } from "node:http"

const Question = Schema.Struct({ input: Schema.String })

const settings = Config.all({
  key: Config.Redacted("OPENROUTER_API_KEY").pipe(Config.withDefault(Redacted.make(""))),
  url: Config.String("RESPONSES_URL").pipe(Config.withDefault("https://openrouter.ai/api/v1/responses"))
})

/** Asks the gateway, and gives its answer as soon as its head is there. */
const ask = Effect.fn("ask")(function* () {
  const { input } = yield* HttpServerRequest.schemaBodyJson(Question)
  const { key, url } = yield* settings
  const client = HttpClient.retryTransient(yield* HttpClient.HttpClient, {
    times: 2,
    schedule: Schedule.exponential("500 millis")
  })
  return yield* HttpClientRequest.post(url).pipe(
    HttpClientRequest.bearerToken(key),
    HttpClientRequest.bodyJsonUnsafe({ model: "openai/gpt-5", input, stream: true }),
    client.execute
  )
})

/** Answers with a stream made of the gateway's. A refusal of the gateway is passed on. */
const respond = <E>(contentType: string, toBytes: (upstream: HttpClientResponse) => Stream.Stream<Uint8Array, E>) =>
  Effect.map(ask(), (upstream) =>
    upstream.status === 200
      ? HttpServerResponse.stream(toBytes(upstream), { contentType })
      : HttpServerResponse.stream(upstream.stream, { status: upstream.status, contentType: "application/json" })
  )

const answer = respond("text/plain; charset=utf-8", (upstream) =>
  ChunkStream.fromHttpClientResponse(upstream).pipe(
    Stream.filter(is("response.output_text.delta")),
    Stream.map((chunk) => chunk.delta),
    Stream.encodeText
  )
)

const responses = respond("text/event-stream", (upstream) =>
  ChunkStream.fromHttpClientResponse(upstream, { as: "event", onInvalid: "skip" }).pipe(
    ChunkStream.toBytes({ dialect: "OpenRouter", keepAlive: "15 seconds" })
  )
)

const routes = Layer.mergeAll(
  HttpRouter.add("POST", "/answer", answer),
  HttpRouter.add("POST", "/responses", responses)
)

const server = HttpRouter.serve(routes).pipe(
  Layer.provide(FetchHttpClient.layer),
  Layer.provide(
    NodeHttpServer.layerConfig(() => createServer(), { port: Config.Port("PORT").pipe(Config.withDefault(3000)) })
  )
)

NodeRuntime.runMain(Layer.launch(server))
