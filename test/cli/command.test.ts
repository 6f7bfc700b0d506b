import { assert, beforeAll, describe, it } from "@effect/vitest"
import { execFileSync, spawn, spawnSync } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { afterAll } from "vitest"
import { makeTimedRecorder } from "../../src/capture/timedLines.ts"
import { created, delta, jsonl, sse, whole } from "./samples.ts"

describe("effect-responses-stream", () => {
  const directory = mkdtempSync(join(tmpdir(), "effect-responses-stream-"))
  const command = join(directory, "main.js")

  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(directory, name)
    writeFileSync(path, content)
    return path
  }

  const run = (
    args: ReadonlyArray<string>,
    options?: { readonly input?: string; readonly env?: Record<string, string> }
  ) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [command, ...args], {
      encoding: "utf8",
      input: options?.input ?? "",
      env: { ...process.env, ...options?.env }
    })
    return { status, stderr, stdout }
  }

  const inspectJson = (...args: ReadonlyArray<string>) => {
    const { status, stderr, stdout } = run(["inspect", "--format", "json", ...args])
    return {
      status,
      stderr,
      reports: stdout
        .trimEnd()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line))
    }
  }

  beforeAll(async () => {
    // A computed specifier, since the script has no types
    const script: { readonly bundleCommand: (options: { readonly outfile: string }) => Promise<unknown> } =
      await import(new URL("../../scripts/build.mjs", import.meta.url).href)
    await script.bundleCommand({ outfile: command })
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it("reads a pipe that is given by its path", () => {
    const pipe = join(directory, "pipe")
    execFileSync("mkfifo", [pipe])
    const writer = spawn("sh", ["-c", `cat "${file("piped.sse", sse(whole))}" > "${pipe}"`])
    const { reports, status } = inspectJson(pipe)
    writer.kill()
    assert.strictEqual(status, 0)
    assert.strictEqual(reports[0].verdict, "Completed")
    assert.strictEqual(reports[0].events, whole.length)
  })

  it("is one executable file that imports nothing but Node", () => {
    const source = readFileSync(command, "utf8")
    assert.isTrue(source.startsWith("#!/usr/bin/env node\n"))
    const specifiers = Array.from(source.matchAll(/[\n;]import\b[^"'();]*"([^"]+)"/g), ([, specifier]) => specifier!)
    assert.include(specifiers, "node:fs")
    assert.isEmpty(specifiers.filter((specifier) => !specifier.startsWith("node:")))
    if (process.platform !== "win32") execFileSync(command, ["--version"])
  })

  it("has the version of package.json", () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"))
    assert.deepStrictEqual(run(["--version"]), {
      status: 0,
      stderr: "",
      stdout: `effect-responses-stream ${version}\n`
    })
  })

  it("shows help with examples", () => {
    const { status, stderr, stdout } = run(["inspect", "--help"])
    assert.deepStrictEqual([status, stderr], [0, ""])
    assert.match(stdout, /curl -N (?:.* \\\n)*.* \|\n +npx effect-responses-stream inspect\n/)
  })

  it("shows help that fits 80 columns, and the terminal if it is narrower", () => {
    for (const args of [
      ["--help"],
      ["inspect", "--help"],
      ["replay", "--help"],
      ["view", "--help"],
      ["watch", "--help"]
    ]) {
      const { stdout } = run(args)
      const lines = stdout.split("\n")
      assert.isAtMost(Math.max(...lines.map((line) => line.length)), 80)
      const narrow = run(args, { env: { COLUMNS: "60" } }).stdout.split("\nEXAMPLES\n", 1)[0]!
      assert.isAtMost(Math.max(...narrow.split("\n").map((line) => line.length)), 60)
      const squeeze = (text: string) => text.replaceAll(/\s+/g, " ").trim()
      assert.strictEqual(squeeze(narrow), squeeze(stdout.split("\nEXAMPLES\n", 1)[0]!))
      assert.include(narrow, "--completions")
    }
  })

  it("writes as wide as COLUMNS says, and 120 columns where there is no terminal", () => {
    const path = file("wide.sse", sse([created, ...[1, 2].map((i) => delta(i, "word ".repeat(50)))]))
    const widthWith = (columns: string) => {
      const { stdout } = run(["inspect", path], { env: { COLUMNS: columns } })
      return Math.max(...stdout.split("\n").map((line) => line.length))
    }
    assert.deepStrictEqual(["", "60", "80", "200", "20", "x"].map(widthWith), [120, 60, 80, 200, 60, 120])
  })

  it("prints one object a file on one line, in the order given", () => {
    const first = file("whole.sse", sse([...whole, "[DONE]"]))
    const second = file("whole.jsonl", jsonl(whole))
    const { reports, status, stderr } = inspectJson(first, second)
    assert.deepStrictEqual([status, stderr], [0, ""])
    assert.deepStrictEqual(
      reports.map(({ file }) => file),
      [first, second]
    )
    for (const report of reports) {
      assert.deepStrictEqual(Object.keys(report), [
        "file",
        "events",
        "known",
        "unknown",
        "invalid",
        "repaired",
        "comments",
        "verdict",
        "tailLength",
        "responseId",
        "model",
        "status",
        "types",
        "violations",
        "errors"
      ])
      assert.deepStrictEqual([report.events, report.verdict], [9, "Completed"])
    }
  })

  it("reads standard input where no file or - is given", () => {
    for (const args of [[], ["-"]]) {
      for (const input of [sse(whole), jsonl(whole), sse(whole, "\r\n")]) {
        const { status, stdout } = run(["inspect", "--format", "json", ...args], { input })
        assert.strictEqual(status, 0)
        assert.deepStrictEqual([JSON.parse(stdout).file, JSON.parse(stdout).events], ["-", 9])
      }
    }
  })

  it("exits with 1 where an event is invalid, and goes on behind it", () => {
    const { reports, status } = inspectJson(file("bad.sse", sse([...whole.slice(0, 3), "{bad", ...whole.slice(3)])))
    assert.strictEqual(status, 1)
    assert.deepStrictEqual([reports[0].events, reports[0].invalid, reports[0].verdict], [10, 1, "Completed"])
    assert.deepStrictEqual(reports[0].errors[0], {
      _tag: "InvalidJson",
      index: 3,
      path: [],
      message: reports[0].errors[0].message
    })
  })

  it("exits with 1 where a stream is cut, at any byte", () => {
    const text = sse(whole.slice(0, 5))
    for (const length of [0, 1, 40, text.length - 60, text.length - 1, text.length]) {
      const { reports, status } = inspectJson(file("cut.sse", text.slice(0, length)))
      assert.deepStrictEqual([status, reports[0].verdict, reports[0].invalid], [1, "Truncated", 0], `cut at ${length}`)
    }
    for (const [cut, exit, verdict] of [
      [sse(whole).slice(0, -60), 1, "ItemsCompleteWithoutTerminal"],
      [`${sse(whole)}data: {"type":"resp`, 1, "Completed"],
      [sse(whole).trimEnd(), 0, "Completed"]
    ] as const) {
      const { reports, status } = inspectJson(file("cut.sse", cut))
      assert.deepStrictEqual([status, reports[0].verdict], [exit, verdict])
    }
  })

  it("exits as the events of a JSON array ask for, and with 1 where the input is something else", () => {
    const whole1 = file("events.json", JSON.stringify(whole, null, 2))
    assert.deepStrictEqual([inspectJson(whole1).status, inspectJson(whole1).reports[0].events], [0, 9])
    for (const [name, content] of [
      ["words.txt", "Hello"],
      ["empty.sse", ""],
      ["package.json", '{\n  "name": "a",\n  "type": "module"\n}\n'],
      ["response.json", '{"object":"response"}']
    ] as const) {
      const { reports, status, stderr } = inspectJson(file(name, content))
      assert.deepStrictEqual([status, stderr, reports.length], [1, "", 1])
      assert.match(reports[0].hint, /^Th(is is|e input is)/)
    }
  })

  it("exits with 1 where the input is no event stream or no UTF-8, and says so", () => {
    const { reports, status } = inspectJson(
      file("page.html", "<html></html>"),
      file("latin1.sse", new Uint8Array([...new TextEncoder().encode(sse(whole)), 0x64, 0xe9, 0x0a]))
    )
    assert.strictEqual(status, 1)
    assert.deepStrictEqual(
      reports.map(({ errors, verdict }) => [errors[0]._tag, errors[0].index, verdict]),
      [
        ["NotAnEventStream", 0, "Truncated"],
        ["InvalidUtf8", 9, "Completed"]
      ]
    )
  })

  it("takes repairable events as invalid with --strict", () => {
    const { sequence_number: _, ...unnumbered } = created
    const path = file("repairable.sse", sse([unnumbered, ...whole.slice(1)]))
    const lenient = inspectJson(path)
    assert.deepStrictEqual([lenient.status, lenient.reports[0].repaired, lenient.reports[0].invalid], [0, 1, 0])
    const strict = inspectJson("--strict", path)
    assert.deepStrictEqual([strict.status, strict.reports[0].repaired, strict.reports[0].invalid], [1, 0, 1])
  })

  it("exits with 2 where a file can't be read, and inspects the others", () => {
    const missing = join(directory, "missing.sse")
    const empty = join(directory, "empty")
    mkdirSync(empty, { recursive: true })
    const { reports, status, stderr } = inspectJson(missing, file("whole.sse", sse(whole)), empty)
    assert.strictEqual(status, 2)
    assert.strictEqual(reports.length, 1)
    assert.include(stderr, `${missing}: no such file`)
    const alone = inspectJson(empty)
    assert.deepStrictEqual([alone.status, alone.reports.length], [2, 0])
    assert.include(alone.stderr, "there is no capture")
  })

  it("exits with 2 where it is used wrongly, and says why in short on standard error", () => {
    for (const [args, message] of [
      [["inspect", "--nope"], "--nope"],
      [["inspect", "--format", "xml"], "xml"],
      [["inspect", "-", "-"], "only once"],
      [["inspect", "--text", "--timing"], "--text prints no lines"],
      [["bogus"], "bogus"],
      [[], "USAGE"]
    ] as const) {
      const { status, stderr, stdout } = run(args)
      assert.deepStrictEqual([status, stdout], [2, ""])
      assert.include(stderr, message)
    }
  })

  it("reads directories and what is compressed, whatever its name is, and each recording once", () => {
    const captures = join(directory, "captures")
    mkdirSync(join(captures, "deep"), { recursive: true })
    const recorder = makeTimedRecorder()
    const lines = recorder.push(new TextEncoder().encode(sse(whole)), 1) + recorder.end(9)
    for (const [name, content] of [
      ["b.sse", sse(whole)],
      ["b.jsonl", lines],
      ["c.sse", sse(whole)],
      ["c.jsonl", jsonl(whole)],
      ["deep/a.jsonl.gz", gzipSync(lines)],
      ["d.sse", gzipSync(sse(whole))],
      ["e.json.gz", gzipSync(sse(whole)).subarray(0, 60)],
      ["f.sse.gz", sse(whole)],
      ["notes.md", "Hello"]
    ] as const) {
      file(join("captures", name), content)
    }
    symlinkSync(join(captures, "gone.sse"), join(captures, "dangling.sse"))
    execFileSync("mkfifo", [join(captures, "deep/pipe.sse")])
    const { reports, status, stderr } = inspectJson("--timing", captures)
    assert.deepStrictEqual(
      reports.map((report) => [report.file.slice(captures.length + 1), report.events, report.timing?.firstEvent]),
      [
        ["b.jsonl", 9, 1],
        ["c.jsonl", 9, undefined],
        ["c.sse", 9, undefined],
        ["d.sse", 9, undefined],
        ["deep/a.jsonl.gz", 9, 1],
        ["f.sse.gz", 9, undefined]
      ]
    )
    // A raw recording takes its times from the one beside it, if that is of the same stream
    const { timing } = inspectJson("--timing", join(captures, "b.sse")).reports[0]
    assert.deepStrictEqual([timing.firstEvent, timing.last], [1, 9])
    const late = makeTimedRecorder()
    file("captures/late.jsonl", late.push(new TextEncoder().encode(sse([...whole, "[DONE]"])), 2) + late.end(802))
    file("captures/late.sse", sse([...whole, "[DONE]"]))
    for (const name of ["late.jsonl", "late.sse"]) {
      const { last, longestGap } = inspectJson("--timing", join(captures, name)).reports[0].timing
      assert.deepStrictEqual([last, longestGap], [802, { duration: 800, before: 9 }])
    }
    file("captures/c.jsonl", makeTimedRecorder().push(new TextEncoder().encode(sse([created])), 2))
    const other = inspectJson("--timing", join(captures, "c.sse"))
    assert.deepStrictEqual([other.status, other.reports[0].timing], [0, null])
    assert.include(other.stderr, "c.jsonl: not the events of")
    const follow = run(["inspect", "--follow", join(captures, "deep")])
    assert.strictEqual(follow.status, 2)
    assert.include(follow.stderr, "--follow takes one file")
    assert.strictEqual(status, 2)
    assert.include(stderr, `${captures}: 3 other files skipped`)
    assert.include(stderr, "e.json.gz: can't be read: its gzip data is damaged")
    const { reports: piped } = inspectJson(join(captures, "deep/a.jsonl.gz"))
    assert.strictEqual(piped[0].verdict, "Completed")
  })

  it("prints only the text, and says on standard error what is wrong", () => {
    assert.deepStrictEqual(run(["inspect", "--text"], { input: sse(whole) }), {
      status: 0,
      stderr: "",
      stdout: "Hello\n"
    })
    const cut = run(["inspect", "--text"], { input: sse(whole.slice(0, 4)) })
    assert.deepStrictEqual([cut.status, cut.stdout], [1, "Hel\n"])
    assert.match(cut.stderr, /^effect-responses-stream: -: The input ends without a terminal event/)
  })

  it("writes a capture without payload, and never over what is there", () => {
    const path = file("secret.sse", sse([created, delta(1, "hunter2"), "{hunter2"]))
    const output = join(directory, "blank.sse")
    assert.deepStrictEqual(run(["inspect", "--redact", "-o", output, path]), { status: 0, stderr: "", stdout: "" })
    const packed = join(directory, "blank.sse.gz")
    const bad = file("bad.sse", Buffer.concat([readFileSync(path), Buffer.from([0xff, 0x0a, 0x0a])]))
    const replaced = run(["inspect", "--redact", "-o", packed, bad])
    assert.strictEqual(replaced.status, 0)
    assert.include(replaced.stderr, "bytes that aren't UTF-8 are replaced")
    const blank = readFileSync(output, "utf8")
    assert.notInclude(blank, "hunter2")
    assert.strictEqual(blank.length, readFileSync(path).length)
    assert.strictEqual(gunzipSync(readFileSync(packed)).toString(), `${blank}x\n\n`)
    assert.strictEqual(run(["inspect", "--redact", "-o", "-"], { input: readFileSync(path, "utf8") }).stdout, blank)
    const link = join(directory, "link.sse")
    symlinkSync(path, link)
    for (const there of [path, link, output]) {
      const before = readFileSync(there)
      const { status, stderr } = run(["inspect", "--redact", "-o", there, path])
      assert.strictEqual(status, 2)
      assert.include(stderr, "is there already. Give -o a new name")
      assert.deepStrictEqual(readFileSync(there), before)
    }
    assert.strictEqual(run(["inspect", "--redact", "-o", output, join(directory, "none")]).status, 2)
  })

  it("follows a file that grows, to the end of its stream or to Ctrl-C", async () => {
    const follow = async (path: string, onOutput: (child: ChildProcess) => void) => {
      const child = spawn(process.execPath, [command, "inspect", "--follow", path], {
        stdio: ["ignore", "pipe", "pipe"]
      })
      let stdout = ""
      let isFirst = true
      child.stdout.on("data", (text: Buffer) => {
        stdout += text.toString()
        if (isFirst) onOutput(child)
        isFirst = false
      })
      return { status: await new Promise((resolve) => child.once("exit", resolve)), stdout }
    }
    const growing = file("growing.sse", sse(whole.slice(0, 2)))
    const whole1 = await follow(growing, () => appendFileSync(growing, sse([...whole.slice(2), "[DONE]"])))
    assert.strictEqual(whole1.status, 0)
    assert.include(whole1.stdout, "Completed  9 events")
    const stopped = await follow(file("stopped.sse", sse(whole.slice(0, 2))), (child) => child.kill("SIGINT"))
    assert.strictEqual(stopped.status, 1)
    assert.include(stopped.stdout, "Truncated  2 events")
  })

  it("counts a type that is a name of Object.prototype", () => {
    const { reports, status } = inspectJson(
      file("proto.jsonl", jsonl([...whole.slice(0, -1), '{"type":"__proto__"}', ...whole.slice(-1)]))
    )
    assert.strictEqual(status, 0)
    assert.isTrue(Object.hasOwn(reports[0].types, "__proto__"))
    assert.strictEqual(Object.getOwnPropertyDescriptor(reports[0].types, "__proto__")?.value, 1)
  })

  it("prints headings and an overview of several files, without colour where there is no terminal", () => {
    const { status, stdout } = run(
      ["inspect", file("whole.sse", sse(whole)), file("cut.sse", sse(whole.slice(0, 4)))],
      {
        env: { FORCE_COLOR: "1" }
      }
    )
    assert.strictEqual(status, 1)
    assert.notInclude(stdout, "\u001b")
    assert.match(stdout, /^── .*whole\.sse ──$/m)
    assert.match(stdout, /^overview\n✓ .*whole\.sse {2}9 events {2}Completed\n✗ .*cut\.sse {4}4 events {2}Truncated$/m)
  })

  describe.skipIf(process.platform !== "linux" || spawnSync("script", ["--version"]).status !== 0)(
    "on a terminal",
    () => {
      const onTerminal = (line: string, env: Record<string, string> = {}) =>
        spawnSync("script", ["-qec", line, "/dev/null"], {
          encoding: "utf8",
          env: { ...process.env, NO_COLOR: "", TERM: "xterm", ...env }
        }).stdout
      const inspect = `"${process.execPath}" "${command}" inspect`

      it("colours, unless NO_COLOR is set", () => {
        const path = file("whole.sse", sse(whole))
        assert.include(onTerminal(`${inspect} "${path}"`), "\u001b[32mCompleted")
        assert.notInclude(onTerminal(`${inspect} "${path}"`, { NO_COLOR: "1" }), "\u001b[3")
      })

      it("lets the line of a run of pieces grow while it comes", () => {
        const [first, second] = [3, 4].map((i) => file(`${i}.sse`, sse(whole.slice(i, i + 1))))
        const start = file("start.sse", sse(whole.slice(0, 3)))
        const end = file("end.sse", sse(whole.slice(5)))
        const out = onTerminal(
          `stty cols 100; (cat "${start}" "${first}"; sleep 2; cat "${second}"; sleep 1; cat "${end}") | ${inspect}`,
          { NO_COLOR: "1" }
        )
        const row = (index: string, times: string, text: string) =>
          String.raw` +${index} {2}response\.output_text\.delta${times} +0 {2}"${text}"`
        const erase = String.raw`\r\u001b\[K`
        const grown = `${row("3", "", "Hel")}${erase}${row("3-4", " ×2", "Hello")}${erase}${row("3-4", " ×2", "Hello")}\r\n`
        assert.match(out, new RegExp(grown))
        assert.strictEqual(out.split("\u001b").length, 3)
        assert.notInclude(run(["inspect", start, first!, end]).stdout, "\u001b")
      })

      it("says what can't be read, after what it has read", () => {
        const missing = join(directory, "missing.sse")
        const out = onTerminal(`${inspect} "${file("cut.sse", sse(whole.slice(0, 4)))}" "${missing}"`, {
          NO_COLOR: "1"
        })
        assert.include(out, "Truncated  4 events")
        assert.include(out, `${missing}: no such file`)
      })

      it("writes as wide as the terminal is", () => {
        const path = file("wide.sse", sse([created, delta(1, "word ".repeat(50))]))
        const lines = onTerminal(`stty cols 90; ${inspect} "${path}"`, { NO_COLOR: "1" }).split("\r\n")
        const last = lines.map((line) => line.split("\r\u001b[K").at(-1)!)
        assert.strictEqual(Math.max(...last.map((line) => line.length)), 90)
      })
    }
  )

  it("ends quietly where its reader goes away", async () => {
    const path = file(
      "long.sse",
      sse(Array.from({ length: 50_000 }, (_, i) => ({ ...delta(i, "x"), output_index: i })))
    )
    const child = spawn(process.execPath, [command, "inspect", path], { stdio: ["ignore", "pipe", "pipe"] })
    let stderr = ""
    child.stderr.on("data", (text: Buffer) => {
      stderr += text.toString()
    })
    child.stdout.once("data", () => child.stdout.destroy())
    const status = await new Promise((resolve) => child.once("exit", resolve))
    assert.deepStrictEqual([status, stderr], [0, ""])
  })

  it("ends at [DONE], though standard input stays open", async () => {
    const child = spawn(process.execPath, [command, "inspect", "--format", "json"])
    child.stdin.write(sse([...whole, "[DONE]"]))
    const status = await new Promise((resolve) => child.once("exit", resolve))
    child.stdin.destroy()
    assert.strictEqual(status, 0)
  })
})
