import type * as Chunks from "../../src/ResponsesStreamChunk.ts"

/** The module of all chunks, with names as `identifier` and the known values of string enums as `examples`. */
export const loadChunks = async (): Promise<typeof Chunks> => {
  const script = new URL("../../scripts/model-names.mjs", import.meta.url)
  return ((await import(script.href)) as { readonly loadChunks: typeof loadChunks }).loadChunks()
}
