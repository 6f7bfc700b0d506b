/**
 * The saved form of a snapshot: its state as JSON, with maps as entries.
 *
 * @internal
 */
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { DebugInfo } from "../chunk/Debug.ts"
import { ResponseImageGenerationCallPartialImage } from "../chunk/ImageGenerationCall.ts"
import { UnknownChunk } from "../chunk/Unknown.ts"
import { Annotation } from "../model/Annotation.ts"
import { ContentPart } from "../model/ContentPart.ts"
import { FusionAnalysis } from "../model/FusionAnalysis.ts"
import { LogProb } from "../model/LogProb.ts"
import { OutputItem } from "../model/OutputItem.ts"
import { Response, ResponseError } from "../model/Response.ts"
import { ShellOutput } from "../model/ShellOutput.ts"
import { GrowingList } from "./growingList.ts"
import { OrderedMap, indexed, named, numbered } from "./orderedMap.ts"
import { factsOf } from "./places.ts"
import { toJson, version } from "./state.ts"
import type { State } from "./state.ts"

const mapOf = <K extends Schema.Constraint, V extends Schema.Constraint>(
  key: K,
  value: V,
  make: (entries: Iterable<readonly [K["Type"], V["Type"]]>) => OrderedMap<K["Type"], V["Type"]>
) => {
  type Map = OrderedMap<K["Type"], V["Type"]>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a tuple of the two
  const entries: Schema.Codec<ReadonlyArray<readonly [K["Type"], V["Type"]]>> = Schema.Array(
    Schema.Tuple([key, value])
  ) as never
  return entries.pipe(
    Schema.decodeTo(
      Schema.declare<Map>((input): input is Map => input instanceof OrderedMap),
      SchemaTransformation.transform<Map, ReadonlyArray<readonly [K["Type"], V["Type"]]>>({
        decode: make,
        encode: (map) => map.entries()
      })
    )
  )
}

const growing = <A extends Schema.Constraint>(value: A) =>
  Schema.Array(value).pipe(
    Schema.decodeTo(
      Schema.declare<GrowingList<A["Type"]>>((input): input is GrowingList<A["Type"]> => input instanceof GrowingList),
      SchemaTransformation.transform<GrowingList<A["Type"]>, ReadonlyArray<A["Type"]>>({
        decode: (values) => new GrowingList([...values]),
        encode: (list) => list.values()
      })
    )
  )

/** The decoded side of models is JSON too, and is saved unchanged. */
const typeOf = Schema.toType

const makeForm = () => {
  const byNumber = <V extends Schema.Constraint>(value: V) => mapOf(Schema.Finite, value, numbered)
  const Text = Schema.Struct({ text: Schema.String, isWhole: Schema.Boolean })
  const Part = Schema.Struct({
    base: typeOf(ContentPart),
    text: Schema.String,
    isWhole: Schema.Boolean,
    annotations: Schema.optional(byNumber(typeOf(Annotation))),
    logprobs: Schema.optional(growing(typeOf(LogProb)))
  })
  const Output = Schema.Struct({
    stdout: Schema.String,
    stderr: Schema.String,
    output: Schema.optional(Schema.Array(typeOf(ShellOutput)))
  })
  const Panel = Schema.Struct({
    nth: Schema.Finite,
    content: Text,
    reasoning: Schema.String,
    error: Schema.optional(Schema.String),
    statusCode: Schema.optional(Schema.Finite)
  })
  const Streamed = Schema.Struct({
    status: Schema.optional(Schema.String),
    content: Schema.optional(byNumber(Part)),
    summary: Schema.optional(byNumber(Part)),
    arguments: Schema.optional(Text),
    input: Schema.optional(Text),
    code: Schema.optional(Text),
    diff: Schema.optional(Text),
    commands: Schema.optional(byNumber(Text)),
    outputs: Schema.optional(byNumber(Output)),
    partialImage: Schema.optional(typeOf(ResponseImageGenerationCallPartialImage)),
    panels: Schema.optional(mapOf(Schema.String, Panel, named)),
    panelCount: Schema.optional(Schema.Finite),
    analystModel: Schema.optional(Schema.String),
    judgeModel: Schema.optional(Schema.String),
    analysis: Schema.optional(typeOf(FusionAnalysis))
  })
  const Key = Schema.Struct({ index: Schema.Finite, nth: Schema.Finite })
  const Item = Schema.Struct({
    key: Key,
    base: typeOf(OutputItem),
    isDone: Schema.Boolean,
    isInferred: Schema.Boolean,
    order: Schema.optional(Schema.Finite),
    reportedAt: Schema.optional(Schema.Finite),
    ids: Schema.Array(Schema.String),
    alias: Schema.optional(Schema.String),
    streamed: Schema.optional(Streamed)
  })
  const Audio = Schema.Struct({
    data: byNumber(Schema.String),
    isDone: Schema.Boolean,
    transcript: Schema.String,
    isTranscriptDone: Schema.Boolean
  })
  return Schema.Struct({
    version: Schema.Literal(version),
    sequenceNumber: Schema.optional(Schema.Finite),
    responseId: Schema.optional(Schema.String),
    response: Schema.optional(typeOf(Response)),
    terminal: Schema.optional(Schema.Literals(["Completed", "Incomplete", "Failed", "Cancelled"])),
    error: Schema.optional(typeOf(ResponseError)),
    isSealed: Schema.Boolean,
    items: Schema.Array(Item),
    ids: mapOf(Schema.String, Key, named),
    done: Schema.Literals(["nothing", "answer", "cut"]),
    audio: Schema.optional(Audio),
    unknown: Schema.Array(typeOf(UnknownChunk)),
    debug: Schema.Array(typeOf(DebugInfo))
  })
}

const listed = <A>(values: ReadonlyArray<A>): OrderedMap<number, A> => indexed(values, (value) => value)

type Form = ReturnType<typeof makeForm>["Type"]

const stateFrom = ({ debug, items, unknown, ...rest }: Form): State => ({
  sequenceNumber: rest.sequenceNumber,
  responseId: rest.responseId,
  response: rest.response,
  terminal: rest.terminal,
  error: rest.error,
  isSealed: rest.isSealed,
  audio: rest.audio,
  ...factsOf(items),
  ids: rest.ids,
  done: rest.done,
  unknown: listed(unknown),
  debug: listed(debug)
})

/** Makes the schema of a value that is saved as the state of a snapshot. */
export const schemaOf = <Snapshot>(
  isSnapshot: (input: unknown) => input is Snapshot,
  make: (state: State) => Snapshot,
  stateOf: (snapshot: Snapshot) => State
) =>
  makeForm().pipe(
    Schema.decodeTo(
      Schema.declare(isSnapshot, { expected: "a snapshot" }),
      SchemaTransformation.transform<Snapshot, Form>({
        decode: (form) => make(stateFrom(form)),
        encode: (snapshot) => toJson(stateOf(snapshot))
      })
    )
  )
