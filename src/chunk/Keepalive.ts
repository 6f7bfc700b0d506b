/**
 * The chunk that keeps a silent connection open.
 *
 * @since 0.1.0
 */
import { chunk, numbered } from "../schema/chunk.ts"

/**
 * The connection is alive. It has a sequence number like any chunk.
 *
 * @category models
 * @since 0.1.0
 */
export class Keepalive extends chunk<Keepalive>()("keepalive", numbered) {}

/**
 * The family in wire order.
 *
 * @internal
 */
export const members = [Keepalive] as const
