import { assert, describe, it } from "@effect/vitest"
import * as ResponseSnapshot from "../../src/snapshot/ResponseSnapshot.ts"
import type { Case } from "../../src/chunk/ResponsesStreamChunk.ts"
import {
  chunksOf,
  run,
  runJson,
  shown,
  shownButNumber,
  ofItem,
  added,
  done,
  text,
  message,
  response,
  created,
  completed
} from "./snapshots.ts"
import type { Json } from "./snapshots.ts"

// -----------------------------------------------------------------------------
// Text
// -----------------------------------------------------------------------------

describe("a snapshot", () => {
  it("knows nothing at first", () => {
    assert.deepStrictEqual(shown(ResponseSnapshot.initial), {
      response: undefined,
      status: undefined,
      items: [],
      output: [],
      outputText: "",
      error: undefined,
      verdict: "Truncated",
      audio: undefined,
      unknown: [],
      debug: [],
      sequenceNumber: undefined
    })
  })

  it("has the response of the latest chunk that brought one, with the output so far", () => {
    const snapshot = runJson(created, added(0, message("m")), text(0, "Hel"), text(0, "lo"), {
      type: "response.in_progress",
      response: { ...response, service_tier: "flex" }
    })
    assert.strictEqual(snapshot.status, "in_progress")
    assert.strictEqual(snapshot.response?.serviceTier, "flex")
    assert.deepStrictEqual(snapshot.response?.output, snapshot.output)
    assert.strictEqual(snapshot.outputText, "Hello")
    assert.strictEqual(snapshot.verdict, "Truncated")
    assert.strictEqual(snapshot.sequenceNumber, 4)
  })

  it("collects text, refusals, annotations and log probabilities in parts", () => {
    const at = { ...ofItem(0, "m"), content_index: 0 }
    const logprob = (token: string) => ({ token, logprob: -1 })
    const citation = (url: string) => ({ type: "url_citation", url })
    const snapshot = runJson(
      created,
      added(0, message("m")),
      {
        type: "response.content_part.added",
        ...at,
        part: { type: "output_text", text: "", annotations: [], logprobs: [] }
      },
      { type: "response.output_text.delta", ...at, delta: "A", logprobs: [logprob("A")] },
      { type: "response.output_text.annotation.added", ...at, annotation_index: 1, annotation: citation("b") },
      { type: "response.output_text.annotation.added", ...at, annotation_index: 0, annotation: citation("a") },
      { type: "response.output_text.delta", ...at, delta: "B", logprobs: [logprob("B"), logprob("C")] },
      { type: "response.refusal.delta", ...at, content_index: 1, delta: "I " },
      { type: "response.refusal.delta", ...at, content_index: 1, delta: "won't" }
    )
    assert.deepStrictEqual(snapshot.output, [
      {
        type: "message",
        id: "m",
        role: "assistant",
        status: "in_progress",
        content: [
          {
            type: "output_text",
            text: "AB",
            annotations: [citation("a"), citation("b")],
            logprobs: [logprob("A"), logprob("B"), logprob("C")]
          },
          { type: "refusal", refusal: "I won't" }
        ]
      }
    ] as never)
  })

  it("keeps what was annotated where the part's done leaves it out, and two annotations of one index", () => {
    const at = { ...ofItem(0, "m"), content_index: 0 }
    const citation = (url: string) => ({
      type: "response.output_text.annotation.added",
      ...at,
      annotation_index: 0,
      annotation: { type: "url_citation", url }
    })
    const snapshot = runJson(
      added(0, message("m")),
      text(0, "Hello", "m"),
      citation("a"),
      citation("b"),
      citation("a"),
      { type: "response.output_text.done", ...at, text: "Hello" },
      { type: "response.content_part.done", ...at, part: { type: "output_text", text: "Hello" } }
    )
    const [item] = snapshot.output
    assert(item?.type === "message")
    const [part] = item.content
    assert(part?.type === "output_text")
    assert.deepStrictEqual(
      part.annotations?.map((annotation) => (annotation.type === "url_citation" ? annotation.url : "")),
      ["a", "b"]
    )
  })

  it("collects reasoning and its summaries", () => {
    const snapshot = runJson(
      added(0, { type: "reasoning", id: "r", summary: [] }),
      { type: "response.reasoning_summary_text.delta", ...ofItem(0), summary_index: 1, delta: "second" },
      { type: "response.reasoning_summary_text.delta", ...ofItem(0), summary_index: 0, delta: "first" },
      { type: "response.reasoning_text.delta", ...ofItem(0), content_index: 0, delta: "hm" }
    )
    assert.deepStrictEqual(snapshot.output, [
      {
        type: "reasoning",
        id: "r",
        summary: [
          { type: "summary_text", text: "first" },
          { type: "summary_text", text: "second" }
        ],
        content: [{ type: "reasoning_text", text: "hm" }]
      }
    ] as never)
  })

  // Item type, what is added, the family's delta and its done, where the text is in the item
  const texts: ReadonlyArray<[item: Json, name: string, key: string, read: (item: Json) => unknown]> = [
    [
      { type: "function_call", id: "i", call_id: "c", name: "n", arguments: "" },
      "response.function_call_arguments",
      "arguments",
      (item) => item["arguments"]
    ],
    [
      { type: "mcp_call", id: "i", server_label: "s", name: "n", arguments: "" },
      "response.mcp_call_arguments",
      "arguments",
      (item) => item["arguments"]
    ],
    [
      { type: "custom_tool_call", id: "i", call_id: "c", name: "n", input: "" },
      "response.custom_tool_call_input",
      "input",
      (item) => item["input"]
    ],
    [
      { type: "code_interpreter_call", id: "i", code: null },
      "response.code_interpreter_call_code",
      "code",
      (item) => item["code"]
    ],
    [
      { type: "openrouter:code_interpreter", id: "i" },
      "response.code_interpreter_call_code",
      "code",
      (item) => item["code"]
    ],
    [
      { type: "apply_patch_call", id: "i", call_id: "c", operation: { type: "create_file", path: "p", diff: "" } },
      "response.apply_patch_call_operation_diff",
      "diff",
      (item) => (item["operation"] as Json)["diff"]
    ]
  ]
  for (const [item, name, key, read] of texts) {
    it(`collects the ${key} of ${String(item["type"])}`, () => {
      const delta = (delta: string) => ({ type: `${name}.delta`, ...ofItem(0, "i"), delta })
      const whole = { type: `${name}.done`, ...ofItem(0, "i"), [key]: "abc", name: "n" }
      const textOf = (...wire: ReadonlyArray<Json>): unknown =>
        read(runJson(added(0, item), ...wire).output[0] as unknown as Json)
      assert.strictEqual(textOf(delta("a"), delta("b")), "ab")
      assert.strictEqual(textOf(delta("a"), whole), "abc")
      assert.strictEqual(textOf(delta("a"), whole, delta("too late")), "abc")
      assert.strictEqual(textOf(delta("abc"), { ...whole, [key]: "" }), "abc", "an empty done erases nothing")
      assert.strictEqual(textOf(delta("abc"), done(0, item)), "abc", "an empty item erases nothing")
    })
  }

  it("shows the status that the chunks of a call tell", () => {
    const statuses = (family: string, type: string, ...names: ReadonlyArray<string>) => {
      const wire = names.map((name) => ({ type: `response.${family}.${name}`, item_id: "i", output_index: 0 }))
      return wire.map((_, i) => {
        const base = { type, id: "i", status: "in_progress", name: "n", arguments: "", tools: [] }
        const [item] = runJson(added(0, base), ...wire.slice(0, i + 1)).output
        return (item as { readonly status?: unknown }).status
      })
    }
    const search = ["in_progress", "searching", "completed"]
    assert.deepStrictEqual(statuses("web_search_call", "web_search_call", ...search), search)
    assert.deepStrictEqual(statuses("web_search_call", "openrouter:web_search", ...search), search)
    assert.deepStrictEqual(statuses("file_search_call", "file_search_call", ...search), search)
    const interpreter = ["in_progress", "interpreting", "completed"]
    assert.deepStrictEqual(statuses("code_interpreter_call", "code_interpreter_call", ...interpreter), interpreter)
    const image = ["in_progress", "generating", "completed"]
    assert.deepStrictEqual(statuses("image_generation_call", "image_generation_call", ...image), image)
    const mcp = ["in_progress", "failed"]
    assert.deepStrictEqual(statuses("mcp_call", "mcp_call", ...mcp), mcp)
    assert.deepStrictEqual(statuses("mcp_list_tools", "mcp_list_tools", ...mcp), mcp)
  })

  it("keeps the newest partial image until the finished one comes", () => {
    const partial = (index: number) => ({
      type: "response.image_generation_call.partial_image",
      ...ofItem(0),
      partial_image_index: index,
      partial_image_b64: `image ${index}`
    })
    const image = { type: "image_generation_call", id: "i", status: "in_progress", result: null }
    const newest = runJson(added(0, image), partial(0), partial(1), partial(0))
    assert.strictEqual(newest.items[0]?.extra?.partialImage?.partialImageB64, "image 1")
    assert.notInclude(JSON.stringify(newest), "image 0")
    const finished = runJson(added(0, image), partial(0), done(0, { ...image, status: "completed", result: "final" }))
    assert.strictEqual(finished.items[0]?.extra, undefined)
    assert.strictEqual((finished.output[0] as { readonly result?: unknown }).result, "final")
    const failed = runJson(added(0, image), partial(0), done(0, { ...image, status: "failed" }), partial(1))
    assert.strictEqual(failed.items[0]?.extra?.partialImage?.partialImageB64, "image 1")
  })

  it("collects the commands of a shell call, and what they put out", () => {
    const at = (index: number) => ({ output_index: 0, command_index: index })
    const call = { type: "shell_call", id: "i", call_id: "c", action: { commands: [] } }
    const exit = { stdout: "out", stderr: "", outcome: { type: "exit", exit_code: 0 } }
    const snapshot = runJson(
      added(0, call),
      { type: "response.shell_call_command.added", ...at(0), command: "" },
      { type: "response.shell_call_command.delta", ...at(0), delta: "l" },
      { type: "response.shell_call_command.delta", ...at(0), delta: "s" },
      { type: "response.shell_call_command.done", ...at(1), command: "pwd" },
      { type: "response.shell_call_output_content.delta", ...at(0), ...ofItem(0), delta: { stdout: "o" } },
      {
        type: "response.shell_call_output_content.delta",
        ...at(0),
        ...ofItem(0),
        delta: { stdout: "ut", stderr: null }
      },
      { type: "response.shell_call_output_content.done", ...at(1), ...ofItem(0), output: [exit] }
    )
    const [entry] = snapshot.items
    assert(entry?.item.type === "shell_call")
    assert.deepStrictEqual(entry.item.action?.commands, ["ls", "pwd"])
    assert.deepStrictEqual(entry.extra?.outputs, [
      { commandIndex: 0, stdout: "out", stderr: "", output: undefined },
      {
        commandIndex: 1,
        stdout: "",
        stderr: "",
        output: [{ stdout: "out", stderr: "", outcome: { type: "exit", exitCode: 0 } }]
      }
    ] as never)
  })

  it("fills the output of an item that has a field for it", () => {
    const item = { type: "openrouter:shell", id: "i" }
    const output = [{ stdout: "out", stderr: "", outcome: { type: "timeout" } }]
    const snapshot = runJson(added(0, item), {
      type: "response.shell_call_output_content.done",
      ...ofItem(0),
      command_index: 0,
      output
    })
    assert.deepStrictEqual(snapshot.output, [{ ...item, output }] as never)
  })

  it("collects what the panel of a fusion call says", () => {
    const of = (model: string) => ({ ...ofItem(0), model })
    const wire = [
      added(0, { type: "openrouter:fusion", id: "i", status: "in_progress" }),
      { type: "response.fusion_call.panel.added", ...of("z/z") },
      { type: "response.fusion_call.panel.added", ...of("a/a") },
      { type: "response.fusion_call.panel.reasoning.delta", ...of("z/z"), delta: "hm" },
      { type: "response.fusion_call.panel.delta", ...of("z/z"), delta: "yes" },
      { type: "response.fusion_call.panel.failed", ...of("a/a"), error: "no", status_code: 500 },
      {
        type: "response.fusion_call.analysis.in_progress",
        ...ofItem(0),
        analyst_model: "analyst",
        judge_model: "judge"
      },
      { type: "response.fusion_call.analysis.completed", ...ofItem(0), analysis: { consensus: ["yes"] } }
    ]
    const { extra, item } = runJson(...wire).items[0]!
    assert(item.type === "openrouter:fusion")
    assert.deepStrictEqual(item.responses, [{ model: "z/z", content: "yes" }])
    assert.deepStrictEqual(item.failedModels, [{ model: "a/a", error: "no", statusCode: 500 }])
    assert.deepStrictEqual(item.analysis, { consensus: ["yes"] })
    assert.deepStrictEqual(
      extra?.panels?.map(({ model, reasoning, status }) => [model, status, reasoning]),
      [
        ["z/z", "in_progress", "hm"],
        ["a/a", "failed", ""]
      ]
    )
    assert.deepStrictEqual([extra?.analystModel, extra?.judgeModel], ["analyst", "judge"])
    const finished = runJson(...wire, done(0, { type: "openrouter:fusion", id: "i", status: "completed" })).items[0]!
    assert(finished.item.type === "openrouter:fusion")
    assert.deepStrictEqual(finished.item.responses, item.responses)
    assert.deepStrictEqual(finished.item.analysis, item.analysis)
    assert.strictEqual(finished.item.status, "completed")
  })

  it("collects speech", () => {
    const snapshot = runJson(
      { type: "response.audio.delta", delta: "AAA=" },
      { type: "response.audio.transcript.delta", delta: "Hel" },
      { type: "response.audio.delta", delta: "BBB=" },
      { type: "response.audio.transcript.delta", delta: "lo" },
      { type: "response.audio.transcript.done" }
    )
    assert.deepStrictEqual(snapshot.audio, {
      data: ["AAA=", "BBB="],
      isDone: false,
      transcript: "Hello",
      isTranscriptDone: true
    })
    assert.isTrue(run(chunksOf({ type: "response.audio.done" }), snapshot).audio?.isDone)
  })

  it("keeps chunks of unknown types, items of unknown types, parts of unknown types and debug", () => {
    const custom = { type: "acme.beat", sequence_number: 7 }
    const item = { type: "acme:thought", id: "t", level: 3 }
    const part = { type: "acme_part", text: "" }
    const snapshot = runJson(
      { ...custom },
      added(0, { ...item, level: 1 }),
      done(0, item),
      added(1, message("m")),
      { type: "response.content_part.added", ...ofItem(1, "m"), content_index: 0, part },
      text(1, "Hello", "m"),
      { type: "response.debug", debug: { echo_upstream_body: { a: 1 } } },
      { type: "keepalive", sequence_number: 99 }
    )
    assert.deepStrictEqual(
      snapshot.unknown.map(({ raw }) => raw),
      [custom]
    )
    assert.deepStrictEqual(snapshot.output[0], { type: "UNKNOWN", isUnknown: true, raw: item } as never)
    assert(snapshot.output[1]?.type === "message")
    assert.deepStrictEqual(snapshot.output[1].content, [
      { type: "UNKNOWN", isUnknown: true, raw: { type: "acme_part", text: "Hello" } }
    ] as never)
    assert.deepStrictEqual(snapshot.debug, [{ echoUpstreamBody: { a: 1 } }] as never)
    assert.strictEqual(snapshot.sequenceNumber, 99)
  })

  it("keeps what is streamed for an item of an unknown type beside it", () => {
    const { extra, item } = runJson(
      added(0, { type: "acme:agent", id: "t" }),
      text(0, "Hello"),
      { type: "response.function_call_arguments.delta", ...ofItem(0), delta: "{" },
      { type: "response.web_search_call.searching", ...ofItem(0) }
    ).items[0]!
    assert.deepStrictEqual(item, { type: "UNKNOWN", isUnknown: true, raw: { type: "acme:agent", id: "t" } } as never)
    assert.deepStrictEqual(extra, {
      status: "searching",
      content: [{ type: "output_text", text: "Hello" }],
      arguments: "{"
    } as never)
  })
})

