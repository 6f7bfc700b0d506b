/**
 * The flags of `inspect`, and which of them go together.
 *
 * @internal
 */

/** How captures are inspected, as the flags say. */
export interface Options {
  readonly format: "pretty" | "json"
  readonly strict: boolean
  readonly types: ReadonlyArray<string>
  readonly items: ReadonlyArray<string>
  readonly timing: boolean
  readonly text: boolean
  readonly follow: boolean
  readonly redact: boolean
}

/** What is wrong with flags that don't go together. `undefined` if they do. */
export const mistakeOf = (
  { follow, format, items, redact, strict, text, timing, types }: Options,
  files: ReadonlyArray<string>,
  hasOutput: boolean
): string | undefined => {
  if (types.includes("")) return "--type takes the type of an event, such as response.completed or *.delta"
  if (items.some((item) => item === "" || /^-\d+$/.test(item))) return "--item takes an index from 0 on, or an id"
  const filters = types.length + items.length > 0
  if (redact && !hasOutput) return "--redact needs -o FILE, or -o - for standard output"
  if (hasOutput && !redact) return "-o is for --redact"
  if (redact && (format === "json" || strict || filters || timing || text || follow)) {
    return "--redact goes with -o, and with no other flag"
  }
  if (redact && files.length > 1) return "--redact takes one capture"
  if (text && (format === "json" || filters || timing)) {
    return "--text prints no lines: it doesn't go with --format json, --type, --item and --timing"
  }
  if (format === "json" && filters) return "--type and --item choose lines, which --format json doesn't have"
  if (follow && (files.length !== 1 || files[0] === "-")) {
    return "--follow takes one file. Standard input is read until it ends, without it"
  }
  return undefined
}
