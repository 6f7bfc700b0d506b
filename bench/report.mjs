/** Writes docs/benchmarks.md and its charts. */
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { draw } from "./chart.mjs"
import { here, root } from "./prepare.mjs"
import { median, ratios } from "./statistics.mjs"

const docs = join(root, "docs")
const page = join(docs, "benchmarks.md")

const floorOf = (entries) => entries.find(({ id }) => id === "floor")

const versionOf = async ([name, folder]) => {
  const manifest = await readFile(join(folder, "node_modules", name, "package.json"), "utf8")
  return `${name} ${JSON.parse(manifest).version}`
}

const measured = [
  ["effect", root],
  ["eventsource-parser", root],
  ["@openrouter/sdk", here],
  ["openai", here],
  ["@effect/schema", join(here, "effect-schema")]
]

export const machine = () =>
  `${process.platform} on ${process.arch}, ${availableParallelism()} cores, Node ${process.versions.node}`

export const table = (head, rows) =>
  [head, head.map((_, i) => (i === 0 ? "---" : "--:")), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const spread = ({ high, low, median }) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`

/** What a contestant didn't deliver of recordings, in words; nothing where it delivered all. */
export const lossOf = ({ events, inspection: { events: seen, refused, unknown } }) => {
  const ended = Object.entries(refused).filter(([name]) => name !== "UnexpectedEnd")
  const streams = ended.reduce((sum, [, count]) => sum + count, 0)
  return [
    ...(seen < events ? [`${events - seen} missing`] : []),
    ...(streams > 0 ? [`${streams} stream${streams === 1 ? "" : "s"} ended by an error`] : []),
    ...(unknown > 0 ? [`${unknown} as UNKNOWN`] : [])
  ].join(", ")
}

const recordedSection = (entries) => {
  const [{ events, streamCount }] = entries
  const rows = entries.map((entry) => [
    entry.contestant.title,
    String(entry.inspection.events),
    lossOf(entry) === "" ? "nothing" : lossOf(entry)
  ])
  return `### What came out of the recordings

${streamCount} streams of real providers have ${events.toLocaleString("en")} events. Everything else in this benchmark is delivered whole by everyone, which
each run asserts; recordings are not. What \`@openrouter/sdk\` gives as \`UNKNOWN\` is of a type it knows and didn't accept, or of
one it doesn't know: the JSON without a type.

${table(["", "events", "lost"], rows)}
`
}

/** A row for a contestant, a cell for each workload that it ran. */
const rowsOf = (raced, contestants, cellOf) =>
  contestants
    .filter(({ id }) => raced.some((entries) => entries.some((entry) => entry.id === id)))
    .map((contestant) =>
      [contestant.ours ? `**${contestant.title}**` : contestant.title].concat(
        raced.map((entries) => {
          const entry = entries.find(({ id }) => id === contestant.id)
          return entry === undefined ? "" : cellOf(entry, floorOf(entries))
        })
      )
    )

const headOf = (raced) => ["", ...raced.map(([{ workload }]) => workload.short)]

const microseconds = (entry) => ((median(entry.times) * 1000) / entry.events).toFixed(2)

const ofFloor = (entry, floor) => spread(ratios(entry.times, floor.times))

const textsSection = (raced, contestants) => {
  const others = contestants.filter(({ id }) => id !== "floor")
  const floor = ["floor, µs for each event", ...raced.map((entries) => microseconds(floorOf(entries)))]
  return `### Other texts

20,000 text deltas in 16 KiB pieces as before, but with the padding that OpenAI sends with each, with an escape in every
tenth, of two items that take turns, or of characters of two and three bytes.

${table(headOf(raced), [floor, ...rowsOf(raced, others, ofFloor)])}
`
}

const gapsSection = (raced, contestants) => {
  const rows = rowsOf(raced, contestants, (entry, floor) => {
    const { median } = ratios(entry.times, floor.times)
    return entry === floor ? `${microseconds(entry)} µs` : `${microseconds(entry)} µs, ${median.toFixed(2)} ×`
  })
  return `## Events that come alone

Processor time for an event that comes as a piece of its own after so many milliseconds of nothing, and the same in times of
the floor. All threads of the process count, and so does waking up. The streams are short, ${raced[0][0].events}
events with those that open and close a response, and the same in each column.

${table(headOf(raced), rows)}
`
}

const coldSection = (cold) => {
  const title = {
    floor: "floor",
    ours: "ChunkStream with all models",
    web: "Web.chunks with all models",
    openrouter: "@openrouter/sdk, event union and event stream"
  }
  const entries = (which) => cold.filter((entry) => entry.which === which)
  const rows = ["ours", "web", "openrouter", "floor"].map((id) => {
    const of = (which, part) => entries(which).find((entry) => entry.id === id)[part]
    const base = (which) => entries(which).find((entry) => entry.id === "openrouter").both
    return [
      title[id],
      `${(entries("first").find((entry) => entry.id === id).bytes / 1000).toFixed(0)} kB`,
      median(of("first", "import")).toFixed(1),
      median(of("first", "decode")).toFixed(1),
      spread(ratios(of("first", "both"), base("first"))),
      spread(ratios(of("last", "both"), base("last")))
    ]
  })
  return `## Cold start

A fresh process for each run, all of them bundled and minified by esbuild. The clock runs from before the import to the
first chunk (\`response.created\`), or to the last of a short answer, whose kinds of chunks each come for the first time. It
begins when the runtime has read a \`Response\` of its own once: the first takes Node 20 some 30 ms, whoever asks for it.

${table(["", "bundle", "import, ms", "first chunk, ms", "both, in times of the SDK's", "to the end of a short answer"], rows)}
`
}

