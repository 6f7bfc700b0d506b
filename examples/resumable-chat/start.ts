/**
 * A chat whose answers outlive the page, and the server: with one server and its memory, or with two and Redis.
 *
 *     npm install effect @effect/platform-node redis esbuild effect-responses-stream
 *     node start.ts
 *     node start.ts --redis redis://127.0.0.1:6379
 *
 * Without a key, let it talk to the mock, at a third of its pace:
 *
 *     npx effect-responses-stream replay examples/streams/text-with-reasoning.sse \
 *       examples/streams/image-generation.sse --resumable --speed 0.3 --port 9000
 *     RESPONSES_URL=http://127.0.0.1:9000/api/v1/responses node start.ts
 */
import { fork } from "node:child_process"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { makeProxy } from "./proxy.ts"

const { redis } = parseArgs({ options: { redis: { type: "string" } } }).values

/** Starts a server, and gives its port. */
const startServer = (number: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, PORT: "0", ...(redis !== undefined && { REDIS_URL: redis }) }
    const server = fork(fileURLToPath(new URL("server.ts", import.meta.url)), { env })
    server.on("message", (address: AddressInfo) => resolve(address.port))
    server.on("exit", () => {
      console.log(`Server ${number} is gone`)
      reject(new Error("A server didn't start"))
    })
    process.on("exit", () => server.kill())
    console.log(`Server ${number} is process ${server.pid}`)
  })

const ports = await Promise.all((redis === undefined ? [1] : [1, 2]).map(startServer))

const proxy = makeProxy(ports).listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
})

for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => process.exit())
