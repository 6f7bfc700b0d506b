/** Says once before a run what is skipped in it. */
import { existsSync } from "node:fs"

export const setup = (): void => {
  const absent = ["captures", "documents", "spec"].filter(
    (folder) => !existsSync(new URL(`../../../shared/${folder}`, import.meta.url))
  )
  if (absent.length === 0) return
  const names = absent.map((folder) => `../shared/${folder}`).join(", ")
  console.log(`Tests of recorded streams and documents are skipped: ${names} not beside the checkout`)
}