/** The page keeps the bars of the last run that measured them. */
const barsOf = async () => {
  const old = existsSync(page) ? await readFile(page, "utf8") : ""
  const bars = /<!-- bars -->\n([^]*?)<!-- \/bars -->/.exec(old)?.[1].trim() ?? ""
  return bars === "" ? "Not measured yet: `npm run bench -- --check --write` does." : bars
}

export const format = (markdown) => {
  const formatter = join(root, "node_modules/.bin/oxfmt")
  const { status, stderr, stdout } = spawnSync(formatter, ["--stdin-filepath", "benchmarks.md"], {
    cwd: root,
    encoding: "utf8",
    input: markdown
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

const inTable = (raced, table) => raced.filter(([{ workload }]) => workload.table === table)

const panelOf = (entries) => {
  const floor = floorOf(entries)
  return {
    title: entries[0].workload.title,
    rows: entries
      .filter(({ id }) => id !== "floor")
      .map((entry) => ({ contestant: entry.contestant, ratio: ratios(entry.times, floor.times) }))
  }
}

/**
 * Writes the page.
 *
 * @param {object} found
 * @param {ReadonlyArray<ReadonlyArray<object>>} found.raced what `race` gave, for each workload
 * @param {ReadonlyArray<object>} found.cold what `coldStart` gave
 * @param {ReadonlyArray<import("./contestants.mjs").Contestant>} found.contestants
 * @param {number} found.generations how often the processes were started
 */
export const writeReport = async ({ cold, contestants, generations, raced }) => {
  const figure = {
    title: "Time for each event, in times of the floor",
    subtitle:
      "Shorter is faster. Blue is this package; hollow bars validate nothing; the dotted line is the floor. Lines: quartiles.",
    panels: ["main", "texts"].flatMap((table) => inTable(raced, table)).map(panelOf)
  }
  for (const mode of ["light", "dark"]) await writeFile(join(docs, `benchmarks-${mode}.svg`), draw(figure, mode))

  const versions = await Promise.all(measured.map(versionOf))
  const recorded = raced.find(([{ workload }]) => workload.recorded)
  const others = contestants.filter(({ id }) => id !== "floor")
  const [main, texts, gaps] = ["main", "texts", "gaps"].map((table) => inTable(raced, table))
  const rounds = [...main, ...texts].map(([{ times }]) => times.length)
  const text = `# Benchmarks

Written by \`npm run bench\`: do not edit. What counts are ratios, which hold from machine to machine; microseconds are this
run's. Measured on ${machine()}, with ${versions.join(", ")}.

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="benchmarks-dark.svg">
  <img alt="Bars: the time that each library takes for an event, in times of the floor, for each workload. The tables below have the figures." src="benchmarks-light.svg">
</picture>

## Time, in times of the floor

The median of the rounds, and in brackets the quartiles. \`1.20\` says that it takes a fifth longer than reading and parsing
the events and doing nothing with them.

${table(headOf(main), rowsOf(main, others, ofFloor))}

${contestants.map(({ title, what }) => `- **${title}**: ${what}.`).join("\n")}

${textsSection(texts, contestants)}
${recorded === undefined ? "The recorded streams were left out: they lie beside the project, and were not there.\n" : recordedSection(recorded)}
${gapsSection(gaps, contestants)}
${coldSection(cold)}
## The bars

<!-- bars -->

${await barsOf()}

<!-- /bars -->

## How it is measured

Each contestant has a process of its own for each workload, so that none is slowed by what another taught the compiler or
left in the heap. The processes run in turns, the order rotating, and a ratio is made of two turns of the same round, so
that a slow moment of the machine meets both; here are ${Math.min(...rounds)} rounds and more of each workload. The processes were started ${generations === 1 ? "once" : `${generations} times`}.
The clock stands still while a process waits for a processor, where the kernel tells (Linux). Of events that come alone
there are ${Math.min(...gaps.map(([{ times }]) => times.length))} rounds and more, and the clock is the processor time of the process; it has run the same streams without gaps before.

Bodies are a \`ReadableStream\` whose pieces are there when they are asked for. Streams are as OpenRouter sends them, with
\`[DONE]\` at the end, but for \`Sse.decodeDataSchema\`, which takes that for JSON and fails. What comes out is counted in each
run, and every text, with the item that it belongs to, is compared by a digest: a contestant that drops or changes an event
ends the benchmark.

### Microseconds for each event

For information, on this machine.

${table(headOf(main), rowsOf(main, contestants, microseconds))}

### Run it

\`\`\`sh
npm run bench                                                # all of it: about ten minutes on a quiet machine
npm run bench -- --check                                     # the bars, by exit status; --write puts them into this page
npm run bench -- --check --only image                        # the bars of one section
npm run bench -- --only text-deltas --among floor,decode     # one workload, nothing written
npm run bench -- --only store --write                        # StreamStore alone, into docs/scale.md
npm run bench -- --quick                                     # a first look, nothing written
node bench/profile.mjs                                       # where the time goes
\`\`\`
`
  await writeFile(page, format(text))
}

/** Puts bars into the page. */
export const writeBars = async (bars) => {
  const rows = bars.map(({ aim, bar, holds, measured, what }) => [
    what,
    measured,
    bar,
    aim,
    bar === "" ? "" : holds ? "yes" : "no"
  ])
  const text = `What the project holds itself to, by \`npm run bench -- --check\`, which fails where one is missed. An aim is where it
should get to, and fails nothing. Measured on ${machine()}.

${table(["", "measured", "bar", "aim", "holds"], rows)}
`
  const old = await readFile(page, "utf8")
  await writeFile(
    page,
    format(old.replace(/<!-- bars -->\n[^]*?<!-- \/bars -->/, () => `<!-- bars -->\n\n${text}\n<!-- /bars -->`))
  )
}
