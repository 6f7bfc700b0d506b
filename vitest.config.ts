import { defineConfig } from "vitest/config"

// Vitest needs Map.groupBy to print a failure, and Node 20 doesn't have it
const groupBy = <K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, Array<T>> => {
  const groups = new Map<K, Array<T>>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
if (!("groupBy" in Map)) Object.assign(Map, { groupBy })

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // What measures time runs alone: npm run test:time
    exclude: ["**/node_modules/**", "test/**/*.time.test.ts"],
    globalSetup: ["test/support/globalSetup.ts"],
    setupFiles: ["test/support/seed.ts"],
    testTimeout: 60_000,
    // A file finds the modules of the one before it: to load them again is two fifths of the work of the smaller ones
    isolate: false,
    // Vitest would leave one core to itself, which is half of a machine that has two
    maxWorkers: "100%",
    // Figures that tests print are for whom they fail
    silent: "passed-only"
  }
})
