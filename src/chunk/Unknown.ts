/**
 * The chunk that stands for every type this version has no model of.
 *
 * @since 0.1.0
 */
import { unknownMember } from "../schema/openUnion.ts"

/**
 * A chunk of a type that this version doesn't know: `{ type: "UNKNOWN", isUnknown: true, raw }`.
 *
 * `raw` is the event's JSON as it came, its own `type` included. A known type with a wrong shape never becomes one of
 * these: it is an `InvalidChunk` error.
 *
 * @category models
 * @since 0.1.0
 */
export class UnknownChunk extends unknownMember<UnknownChunk>("UnknownChunk") {}
