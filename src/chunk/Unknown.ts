/**
 * The chunk of every type that has no model here.
 *
 * @since 0.1.0
 */
import { unknownMember } from "../schema/openUnion.ts"

/**
 * A chunk of a type without a model in this version: `{ type: "UNKNOWN", isUnknown: true, raw }`.
 *
 * `raw` is the event's JSON as received, with its own `type`. A known type with a wrong shape never becomes an
 * `UnknownChunk`: it is an `InvalidChunk` error.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownChunk extends unknownMember<UnknownChunk>("UnknownChunk") {}
