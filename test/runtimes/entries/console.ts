/** Where a program prints: Node, Deno, Bun, and Vercel's runtime. */
import type { Context, Suites } from "../harness/case.ts"
import { runAll } from "../harness/run.ts"

export const start = (suites: Suites, context: Context): void => {
  void runAll(suites, context, (report) => console.log(`@case ${JSON.stringify(report)}`))
}
