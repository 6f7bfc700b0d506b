/** What a validator says of a value: what became of it, or the paths of all that is wrong. */
export type Verdict =
  | { readonly accepted: true; readonly value: unknown }
  | { readonly accepted: false; readonly paths: ReadonlyArray<ReadonlyArray<PropertyKey>> }

/** A chunk's validator. */
export interface Validator {
  readonly decode: (wire: unknown) => Verdict
  readonly encode: (value: unknown) => Verdict
  readonly is: (value: unknown) => boolean
  /** Wire values that it accepts. */
  readonly wires: (count: number, seed: number) => ReadonlyArray<unknown>
}

/** The validators by wire type. */
export declare const validators: Readonly<Record<string, Validator>>
