/**
 * Work that waits until nothing else is to be done, so that passing bytes on is never held up by looking at them.
 *
 * @internal
 */

/** Works off its tasks in order, a few milliseconds at a time. */
export interface Queue {
  /** Adds a task that keeps so many bytes. `false` if too many wait already: it isn't added. */
  readonly add: (bytes: number, task: () => void) => boolean
  /** Works off all that waits, at once. */
  readonly drain: () => void
}

/** How long tasks run before everything else has its turn, in milliseconds. */
const slice = 2

/** How long the first task waits, in milliseconds: what comes with it is passed on before. */
const patience = 10

/** Makes a queue that keeps no more than so many bytes. */
export const makeQueue = (maxBytes: number): Queue => {
  let tasks: Array<{ readonly bytes: number; readonly run: () => void }> = []
  let next = 0
  let waiting = 0
  let isScheduled = false

  const work = (until: number): void => {
    while (next < tasks.length) {
      const task = tasks[next++]!
      waiting -= task.bytes
      task.run()
      if (performance.now() >= until) break
    }
    if (next === tasks.length) tasks = []
    else if (next > 1000) tasks = tasks.slice(next)
    else return
    next = 0
  }

  const turn = (): void => {
    work(performance.now() + slice)
    isScheduled = tasks.length > 0
    if (isScheduled) setImmediate(turn)
  }

  const schedule = (): void => {
    if (isScheduled) return
    isScheduled = true
    setTimeout(turn, patience)
  }

  return {
    add: (bytes, run) => {
      if (bytes > 0 && waiting + bytes > maxBytes) return false
      waiting += bytes
      tasks.push({ bytes, run })
      schedule()
      return true
    },
    drain: () => work(Infinity)
  }
}
