import { defineConfig } from "vitest/config"
import base from "./vitest.config.ts"

/** Files that run side by side, after those of a lower `order`. */
const project = (name: string, order: number, include: ReadonlyArray<string>, exclude: ReadonlyArray<string> = []) => ({
  extends: true as const,
  test: { name, include: [...include], exclude: ["**/node_modules/**", ...exclude], sequence: { groupOrder: order } }
})

// The examples, and the page in browsers: both on the built package, with what is installed apart.
// npm run test:examples, npm run test:page
const frames = "test/page/frames.spec.mjs"

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    // Projects add to these
    include: [],
    exclude: [],
    // Frames a second are printed
    silent: false,
    // Each starts programs, for two cores
    maxConcurrency: 2,
    setupFiles: [],
    globalSetup: [],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      project("side by side", 0, ["test/{examples,page}/**/*.spec.mjs"], [frames]),
      // It measures: nothing may run beside it
      project("alone", 1, [frames])
    ]
  }
})
