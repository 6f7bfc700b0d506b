/**
 * The page: looks at streams that a server on loopback tells of, or that are written into it.
 *
 * @internal
 */
import { render } from "preact"

render(<main>Streams</main>, document.body)
