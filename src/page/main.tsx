/**
 * The page: looks at streams that a server on loopback tells of, that are written into it, or that are dropped on it.
 *
 * @internal
 */
import { render } from "preact"
import { App } from "./ui/app.tsx"
import { listenForFiles, listenForKeys } from "./ui/keys.ts"
import { start } from "./ui/sources.ts"
import { followAddress, followLink, followWidth, showOnly } from "./ui/state.ts"
import { followTheme } from "./ui/theme.ts"

followTheme()
followWidth()
start(showOnly)
followAddress()
followLink()
listenForKeys()
listenForFiles()

const root = document.createElement("div")
document.body.append(root)
render(<App />, root)
