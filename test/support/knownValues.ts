/** The module of all chunks, with the known values of string enums as `examples` of their schemas. */
export const loadChunks = async (): Promise<typeof import("../../src/ResponsesStreamChunk.ts")> => {
  const script = new URL("../../scripts/known-values.mjs", import.meta.url)
  return ((await import(script.href)) as { readonly loadChunks: typeof loadChunks }).loadChunks()
}
