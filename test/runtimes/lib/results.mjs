/** Collects what a runtime reports. A runtime that says nothing for too long hangs, in the case that it named last. */

/** How long nothing may be said: longer than a case may take, and than a browser needs to start. */
const silenceLimit = 60_000

/** Follows one runtime. `isRunning` resolves, with words, when its program ends. */
export const follow = (limit = silenceLimit) => {
  const failures = []
  const output = []
  let passed = 0
  let current
  let timer
  let settle
  const done = new Promise((resolve) => (settle = resolve))

  const fail = (name, error) => failures.push({ name, error })
  const finish = () => {
    clearTimeout(timer)
    settle()
  }
  const abort = (error) => {
    if (settled) return
    settled = true
    fail(current ?? "start", error)
    finish()
  }
  let settled = false
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(() => abort(`It hangs: nothing was heard for ${limit / 1000} s`), limit)
  }
  wait()

  const onReport = (report) => {
    if (settled) return
    wait()
    if ("start" in report) current = report.start
    else if ("end" in report) {
      if (report.error === undefined) passed++
      else fail(report.end, report.error)
      current = undefined
    } else {
      settled = true
      const heard = passed + failures.length
      if (report.finished !== heard || heard === 0) fail("all cases", `${heard} of ${report.finished} were reported`)
      finish()
    }
  }

  return {
    onReport,
    onLine: (line) => {
      if (line.startsWith("@case ")) onReport(JSON.parse(line.slice("@case ".length)))
      else if (output.push(line) > 60) output.shift()
    },
    /** The program is gone. If that was too soon, it is a failure. */
    onEnded: (how) => abort(`The program is gone: ${how}\n${output.join("\n")}`.trim()),
    abort,
    done,
    result: () => ({ passed, failures })
  }
}
