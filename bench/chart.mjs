/** The chart: a panel for each workload, a bar for each contestant, in times of the floor. */

const themes = {
  light: { paper: "#ffffff", ink: "#1f2328", faint: "#59636e", line: "#d1d9e0", ours: "#0969da", peer: "#8c959f" },
  dark: { paper: "#0d1117", ink: "#f0f6fc", faint: "#9198a1", line: "#3d444d", ours: "#4493f8", peer: "#6e7681" }
}

const width = 880
const margin = 24
const rowHeight = 22
const barHeight = 13
const titleHeight = 42
const labelWidth = 158
const valueWidth = 52

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
const round = (value) => Number(value.toFixed(1))

const text = (x, y, content, { anchor = "start", fill, size = 12, weight = 400 }) =>
  `<text x="${round(x)}" y="${round(y)}" fill="${fill}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}">${escape(content)}</text>`

const rect = (x, y, width, height, attributes) =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 0))}" height="${round(height)}" rx="2" ${attributes}/>`

const line = (x1, y1, x2, y2, attributes) =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${attributes}/>`

/** One contestant: a bar to the median, filled where it validates, and a whisker from quartile to quartile. */
const bar = ({ contestant, ratio }, { scale, theme, x, y }) => {
  const color = contestant.ours ? theme.ours : theme.peer
  const middle = y + rowHeight / 2
  const start = x + labelWidth
  const top = middle - barHeight / 2
  const look = contestant.validates
    ? `fill="${color}"`
    : `fill="${color}" fill-opacity="0.15" stroke="${color}" stroke-width="1"`
  return [
    text(start - 8, middle + 4, contestant.title, {
      anchor: "end",
      fill: contestant.ours ? theme.ink : theme.faint,
      weight: contestant.ours ? 600 : 400
    }),
    rect(start, top, ratio.median * scale, barHeight, look),
    line(
      start + ratio.low * scale,
      middle,
      start + ratio.high * scale,
      middle,
      `stroke="${theme.ink}" stroke-width="1.5"`
    ),
    // Beside the line of the floor, not across it
    text(start + Math.max(ratio.high, ratio.median, 1) * scale + 6, middle + 4, ratio.median.toFixed(2), {
      fill: theme.ink,
      weight: contestant.ours ? 600 : 400
    })
  ]
}

const panelHeight = ({ rows }) => titleHeight + rows.length * rowHeight + 16

/** Pixels for one time the floor, so that the longest bar of some panels fits. */
const scaleOf = (panels, width) =>
  (width - labelWidth - valueWidth) / Math.max(...panels.flatMap(({ rows }) => rows.map(({ ratio }) => ratio.high)))

const panel = ({ rows, title }, { scale, theme, x, y }) => {
  const floor = x + labelWidth + scale
  const top = y + titleHeight
  const bottom = top + rows.length * rowHeight
  return [
    text(x, y + 18, title, { fill: theme.ink, size: 13, weight: 600 }),
    ...rows.flatMap((row, i) => bar(row, { scale, theme, x, y: top + i * rowHeight })),
    text(floor, top - 6, "floor", { anchor: "middle", fill: theme.faint, size: 10 }),
    line(floor, top - 2, floor, bottom + 2, `stroke="${theme.ink}" stroke-width="1" stroke-dasharray="2 3"`)
  ]
}

/**
 * Draws panels, the first over the whole width and the others in two columns.
 *
 * @param {{ title: string, subtitle: string, panels: ReadonlyArray<{ title: string, rows: ReadonlyArray<object> }> }} figure
 * @param {"light" | "dark"} mode
 */
export const draw = ({ panels, subtitle, title }, mode) => {
  const theme = themes[mode]
  const inner = width - 2 * margin
  const half = (inner - margin) / 2
  const marks = [
    text(margin, margin + 14, title, { fill: theme.ink, size: 17, weight: 600 }),
    text(margin, margin + 34, subtitle, { fill: theme.faint })
  ]
  let y = margin + 50
  const [first, ...rest] = panels
  marks.push(...panel(first, { scale: scaleOf([first], inner), theme, x: margin, y }))
  y += panelHeight(first)
  // One scale, so that a bar says the same in each panel
  const scale = scaleOf(rest, half)
  for (let i = 0; i < rest.length; i += 2) {
    const row = rest.slice(i, i + 2)
    marks.push(line(margin, y, width - margin, y, `stroke="${theme.line}"`))
    y += 10
    for (const [column, each] of row.entries()) {
      marks.push(...panel(each, { scale, theme, x: margin + column * (half + margin), y }))
    }
    y += Math.max(...row.map(panelHeight))
  }
  const height = y + margin / 2
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${round(height)}" width="${width}" height="${round(height)}" role="img" aria-label="${escape(title)}" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif">
${[rect(0, 0, width, height, `fill="${theme.paper}"`), ...marks].join("\n")}
</svg>
`
}
