/** Findings as files. */
import { readFileSync } from "node:fs"
import { piecesOf } from "./input.ts"
import type { Input } from "./input.ts"
import type { Finding } from "./campaign.ts"

interface Recorded extends Omit<Input, "bytes"> {
  readonly law: string
  readonly detail: string
  readonly run: string
  readonly seed: number
  /** Which input of the seed it was, before it was made smaller. */
  readonly number: number
  /** The bytes in base64. */
  readonly bytes: string
  /** The pieces for people to read. */
  readonly pieces: ReadonlyArray<string>
}

export const write = ({ fault, input, number, seed }: Finding): string => {
  const recorded: Recorded = {
    ...fault,
    seed,
    number,
    ...input,
    bytes: Buffer.from(input.bytes).toString("base64"),
    pieces: piecesOf(input).map((piece) => Buffer.from(piece).toString("latin1"))
  }
  return `${JSON.stringify(recorded, null, 2)}\n`
}

export const read = (file: string): { readonly law: string; readonly input: Input } => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `write` has written it
  const { bytes, cuts, law, maxEventSize, runs } = JSON.parse(readFileSync(file, "utf8")) as Recorded
  return { law, input: { bytes: new Uint8Array(Buffer.from(bytes, "base64")), cuts, maxEventSize, runs } }
}

/** A name for the file of a finding. */
export const fileOf = ({ fault, number, seed }: Finding): string =>
  `fuzz-${seed}-${number}-${fault.law.replaceAll(/\W+/g, "-")}.json`
