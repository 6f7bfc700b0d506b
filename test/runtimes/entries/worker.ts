/** In a Worker: one request a case, as Workers share nothing between requests but what modules hold. */
import type { Context, Suites } from "../harness/case.ts"
import { names, runCase } from "../harness/run.ts"

export const start = (suites: Suites, context: Context) => ({
  fetch: async (request: Request): Promise<Response> => {
    const name = new URL(request.url).searchParams.get("case")
    if (name === null) return Response.json(names(suites))
    return Response.json({ error: await runCase(suites, name, context) })
  }
})
