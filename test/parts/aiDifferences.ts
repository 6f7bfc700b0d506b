/**
 * Where the parts of Effect's own OpenAI model differ from the project's, and why.
 *
 * Each difference makes both lists alike where it occurs, and changes nothing else.
 */
import type { AiPart } from "../judges/effect-ai/model.mjs"

type Parts = ReadonlyArray<AiPart>

export interface Pair {
  readonly theirs: Parts
  readonly ours: Parts
}

export interface Difference {
  readonly kind: string
  readonly reason: string
  readonly unify: (pair: Pair) => Pair
}

type Fields = Readonly<Record<string, unknown>>

const openaiOf = ({ metadata }: AiPart): Fields => (metadata as { readonly openai?: Fields } | undefined)?.openai ?? {}

const withOpenai = (part: AiPart, openai: Fields): AiPart => {
  const { metadata: _, ...rest } = part
  return Object.keys(openai).length === 0 ? rest : { ...rest, metadata: { openai } }
}

const omit = (fields: Fields, ...keys: ReadonlyArray<string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)))

const withoutOpenai =
  (type: string, ...keys: ReadonlyArray<string>) =>
  (part: AiPart): AiPart =>
    part.type === type ? withOpenai(part, omit(openaiOf(part), ...keys)) : part

const both = ({ ours, theirs }: Pair, change: (parts: Parts) => Parts): Pair => ({
  ours: change(ours),
  theirs: change(theirs)
})

const ofOurs =
  (change: (parts: Parts, theirs: Parts) => Parts) =>
  ({ ours, theirs }: Pair): Pair => ({ ours: change(ours, theirs), theirs })

const idsOf = (parts: Parts, pattern: RegExp): ReadonlySet<unknown> =>
  new Set(parts.flatMap(({ id, type }) => (pattern.test(type) ? [id] : [])))

const without = (parts: Parts, drop: (part: AiPart) => boolean): Parts => parts.filter((part) => !drop(part))

/** The deltas of an id, joined. */
const textOf = (parts: Parts, id: unknown): string =>
  parts.flatMap((part) => (part.id === id && part.type.endsWith("-delta") ? [String(part["delta"])] : [])).join("")

/** Drops the deltas of ours by which a text is longer than theirs. */
const cutTo = (ours: Parts, theirs: Parts, type: RegExp): Parts => {
  const left = new Map<unknown, string>()
  return without(ours, ({ delta, id, type: of }) => {
    if (!of.endsWith("-delta") || !type.test(of)) return false
    const rest = left.get(id) ?? textOf(theirs, id)
    const isThere = rest !== "" && rest.startsWith(String(delta))
    left.set(id, isThere ? rest.slice(String(delta).length) : rest)
    return !isThere
  })
}

const pick = (fields: Fields, ...keys: ReadonlyArray<string>): Fields =>
  Object.fromEntries(keys.flatMap((key) => (key in fields ? [[key, fields[key]]] : [])))

/** The fields that another value has too, at any depth. */
const shared = (value: unknown, other: unknown): unknown => {
  if (Array.isArray(value) && Array.isArray(other)) return value.map((each, i) => shared(each, other[i]))
  if (typeof value !== "object" || value === null || typeof other !== "object" || other === null) return value
  const fields = other as Fields
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => (key in fields ? [[key, shared(field, fields[key])]] : []))
  )
}

const isHostedName = (name: unknown): boolean => String(name).startsWith("OpenAi")

