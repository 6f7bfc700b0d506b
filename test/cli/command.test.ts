import { assert, beforeAll, describe, it } from "@effect/vitest"
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
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
    assert.match(stdout, /curl -N .* \| npx effect-responses-stream inspect/)
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
    const { reports, status, stderr } = inspectJson(missing, file("whole.sse", sse(whole)), directory)
    assert.strictEqual(status, 2)
    assert.strictEqual(reports.length, 1)
    assert.include(stderr, `${missing}: no such file`)
    assert.include(stderr, `${directory}: is a directory`)
  })

  it("exits with 2 where it is used wrongly, and says why in short on standard error", () => {
    for (const [args, message] of [
      [["inspect", "--nope"], "--nope"],
      [["inspect", "--format", "xml"], "xml"],
      [["inspect", "-", "-"], "only once"],
      [["bogus"], "bogus"],
      [[], "USAGE"]
    ] as const) {
      const { status, stderr, stdout } = run(args)
      assert.deepStrictEqual([status, stdout], [2, ""])
      assert.include(stderr, message)
    }
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

  it.skipIf(process.platform !== "linux" || spawnSync("script", ["--version"]).status !== 0)(
    "colours on a terminal, unless NO_COLOR is set",
    () => {
      const path = file("whole.sse", sse(whole))
      const onTerminal = (env: Record<string, string>) =>
        spawnSync("script", ["-qec", `"${process.execPath}" "${command}" inspect "${path}"`, "/dev/null"], {
          encoding: "utf8",
          env: { ...process.env, NO_COLOR: "", TERM: "xterm", ...env }
        }).stdout
      assert.include(onTerminal({}), "\u001b[32mCompleted")
      assert.notInclude(onTerminal({ NO_COLOR: "1" }), "\u001b")
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
