/**
 * One event to one chunk: JSON, route by `type`, decode, and the repairs of `Tolerance` where that fails.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import * as SchemaParser from "effect/SchemaParser"
import type { UnknownChunk } from "./chunk/Unknown.ts"
import type { Compiled } from "./internal/compiled.ts"
import { fromIssue, fromOverflow, fromUntyped } from "./internal/invalidChunk.ts"
import { isObject } from "./internal/json.ts"
import type { Json } from "./internal/json.ts"
import { invalidJsonPosition } from "./internal/jsonPosition.ts"
import type { Member } from "./internal/lazy.ts"
import { decoderOf, refused } from "./internal/onePass.ts"
import { memberType, unknownOf } from "./internal/openUnion.ts"
import { InvalidJson } from "./StreamError.ts"
import type { InvalidChunk } from "./StreamError.ts"
import { applyRepairs } from "./Tolerance.ts"
import type { AppliedRepair, Tolerance } from "./Tolerance.ts"

/**
 * Options of decoding one event.
 *
 * @category options
 * @since 0.1.0
 */
export interface ChunkDecoderOptions {
  /** `"recorded"` (the default) takes what providers are known to send beyond the contract; `"strict"` doesn't. */
  readonly tolerance?: Tolerance
  /** Called for each repair that made an event valid. */
  readonly onRepair?: (repair: AppliedRepair) => void
}

/**
 * Decodes the events of any number of streams.
 *
 * @category models
 * @since 0.1.0
 */
export interface ChunkDecoder<Chunk> {
  /** Decodes a parsed event. `index` is its ordinal in the stream, from 0. */
  readonly decodeJson: (json: unknown, index: number) => Result.Result<Chunk, InvalidChunk>
  /** The first half of `decodeJson`: the chunk of an event of a known type, in nearly all cases where it is valid. */
  readonly decodeValid: (json: unknown) => Chunk | undefined
  /** The second half of `decodeJson`: what becomes of an event that `decodeValid` gave nothing for. */
  readonly recover: (json: unknown, index: number) => Result.Result<Chunk, InvalidChunk>
  /** Whether the decoder has a model of a wire type. */
  readonly knows: (type: string | undefined) => boolean
}

/**
 * The schema of a chunk.
 *
 * @category models
 * @since 0.1.0
 */
export type ChunkSchema = Member & Schema.ConstraintDecoder<unknown>

/**
 * Makes a decoder of the given chunks. Every other type decodes to an `UnknownChunk`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <const Members extends ReadonlyArray<ChunkSchema>>(
  members: Members,
  options?: ChunkDecoderOptions
): ChunkDecoder<Members[number]["Type"] | UnknownChunk> => {
  type Chunk = Members[number]["Type"] | UnknownChunk
  const tolerant = options?.tolerance !== "strict"
  const routes = routesOf(members)

  const repair = (json: Json, index: number): Result.Result<Chunk, InvalidChunk> | undefined => {
    const repaired = tolerant ? applyRepairs(json, index) : undefined
    if (repaired === undefined) return undefined
    const route = routes.get(repaired.json["type"])
    if (route === undefined) return undefined
    const chunk = route.decode(repaired.json)
    if (chunk === undefined) return Result.fail(route.report(repaired.json, index, json))
    for (const name of repaired.names) options?.onRepair?.({ name, index, type: route.type })
    return Result.succeed(chunk)
  }

  // A delta mostly follows a delta of the same type: comparing two strings is cheaper than hashing a new one
  let last: Route | undefined
  const routeOf = (type: unknown): Route | undefined =>
    last !== undefined && last.type === type ? last : (last = routes.get(type))

  const decodeValid = (json: unknown): Chunk | undefined =>
    isObject(json) && Object.hasOwn(json, "type") ? routeOf(json["type"])?.fast(json) : undefined

  const recover = (json: unknown, index: number): Result.Result<Chunk, InvalidChunk> => {
    if (!isObject(json)) return Result.fail(fromUntyped(json, index))
    const type = Object.hasOwn(json, "type") ? json["type"] : undefined
    const route = routes.get(type)
    const chunk = route?.decode(json)
    if (chunk !== undefined) return Result.succeed(chunk)
    const repaired = repair(json, index)
    if (repaired !== undefined) return repaired
    if (route !== undefined) return Result.fail(route.report(json, index))
    return typeof type === "string"
      ? Result.succeed(unknownOf(json) as UnknownChunk)
      : Result.fail(fromUntyped(json, index))
  }

  return {
    knows: (type) => routes.has(type),
    decodeValid,
    recover,
    decodeJson: (json, index) => {
      const chunk = decodeValid(json)
      return chunk === undefined ? recover(json, index) : Result.succeed(chunk)
    }
  }
}

/**
 * The error of an event's data that `JSON.parse` refuses. `type` is what it says of the event's type, where that is
 * known.
 *
 * @category decoding
 * @since 0.1.0
 */
export const invalidJson = (data: string, index: number, type?: string): InvalidJson =>
  new InvalidJson({ index, data, position: invalidJsonPosition(data), ...(type === undefined ? {} : { type }) })

// -----------------------------------------------------------------------------
// Routes
// -----------------------------------------------------------------------------

interface Route {
  readonly type: string
  /** Decodes at full speed. Nothing comes of what is invalid, and of the little that is left to `decode`. */
  fast: (json: Json) => unknown
  /** Decodes whatever is valid. */
  readonly decode: (json: Json) => unknown
  /** Decodes what failed once more, for a report of every wrong field. `payload` is what came, if that was repaired. */
  readonly report: (json: Json, index: number, payload?: Json) => InvalidChunk
}

const makeRoute = (member: ChunkSchema): Route => {
  const type = memberType(member)
  const schema: Schema.ConstraintDecoder<unknown> = member
  const onePass = (json: Json): unknown => {
    try {
      const chunk = decoderOf(member)(json)
      return chunk === refused ? undefined : chunk
    } catch {
      // Only the interpreter can tell, or the event nests so deep that the stack overflows
      return undefined
    }
  }
  const route: Route = {
    type,
    fast: (json) => {
      // Chosen when the first event of the type comes: a stream has few of the many types
      route.fast = compiledOf(member)?.(type) ?? onePass
      return route.fast(json)
    },
    decode: (json) => {
      const chunk = onePass(json)
      if (chunk !== undefined) return chunk
      const exit = SchemaParser.decodeExit(schema)(json)
      return Exit.isSuccess(exit) ? exit.value : undefined
    },
    report: (json, index, payload = json) => {
      const exit = SchemaParser.decodeExit(schema, { errors: "all" })(json)
      const issue = Exit.isFailure(exit) ? exit.cause.reasons.find(Cause.isFailReason) : undefined
      // Anything but an issue is a defect, and the one that data can cause is a stack overflow
      return issue === undefined
        ? fromOverflow(payload, index, type)
        : fromIssue(json, index, type, issue.error, payload)
    }
  }
  return route
}

/** A schema of others has no compiled decoder. */
const compiledOf = (member: ChunkSchema): Compiled | undefined =>
  (member as { readonly "~compiled"?: Compiled })["~compiled"]

/** The routes of some chunks by their wire types. */
type Routes = ReadonlyMap<unknown, Route>

const routesByMembers = new WeakMap<ReadonlyArray<ChunkSchema>, Routes>()

const routesOf = (members: ReadonlyArray<ChunkSchema>): Routes => {
  let routes = routesByMembers.get(members)
  if (routes === undefined) {
    routes = new Map(members.map((member) => [memberType(member), makeRoute(member)]))
    routesByMembers.set(members, routes)
  }
  return routes
}
