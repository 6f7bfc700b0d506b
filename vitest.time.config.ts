import { defineConfig } from "vitest/config"
import base from "./vitest.config.ts"

// What holds work to a time, or waits for a real Redis, one file after the other, with the figures: npm run test:time
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["test/**/*.time.test.ts"],
    exclude: ["**/node_modules/**"],
    fileParallelism: false,
    // What another file has run changes how fast code is
    isolate: true,
    silent: false
  }
})
