/** Makes inputs: the bytes of a stream that something is wrong with, how they are cut, and how they are read. */
import type { Corpus } from "./corpus.ts"
import { allRuns } from "./runs.ts"
import type { Run } from "./runs.ts"
import { makeRandom } from "./random.ts"
import type { Random } from "./random.ts"
import { at, fieldOf, pathsOf, scalar, withAt, withField, write } from "./tree.ts"
import type { Tree } from "./tree.ts"

export interface Input {
  readonly bytes: Uint8Array
  /** Where the bytes are cut, in order. An offset that stands twice makes an empty piece. */
  readonly cuts: ReadonlyArray<number>
  readonly maxEventSize: number | undefined
  readonly runs: ReadonlyArray<Run>
}

export interface Made extends Input {
  /** What was done to make it. */
  readonly kinds: ReadonlyArray<string>
}

/** Payload that no error may show. It is put where payload is. */
export const secret = "Zq7-payload"

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

const prototypeNames = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "then"]

const scalars = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "1",
  "-1",
  "1.5",
  "1e400",
  "-1e400",
  "1e-400",
  "1E2",
  "9007199254740993",
  "123456789012345678",
  '""',
  '"a"',
  `"${secret}"`,
  String.raw`"\ud800"`,
  String.raw`"\udc00\ud83d"`,
  String.raw`"\u0000"`,
  String.raw`"a\nb\r\u2028"`,
  String.raw`"\/\"\\"`,
  '"é€😀\u2028"',
  '"\uFEFF"',
  '"\ud800"',
  '"[DONE]"',
  "[]",
  "{}",
  "[null]",
  '{"type":"message"}',
  '{"type":"UNKNOWN","isUnknown":true,"raw":{"type":"a"}}'
]

const types = [
  "response.created",
  "response.completed",
  "response.incomplete",
  "response.failed",
  "response.cancelled",
  "response.done",
  "response.reasoning.delta",
  "response.error",
  "error",
  "ping",
  "UNKNOWN",
  "",
  "toString",
  "__proto__",
  "response.created ",
  secret
]

const deep = (random: Random): Tree => {
  const depth = random.pick([3, 40, 40, 9000])
  const [opener, closer] = random.pick([
    ["[", "]"],
    ['{"a":', "}"],
    ['{"type":"and","filters":[', "]}"],
    ['{"__proto__":', "}"]
  ] as const)
  return scalar(opener.repeat(depth) + "1" + closer.repeat(depth))
}

const anyValue = (random: Random, corpus: Corpus): Tree =>
  random.chance(0.1)
    ? deep(random)
    : random.chance(0.1)
      ? random.pick(random.pick(corpus.generated))
      : scalar(random.pick(scalars))

const anyKey = (random: Random): string =>
  random.chance(0.5)
    ? random.pick(prototypeNames)
    : random.pick(["type", "sequence_number", "error", secret, "", "a b"])

type TreeChange = (tree: Tree, random: Random, corpus: Corpus) => Tree

/** Changes one place of an event. */
const onPlace =
  (change: (value: Tree, random: Random, corpus: Corpus) => Tree): TreeChange =>
  (tree, random, corpus) =>
    withAt(tree, random.pick(pathsOf(tree)), (value) => change(value, random, corpus))

const onObject = (
  change: (entries: Array<readonly [string, Tree]>, random: Random, corpus: Corpus) => void
): TreeChange => {
  const changed = onPlace((value) => value)
  return (tree, random, corpus) => {
    const objects = pathsOf(tree).filter((path) => at(tree, path).kind === "object")
    if (objects.length === 0) return changed(tree, random, corpus)
    // The fields of the event itself matter most
    const path = random.chance(0.5) ? objects[0]! : random.pick(objects)
    return withAt(tree, path, (value) => {
      if (value.kind !== "object") return value
      const entries = [...value.entries]
      change(entries, random, corpus)
      return { kind: "object", entries }
    })
  }
}

