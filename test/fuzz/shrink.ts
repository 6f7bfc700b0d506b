/** Makes an input that breaks a law smaller, as long as it breaks the same. */
import type { Input } from "./input.ts"
import { readBytes } from "./reference.ts"

/** Whether an input still breaks the law. */
export type Breaks = (input: Input) => Promise<boolean>

/** The same, and `undefined` once the time is over. */
type BreaksInTime = (input: Input) => Promise<boolean | undefined>

/** An input without some of its bytes. Cuts within them fall together. */
const without = (input: Input, from: number, to: number): Input => {
  const bytes = new Uint8Array(input.bytes.length - (to - from))
  bytes.set(input.bytes.subarray(0, from))
  bytes.set(input.bytes.subarray(to), from)
  return { ...input, bytes, cuts: input.cuts.map((cut) => (cut <= from ? cut : Math.max(from, cut - (to - from)))) }
}

/** Leaves out as many as it can, first in large parts, then one by one. */
const leaveOut = async <A>(
  input: Input,
  partsOf: (input: Input) => ReadonlyArray<A>,
  drop: (input: Input, parts: ReadonlyArray<A>) => Input,
  breaks: BreaksInTime
): Promise<Input> => {
  let now = input
  let parts = partsOf(now)
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < parts.length;) {
      const smaller = drop(now, parts.slice(at, at + size))
      const broken = await breaks(smaller)
      if (broken === undefined) return now
      if (broken) {
        now = smaller
        parts = partsOf(now)
      } else at += size
    }
  }
  return now
}

/** The units between which a stream can be taken apart. */
const blocksOf = ({ bytes }: Input): ReadonlyArray<readonly [from: number, to: number]> => {
  const ends = [...readBytes(bytes, Infinity).breaks.filter((at) => at < bytes.length), bytes.length]
  return ends.map((to, i) => [ends[i - 1] ?? 0, to] as const)
}

const dropBlocks = (input: Input, blocks: ReadonlyArray<readonly [from: number, to: number]>): Input =>
  blocks.length === 0 ? input : without(input, blocks[0]![0], blocks.at(-1)![1])

/** Makes an input smaller: the ways in which it is read, its events, its bytes, then its cuts. */
export const shrink = async (input: Input, breaks: Breaks, seconds: number): Promise<Input> => {
  const until = performance.now() + seconds * 1000
  const inTime: BreaksInTime = async (smaller) => (performance.now() < until ? breaks(smaller) : undefined)
  const first = async (choices: ReadonlyArray<Input>): Promise<Input | undefined> => {
    for (const choice of choices) if (await inTime(choice)) return choice
    return undefined
  }
  let now = input
  now = (await first(input.runs.map((run) => ({ ...input, runs: [run] })))) ?? now
  now = (await first([{ ...now, cuts: [] }])) ?? now
  now = (await first([{ ...now, maxEventSize: undefined }])) ?? now
  now = await leaveOut(now, blocksOf, dropBlocks, inTime)
  const offsets = ({ bytes }: Input): ReadonlyArray<number> => [...bytes.keys()]
  now = await leaveOut(now, offsets, (from, parts) => without(from, parts[0]!, parts.at(-1)! + 1), inTime)
  const dropCuts = (from: Input, dropped: ReadonlyArray<number>): Input => ({
    ...from,
    cuts: from.cuts.filter((_, i) => !dropped.includes(i))
  })
  return leaveOut(now, ({ cuts }) => [...cuts.keys()], dropCuts, inTime)
}
