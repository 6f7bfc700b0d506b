import type { Kind } from "../../scripts/drift/compare.ts"
import type { ValueKind } from "./agreement.ts"

/** An intended difference from a peer. */
interface Difference {
  readonly peer: "@openrouter/sdk" | "openai"
  /**
   * What shows it: `types`, where the peer's type isn't assignable to ours; `fields`, where the two descriptions differ;
   * `values`, where the peer's parser yields something else.
   */
  readonly check: "types" | "fields" | "values"
  readonly kind: Kind | ValueKind | "type"
  /** Where. `*` is everywhere, and only for kinds by which more is valid here. */
  readonly path: string
  readonly reason: string
}

const [openrouter, openai] = ["@openrouter/sdk", "openai"] as const

const anyAction = "It is any JSON in the SDK. Here actions have models, and one of an unknown type is kept as received."
const anyFilter = "Nested filters are any JSON there. Here they are filters, and anything else is kept as unknown."
const anySchema = "It is `unknown` there. Here it is a JSON schema: an object or null."
const date = "Any form of a date passes, and encodes back."
const status = "All recordings have it, and both other descriptions require it."
const untyped = "An input item without a type is an `UntypedInputItem`, the other member of `InputItem`."
const nested =
  "Over a WebSocket, an object `error` has the fields, and the number may be absent. `ResponsesSocket` makes a chunk of it."
const optional =
  "Gateways omit nearly everything. A field is required here only if the object means nothing without it."
const nullish = "Gateways null nearly everything. A field that may be absent may be null here."
const fraction = "OpenRouter's model documents allow fractions."
const closed = "A gateway may add a value at any time. The type lists the known ones, and others pass."
const ours = "Models have what either peer describes and what recordings have. This peer has only a part of it."

const searchTools = [
  "web_search",
  "web_search_2025_08_26",
  "web_search_preview",
  "web_search_preview_2025_03_11"
] as const

