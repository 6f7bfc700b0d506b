import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as FunctionCall from "../../src/call/FunctionCall.ts"
import * as ToolCall from "../../src/call/ToolCall.ts"
import { outcome } from "../support/outcome.ts"
import { call, created, decoded, ofResponse, response, run as runFunctions } from "./streams.ts"
import type { Wire } from "./streams.ts"

/** The events of an item. */
const tool = (type: string, fields: object = {}, output_index = 0) => {
  const id = `id_${output_index}`
  const item = (rest: object = {}) => ({ type, id, ...fields, ...rest })
  return {
    item,
    added: (rest: object = { status: "in_progress" }): Wire => ({
      type: "response.output_item.added",
      output_index,
      item: item(rest)
    }),
    /** A chunk of the item: what is behind `response.` in its type, and its fields. */
    chunk: (type: string, rest: object = {}): Wire => ({
      type: `response.${type}`,
      output_index,
      item_id: id,
      ...rest
    }),
    done: (rest: object = {}): Wire => ({
      type: "response.output_item.done",
      output_index,
      item: item({ status: "completed", ...rest })
    })
  }
}

const run = (...wires: ReadonlyArray<Wire>): ReadonlyArray<ToolCall.CallEvent> =>
  Effect.runSync(Stream.runCollect(ToolCall.events(Stream.fromIterable(decoded(wires)))))

/** Events in short. */
const short = (events: ReadonlyArray<ToolCall.CallEvent>): ReadonlyArray<ReadonlyArray<unknown>> =>
  events.map((event) => [event._tag, ...aboutOf(event)])

const aboutOf = (event: ToolCall.CallEvent): ReadonlyArray<unknown> => {
  switch (event._tag) {
    case "Started":
      return [event.type]
    case "Arguments":
      return [event.partial]
    case "Input":
      return "commandIndex" in event ? [event.commandIndex, event.input] : [event.input]
    case "Output":
      return [event.commandIndex, event.stdout, event.stderr]
    case "StatusChanged":
      return [event.status]
    case "Invalid":
      return [event.error._tag]
    case "Finished":
      return "arguments" in event ? [event.arguments] : []
    default:
      return [event.verdict]
  }
}

const lastOf = <Type extends ToolCall.CallType, Tag extends "Finished" | "Invalid" | "Unfinished">(
  events: ReadonlyArray<ToolCall.CallEvent>,
  tag: Tag,
  type: Type
) => {
  const last = events.at(-1)
  assert(last?._tag === tag && last.type === type)
  return last as Extract<ToolCall.CallEvent, { readonly _tag: Tag; readonly type: Type }>
}

const completed = response("completed")

