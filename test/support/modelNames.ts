/** The module of all chunks, with names as `identifier` and the known values of string enums as `examples`. */
export const loadChunks = async (): Promise<typeof import("../../src/ResponsesStreamChunk.ts")> => {
  const script = new URL("../../scripts/model-names.mjs", import.meta.url)
  return ((await import(script.href)) as { readonly loadChunks: typeof loadChunks }).loadChunks()
}