export const differences: ReadonlyArray<Difference> = [
  {
    kind: "usage as it came",
    reason: "`finish` keeps all of the usage in its metadata: the cost, and what gateways add.",
    unify: ofOurs((ours) => ours.map(withoutOpenai("finish", "usage")))
  },
  {
    kind: "service tier",
    reason: "The service tier of `finish` may be one of a gateway's own. They know OpenAI's.",
    unify: ({ ours, theirs }) => ({
      ours: theirs.some((part) => openaiOf(part)["serviceTier"] !== undefined)
        ? ours
        : ours.map(withoutOpenai("finish", "serviceTier")),
      theirs
    })
  },
  {
    kind: "fields of items",
    reason: "Inputs and outputs have what providers add, as the titles of search results. Their schema drops it.",
    unify: ofOurs((ours, theirs) => {
      const found = new Map(theirs.map((part) => [`${part.type} ${String(part.id)}`, part]))
      return ours.map((part) => {
        const other = found.get(`${part.type} ${String(part.id)}`)
        if (other === undefined || !/^tool-(call|result)$/.test(part.type)) return part
        return Object.assign({}, part, shared(pick(part, "params", "result"), other))
      })
    })
  },
  {
    kind: "what has no part",
    reason: "Unknown chunks, and items and previews without a part, are in the metadata of an empty part.",
    unify: ofOurs((ours) => without(ours, (part) => part.type === "response-metadata" && part.id === undefined))
  },
  {
    kind: "phase",
    reason: "Start and end of a text say whether a message is commentary or the final answer.",
    unify: ofOurs((ours) => ours.map(withoutOpenai("text-start", "phase")).map(withoutOpenai("text-end", "phase")))
  },
  {
    kind: "ids of sources",
    reason: "Theirs are random. Ours are counted, so that they are the same each time.",
    unify: (pair) => both(pair, (parts) => parts.map((part) => (part.type === "source" ? { ...part, id: "" } : part)))
  },
  {
    kind: "media types of sources",
    reason: "The media type of a document goes by its name. They take all of them for plain text.",
    unify: (pair) =>
      both(pair, (parts) => parts.map((part) => (part.type === "source" ? { ...part, mediaType: "" } : part)))
  },
  {
    kind: "inputs of the provider's tools",
    reason: "The input of every call starts and ends, so that a client can show that a tool is at work.",
    unify: ofOurs((ours, theirs) => {
      const known = idsOf(theirs, /^tool-params-start$/)
      return without(ours, ({ id, type }) => type.startsWith("tool-params-") && !known.has(id))
    })
  },
  {
    kind: "item of the provider's tools",
    reason: "Calls and results of all tools have the id of their item, and MCP calls the names of server and tool.",
    unify: ofOurs((ours) =>
      ours.map((part) =>
        part["providerExecuted"] === true && /^tool-(call|result)$/.test(part.type)
          ? withOpenai(part, part.type === "tool-result" && part["name"] === "OpenAiMcp" ? { itemId: part.id } : {})
          : part
      )
    )
  },
  {
    kind: "type of calls",
    reason: "A call that isn't one of a function says what it is.",
    unify: ofOurs((ours) => ours.map(withoutOpenai("tool-call", "type")))
  },
  {
    kind: "length",
    reason: "A response that came to its maximum of tokens ended by its length. They don't know its reason.",
    unify: ofOurs((ours) => ours.map((part) => (part["reason"] === "length" ? { ...part, reason: "unknown" } : part)))
  },
  {
    kind: "refusal",
    reason: "A refusal is a text that is marked, and the response ends by `content-filter`. They leave it out.",
    unify: ofOurs((ours) => {
      const refused = new Set(ours.flatMap((part) => (openaiOf(part)["refusal"] === undefined ? [] : [part.id])))
      return without(ours, ({ id, type }) => type === "text-delta" && refused.has(id))
        .map(withoutOpenai("text-end", "refusal"))
        .map((part) =>
          part["reason"] === "content-filter" && refused.size > 0 ? Object.assign({}, part, { reason: "stop" }) : part
        )
    })
  },
  {
    kind: "text without deltas",
    reason: "What a text has beyond its deltas comes with its end. They lose it.",
    unify: ofOurs((ours, theirs) => cutTo(ours, theirs, /^text/))
  },
  {
    kind: "arguments without deltas",
    reason: "Arguments that come whole are a delta too.",
    unify: ofOurs((ours, theirs) => cutTo(ours, theirs, /^tool-params/))
  },
  {
    kind: "text of the reasoning",
    reason: "Open models give their reasoning itself, and not a summary. They leave it out.",
    unify: ofOurs((ours, theirs) => cutTo(ours, theirs, /^reasoning/))
  },
  {
    kind: "empty texts",
    reason: "A message without text has no text. Theirs would go into the history.",
    unify: ({ ours, theirs }) => {
      const known = idsOf(ours, /^text-start$/)
      return { ours, theirs: without(theirs, ({ id, type }) => /^text-(start|end)$/.test(type) && !known.has(id)) }
    }
  },
  {
    kind: "items that were never added",
    reason:
      "A text or a response of which the beginning is missing begins with the first that comes. Theirs never begins.",
    unify: ofOurs((ours, theirs) => {
      const known = idsOf(theirs, /^(text-start|response-metadata)$/)
      return without(
        ours,
        ({ id, type }) => /^(text-start|response-metadata)$/.test(type) && id !== undefined && !known.has(id)
      )
    })
  },
  {
    kind: "errors",
    reason:
      "An error is its code and message, which `finish` repeats. `response.failed` after an error is the same one.",
    unify: (pair) =>
      both(pair, (parts) =>
        parts.map(withoutOpenai("finish", "error")).flatMap((part, index) => {
          if (part.type !== "error") return [part]
          if (parts.findIndex(({ type }) => type === "error") < index) return []
          const { code, message } = part["error"] as Fields
          return [{ type: "error", error: { code, message } }]
        })
      )
  },
  {
    kind: "ids of approvals",
    reason: "The call that waits for an approval has the id of the request. Theirs is random.",
    unify: (pair) =>
      both(pair, (parts) => {
        const asked = new Set(
          parts.flatMap((part) => (part.type === "tool-approval-request" ? [part["toolCallId"]] : []))
        )
        return parts.map((part) => {
          if (part.type === "tool-approval-request") return { ...part, toolCallId: "" }
          return asked.has(part.id) ? { ...part, id: "" } : part
        })
      })
  },
  {
    kind: "calls of shells, patches and computers",
    reason:
      "The client runs them. So they have the id by which the output refers to them, and the response waits for it.",
    unify: ({ ours, theirs }) => {
      const isClient = (part: AiPart): boolean =>
        part.type === "tool-call" && part["providerExecuted"] !== true && isHostedName(part["name"])
      const change = (parts: Parts): Parts =>
        parts.some(isClient)
          ? parts.map((part) =>
              isClient(part) ? { ...part, id: "" } : part.type === "finish" ? { ...part, reason: "stop" } : part
            )
          : parts
      return both({ ours, theirs }, change)
    }
  },
  {
    kind: "images",
    reason: "An image is a file, with its media type. Theirs is the result of a tool, as base64.",
    unify: ({ ours, theirs }) => ({
      ours: without(ours, ({ type }) => type === "file"),
      theirs: without(theirs, (part) => part["name"] === "OpenAiImageGeneration")
    })
  },
  {
    kind: "items that don't say how they ended",
    reason: "The call of an item that is done but still `searching` comes once the response is completed.",
    unify: (pair) => {
      const done = pair.theirs.filter((part) => (part["result"] as Fields | undefined)?.["status"] === "searching")
      const ids = new Set(done.map(({ id }) => id))
      return both(pair, (parts) => without(parts, ({ id, type }) => /^tool-(call|result)$/.test(type) && ids.has(id)))
    }
  }
]
