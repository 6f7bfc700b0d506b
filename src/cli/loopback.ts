/**
 * Servers on the loopback interface: nobody else on the network reaches them.
 *
 * @internal
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as http from "node:http"
import type { AddressInfo } from "node:net"
import { codeOf } from "./complaint.ts"

/** The port can't be had. */
export class ListenError extends Data.TaggedError("ListenError")<{ readonly port: number; readonly cause: unknown }> {
  override get message(): string {
    const code = codeOf(this.cause)
    return `port ${this.port} ${code === "EADDRINUSE" ? "is in use" : `can't be had (${code ?? "unknown"})`}`
  }
}

const host = "127.0.0.1"

/** Whether a number can be a port. 0 takes any free one. */
export const isPort = (port: number): boolean => port >= 0 && port <= 65_535

/** Listens as long as the scope is open, and gives the origin of its URLs. At the end it breaks all connections. */
export const listen = (server: http.Server, port: number): Effect.Effect<string, ListenError, Scope.Scope> =>
  Effect.acquireRelease(begin(server, port), () => end(server)).pipe(Effect.map(() => originOf(server)))

const begin = (server: http.Server, port: number): Effect.Effect<void, ListenError> =>
  Effect.callback<void, ListenError>((resume) => {
    server.once("error", (cause) => resume(Effect.fail(new ListenError({ port, cause }))))
    // Clients may come by the thousand
    server.listen(port, host, 4096, () => resume(Effect.void))
  })

const end = (server: http.Server): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

const originOf = (server: http.Server): string => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens, and not on a pipe
  const { port } = server.address() as AddressInfo
  return `http://${host}:${port}`
}
