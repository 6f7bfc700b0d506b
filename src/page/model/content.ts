/**
 * What a snapshot shows: each item as blocks of a few kinds.
 *
 * @internal
 */
import { isObject } from "../../base/json.ts"
import type { Json } from "../../base/json.ts"
import type { Annotation } from "../../model/Annotation.ts"
import type { ContentPart } from "../../model/ContentPart.ts"
import type { CodeInterpreterOutput, OutputItem } from "../../model/OutputItem.ts"
import { fieldsOf, isText, listOf } from "../../snapshot/itemFields.ts"
import type { SnapshotExtra, SnapshotItem, SnapshotPanel } from "../../snapshot/ResponseSnapshot.ts"
import { labelOf } from "./lanes.ts"
import { pictureOf } from "./picture.ts"
import type { Picture } from "./picture.ts"

/** What a text cites. */
export interface Source {
  readonly title: string
  /** An address that begins with `http`. Absent for a file. */
  readonly url: string | undefined
}

/** A piece of an item. */
export type Block =
  | { readonly kind: "text"; readonly text: string; readonly sources: ReadonlyArray<Source> }
  | { readonly kind: "refusal"; readonly text: string }
  | { readonly kind: "reasoning"; readonly text: string; readonly isSummary: boolean }
  /** Code, arguments or a diff, which may still grow. */
  | { readonly kind: "code"; readonly title: string; readonly text: string; readonly language: Language }
  /** What a tool gave. */
  | { readonly kind: "output"; readonly title: string; readonly text: string }
  | { readonly kind: "image"; readonly picture: Picture; readonly isPartial: boolean }
  | { readonly kind: "search"; readonly queries: ReadonlyArray<string>; readonly sources: ReadonlyArray<Source> }
  | { readonly kind: "error"; readonly text: string }
  /** What no other block shows. */
  | { readonly kind: "json"; readonly title: string; readonly json: unknown }

/** What a block of code is written in. */
type Language = "json" | "code" | "diff" | "shell" | "text"

/** An item, as people see it. */
export interface ItemContent {
  readonly key: string
  readonly outputIndex: number
  readonly id: string | undefined
  readonly type: string
  readonly label: string
  readonly status: string | undefined
  readonly isDone: boolean
  readonly isInferred: boolean
  readonly blocks: ReadonlyArray<Block>
}

const made = new WeakMap<SnapshotItem, ItemContent>()

/** What an item shows. The same object for the same item. */
export const contentOf = (item: SnapshotItem): ItemContent => {
  const known = made.get(item)
  if (known !== undefined) return known
  const content = makeContent(item)
  made.set(item, content)
  return content
}

const makeContent = ({ extra = {}, isDone, isInferred, item, key, outputIndex }: SnapshotItem): ItemContent => {
  const { id, status } = fieldsOf(item)
  return {
    key,
    outputIndex,
    id: isText(id) ? id : undefined,
    type: item.type === "UNKNOWN" ? item.raw.type : item.type,
    label: labelOf(item),
    status: extra.status ?? (isText(status) ? status : undefined),
    isDone,
    isInferred,
    blocks: [...blocksOf(item, extra), ...extraBlocks(extra), ...errorBlocks(fieldsOf(item)["error"])]
  }
}

// -----------------------------------------------------------------------------
// Items
// -----------------------------------------------------------------------------

