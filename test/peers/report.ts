import { assert } from "@effect/vitest"
import { kinds } from "../../scripts/drift/compare.ts"
import { valueKinds } from "./agreement.ts"
import type { judge } from "./differences.ts"

/** Rows in columns, numbers to the right. */
export const table = (rows: ReadonlyArray<ReadonlyArray<string | number>>): string => {
  const widths = rows.reduce<ReadonlyArray<number>>(
    (widths, row) => row.map((cell, i) => Math.max(widths[i] ?? 0, String(cell).length)),
    []
  )
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => {
        const width = i === row.length - 1 ? 0 : widths[i]!
        return typeof cell === "number" ? String(cell).padStart(widths[i]!) : cell.padEnd(width)
      })
      return `  ${cells.join("  ").trimEnd()}`
    })
    .join("\n")
}

/** Prints a check of a peer with its differences, and fails unless all of them are listed and all listed ones occur. */
export const conclude = (title: string, { gone, rows, unlisted }: ReturnType<typeof judge>): void => {
  const words: Readonly<Record<string, string>> = { ...valueKinds, ...kinds }
  const lines = rows.map(({ count, row }) => [count, `${row.path}: ${words[row.kind]}. ${row.reason}`])
  console.log(`${title}, ${rows.length} listed differences:\n${table(lines)}`)
  assert.deepStrictEqual({ unlisted, gone }, { unlisted: [], gone: [] }, "see test/peers/differences.ts")
}