const treeChanges: Readonly<Record<string, TreeChange>> = {
  "field deleted": onObject((entries, random) => void entries.splice(random.below(entries.length), 1)),
  "field null": onObject((entries, random) => {
    const i = random.below(entries.length)
    if (entries[i] !== undefined) entries[i] = [entries[i][0], scalar("null")]
  }),
  "field of another kind": onObject((entries, random, corpus) => {
    const i = random.below(entries.length)
    if (entries[i] !== undefined) entries[i] = [entries[i][0], anyValue(random, corpus)]
  }),
  "field added": onObject((entries, random, corpus) => {
    entries.splice(random.below(entries.length + 1), 0, [anyKey(random), anyValue(random, corpus)])
  }),
  "field twice": onObject((entries, random, corpus) => {
    const entry = entries[random.below(entries.length)]
    if (entry === undefined) return
    const value = random.chance(0.5) ? entry[1] : anyValue(random, corpus)
    entries.splice(random.below(entries.length + 1), 0, [entry[0], value])
  }),
  "field renamed": onObject((entries, random) => {
    const i = random.below(entries.length)
    if (entries[i] !== undefined) entries[i] = [anyKey(random), entries[i][1]]
  }),
  "fields reordered": onObject((entries, random) => {
    const [moved] = entries.splice(random.below(entries.length), 1)
    if (moved !== undefined) entries.splice(random.below(entries.length + 1), 0, moved)
  }),
  "value of another kind": onPlace((_, random, corpus) => anyValue(random, corpus)),
  "text is payload": (tree, random) => {
    const texts = pathsOf(tree).filter((path) => {
      const value = at(tree, path)
      return value.kind === "scalar" && value.text.startsWith('"')
    })
    return texts.length === 0 ? tree : withAt(tree, random.pick(texts), () => scalar(`"${secret}"`))
  },
  "another type": (tree, random) => withField(tree, "type", scalar(JSON.stringify(random.pick(types)))),
  "another number": (tree, random) =>
    withField(
      tree,
      random.pick(["sequence_number", "output_index", "content_index"]),
      scalar(random.pick(["0", "-0", "1", "2", "1.0", "1e400", "01", "null", "999999999999999", "1000000000000001"]))
    )
}

// -----------------------------------------------------------------------------
// Streams
// -----------------------------------------------------------------------------

type Events = ReadonlyArray<Tree>

const slice = (events: Events, random: Random): Events => {
  const length = Math.min(events.length, 1 + random.below(12))
  const from = random.below(events.length - length + 1)
  const part = events.slice(from, from + length)
  // Most streams begin and end as they should
  return [
    ...(from > 0 && random.chance(0.5) ? [events[0]!] : []),
    ...part,
    ...(from + length < events.length && random.chance(0.5) ? [events.at(-1)!] : [])
  ]
}

/** Deltas one like the other, which have a way of their own. */
const deltas = (events: Events, random: Random): Events => {
  const found = events.filter((event) => fieldOf(event, "delta") !== undefined)
  if (found.length === 0) return events
  const like = random.pick(found)
  return Array.from({ length: 2 + random.below(5) }, (_, i) =>
    withField(
      withField(like, "sequence_number", scalar(String(10 + i))),
      "delta",
      random.chance(0.7) ? scalar(`"${"text ".repeat(random.below(8))}${i}"`) : scalar(random.pick(scalars))
    )
  )
}

const mixture = (corpus: Corpus, random: Random): Events =>
  Array.from({ length: 1 + random.below(6) }, () => random.pick(random.pick(corpus.generated)))

type StreamChange = (events: Events, random: Random, corpus: Corpus) => Events

const streamChanges: Readonly<Record<string, StreamChange>> = {
  "event deleted": (events, random) => events.toSpliced(random.below(events.length), 1),
  "event twice": (events, random) => {
    const i = random.below(events.length)
    return events.toSpliced(random.below(events.length + 1), 0, ...events.slice(i, i + 1))
  },
  "event moved": (events, random) => {
    const i = random.below(events.length)
    return events.toSpliced(i, 1).toSpliced(random.below(events.length), 0, ...events.slice(i, i + 1))
  },
  "event of a schema": (events, random, corpus) =>
    events.toSpliced(random.below(events.length + 1), 0, random.pick(random.pick(corpus.generated))),
  "no object": (events, random) =>
    events.toSpliced(random.below(events.length + 1), 0, scalar(random.pick([...scalars, "", " ", "{", `{"${secret}`])))
}

const names = (changes: object): ReadonlyArray<string> => Object.keys(changes)