/** All differences from the peers, each with its reason. Tests fail if one is missing here, and if one is gone. */
export const differences = [
  // What the SDK's types allow and ours don't
  { peer: openrouter, check: "types", kind: "type", path: "OutputItem<computer_call>.action", reason: anyAction },
  { peer: openrouter, check: "types", kind: "type", path: "Tool<file_search>.filters", reason: anyFilter },
  ...searchTools.flatMap((tool) => [
    { peer: openrouter, check: "types", kind: "date", path: `Tool<${tool}>.xSearch.fromDate`, reason: date } as const,
    { peer: openrouter, check: "types", kind: "date", path: `Tool<${tool}>.xSearch.toDate`, reason: date } as const
  ]),

  // What the SDK's parser takes, field by field
  { peer: openrouter, check: "fields", kind: "type", path: "ComputerCallItem.action", reason: anyAction },
  { peer: openrouter, check: "fields", kind: "type", path: "CompoundFilter.filters[]", reason: anyFilter },
  { peer: openrouter, check: "fields", kind: "absent", path: "InputMessageItem.type", reason: untyped },
  { peer: openrouter, check: "fields", kind: "optional", path: "*", reason: optional },
  { peer: openrouter, check: "fields", kind: "nullish", path: "*", reason: nullish },
  { peer: openrouter, check: "fields", kind: "fraction", path: "*", reason: fraction },
  { peer: openrouter, check: "fields", kind: "closed", path: "*", reason: closed },
  { peer: openrouter, check: "fields", kind: "ours", path: "*", reason: ours },
  { peer: openrouter, check: "fields", kind: "oursEvent", path: "*", reason: ours },

  // What the SDK's parser yields
  {
    peer: openrouter,
    check: "values",
    kind: "crash",
    path: "UNKNOWN",
    reason: "The SDK looks up types along the prototype chain. An event of type `toString` makes it throw."
  },
  {
    peer: openrouter,
    check: "values",
    kind: "crash",
    path: "response.created",
    reason: "The SDK throws for an `x_search.from_date` that isn't YYYY-MM-DD. A date is any string here."
  },
  ...searchTools.flatMap((tool) => [
    { peer: openrouter, check: "values", kind: "date", path: `${tool}.xSearch.fromDate`, reason: date } as const,
    { peer: openrouter, check: "values", kind: "date", path: `${tool}.xSearch.toDate`, reason: date } as const
  ]),
  {
    peer: openrouter,
    check: "values",
    kind: "default",
    path: "image_generation_call.result",
    reason: "An absent field stays absent here, so that encoding restores the input."
  },
  ...(
    ["code_interpreter_call", "openrouter:shell.output[]", "shell_call_output.output[]", "web_search_call"] as const
  ).map(
    (path) =>
      ({
        peer: openrouter,
        check: "values",
        kind: "rest",
        path,
        reason: 'Here they are dropped unless a model has them. `as: "event"` gives the whole JSON.'
      }) as const
  ),
  {
    peer: openrouter,
    check: "values",
    kind: "rest",
    path: "function_call.subagentItems[]",
    reason: "These items are any JSON here, and keep all their keys."
  },
  ...(["scroll.scroll_x", "scroll.scroll_y"] as const).map(
    (path) => ({ peer: openrouter, check: "values", kind: "wireKey", path, reason: anyAction }) as const
  ),

  { peer: openrouter, check: "values", kind: "unknownHere", path: "computer_call.action", reason: anyAction },
  { peer: openrouter, check: "values", kind: "unknownHere", path: "CompoundFilter.filters[]", reason: anyFilter },

  // What OpenAI's types allow and the encoded side of ours doesn't
  { peer: openai, check: "types", kind: "type", path: "Response.status", reason: status },
  { peer: openai, check: "types", kind: "type", path: "Tool<file_search>.filters", reason: anyFilter },
  {
    peer: openai,
    check: "types",
    kind: "type",
    path: "Tool<namespace>.tools[]<function>.parameters",
    reason: anySchema
  },
  { peer: openai, check: "types", kind: "type", path: "Tool<tool_search>.parameters", reason: anySchema },

  ...(["code", "message", "param", "sequence_number"] as const).map(
    (key) => ({ peer: openai, check: "types", kind: "type", path: `error.${key}`, reason: nested }) as const
  ),

  // What OpenAI's declarations say, field by field
  { peer: openai, check: "fields", kind: "absent", path: "Response.status", reason: status },
  ...(["code", "message", "param", "sequence_number"] as const).map(
    (key) =>
      ({
        peer: openai,
        check: "fields",
        kind: "absent",
        path: `ResponsesStreamChunkError.${key}`,
        reason: nested
      }) as const
  ),
  { peer: openai, check: "fields", kind: "field", path: "ResponsesStreamChunkError.error", reason: nested },
  { peer: openai, check: "fields", kind: "absent", path: "InputMessageItem.type", reason: untyped },
  { peer: openai, check: "fields", kind: "absent", path: "ItemReferenceItem.type", reason: untyped },
  { peer: openai, check: "fields", kind: "type", path: "CompoundFilter.filters[]", reason: anyFilter },
  { peer: openai, check: "fields", kind: "type", path: "FunctionTool.parameters", reason: anySchema },
  { peer: openai, check: "fields", kind: "type", path: "ToolSearchTool.parameters", reason: anySchema },
  {
    peer: openai,
    check: "fields",
    kind: "open",
    path: "FileSearchResult.attributes{}",
    reason: "The attributes of a file are the user's own. They aren't checked here, and nothing is lost."
  },
  { peer: openai, check: "fields", kind: "optional", path: "*", reason: optional },
  { peer: openai, check: "fields", kind: "nullish", path: "*", reason: nullish },
  { peer: openai, check: "fields", kind: "closed", path: "*", reason: closed },
  { peer: openai, check: "fields", kind: "ours", path: "*", reason: ours },
  { peer: openai, check: "fields", kind: "oursEvent", path: "*", reason: ours }
] as const satisfies ReadonlyArray<Difference>

/** The paths that are listed for the types of a peer. */
export type Listed<Peer> = Extract<
  (typeof differences)[number],
  { readonly peer: Peer; readonly check: "types" }
>["path"]

/** The differences that are listed for a check of a peer. */
const listed = (peer: Difference["peer"], check: Difference["check"]): ReadonlyArray<Difference> =>
  differences.filter((difference) => difference.peer === peer && difference.check === check)

/** Finds out what isn't listed, and what is listed but doesn't occur. */
export const judge = (
  peer: Difference["peer"],
  check: Difference["check"],
  seen: ReadonlyArray<{ readonly kind: Difference["kind"]; readonly path: string }>
) => {
  const rows = listed(peer, check)
  const covers = (row: Difference, found: (typeof seen)[number]) =>
    row.kind === found.kind && (row.path === "*" || row.path === found.path)
  return {
    unlisted: seen
      .filter((found) => !rows.some((row) => covers(row, found)))
      .map(({ kind, path }) => `${kind} ${path}`),
    gone: rows.filter((row) => !seen.some((found) => covers(row, found))).map(({ kind, path }) => `${kind} ${path}`),
    rows: rows.map((row) => ({ row, count: seen.filter((found) => covers(row, found)).length }))
  }
}
