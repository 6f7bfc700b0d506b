/** Who runs. Each is a module of its own, so that a process loads only what it measures. */

/**
 * @typedef {object} Contestant
 * @property {string} id the module in `contestants`
 * @property {string} title
 * @property {boolean} ours
 * @property {boolean} validates
 * @property {string} what
 * @property {boolean} [endsWithBytes] it takes `[DONE]` for JSON and fails, so its streams end without it
 * @property {(workload: string) => boolean} [takes] the workloads that it can run, if not all
 */

/** @type {ReadonlyArray<Contestant>} */
export const contestants = [
  {
    id: "floor",
    title: "floor",
    ours: false,
    validates: false,
    what: "`ReadableStream` → `TextDecoder` → `eventsource-parser` → `JSON.parse` in a plain loop; nothing is validated or renamed"
  },
  {
    id: "effectSource",
    title: "floor behind Effect",
    ours: false,
    validates: false,
    what: "the loop of the floor behind Effect's `Stream.fromReadableStream`: what `decode` starts from"
  },
  {
    id: "decode",
    title: "decode",
    ours: true,
    validates: true,
    what: "`ChunkStream.decode` behind the same source: chunks, validated and renamed, read by `Stream.runForEachArray`"
  },
  {
    id: "fromReadableStream",
    title: "fromReadableStream",
    ours: true,
    validates: true,
    what: "`ChunkStream.fromReadableStream`: the same chunks from the body itself"
  },
  {
    id: "fromResponse",
    title: "fromResponse",
    ours: true,
    validates: true,
    what: "`ChunkStream.fromResponse`: the same from a `Response` around that body"
  },
  {
    id: "results",
    title: "decode, as results",
    ours: true,
    validates: true,
    what: '`ChunkStream.decode({ as: "result" })`: what `decode` does, each event as a `Result`'
  },
  {
    id: "forEach",
    title: "decode, runForEach",
    ours: true,
    validates: true,
    what: "the same as `decode`, read by `Stream.runForEach`: what a consumer pays for running an effect for each chunk",
    takes: (workload) => workload === "text-deltas" || workload === "mixed"
  },
  {
    id: "web",
    title: "Web.chunks",
    ours: true,
    validates: true,
    what: "the same chunks from the body without Effect in sight, by `for await`"
  },
  {
    id: "openai",
    title: "openai",
    ours: false,
    validates: false,
    what: "the stream of the official client, by `for await`; nothing is validated or renamed"
  },
  {
    id: "openrouter",
    title: "@openrouter/sdk",
    ours: false,
    validates: true,
    what: "the stream of the official client with its event union (zod), by `for await`"
  },
  {
    id: "effectSse",
    title: "Sse.decodeDataSchema",
    ours: false,
    validates: true,
    what: "`effect/encoding/Sse` with our schemas, as one would write it without this package",
    endsWithBytes: true
  },
  {
    id: "effectSchema",
    title: "@effect/schema",
    ours: false,
    validates: true,
    what: "the loop of the floor, and the text family written with `@effect/schema` on Effect 3; other chunks are not validated",
    takes: (workload) => workload.startsWith("text")
  }
]
