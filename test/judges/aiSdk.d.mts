import type { Reading } from "./reading.ts"

/** Reads a whole event stream by the model itself. */
export declare const readByModel: (bytes: Uint8Array<ArrayBuffer>) => Promise<Reading>

/** Reads a whole event stream by `streamText`, with a tool of each name. Inputs are parsed, and written anew. */
export declare const readByStreamText: (
  bytes: Uint8Array<ArrayBuffer>,
  tools: ReadonlyArray<string>
) => Promise<Reading>
