/**
 * Random numbers from a seed. `Math.random` takes none, so what it has found can't be found again.
 */

export interface Random {
  /** An integer from 0 up to a limit, which it never is. */
  readonly below: (limit: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <A>(choices: ReadonlyArray<A>) => A
}

/** The generator of an input: it depends on nothing but the seed and the number. */
export const makeRandom = (seed: number, number: number): Random => {
  const next = sfc32(mix(seed), mix(seed + 0x9e3779b9), mix(number))
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    chance: (probability) => next() < probability,
    pick: <A>(choices: ReadonlyArray<A>): A => choices[below(choices.length)]!
  }
}

/** Spreads the bits of an integer. */
const mix = (value: number): number => {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}

/** "Small fast counter", a generator that passes the usual tests of randomness. */
const sfc32 = (a: number, b: number, c: number): (() => number) => {
  let counter = 1
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 12; i++) next()
  return next
}
