/** A part as JSON. */
export type AiPart = { readonly type: string; readonly [key: string]: unknown }

/** The tools that are declared beside the functions. */
export declare const declared: ReadonlyArray<{ readonly name: string; readonly providerName: string }>

/** Reads a whole event stream, with functions whose arguments are like these. Gives the parts, and what it failed at. */
export declare const read: (
  bytes: Uint8Array<ArrayBuffer>,
  functions: Readonly<Record<string, unknown>>
) => Promise<{
  readonly parts: ReadonlyArray<AiPart>
  readonly fault?: { readonly _tag: string; readonly message: string }
}>
