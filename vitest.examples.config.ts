import { defineConfig } from "vitest/config"
import base from "./vitest.config.ts"

// The examples run on the built package, in runtimes that are installed apart: npm run test:examples
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/examples/**/*.spec.mjs"],
    setupFiles: [],
    globalSetup: [],
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
