import { install } from "../support/install.ts"
import type { Validator } from "./models.mjs"

/**
 * Loads the second opinion: its validators by wire type. Its library wants another Effect than the project's, so it has a lock file of its own, and is
 * installed when it is first asked for.
 */
export const load = async (): Promise<Readonly<Record<string, Validator>>> => {
  await install("oracle")
  const { validators } = await import("./models.mjs")
  return validators
}