// -----------------------------------------------------------------------------
// Responses
// -----------------------------------------------------------------------------

describe("a second response in a stream", () => {
  const second = { type: "response.created", response: { ...response, id: "resp_2" } }
  const first = [
    created,
    added(0, message("m")),
    text(0, "first"),
    { type: "acme.beat" },
    { type: "response.debug", debug: { echo_upstream_body: { a: 1 } } },
    { type: "response.audio.delta", delta: "AAA=" }
  ]
  const rest = [added(0, message("m")), text(0, "second")]

  it("begins a new snapshot, however the first one ended", () => {
    const alone = shownButNumber(runJson(second, ...rest))
    const error = { type: "error", code: "server_error", message: "It broke", param: null }
    for (const end of [
      [],
      [completed()],
      [completed(message("m", "first"))],
      [error],
      [{ type: "response.cancelled" }]
    ]) {
      const snapshot = runJson(...first, ...end, second, ...rest)
      assert.deepStrictEqual(shownButNumber(snapshot), alone)
      assert.strictEqual(snapshot.outputText, "second")
      assert.strictEqual(snapshot.response?.id, "resp_2")
    }
  })

  it("is none, where the id is the same or missing, or another chunk has another id", () => {
    const others = [
      created,
      { type: "response.created", response: { ...response, id: "" } },
      { type: "response.in_progress", response: { ...response, id: "resp_2" } }
    ]
    for (const other of others) {
      const snapshot = runJson(created, added(0, message("m")), text(0, "Hel"), other, text(0, "lo"))
      assert.strictEqual(snapshot.outputText, "Hello")
      assert.strictEqual(snapshot.items.length, 1)
    }
  })
})

