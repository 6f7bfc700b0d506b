// A run of the tests is the same as the last one: what is generated comes from `TEST_SEED` (1 where it isn't set).
// `TEST_SEED=random npm test` looks further: `globalSetup.ts` takes a seed, and prints it.
const seed = Number(process.env["TEST_SEED"] ?? "1")
if (!Number.isSafeInteger(seed)) throw new Error("TEST_SEED is an integer, or random")

// The minimal standard generator of Park and Miller: a good spread is all that is asked of it
const modulus = 2 ** 31 - 1
let state = (Math.abs(seed) % (modulus - 1)) + 1
Math.random = () => {
  state = (state * 48_271) % modulus
  return state / modulus
}
