/**
 * A large capture for tests of the page, in Node and in browsers.
 *
 * It has items of many kinds, one after another: reasoning, text, calls. Some events are unknown, some invalid, some
 * break a rule. The same options give the same bytes.
 */

const words = "the quick brown fox jumps over a lazy dog and writes “naïve” tests with 日本語 in them 🙂".split(" ")

/**
 * The events of a stream, as JSON text: at least as many as asked for, and at most some twenty more.
 *
 * @param {number} count
 * @returns {Generator<string, void>}
 */
export function* largeEvents(count) {
  let sequence = 0
  const event = (/** @type {string} */ type, /** @type {object} */ fields) =>
    JSON.stringify({ type, ...fields, sequence_number: sequence++ })
  const response = (/** @type {string} */ status) => ({
    response: {
      id: "resp_large",
      object: "response",
      created_at: 1_750_000_000,
      status,
      model: "test/large",
      output: []
    }
  })
  yield event("response.created", response("in_progress"))
  yield event("response.in_progress", response("in_progress"))
  for (let outputIndex = 0; ; outputIndex++) {
    if (sequence >= count - 1) break
    const kind = outputIndex % 3
    const id = `${["rs", "msg", "fc"][kind]}_${outputIndex}`
    const of = { output_index: outputIndex, item_id: id }
    const part = kind === 0 ? { summary_index: 0 } : { content_index: 0 }
    const item = [
      { type: "reasoning", id, summary: [] },
      { type: "message", id, role: "assistant", status: "in_progress", content: [] },
      { type: "function_call", id, call_id: `call_${outputIndex}`, name: `tool_${outputIndex}`, arguments: "" }
    ][kind]
    const deltas = Math.min(count - sequence, 2_000 + ((outputIndex * 977) % 3_000))
    yield event("response.output_item.added", { output_index: outputIndex, item })
    if (kind === 0) {
      yield event("response.reasoning_summary_part.added", { ...of, ...part, part: { type: "summary_text", text: "" } })
    } else if (kind === 1) {
      yield event("response.content_part.added", { ...of, ...part, part: { type: "output_text", text: "" } })
    }
    let text = ""
    for (let i = 0; i < deltas; i++) {
      const delta = `${words[(i * 7 + outputIndex) % words.length]} `
      if (i % 997 === 996) yield event("response.large.unknown", { ...of, note: `unknown ${i}` })
      else if (i % 1499 === 1498) yield event("response.output_text.delta", { ...of, content_index: "0", delta: 7 })
      else if (i % 2999 === 2998) yield `{"type":"response.output_text.delta","delta":"cut`
      else if (kind === 2) {
        text += delta
        yield event("response.function_call_arguments.delta", { ...of, delta, obfuscation: "x".repeat(16 - (i % 9)) })
      } else {
        text += delta
        const type = kind === 0 ? "response.reasoning_summary_text.delta" : "response.output_text.delta"
        yield event(type, { ...of, ...part, delta, obfuscation: "x".repeat(16 - (i % 9)) })
      }
    }
    if (kind === 2) yield event("response.function_call_arguments.done", { ...of, arguments: text })
    else if (kind === 1) yield event("response.output_text.done", { ...of, ...part, text })
    else yield event("response.reasoning_summary_text.done", { ...of, ...part, text })
    yield event("response.output_item.done", {
      output_index: outputIndex,
      item: {
        ...item,
        status: "completed",
        ...(kind === 0
          ? { summary: [{ type: "summary_text", text }] }
          : kind === 1
            ? { content: [{ type: "output_text", text, annotations: [] }] }
            : { arguments: text })
      }
    })
  }
  yield event("response.completed", {
    response: {
      ...response("completed").response,
      usage: { input_tokens: 100, output_tokens: count, total_tokens: count + 100, cost: 0.25 }
    }
  })
}

/**
 * A capture of a large stream: server-sent events, or JSON lines with the time of each.
 *
 * @param {{ readonly events?: number, readonly format?: "sse" | "jsonl" }} [options]
 * @returns {Uint8Array<ArrayBuffer>}
 */
export const largeCapture = ({ events = 100_000, format = "sse" } = {}) => {
  const lines = []
  let at = 300
  for (const data of largeEvents(events)) {
    at += lines.length % 500 === 499 ? 250 : 2.5
    const isWhole = data.endsWith("}")
    if (format === "sse") lines.push(`data: ${data}\n\n`)
    else lines.push(`{"at":${at},"event":${isWhole ? data : JSON.stringify(data)}}\n`)
  }
  return new TextEncoder().encode(lines.join(""))
}