const blocksOf = (item: OutputItem, extra: SnapshotExtra): ReadonlyArray<Block> => {
  switch (item.type) {
    case "message":
      return item.content.map(partBlock)
    case "reasoning":
      return [
        ...item.summary.map((part): Block => reasoningBlock(part, true)),
        ...listOf(item.content).map((part): Block => reasoningBlock(part, false))
      ]
    case "function_call":
    case "multi_agent_call":
      return code("Arguments", item.arguments, "json")
    case "mcp_call":
      return [...code("Arguments", item.arguments, "json"), ...output("Output", item.output)]
    case "custom_tool_call":
      return code("Input", item.input, "text")
    case "function_call_output":
    case "custom_tool_call_output":
      return typeof item.output === "string" ? output("Output", item.output) : json("Output", item.output)
    case "image_generation_call":
      return imageBlocks([item.result], item.outputFormat, item.revisedPrompt ?? item.prompt)
    case "openrouter:image_generation":
      return imageBlocks([item.result, item.imageB64, item.imageUrl], undefined, item.revisedPrompt ?? item.prompt)
    case "code_interpreter_call":
      return [...code("Code", item.code, "code"), ...listOf(item.outputs).flatMap(interpreterBlocks)]
    case "openrouter:code_interpreter":
      return [
        ...code("Code", item.code, "code"),
        ...output("Standard output", item.stdout),
        ...output("Standard error", item.stderr)
      ]
    case "web_search_call":
    case "openrouter:web_search":
      return item.action === undefined || item.action === null ? [] : [searchBlock(item.action)]
    case "file_search_call":
      return [
        {
          kind: "search",
          queries: listOf(item.queries),
          sources: listOf(item.results).map(({ fileId, filename }) => ({
            title: filename ?? fileId ?? "",
            url: undefined
          }))
        }
      ]
    case "shell_call":
      return code("Commands", item.action?.commands.join("\n"), "shell")
    case "shell_call_output":
      return extra.outputs === undefined ? item.output.flatMap(shellBlocks) : []
    case "apply_patch_call":
      return patchBlocks(item.operation)
    case "UNKNOWN":
      return json("Item", item.raw)
    default:
      return json("Item", item)
  }
}

type PatchOperation = Extract<OutputItem, { readonly type: "apply_patch_call" }>["operation"]

const patchBlocks = (operation: PatchOperation): ReadonlyArray<Block> => {
  if (operation === undefined || operation === null) return []
  switch (operation.type) {
    case "UNKNOWN":
      return json("Operation", operation.raw)
    case "delete_file":
      return output("Deleted file", operation.path)
    default:
      return [...output("File", operation.path), ...code("Diff", operation.diff, "diff")]
  }
}

const partBlock = (part: ContentPart): Block => {
  switch (part.type) {
    case "output_text":
      return { kind: "text", text: part.text, sources: listOf(part.annotations).map(sourceOf) }
    case "refusal":
      return { kind: "refusal", text: part.refusal }
    default:
      return reasoningBlock(part, part.type === "summary_text")
  }
}

const reasoningBlock = (part: ContentPart, isSummary: boolean): Block =>
  part.type === "UNKNOWN"
    ? { kind: "json", title: "Part", json: part.raw }
    : { kind: "reasoning", text: part.type === "refusal" ? part.refusal : part.text, isSummary }

const sourceOf = (annotation: Annotation): Source => {
  switch (annotation.type) {
    case "url_citation":
      return { title: annotation.title ?? annotation.url, url: webUrl(annotation.url) }
    case "file_citation":
    case "container_file_citation":
      return { title: annotation.filename ?? annotation.fileId, url: undefined }
    case "file_path":
      return { title: annotation.fileId, url: undefined }
    default:
      return { title: annotation.raw.type, url: undefined }
  }
}

/** An address that a page may link to. Others may be scripts. */
const webUrl = (url: unknown): string | undefined =>
  typeof url === "string" && /^https?:\/\//i.test(url) ? url : undefined

type SearchAction = NonNullable<Extract<OutputItem, { readonly type: "web_search_call" }>["action"]>