describe("events", () => {
  const custom = tool("custom_tool_call", { call_id: "call_1", name: "sql", input: "" })

  it("of a custom tool grow as text", () => {
    const events = run(
      created,
      custom.added(),
      custom.chunk("custom_tool_call_input.delta", { delta: "select " }),
      custom.chunk("custom_tool_call_input.delta", { delta: "1" }),
      custom.chunk("custom_tool_call_input.done", { input: "select 1;" }),
      custom.done({ input: "select 1;" }),
      completed
    )
    const identity = {
      type: "custom_tool_call",
      key: "0",
      outputIndex: 0,
      itemId: "id_0",
      callId: "call_1",
      name: "sql"
    }
    assert.deepStrictEqual<ReadonlyArray<object>>(events, [
      { _tag: "Started", ...identity },
      { _tag: "Input", ...identity, delta: "select ", input: "select " },
      { _tag: "Input", ...identity, delta: "1", input: "select 1" },
      { _tag: "Input", ...identity, delta: ";", input: "select 1;" },
      {
        _tag: "Finished",
        ...identity,
        item: {
          type: "custom_tool_call",
          id: "id_0",
          callId: "call_1",
          name: "sql",
          input: "select 1;",
          status: "completed"
        }
      }
    ])
  })

  it("of an MCP call have its arguments and status, and at the end its output", () => {
    const mcp = tool("mcp_call", { server_label: "maps", name: "find", arguments: "" })
    const events = run(
      mcp.added(),
      mcp.chunk("mcp_call.in_progress"),
      mcp.chunk("mcp_call_arguments.delta", { delta: '{"q":"Os' }),
      mcp.chunk("mcp_call_arguments.done", { arguments: '{"q":"Oslo"}' }),
      mcp.chunk("mcp_call.completed"),
      mcp.done({ arguments: '{"q":"Oslo"}', output: "59.9 N" })
    )
    assert.deepStrictEqual(short(events), [
      ["Started", "mcp_call"],
      ["Arguments", { q: "Os" }],
      ["Arguments", { q: "Oslo" }],
      ["StatusChanged", "completed"],
      ["Finished", { q: "Oslo" }]
    ])
    const { item, name, serverLabel } = lastOf(events, "Finished", "mcp_call")
    assert.deepStrictEqual([name, serverLabel, item.output], ["find", "maps", "59.9 N"])
  })

  it("of an MCP call that failed are what it is, with its error", () => {
    const mcp = tool("mcp_call", { name: "find", arguments: "{}" })
    const error = { type: "http_error", code: 502, message: "Bad gateway" }
    for (const end of [
      [mcp.done({ status: "failed", error })],
      [mcp.done({ status: null, error })],
      [mcp.done({ error })],
      [mcp.chunk("mcp_call.failed"), mcp.done({ status: null, error: null })],
      [mcp.chunk("mcp_call.failed"), completed],
      [mcp.chunk("mcp_call.failed"), response("completed", [mcp.item({ status: null })])]
    ]) {
      const events = run(mcp.added(), ...end, completed)
      assert.strictEqual(lastOf(events, "Unfinished", "mcp_call").verdict, "Failed")
    }
    const events = run(mcp.added(), mcp.done({ status: "failed", error }))
    assert.deepStrictEqual(lastOf(events, "Unfinished", "mcp_call").item?.error as object, error)
  })

  it("of an approval ask for it with what would be called", () => {
    const request = tool("mcp_approval_request", { server_label: "maps", name: "find", arguments: '{"q":1}' })
    const events = run(request.added({}), request.done({ status: null }))
    assert.deepStrictEqual(short(events), [
      ["Started", "mcp_approval_request"],
      ["Arguments", { q: 1 }],
      ["Finished", { q: 1 }]
    ])
    const last = lastOf(events, "Finished", "mcp_approval_request")
    const id: string = last.item.id
    assert.deepStrictEqual([id, last.name, last.serverLabel], ["id_0", "find", "maps"])
  })

  it("of a shell call grow command by command, and its output is a call's own", () => {
    const shell = tool("shell_call", { call_id: "call_1", action: { commands: [] } })
    const output = tool("shell_call_output", { call_id: "call_1", output: [] }, 1)
    const commands = ["ls", "pwd"]
    const events = run(
      shell.added(),
      shell.chunk("shell_call_command.added", { command_index: 0, command: "" }),
      shell.chunk("shell_call_command.delta", { command_index: 0, delta: "l" }),
      shell.chunk("shell_call_command.added", { command_index: 1, command: "pw" }),
      shell.chunk("shell_call_command.delta", { command_index: 0, delta: "s" }),
      shell.chunk("shell_call_command.done", { command_index: 0, command: "ls" }),
      shell.chunk("shell_call_command.done", { command_index: 1, command: "pwd" }),
      shell.done({ action: { commands } }),
      output.added(),
      output.chunk("shell_call_output_content.delta", { command_index: 0, delta: { stdout: "a.txt" } }),
      output.chunk("shell_call_output_content.delta", { command_index: 1, delta: { stderr: "no" } }),
      output.chunk("shell_call_output_content.done", { command_index: 1, output: [] }),
      output.done({ output: [{ stdout: "a.txt", stderr: "", outcome: { type: "exit", exit_code: 0 } }] })
    )
    assert.deepStrictEqual(short(events), [
      ["Started", "shell_call"],
      ["Input", 0, "l"],
      ["Input", 1, "pw"],
      ["Input", 0, "ls"],
      ["Input", 1, "pwd"],
      ["Finished"],
      ["Started", "shell_call_output"],
      ["Output", 0, "a.txt", ""],
      ["Output", 1, "", "no"],
      ["Finished"]
    ])
    assert.deepStrictEqual(lastOf(events.slice(0, 6), "Finished", "shell_call").item.action?.commands, commands)
    const { callId, item } = lastOf(events, "Finished", "shell_call_output")
    assert.deepStrictEqual([callId, item.output[0]?.stdout], ["call_1", "a.txt"])
  })

  it("of a patch grow by its diff", () => {
    const patch = tool("apply_patch_call", {
      call_id: "call_1",
      operation: { type: "update_file", path: "a.txt", diff: "" }
    })
    const events = run(
      patch.added(),
      patch.chunk("apply_patch_call_operation_diff.delta", { delta: "@@\n" }),
      patch.chunk("apply_patch_call_operation_diff.done", { diff: "@@\n+b" }),
      patch.done({ operation: { type: "update_file", path: "a.txt", diff: "@@\n+b" } })
    )
    assert.deepStrictEqual(short(events), [
      ["Started", "apply_patch_call"],
      ["Input", "@@\n"],
      ["Input", "@@\n+b"],
      ["Finished"]
    ])
  })

  it("of code have its status and outputs", () => {
    const code = tool("code_interpreter_call", { code: "" })
    const outputs = [{ type: "logs", logs: "2" }]
    const events = run(
      code.added(),
      code.chunk("code_interpreter_call.in_progress"),
      code.chunk("code_interpreter_call_code.delta", { delta: "1+1" }),
      code.chunk("code_interpreter_call_code.done", { code: "1+1" }),
      code.chunk("code_interpreter_call.interpreting"),
      code.chunk("code_interpreter_call.completed"),
      code.done({ code: "1+1", outputs })
    )
    assert.deepStrictEqual(short(events), [
      ["Started", "code_interpreter_call"],
      ["Input", "1+1"],
      ["StatusChanged", "interpreting"],
      ["StatusChanged", "completed"],
      ["Finished"]
    ])
    assert.deepStrictEqual(lastOf(events, "Finished", "code_interpreter_call").item.outputs as object, outputs)
  })

  it.each([
    ["web_search_call", { action: { type: "search", query: "tides" } }],
    ["file_search_call", { queries: ["tides"], results: [{ filename: "a.txt" }] }]
  ] as const)("of a %s have each status once", (type, found) => {
    const search = tool(type)
    const events = run(
      search.added(),
      ...["in_progress", "searching", "searching", "completed"].map((status) => search.chunk(`${type}.${status}`)),
      search.done(found)
    )
    assert.deepStrictEqual(short(events), [
      ["Started", type],
      ["StatusChanged", "searching"],
      ["StatusChanged", "completed"],
      ["Finished"]
    ])
    assert.include(JSON.stringify(events.at(-1)), "tides")
  })

  it("of an image have its status, and a partial image is one", () => {
    const image = tool("image_generation_call")
    const partial = { partial_image_b64: "aGk=", partial_image_index: 0 }
    const events = run(
      image.added(),
      image.chunk("image_generation_call.partial_image", partial),
      image.chunk("image_generation_call.completed"),
      image.done({ result: "aGk=" })
    )
    assert.deepStrictEqual(short(events).slice(1), [
      ["StatusChanged", "generating"],
      ["StatusChanged", "completed"],
      ["Finished"]
    ])
  })

  it("of OpenRouter's tools take the chunks of those that they replace", () => {
    const search = tool("openrouter:web_search")
    assert.deepStrictEqual(short(run(search.added(), search.chunk("web_search_call.searching"), search.done())), [
      ["Started", "openrouter:web_search"],
      ["StatusChanged", "searching"],
      ["Finished"]
    ])
    const bash = tool("openrouter:bash", { command: "ls" }, 1)
    const events = run(bash.added(), bash.done({ status: "failed", error: "The sandbox is gone." }))
    assert.deepStrictEqual(short(events), [
      ["Started", "openrouter:bash"],
      ["Unfinished", "Failed"]
    ])
  })

  it("of calls that the provider lists, searches and runs end with their items", () => {
    for (const [type, fields] of [
      ["mcp_list_tools", { tools: [] }],
      ["computer_call", { call_id: "call_1", action: { type: "screenshot" } }],
      ["local_shell_call", { call_id: "call_1", action: { type: "exec", command: ["ls"], env: {} } }],
      ["tool_search_call", {}],
      ["program", { call_id: "call_1", code: "1" }],
      ["openrouter:datetime", {}]
    ] as const) {
      const each = tool(type, fields)
      assert.deepStrictEqual(short(run(each.added(), each.done())), [["Started", type], ["Finished"]])
    }
  })

  it("leave out messages, reasoning and what has no model", () => {
    const items = ["message", "reasoning", "compaction", "acme:tool"].map((type, i) =>
      tool(type, { content: [], summary: [] }, i)
    )
    assert.isEmpty(run(...items.map((each) => each.added()), ...items.map((each) => each.done())))
  })

  it("come with what was before, where a call is named late", () => {
    const events = run(
      custom.chunk("custom_tool_call_input.delta", { delta: "select 1" }),
      custom.done({ input: "select 1" })
    )
    assert.deepStrictEqual(short(events), [["Started", "custom_tool_call"], ["Input", "select 1"], ["Finished"]])
    const search = tool("web_search_call")
    assert.deepStrictEqual(short(run(search.chunk("web_search_call.searching"), search.added())), [
      ["Started", "web_search_call"],
      ["StatusChanged", "searching"],
      ["Unfinished", "Truncated"]
    ])
  })

  it("of function calls are those of FunctionCall, with key, type and item", () => {
    const a = call(0)
    const wires = [a.added(), a.delta('{"city":'), a.argumentsDone('{"city":1}'), a.done('{"city":1}')]
    const events = run(...wires)
    assert.deepStrictEqual<ReadonlyArray<object>>(
      events.map((event) => {
        const { item: _, key: __, type: ___, ...rest } = event as typeof event & { readonly item?: unknown }
        return rest
      }),
      runFunctions(...wires)
    )
    const { item } = lastOf(events, "Finished", "function_call")
    assert.strictEqual(item.arguments, '{"city":1}')
  })

  it("keep the calls of a response apart from those of the next", () => {
    const events = run(created, custom.added(), ofResponse(created, "resp_2"), custom.added(), custom.done())
    assert.deepStrictEqual(short(events), [
      ["Started", "custom_tool_call"],
      ["Unfinished", "Truncated"],
      ["Started", "custom_tool_call"],
      ["Finished"]
    ])
  })
})

