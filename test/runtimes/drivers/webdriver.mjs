// Opens a page in WebKit until it is finished, by plain WebDriver calls: node webdriver.mjs DRIVER ORIGIN NAME
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"

const [driverPath, origin, name] = process.argv.slice(2)

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address()
  server.close()
  await once(server, "close")
  return port
}

const port = await freePort()
const driver = spawn(driverPath, [`--port=${port}`], { stdio: ["ignore", "ignore", "inherit"] })

const call = async (method, path, body) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const { value } = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${value.error} ${value.message}`)
  return value
}

const isUp = async () => {
  for (let tries = 0; tries < 100; tries++) {
    try {
      return await call("GET", "/status")
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  throw new Error("WebKitWebDriver doesn't answer")
}

try {
  await isUp()
  const { capabilities, sessionId } = await call("POST", "/session", { capabilities: {} })
  console.log(`@version ${capabilities.browserVersion}`)
  await call("POST", `/session/${sessionId}/url`, { url: `${origin}/page/${name}/` })
  await fetch(`${origin}/finished/${name}`)
  await call("DELETE", `/session/${sessionId}`)
} finally {
  driver.kill()
}
