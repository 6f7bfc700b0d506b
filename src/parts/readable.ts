/**
 * Which JSON readers of UI message streams take.
 *
 * @internal
 */
import { fieldsOf } from "../base/json.ts"

/**
 * Whether readers take a JSON value. They refuse a chunk with a key that could change a prototype, and all that follows
 * it: `__proto__`, and `prototype` in `constructor`.
 */
export const isReadable = (json: unknown): boolean => {
  const nodes = [json]
  for (const node of nodes) {
    if (!isNode(node)) continue
    const { constructor } = fieldsOf(node)
    if (Object.hasOwn(node, "__proto__")) return false
    if (isNode(constructor) && Object.hasOwn(constructor, "prototype")) return false
    for (const value of Object.values(node)) if (isNode(value)) nodes.push(value)
  }
  return true
}

const isNode = (value: unknown): value is object => typeof value === "object" && value !== null
