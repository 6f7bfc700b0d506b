/** In a page: what is reported goes to the server that the page came from. */
import type { Context, Suites } from "../harness/case.ts"
import { runAll } from "../harness/run.ts"

export const start = (suites: Suites, context: Context): void => {
  const post = (report: unknown): Promise<unknown> => fetch("report", { method: "POST", body: JSON.stringify(report) })
  void runAll(suites, context, post)
}
