/** Once before a run: says what is skipped in it, and what seed a random one has. */
import { existsSync } from "node:fs"

export const setup = (): void => {
  const absent = ["captures", "cases", "documents", "spec"]
    .map((folder) => `../shared/${folder}`)
    .filter((folder) => !existsSync(new URL(`../../${folder}`, import.meta.url)))
  if (absent.length > 0)
    console.log(`Tests of recorded streams and documents are skipped: there is no ${absent.join(", ")}`)

  // One seed for all workers, which have it from the environment
  if (process.env["TEST_SEED"] === "random") {
    process.env["TEST_SEED"] = String(Math.floor(Math.random() * 2 ** 31))
    console.log(`TEST_SEED=${process.env["TEST_SEED"]}`)
  }
}
