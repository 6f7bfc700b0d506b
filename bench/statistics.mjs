/** What many noisy samples say. */

/** The value below which a part of the samples lies, between neighbours in proportion. */
export const quantile = (samples, part) => {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const below = sorted[Math.floor(at)]
  return below + (sorted[Math.ceil(at)] - below) * (at - Math.floor(at))
}

export const median = (samples) => quantile(samples, 0.5)

/** Median and quartiles. */
export const summarize = (samples) => ({
  low: quantile(samples, 0.25),
  median: median(samples),
  high: quantile(samples, 0.75),
  count: samples.length
})

/** What one contestant took, in times of what another took in the same round. */
export const ratios = (samples, base) => summarize(samples.map((sample, round) => sample / base[round]))

/** How much samples in a row grow from one to the next: the median of all slopes, which a step doesn't move. */
export const slope = (samples) =>
  median(samples.flatMap((from, i) => samples.slice(i + 1).map((to, j) => (to - from) / (j + 1))))
