/** Workflows: what they may do, and whether what they call is there. */

const pinned = /^(\.\/[\w./-]+|[\w.-]+\/[\w./-]+@(v\d+|[0-9a-f]{40}))$/

/** Commands that run code of packages: their install scripts, or what they bring. */
const runsPackages = /\bnpm (ci|install|i|run|test|start|exec|x)\b|\bnpx\b/

/**
 * What is wrong with a workflow: with what its jobs may do, use and run.
 *
 * @param {Record<string, any>} workflow
 * @param {{ readonly scripts: Readonly<Record<string, string>>, readonly exists: (path: string) => boolean }} project
 * @returns {Array<string>}
 */
export const problemsOfWorkflow = ({ jobs, permissions }, { exists, scripts }) => {
  const problems = []
  // Without it a token may do whatever the repository's settings say
  if (permissions === undefined) problems.push("it doesn't say what jobs may do")
  for (const [scope, access] of Object.entries(permissions ?? {}))
    if (access === "write") problems.push(`all jobs may write ${scope}`)
  for (const [name, { "timeout-minutes": timeout, permissions: own, steps = [], uses }] of Object.entries(jobs)) {
    for (const action of [uses, ...steps.map((step) => step.uses)].filter((action) => action !== undefined)) {
      if (!pinned.test(action)) problems.push(`${name} uses ${action}, which is not pinned`)
      if (action.startsWith("./") && !exists(action.slice(2)))
        problems.push(`${name} uses ${action}, which is not there`)
    }
    if (uses === undefined && timeout === undefined) problems.push(`${name} may run for hours`)
    for (const command of steps.flatMap((step) => [step.run ?? [], step.with?.version ?? []].flat())) {
      if (own?.["id-token"] === "write" && runsPackages.test(command))
        problems.push(`${name} has the identity that publishes, and runs code of packages: ${command.trim()}`)
      for (const [, script] of command.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g))
        if (!Object.hasOwn(scripts, script))
          problems.push(`${name} runs the script ${script}, which package.json doesn't have`)
      for (const [, file] of command.matchAll(/\b(?:bash|node) ([\w.][\w./-]*)/g))
        if (!exists(file)) problems.push(`${name} runs ${file}, which is not there`)
    }
  }
  return problems
}