// -----------------------------------------------------------------------------
// Ends
// -----------------------------------------------------------------------------

describe("the end", () => {
  const streamed = [created, added(0, message("m")), text(0, "Hel", "m")]

  it("is the terminal chunk's response", () => {
    const end = completed(message("m", "Hello, all"))
    const snapshot = runJson(...streamed, end)
    const chunk = chunksOf(end)[0] as Case<"response.completed">
    assert.deepStrictEqual<unknown>(snapshot.response, { ...(chunk.response as object), outputText: "Hello, all" })
    assert.isUndefined(chunk.response.outputText)
    assert.strictEqual(snapshot.verdict, "Completed")
    assert.deepStrictEqual(
      snapshot.items.map(({ isDone }) => isDone),
      [true]
    )
  })

  it("keeps the streamed output where the terminal chunk's is empty", () => {
    const snapshot = runJson(...streamed, completed())
    assert.strictEqual(snapshot.outputText, "Hel")
    assert.deepStrictEqual(snapshot.response?.output, snapshot.output)
    assert.strictEqual(snapshot.status, "completed")
  })

  it("is the first terminal chunk, whatever comes after it", () => {
    const error = { code: "server_error", message: "It broke" }
    const ends = {
      completed: { type: "response.completed", response: { ...response, status: "completed" } },
      incomplete: { type: "response.incomplete", response: { ...response, status: "incomplete" } },
      failed: { type: "response.failed", response: { ...response, status: "failed", error } },
      cancelled: { type: "response.cancelled" }
    }
    for (const [status, first] of Object.entries(ends)) {
      const alone = runJson(...streamed, first)
      assert.strictEqual(alone.status, status)
      assert.strictEqual(alone.response?.status, status)
      for (const second of [...Object.values(ends), { type: "error", ...error, message: "Late", param: null }]) {
        const { unknown: _, ...both } = shownButNumber(runJson(...streamed, first, second))
        const { unknown: __, ...once } = shownButNumber(alone)
        assert.deepStrictEqual(both, once, `${first.type}, ${second.type}`)
      }
    }
  })

  it("takes an error after a failed response that gives no reason for the reason", () => {
    const failed = { type: "response.failed", response: { ...response, status: "failed", error: null } }
    const error = { code: "server_error", message: "It broke" }
    const late = { type: "error", ...error, message: "Again", param: null }
    for (const type of ["error", "response.error"]) {
      const reason = type === "error" ? { type, ...error, param: null } : { type, error }
      const snapshot = runJson(...streamed, failed, reason, late)
      assert.strictEqual(snapshot.verdict, "Failed")
      assert.deepStrictEqual(snapshot.error, error)
      assert.deepStrictEqual(snapshot.response?.error, error)
    }
  })

  it("is cut, where an item is, and where nothing but reasoning came", () => {
    const cut = { ...message("m", "Hel"), status: "incomplete" }
    const reasoning = { type: "reasoning", id: "r", summary: [] }
    assert.strictEqual(runJson(...streamed, done(0, cut)).verdict, "Truncated")
    assert.strictEqual(runJson(...streamed, done(0, cut), done(1, message("n", "Hi"))).verdict, "Truncated")
    assert.strictEqual(runJson(created, added(0, reasoning), done(0, reasoning)).verdict, "Truncated")
    const answered = runJson(created, done(0, reasoning), done(1, message("m", "Hi")))
    assert.strictEqual(answered.verdict, "ItemsCompleteWithoutTerminal")
    const listed = { type: "response.in_progress", response: { ...response, output: [message("m", "Hi")] } }
    assert.strictEqual(runJson(created, listed).verdict, "Truncated")
  })

  it("leaves out what comes after it", () => {
    const whole = [...streamed, completed(message("m", "Hello"))]
    const late = [text(0, "late"), added(1, message("n")), { type: "response.in_progress", response }, completed()]
    assert.deepStrictEqual(shownButNumber(runJson(...whole, ...late)), shownButNumber(runJson(...whole)))
  })

  it("is failed with response.failed, and after an error", () => {
    const error = { code: "server_error", message: "It broke" }
    const failed = runJson(...streamed, {
      type: "response.failed",
      response: { ...response, status: "failed", output: [], error }
    })
    assert.deepStrictEqual([failed.status, failed.verdict, failed.outputText], ["failed", "Failed", "Hel"])
    assert.deepStrictEqual(failed.error, error)
    const errored = runJson(...streamed, { type: "error", ...error, param: "model", error_type: "server" })
    assert.deepStrictEqual([errored.status, errored.verdict, errored.outputText], ["failed", "Errored", "Hel"])
    assert.deepStrictEqual(errored.error, { ...error, param: "model", type: "server" })
    assert.deepStrictEqual(errored.response?.error, errored.error)
    assert.strictEqual(errored.response?.status, "failed")
    assert.deepStrictEqual(runJson({ type: "response.error", error }).error, error)
  })
})
