// Runs the cases of a Worker, one request each: node workerd.mjs SCRIPT COMPATIBILITY_DATE
import { readFileSync } from "node:fs"
import { Miniflare } from "miniflare"

const [script, compatibilityDate] = process.argv.slice(2)

const miniflare = new Miniflare({
  modules: [{ type: "ESModule", path: "main.js", contents: readFileSync(script, "utf8") }],
  compatibilityDate,
  cf: false
})

const report = (value) => console.log(`@case ${JSON.stringify(value)}`)

const answer = async (path) => {
  const response = await miniflare.dispatchFetch(`http://localhost${path}`)
  const text = await response.text()
  if (response.status !== 200) throw new Error(`The Worker answered ${response.status}: ${text}`)
  return JSON.parse(text)
}

const names = await answer("/")
for (const name of names) {
  report({ start: name })
  const { error } = await answer(`/?case=${encodeURIComponent(name)}`).catch((cause) => ({ error: String(cause) }))
  report({ end: name, error })
}
report({ finished: names.length })
await miniflare.dispose()
