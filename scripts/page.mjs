/**
 * Builds the page: one file, with its script and its style in it. Nothing else may run in it, or be loaded.
 */
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")

const sourceOf = async (entry, minify) => {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify,
    legalComments: "none",
    charset: "utf8",
    jsx: "automatic",
    jsxImportSource: "preact",
    metafile: true,
    write: false,
    logLevel: "warning",
    define: { RULE_TEXTS: JSON.stringify(await ruleTexts()) }
  })
  return { text: outputFiles[0].text.trim(), inputs: Object.keys(metafile.inputs) }
}

/** What docs/protocol.md says of each rule: from `**F2.** ` to the next rule. */
const ruleTexts = async () => {
  const page = await readFile(join(root, "docs/protocol.md"), "utf8")
  const paragraphs = page.matchAll(/^\*\*([A-Z]\d)\.\*\* ([^]*?)(?=\n\n)/gm)
  return Object.fromEntries(Array.from(paragraphs, ([, rule, text]) => [rule, text.replaceAll("\n", " ")]))
}

/** Where `view --html` writes recordings into the page. */
const recordingsSlot = "<!--recordings-->"

const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

/** The largest page that is built, in kB after gzip. */
export const maxPage = 150

/**
 * The page as text: the same sources give the same bytes. It fails if the page is too large.
 *
 * @param {{ readonly minify?: boolean }} [options]
 * @returns {Promise<{ readonly html: string, readonly kilobytes: number, readonly inputs: ReadonlyArray<string> }>}
 */
export const makePage = async ({ minify = true } = {}) => {
  const [script, style] = await Promise.all([
    sourceOf("src/page/main.tsx", minify),
    sourceOf("src/page/page.css", minify)
  ])
  // What ends an element of script would end this one
  const code = script.text.replaceAll("</script", "<\\/script")
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(code)}`,
    `style-src ${hashOf(style.text)}`,
    "img-src data: blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'"
  ].join("; ")
  const html = [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    // By this the command knows a page that it has written
    '<meta name="generator" content="effect-responses-stream">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    // A browser asks the server for an icon otherwise
    '<link rel="icon" href="data:,">',
    "<title>Responses streams</title>",
    `<style>${style.text}</style>`,
    "</head>",
    "<body>",
    recordingsSlot,
    `<script>${code}</script>`,
    "</body>",
    "</html>",
    ""
  ].join("\n")
  const kilobytes = gzipSync(html, { level: 9 }).length / 1000
  if (kilobytes > maxPage) throw new Error(`The page is ${kilobytes.toFixed(1)} kB gz, more than ${maxPage}`)
  return { html, kilobytes, inputs: [...script.inputs, ...style.inputs] }
}