const changed = (events: Events, random: Random, corpus: Corpus, kinds: Array<string>): Events => {
  let now = events
  for (let left = random.pick([0, 1, 1, 2, 3, 5]); left > 0; left--) {
    if (random.chance(0.25) || now.length === 0) {
      const name = random.pick(names(streamChanges))
      kinds.push(name)
      now = streamChanges[name]!(now, random, corpus)
    } else {
      const name = random.pick(names(treeChanges))
      const i = random.below(now.length)
      kinds.push(name)
      now = now.with(i, treeChanges[name]!(now[i]!, random, corpus))
    }
  }
  return now
}

// -----------------------------------------------------------------------------
// Bytes
// -----------------------------------------------------------------------------

const encoder = new TextEncoder()

const lines = [
  ": keep-alive",
  ":",
  "retry: 100",
  "retry: x",
  "id: 1",
  "id",
  "id: a\0b",
  "event: ping",
  "event:",
  `event: ${secret}`,
  "event: response.completed",
  "data",
  "data:",
  "data: ",
  "data:  [DONE] ",
  "data: null",
  "data: {}",
  "data:{}",
  `data: ${secret}`,
  "data: [DONE]",
  "dat",
  " data: {}",
  "Data: 1",
  `junk ${secret}`,
  ""
]

/** Events as an event stream, in one of the ways in which it may be written. */
const render = (events: Events, random: Random): string => {
  const ending = random.pick(["\n", "\n", "\n", "\r\n", "\r", "mixed"])
  const end = (): string => (ending === "mixed" ? random.pick(["\n", "\r\n", "\r"]) : ending)
  const isNamed = random.chance(0.4)
  const space = random.chance(0.8) ? " " : ""
  const indent = random.chance(0.1) ? "  " : ""
  const noise = random.chance(0.2) ? 0.3 : 0
  const blocks = events.map((event) => {
    const before = random.chance(noise) ? [random.pick(lines)] : []
    const type = fieldOf(event, "type")
    const name =
      isNamed && type?.kind === "scalar" && type.text.startsWith('"') ? [`event: ${type.text.slice(1, -1)}`] : []
    const data = write(event, indent)
      .split("\n")
      .map((line) => `data:${space}${line}`)
    const within = random.chance(noise) ? [random.pick(lines)] : []
    return [...before, ...name, ...data, ...within, ""].map((line) => line + end()).join("")
  })
  const done = random.chance(0.3) ? `data: [DONE]${end()}${end()}` : ""
  const behind = done !== "" && random.chance(0.1) ? blocks.slice(0, 1) : []
  return [random.chance(0.03) ? "\uFEFF" : "", ...blocks, done, ...behind].join("")
}

/** Lines of any kind in any order. */
const soup = (random: Random): string =>
  Array.from(
    { length: 1 + random.below(12) },
    () => random.pick(lines) + random.pick(["\n", "\n", "\n\n", "\r\n", "\r", "\r\r", "\n\r", ""])
  ).join("")

const fragments = [
  [0x0a],
  [0x0d],
  [0x0d, 0x0a],
  [0x0a, 0x0a],
  [0x00],
  [0x20],
  [0x3a],
  [0x22],
  [0x7b],
  [0x5c],
  [0xef, 0xbb, 0xbf],
  [0xff],
  [0x80],
  [0xc0, 0xaf],
  [0xc3],
  [0xe2, 0x82],
  [0xe0, 0x80, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0xc2, 0x85],
  [0xe2, 0x80, 0xa8]
]

const spliced = (bytes: Uint8Array, at: number, length: number, put: ArrayLike<number> = []): Uint8Array => {
  const all = new Uint8Array(bytes.length - length + put.length)
  all.set(bytes.subarray(0, at))
  all.set(put, at)
  all.set(bytes.subarray(at + length), at + put.length)
  return all
}

type ByteChange = (bytes: Uint8Array, random: Random) => Uint8Array

