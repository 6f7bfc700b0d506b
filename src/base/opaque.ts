/**
 * Values that users keep and hand back without seeing their fields.
 *
 * @internal
 */
declare const hidden: unique symbol

/** A value of type `A` without its fields. A module extends it under its own name. */
export interface Opaque<A> {
  readonly [hidden]: A
}

/** Hides the fields of a value. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type has the same values, and hides their fields
export const conceal = <A>(value: A): Opaque<A> => value as unknown as Opaque<A>

/** Gives a value its fields back. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `conceal` alone makes such a value
export const reveal = <A>(opaque: Opaque<A>): A => opaque as unknown as A