describe("a call", () => {
  const kinds = [
    tool("custom_tool_call", { call_id: "call_1", name: "sql", input: "" }),
    tool("mcp_call", { name: "find", arguments: "{}" }),
    tool("shell_call", { call_id: "call_1", action: { commands: ["ls"] } }),
    tool("apply_patch_call", { call_id: "call_1", operation: { type: "delete_file", path: "a" } }),
    tool("code_interpreter_call", { code: "1" }),
    tool("web_search_call"),
    tool("openrouter:datetime")
  ]

  it("is finished only if its item is done and completed, where the response was cut", () => {
    for (const each of kinds) {
      for (const [status, verdict] of [
        ["incomplete", "Incomplete"],
        ["failed", "Failed"]
      ] as const) {
        const open = run(each.added(), response(status, [each.item({ status: null })]))
        assert.deepStrictEqual(short(open).at(-1), ["Unfinished", verdict])
        const undecided = run(each.added(), each.done({ status: "in_progress" }), response(status))
        assert.deepStrictEqual(short(undecided).at(-1), ["Unfinished", verdict])
        const said = run(each.added(), response(status, [each.item({ status: "completed" })]))
        assert.strictEqual(said.at(-1)?._tag, "Finished")
      }
      assert.deepStrictEqual(short(run(each.added())).at(-1), ["Unfinished", "Truncated"])
      const error: Wire = { type: "error", code: null, message: "It broke.", param: null }
      assert.deepStrictEqual(short(run(each.added(), error)).at(-1), ["Unfinished", "Errored"])
      assert.strictEqual(run(each.added(), each.done(), error).at(-1)?._tag, "Finished")
      const cut = run(each.added(), each.done({ status: "incomplete" }), completed)
      assert.deepStrictEqual(short(cut).at(-1), ["Unfinished", "Incomplete"])
      const cancelled: Wire = { type: "response.cancelled" }
      assert.deepStrictEqual(short(run(each.added(), cancelled)).at(-1), ["Unfinished", "Cancelled"])
    }
  })

  it("that is done without saying so is finished by a response that is completed", () => {
    for (const each of kinds) {
      const events = run(each.added(), each.done({ status: "in_progress" }), completed)
      assert.strictEqual(events.at(-1)?._tag, "Finished")
    }
  })

  it("that only chunks say is complete is finished by the response if it has nothing but its input", () => {
    const custom = tool("custom_tool_call", { call_id: "call_1", name: "sql", input: "" })
    const input = custom.chunk("custom_tool_call_input.done", { input: "select 1" })
    assert.strictEqual(
      lastOf(run(custom.added(), input, completed), "Finished", "custom_tool_call").item.input,
      "select 1"
    )
    const part = custom.chunk("custom_tool_call_input.delta", { delta: "select" })
    const unfinished = lastOf(run(custom.added(), part, completed), "Unfinished", "custom_tool_call")
    assert.deepStrictEqual([unfinished.verdict, unfinished.item?.input], ["Completed", "select"])
    // The provider runs it, and its output never came
    const mcp = tool("mcp_call", { name: "find", arguments: "" })
    const whole = mcp.chunk("mcp_call_arguments.done", { arguments: "{}" })
    assert.deepStrictEqual(short(run(mcp.added(), whole, completed)).at(-1), ["Unfinished", "Completed"])
    const search = tool("web_search_call")
    const found = search.chunk("web_search_call.completed")
    assert.deepStrictEqual(short(run(search.added(), found, completed)).at(-1), ["Unfinished", "Completed"])
  })

  it("keeps the input that came where its item leaves it out", () => {
    const shell = tool("shell_call", { call_id: "call_1", action: { commands: [] } })
    const command = shell.chunk("shell_call_command.done", { command_index: 0, command: "ls" })
    const { item } = lastOf(run(shell.added(), command, shell.done()), "Finished", "shell_call")
    assert.deepStrictEqual(item.action?.commands, ["ls"])
    const patch = tool("apply_patch_call", { call_id: "c", operation: { type: "create_file", path: "a" } })
    const diff = patch.chunk("apply_patch_call_operation_diff.delta", { delta: "+b" })
    const { item: cut } = lastOf(run(patch.added(), diff), "Unfinished", "apply_patch_call")
    assert.deepStrictEqual(cut?.operation as object, { type: "create_file", path: "a", diff: "+b" })
    const code = tool("code_interpreter_call", { code: null })
    const delta = code.chunk("code_interpreter_call_code.delta", { delta: "1" })
    assert.strictEqual(lastOf(run(code.added(), delta), "Unfinished", "code_interpreter_call").item?.code, "1")
  })

  it("with arguments that aren't JSON is invalid, and its error shows none of them", () => {
    const mcp = tool("mcp_call", { name: "find", arguments: "{secret" })
    const { argumentsText, error } = lastOf(run(mcp.added(), mcp.done()), "Invalid", "mcp_call")
    assert.deepStrictEqual([argumentsText, error._tag, error.functionName], ["{secret", "InvalidArgumentsJson", "find"])
    assert.notInclude(JSON.stringify(error) + String(error), "secret")
  })
})