const byteChanges: Readonly<Record<string, ByteChange>> = {
  "bit flipped": (bytes, random) => {
    const at = random.below(bytes.length)
    return spliced(bytes, at, 1, [bytes[at]! ^ (1 << random.below(8))])
  },
  "bytes inserted": (bytes, random) => spliced(bytes, random.below(bytes.length + 1), 0, random.pick(fragments)),
  "bytes deleted": (bytes, random) => {
    const at = random.below(bytes.length)
    return spliced(bytes, at, Math.min(bytes.length - at, random.pick([1, 1, 2, 10, 100])))
  },
  "bytes twice": (bytes, random) => {
    const at = random.below(bytes.length)
    return spliced(bytes, at, 0, bytes.subarray(at, at + random.pick([1, 2, 10, 100])))
  },
  "end cut": (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  "last bytes cut": (bytes, random) => bytes.subarray(0, Math.max(0, bytes.length - 1 - random.below(4))),
  "line inserted": (bytes, random) => {
    const breaks = [0, ...[...bytes].flatMap((byte, i) => (byte === 10 || byte === 13 ? [i + 1] : []))]
    return spliced(bytes, random.pick(breaks), 0, encoder.encode(random.pick(lines) + random.pick(["\n", "\r"])))
  },
  "line break changed": (bytes, random) => {
    const breaks = [...bytes.keys()].filter((i) => bytes[i] === 10 || bytes[i] === 13)
    if (breaks.length === 0) return bytes
    return spliced(bytes, random.pick(breaks), 1, random.pick([[10], [13], [13, 10], [10, 13], [32], []]))
  },
  "mark at the beginning": (bytes, random) =>
    spliced(
      bytes,
      0,
      0,
      random.pick([[0xef, 0xbb, 0xbf], [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf], [0xef, 0xbb], [10], [32]])
    )
}

const cutsOf = (bytes: Uint8Array, random: Random): ReadonlyArray<number> => {
  const { length } = bytes
  const some = (count: number): Array<number> => Array.from({ length: count }, () => random.below(length + 1))
  const inOrder = (cuts: Array<number>): ReadonlyArray<number> => cuts.toSorted((a, b) => a - b)
  switch (random.below(6)) {
    case 0:
      return length > 3000 ? inOrder(some(50)) : Array.from({ length: Math.max(0, length - 1) }, (_, i) => i + 1)
    case 1:
      return inOrder(some(1))
    case 2: {
      const cuts = some(1 + random.below(5))
      return inOrder([...cuts, ...cuts, ...cuts.slice(0, 1)])
    }
    case 3: {
      // Between and behind line breaks, and within characters
      const places = [...bytes.keys()].filter((i) => i > 0 && (bytes[i - 1]! < 32 || bytes[i]! > 127))
      return random.chance(0.5) ? places : places.filter(() => random.chance(0.3))
    }
    default:
      return inOrder(some(random.below(12)))
  }
}

/** The limit: none, or about as large as an event. */
const limitOf = (bytes: Uint8Array, random: Random): number | undefined => {
  if (random.chance(0.8)) return undefined
  const lengths = new TextDecoder()
    .decode(bytes)
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/^(?:data|event)?: ?/, "").length)
  return Math.max(1, random.pick(lengths) + random.pick([-1, 0, 1]))
}

/** The bytes of an input, before anything is wrong with them. */
const start = (random: Random, corpus: Corpus, kinds: Array<string>): Uint8Array => {
  const source = random.pick(["stream", "stream", "stream", "deltas", "schemas", "schemas", "file", "lines"])
  kinds.push(`from ${source}`)
  switch (source) {
    case "file":
      return random.pick(corpus.files)
    case "lines":
      return encoder.encode(soup(random))
    case "schemas":
      return encoder.encode(render(changed(mixture(corpus, random), random, corpus, kinds), random))
    default: {
      const events = random.pick(corpus.streams)
      const part = source === "deltas" ? deltas(events, random).slice(0, 12) : slice(events, random)
      return encoder.encode(render(changed(part, random, corpus, kinds), random))
    }
  }
}

/** Makes an input. The same seed and number give the same. */
export const makeInput = (seed: number, number: number, corpus: Corpus): Made => {
  const random = makeRandom(seed, number)
  const kinds: Array<string> = []
  let bytes = start(random, corpus, kinds)
  for (let left = random.pick([0, 0, 0, 1, 1, 2, 4]); left > 0 && bytes.length > 0; left--) {
    const name = random.pick(names(byteChanges))
    kinds.push(name)
    bytes = byteChanges[name]!(bytes, random)
  }
  return { bytes, cuts: cutsOf(bytes, random), maxEventSize: limitOf(bytes, random), runs: allRuns(random), kinds }
}

/** The pieces of an input. */
export const piecesOf = ({ bytes, cuts }: Pick<Input, "bytes" | "cuts">): ReadonlyArray<Uint8Array> => {
  const ends = [...cuts, bytes.length]
  return ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end))
}
