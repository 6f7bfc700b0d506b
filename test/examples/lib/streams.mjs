/** What the mock answers with: the streams of examples/streams, a long one, and a refusal. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { answer, text, toText } from "../../../dist/testing/testing.js"
import { root } from "./project.mjs"

/** The path of a stream of examples/streams. */
export const sample = (name) => join(root, "examples/streams", `${name}.sse`)

export const sampleText = (name) => readFileSync(sample(name), "utf8")

/** The text that the deltas of a sample make. */
export const textOf = (name) =>
  Array.from(
    sampleText(name).matchAll(/^data: (\{"type":"response\.output_text\.delta".*\})$/gm),
    ([, json]) => JSON.parse(json).delta
  ).join("")

/** An answer that takes a while: a hundred words, fifty a second. */
export const words = Array.from({ length: 100 }, (_, i) => `word ${i} é \u{1F408}\n`).join("")

export const wordsStream = toText(answer(text(words, { deltaSize: Math.ceil(Array.from(words).length / 100) })))

/** The same as a recording that begins at once, and then takes six seconds: time enough to do something in the middle. */
const slowWords = () => {
  let at = 0
  const lines = Array.from(wordsStream.matchAll(/^data: (.*)$/gm), ([, json]) => {
    const event = JSON.parse(json)
    if (event.type.endsWith(".delta")) at += 60
    return `${JSON.stringify({ at, event })}\n`
  })
  return lines.join("")
}

export const refusal = { error: { code: 429, message: "Slow down" } }

/** Writes what isn't in examples/streams into a project, and gives the paths. */
export const writeStreams = (project) => ({
  words: project.write("words.sse", wordsStream),
  slowWords: project.write("slow-words.jsonl", slowWords()),
  refusal: project.write("refusal.json", JSON.stringify(refusal))
})
