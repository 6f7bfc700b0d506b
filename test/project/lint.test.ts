import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "../..")

/** Lints a file that is put into a folder of the project, and gives the rules it breaks. */
const lint = (folder: string, code: string): ReadonlyArray<string> => {
  const scratch = mkdtempSync(join(root, folder, "scratch-"))
  try {
    const file = join(scratch, "Example.ts")
    writeFileSync(file, code)
    const { stdout } = spawnSync(join(root, "node_modules/.bin/oxlint"), ["--format", "json", file], {
      cwd: root,
      encoding: "utf8"
    })
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: ReadonlyArray<{ readonly code: string }> }
    return diagnostics.map((diagnostic) => diagnostic.code)
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

describe("lint", () => {
  const restricted = "eslint(no-restricted-imports)"

  it("forbids the root import of effect everywhere", () => {
    const code = 'import { Schema } from "effect"\nexport const a = Schema.String\n'
    for (const folder of ["src", "src/cli", "examples"]) assert.include(lint(folder, code), restricted, folder)
  })

  it("forbids Node in the library, not in the command", () => {
    const code = 'import * as fs from "node:fs"\nexport const a = fs.readFileSync\n'
    assert.include(lint("src", code), restricted)
    assert.include(lint("src/internal", code), restricted)
    assert.notInclude(lint("src/cli", code), restricted)
  })

  it("forbids dynamic code", () => {
    assert.include(lint("src", 'export const a = new Function("return 1")\n'), "eslint(no-new-func)")
    assert.include(lint("src", 'export const a = eval("1")\n'), "eslint(no-eval)")
  })

  it("takes imports by module", () => {
    const code = 'import * as Schema from "effect/Schema"\nexport const a = Schema.String\n'
    assert.deepStrictEqual(lint("src", code), [])
  })
})
