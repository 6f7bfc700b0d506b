import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

const root = join(import.meta.dirname, "../..")

/** Lints files as if they stood in the project, and gives the rules that they break. The paths say which rules hold. */
const lint = (files: Readonly<Record<string, string>>): ReadonlyArray<string> => {
  // Not in the project's folder, whose sources other tests list at the same time
  const folder = mkdtempSync(join(tmpdir(), "lint-"))
  try {
    copyFileSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"))
    for (const [file, code] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), code)
    }
    const { stdout } = spawnSync(join(root, "node_modules/.bin/oxlint"), ["--format", "json", "."], {
      cwd: folder,
      encoding: "utf8"
    })
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: ReadonlyArray<{ readonly code: string }> }
    return diagnostics.map(({ code }) => code)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe("lint", () => {
  const restricted = "eslint(no-restricted-imports)"

  it("forbids the root import of effect everywhere", () => {
    const code = 'import { Schema } from "effect"\nexport const a = Schema.String\n'
    for (const folder of ["src/stream", "src/cli", "examples"])
      assert.include(lint({ [`${folder}/example.ts`]: code }), restricted, folder)
  })

  it("forbids Node in the library, not in the command", () => {
    const code = 'import * as fs from "node:fs"\nexport const a = fs.readFileSync\n'
    assert.include(lint({ "src/example.ts": code }), restricted)
    assert.include(lint({ "src/stream/example.ts": code }), restricted)
    assert.notInclude(lint({ "src/cli/example.ts": code }), restricted)
  })

  it("forbids dynamic code", () => {
    assert.include(lint({ "src/base/a.ts": 'export const a = new Function("return 1")\n' }), "eslint(no-new-func)")
    assert.include(lint({ "src/base/a.ts": 'export const a = eval("1")\n' }), "eslint(no-eval)")
  })

  it("forbids circles, those of types included", () => {
    const files = {
      "src/base/a.ts": 'import type { B } from "./b.ts"\nexport interface A {\n  readonly b: B\n}\n',
      "src/base/b.ts": 'import type { A } from "./a.ts"\nexport interface B {\n  readonly a: A\n}\n'
    }
    assert.include(lint(files), "import(no-cycle)")
    assert.deepStrictEqual(lint({ ...files, "src/base/b.ts": "export type B = string\n" }), [])
  })

  it("takes imports by module", () => {
    const code = 'import * as Schema from "effect/Schema"\nexport const a = Schema.String\n'
    assert.deepStrictEqual(lint({ "src/base/a.ts": code }), [])
  })
})
