/**
 * Light or dark.
 *
 * @internal
 */
import { effect, signal } from "@preact/signals"

/** What a person chose. `auto`: as the system. */
export const themes = ["auto", "light", "dark"] as const

/** A theme. */
export type Theme = (typeof themes)[number]

const key = "theme"

// A page that was opened as a file may have no storage
const remembered = (): Theme => {
  try {
    return themes.find((theme) => theme === localStorage.getItem(key)) ?? "auto"
  } catch {
    return "auto"
  }
}

const remember = (theme: Theme): void => {
  try {
    localStorage.setItem(key, theme)
  } catch {
    // Then it holds for this visit
  }
}

/** The theme. */
export const theme = signal<Theme>(remembered())

/** Grows when colors change: by a choice here, or of the system. */
export const colorVersion = signal(0)

/** Keeps the page to the theme. */
export const followTheme = (): void => {
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value
    remember(theme.value)
    colorVersion.value = colorVersion.peek() + 1
  })
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", () => {
      colorVersion.value++
    })
  }
}