const searchBlock = (action: SearchAction): Block => {
  switch (action.type) {
    case "search":
      return {
        kind: "search",
        queries: [...new Set([action.query, ...listOf(action.queries)].filter(isText))],
        sources: listOf(action.sources).map((source) =>
          source.type === "url"
            ? { title: source.title ?? source.url, url: webUrl(source.url) }
            : { title: source.raw.type, url: undefined }
        )
      }
    case "open_page":
    case "find_in_page": {
      const { url } = action
      const pattern = action.type === "find_in_page" ? action.pattern : undefined
      return {
        kind: "search",
        queries: isText(pattern) ? [pattern] : [],
        sources: isText(url) ? [{ title: url, url: webUrl(url) }] : []
      }
    }
    default:
      return { kind: "json", title: "Action", json: action.raw }
  }
}

const interpreterBlocks = (result: CodeInterpreterOutput): ReadonlyArray<Block> => {
  switch (result.type) {
    case "logs":
      return output("Logs", result.logs)
    case "image":
      return imageBlocks([result.url])
    case "file":
      return output("File", result.filename ?? result.id)
    default:
      return json("Output", result.raw)
  }
}

const shellBlocks = ({
  stderr,
  stdout
}: {
  readonly stdout: string
  readonly stderr: string
}): ReadonlyArray<Block> => [...output("Standard output", stdout), ...output("Standard error", stderr)]

/** The images of a call, each once, or where they are. */
const imageBlocks = (
  texts: ReadonlyArray<string | null | undefined>,
  format?: string | null,
  prompt?: string | null
): ReadonlyArray<Block> => [
  ...output("Prompt", prompt),
  ...[...new Set(texts)].filter(isText).flatMap((text): ReadonlyArray<Block> => {
    const picture = pictureOf(text, format)
    if (picture !== undefined) return [{ kind: "image", picture, isPartial: false }]
    return webUrl(text) === undefined
      ? [{ kind: "error", text: "The data of the image can't be shown." }]
      : [{ kind: "search", queries: [], sources: [{ title: text, url: text }] }]
  })
]

// -----------------------------------------------------------------------------
// What has no field in an item
// -----------------------------------------------------------------------------

const extraBlocks = (extra: SnapshotExtra): ReadonlyArray<Block> => {
  const { partialImage } = extra
  const picture = partialImage && pictureOf(partialImage.partialImageB64, partialImage.outputFormat)
  return [
    ...(picture === undefined ? [] : [{ kind: "image", picture, isPartial: true } as const]),
    ...listOf(extra.content).map(partBlock),
    ...listOf(extra.summary).map((part) => reasoningBlock(part, true)),
    ...code("Arguments", extra.arguments, "json"),
    ...code("Input", extra.input, "text"),
    ...code("Code", extra.code, "code"),
    ...code("Diff", extra.diff, "diff"),
    ...code("Commands", extra.commands?.join("\n"), "shell"),
    ...listOf(extra.outputs).flatMap(shellBlocks),
    ...listOf(extra.panels).flatMap(panelBlocks),
    ...json("Analysis", extra.analysis)
  ]
}

const panelBlocks = ({ content, model, reasoning }: SnapshotPanel): ReadonlyArray<Block> =>
  reasoning === ""
    ? output(model, content)
    : [{ kind: "reasoning", text: reasoning, isSummary: false }, ...output(model, content)]

const errorBlocks = (error: unknown): ReadonlyArray<Block> => {
  if (isText(error)) return [{ kind: "error", text: error }]
  return isObject(error) ? [{ kind: "error", text: errorText(error) }] : []
}

const errorText = ({ code, message, type }: Json): string => [code ?? type, message].filter(isText).join(": ")

// -----------------------------------------------------------------------------
// Blocks
// -----------------------------------------------------------------------------

const code = (title: string, text: string | null | undefined, language: Language): ReadonlyArray<Block> =>
  isText(text) ? [{ kind: "code", title, text, language }] : []

const output = (title: string, text: string | null | undefined): ReadonlyArray<Block> =>
  isText(text) ? [{ kind: "output", title, text }] : []

const json = (title: string, value: unknown): ReadonlyArray<Block> =>
  value === undefined || value === null ? [] : [{ kind: "json", title, json: value }]
