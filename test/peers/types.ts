/** How types of a peer are held against ours: what is normalised first, and where two types differ. */

type Primitive = string | number | boolean | null | undefined

type IsAny<T> = 0 extends 1 & T ? true : false

type IsOptional<T, K extends keyof T> = {} extends Pick<T, K> ? true : false

type Defined<T, K extends keyof T> = Exclude<T[K], IsOptional<T, K> extends true ? undefined : never>

/**
 * A peer's type in our spelling:
 *
 * - `x?: T | undefined` is `x?: T`. No JSON value is `undefined`, and our optional fields are exact.
 * - `any` is `unknown`, so that it isn't assignable to everything.
 * - The peer's unknown member has `raw: unknown`; ours says that `raw` is an object with a `type`. Parsers only make one
 *   from such an object, or else of what isn't a chunk, item, part or tool at all, which is an error here.
 */
export type Settled<T> =
  IsAny<T> extends true
    ? unknown
    : T extends Primitive
      ? T
      : T extends { type: "UNKNOWN"; isUnknown: true }
        ? { type: "UNKNOWN"; isUnknown: true; raw: { type: string; [key: string]: unknown } }
        : T extends ReadonlyArray<infer Item>
          ? ReadonlyArray<Settled<Item>>
          : T extends object
            ? { [K in keyof T]: Settled<Defined<T, K>> }
            : T

/**
 * The paths at which `A` isn't assignable to `B`, none if it is: `Tool<web_search>.xSearch.fromDate`. A union is taken
 * apart by `type`. A path begins anew at each of the named types, so that what is in many places is listed once.
 */
export type Mismatch<A, B, Named, Path extends string> = A extends unknown
  ? [A] extends [B]
    ? never
    : Inside<A, B, Named, NameOf<Exclude<B, null | undefined>, Named, Path>>
  : never

type NameOf<B, Named, Path extends string> = OrElse<
  { [K in keyof Named]: [B] extends [Named[K]] ? ([Named[K]] extends [B] ? K & string : never) : never }[keyof Named],
  Path
>

type OrElse<A, B> = [A] extends [never] ? B : A

type Inside<A, B, Named, Path extends string> =
  A extends ReadonlyArray<infer Item>
    ? Extract<B, ReadonlyArray<unknown>> extends ReadonlyArray<infer Own>
      ? OrElse<Mismatch<Item, Own, Named, `${Path}[]`>, Path>
      : Path
    : A extends { type: infer Type extends string }
      ? Extract<B, { type: Type }> extends infer Member
        ? [Member] extends [never]
          ? Path
          : Fields<A, Member, Named, Path extends Type ? Path : `${Path}<${Type}>`>
        : never
      : A extends object
        ? [Exclude<B, Primitive | ReadonlyArray<unknown>>] extends [never]
          ? Path
          : Fields<A, Exclude<B, Primitive | ReadonlyArray<unknown>>, Named, Path>
        : Path

type Fields<A, B, Named, Path extends string> = OrElse<
  | {
      [K in keyof A & keyof B & string]-?:
        | (IsOptional<A, K> extends true ? (IsOptional<B, K> extends true ? never : `${Path}.${K}`) : never)
        | Mismatch<Defined<A, K>, Defined<B, K>, Named, `${Path}.${K}`>
    }[keyof A & keyof B & string]
  | {
      [K in keyof B & string]-?: K extends keyof A ? never : IsOptional<B, K> extends true ? never : `${Path}.${K}`
    }[keyof B & string],
  Path
>

/** What is said of a chunk: all that the peer's type allows is allowed here, or all but what is listed. */
export type Verdict<Paths> = [Paths] extends [never] ? "assignable" : "but for what is listed"

/** Doesn't compile unless every part of `A` is part of `B`. */
export type Within<A extends B, B> = A