describe("calls", () => {
  const a = call(0)
  const search = tool("web_search_call", {}, 1)
  const wires = [a.added(), search.added(), search.done(), a.done('{"city":"Oslo"}'), completed]

  it.effect("gives each call once, in the order in which they end, and function calls to decode", () =>
    Effect.gen(function* () {
      const calls = yield* Stream.fromIterable(decoded(wires)).pipe(ToolCall.calls, Stream.runCollect)
      assert.deepStrictEqual(
        calls.map(({ _tag, type }) => [_tag, type]),
        [
          ["Finished", "web_search_call"],
          ["Finished", "function_call"]
        ]
      )
      const last = lastOf(calls, "Finished", "function_call")
      const decode = FunctionCall.decode({ weather: Schema.Struct({ city: Schema.String }) })
      const city: string = (yield* decode(last)).arguments.city
      assert.strictEqual(city, "Oslo")
    })
  )

  it.effect("gives what the end of the stream cuts before its error", () =>
    Effect.gen(function* () {
      const chunks = Stream.concat(Stream.fromIterable(decoded([search.added()])), Stream.fail("lost"))
      const { error, values } = yield* outcome(ToolCall.calls(chunks))
      assert.strictEqual(error, "lost")
      assert.deepStrictEqual(short(values), [["Unfinished", "Truncated"]])
    })
  )
})

describe("step", () => {
  it("leaves the state that it is given as it was", () => {
    const shell = tool("shell_call", { call_id: "call_1", action: { commands: [] } })
    const command = { command_index: 0, delta: "l" }
    const chunks = decoded([
      shell.added(),
      shell.chunk("shell_call_command.delta", command),
      shell.chunk("shell_call_command.delta", command),
      shell.done()
    ])
    const states = [ToolCall.initial]
    const found = chunks.map((chunk) => {
      const [state, events] = ToolCall.step(states.at(-1)!, chunk)
      states.push(state)
      return events
    })
    for (const [i, chunk] of chunks.entries()) assert.deepStrictEqual(ToolCall.step(states[i]!, chunk)[1], found[i])
    assert.isEmpty(ToolCall.end(states.at(-1)!))
    assert.deepStrictEqual(short(ToolCall.end(states[2]!)), [["Unfinished", "Truncated"]])
  })
})
