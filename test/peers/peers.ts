import { fileURLToPath } from "node:url"
import { loadOpenAI } from "../../scripts/drift/openai.ts"
import { loadOpenRouter } from "../../scripts/drift/openrouter.ts"
import { readModels } from "../../scripts/drift/ours.ts"
import { members } from "../../src/chunk/ResponsesStreamChunk.ts"

const modules = fileURLToPath(new URL("../../node_modules/", import.meta.url))

/** Our chunks. */
export const ours = readModels(members, "effect-responses-stream")

/** The SDK that is installed. */
export const openRouter = await loadOpenRouter(modules)

/** The declarations that are installed. */
export const openAI = loadOpenAI(modules)
