/**
 * Icons. They are decoration: a word stands beside each, or names its button.
 *
 * @internal
 */

const paths = {
  check: "M3.5 8.5l3 3 6-7",
  cross: "M4 4l8 8M12 4l-8 8",
  warning: "M8 2.5l6 11H2zM8 6.5v3M8 11.4v.2",
  cut: "M2 8h5M10 8h1M13.5 8h.5M7 4.5v7",
  half: "M8 2.5a5.5 5.5 0 1 1 0 11zM8 2.5v11",
  stop: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM4.2 4.2l7.6 7.6",
  live: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
  wrench: "M13.5 4.2a3.4 3.4 0 0 1-4.6 4.3l-4.4 4.4-1.6-1.6 4.4-4.4a3.4 3.4 0 0 1 4.3-4.6L9.7 4.2l.4 1.7 1.7.4z",
  question: "M6 6.2a2 2 0 1 1 2.9 1.8c-.6.3-.9.7-.9 1.5M8 11.8v.2M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  play: "M5 3.2v9.6l7.5-4.8z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  up: "M4 10l4-4 4 4",
  down: "M4 6l4 4 4-4",
  right: "M6 4l4 4-4 4",
  left: "M10 4L6 8l4 4",
  end: "M4 4l4 4-4 4M11.5 4v8",
  open: "M8 11V3M4.8 6L8 2.8 11.2 6M2.5 10.5v3h11v-3",
  compare: "M2.5 3h4.2v10H2.5zM9.3 3h4.2v10H9.3z",
  auto: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 1 1 0 11",
  light:
    "M8 5.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2zM8 1.6v1.2M8 13.2v1.2M1.6 8h1.2M13.2 8h1.2M3.5 3.5l.8.8M11.7 11.7l.8.8M3.5 12.5l.8-.8M11.7 4.3l.8-.8",
  dark: "M12.8 9.6A5.3 5.3 0 0 1 6.4 3.2a5.3 5.3 0 1 0 6.4 6.4z",
  filter: "M2.5 4h11M4.5 8h7M6.5 12h3",
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  logo: "M1.5 4h8M4 8h10.5M1.5 12h6"
} as const

/** The name of an icon. */
export type IconName = keyof typeof paths

const filled: ReadonlySet<IconName> = new Set<IconName>(["play", "live"])

/** An icon of 16 pixels, in the color of the text. */
export const Icon = ({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 16 16"
    fill={filled.has(name) ? "currentColor" : "none"}
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={paths[name]} />
    {name === "auto" && <path d="M8 2.5a5.5 5.5 0 1 0 0 11z" fill="currentColor" />}
  </svg>
)
