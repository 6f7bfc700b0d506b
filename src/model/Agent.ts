/**
 * The agents of a response on which several work.
 *
 * @since 0.1.0
 */
export { Agent } from "../schema/agent.ts"
