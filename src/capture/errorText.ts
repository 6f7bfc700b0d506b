/**
 * Errors of a stream in the words of the command, which has no options to advise. They hold no payload.
 *
 * @internal
 */
import type { ChunkStreamError, InvalidChunk, InvalidJson } from "../errors/StreamError.ts"
import { formatPath } from "../errors/StreamError.ts"

/** How many wrong fields are named. */
const maxFields = 5

/** Why an event is invalid, a reason a line. */
export const reasonsOf = (error: InvalidJson | InvalidChunk): ReadonlyArray<string> => {
  if (error._tag === "InvalidJson") return [`the data is not JSON from position ${error.position} on`]
  const shown = error.fields
    .slice(0, maxFields)
    .map(({ message, path }) => (path.length === 0 ? message : `${formatPath(path)}: ${message}`))
  const more = error.fields.length - shown.length
  return shown.length === 0 ? ["it has a wrong shape"] : more === 0 ? shown : [...shown, `and ${more} more`]
}

/** What an error says, in one line. */
export const messageOf = (error: ChunkStreamError): string => {
  switch (error._tag) {
    case "InvalidJson":
    case "InvalidChunk":
      return reasonsOf(error).join("; ")
    case "EventTooLarge":
      return `the event is larger than ${error.maxEventSize} characters, and ends the inspection`
    default:
      return error.message
  }
}
