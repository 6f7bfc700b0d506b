import * as Result from "effect/Result"
import { members } from "effect-responses-stream/chunk/Keepalive"
import type { Keepalive } from "effect-responses-stream/chunk/Keepalive"
import type { UnknownChunk } from "effect-responses-stream/chunk/Unknown"
import { make } from "effect-responses-stream/ChunkDecoder"

const decoder = make(members, { tolerance: "strict" })

export const chunk: Keepalive | UnknownChunk | undefined = Result.getOrUndefined(decoder.decodeJson({}, 0))
