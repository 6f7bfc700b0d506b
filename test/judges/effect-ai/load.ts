import { install } from "../../support/install.ts"

/** Loads Effect's own OpenAI model. It wants another Effect than the project's, so it has a lock file of its own. */
export const loadEffectAi = async () => {
  await install("judges/effect-ai")
  return import("./model.mjs")
}
