/** A registry on this machine that has the packed tarball, and the packages that it needs. */
import { createHash } from "node:crypto"
import { once } from "node:events"
import { mkdirSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { run } from "./process.mjs"

/** The packages that npm installed, but for the package itself. */
const installedBeside = (folder) =>
  Object.entries(JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages).flatMap(
    ([path, { version }]) => {
      const name = path.split("node_modules/").at(-1)
      return name === "" || name === "effect-responses-stream" ? [] : [{ name, version }]
    }
  )

/** Starts it for what is installed in a folder. */
export const startRegistry = async ({ folder, manifest }, tarball) => {
  const destination = join(folder, "tarballs")
  mkdirSync(destination, { recursive: true })
  const others = installedBeside(folder)
  const specs = others.map(({ name, version }) => `${name}@${version}`)
  const packed = JSON.parse(
    run("npm", ["pack", "--json", "--prefer-offline", "--pack-destination", destination, ...specs], { cwd: folder })
  )
  const packages = [
    { manifest, file: tarball },
    ...packed.map(({ filename, name }) => ({
      manifest: JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")),
      file: join(destination, filename)
    }))
  ].map(({ file, manifest }) => ({ manifest, bytes: readFileSync(file) }))
  const byName = new Map(packages.map((each) => [each.manifest.name, each]))

  const server = createServer((req, res) => {
    const path = decodeURIComponent(new URL(req.url, "http://localhost").pathname).slice(1)
    const isTarball = path.endsWith(".tgz")
    const found = byName.get(isTarball ? path.slice(0, path.indexOf("/-/")) : path)
    if (found === undefined) return void res.writeHead(404).end()
    if (isTarball) return void res.end(found.bytes)
    const { bytes, manifest } = found
    const { name, version } = manifest
    const dist = {
      tarball: `http://${req.headers.host}/${name}/-/package-${version}.tgz`,
      integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`
    }
    res.setHeader("content-type", "application/json")
    const versions = { [version]: { ...manifest, dist } }
    return void res.end(JSON.stringify({ name, "dist-tags": { latest: version }, versions }))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    }
  }
}
