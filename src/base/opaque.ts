/**
 * Values that users keep and hand back, and whose fields are nobody's business.
 *
 * @internal
 */
declare const hidden: unique symbol

/** A value of type `A` without its fields. A module extends it under a name of its own. */
export interface Opaque<A> {
  readonly [hidden]: A
}

/** Hides the fields of a value. */
export const conceal = <A>(value: A): Opaque<A> => value as unknown as Opaque<A>

/** Gives a value its fields back. */
export const reveal = <A>(opaque: Opaque<A>): A => opaque as unknown as A
