import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import * as StructuredOutput from "effect-responses-stream/StructuredOutput"
import type { ResponsesStreamChunk } from "effect-responses-stream/ResponsesStreamChunk"

const Weather = Schema.Struct({ city: Schema.String, days: Schema.optionalKey(Schema.Finite) })

export const weather = (
  chunks: Stream.Stream<ResponsesStreamChunk>
): Effect.Effect<
  typeof Weather.Type,
  | StructuredOutput.InvalidOutputJson
  | StructuredOutput.InvalidOutput
  | StructuredOutput.OutputRefused
  | StructuredOutput.OutputUnfinished
> => StructuredOutput.decode(Weather)(chunks)

export const cityOf = (partial: StructuredOutput.PartialOf<typeof Weather>): string | undefined => partial.city

export const format: StructuredOutput.TextFormat = StructuredOutput.textFormat(Weather, { name: "weather" })
