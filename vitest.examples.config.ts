import { defineConfig } from "vitest/config"
import base from "./vitest.config.ts"

// The examples, and the page in browsers: both on the built package, with what is installed apart.
// npm run test:examples, npm run test:page
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/{examples,page}/**/*.spec.mjs"],
    // Browsers would take each other's time
    fileParallelism: false,
    // Frames a second are printed
    silent: false,
    setupFiles: [],
    globalSetup: [],
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
