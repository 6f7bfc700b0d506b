/**
 * Errors of calls whose arguments are complete.
 *
 * @internal
 */
import * as Data from "effect/Data"
import type * as Schema from "effect/Schema"
import type * as SchemaIssue from "effect/SchemaIssue"
import { invalidJsonPosition } from "../base/jsonPosition.ts"
import { formatPath } from "../errors/StreamError.ts"

/** Which call an error is about. */
interface CallFields {
  readonly outputIndex: number
  readonly callId: string
  readonly functionName: string
}

/**
 * The completed arguments are not valid JSON.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidArgumentsJson extends Data.TaggedError("InvalidArgumentsJson")<{
  readonly message: string
  /** Index of the call in the response's `output`. */
  readonly outputIndex: number
  /** Id of the call. */
  readonly callId: string
  /** Name of the function, as the model wrote it. */
  readonly functionName: string
  /** Offset in the arguments, in UTF-16 code units, of the first character that JSON doesn't allow there. */
  readonly position: number
}> {
  readonly #text: string

  constructor(fields: {
    readonly outputIndex: number
    readonly callId: string
    readonly functionName: string
    readonly argumentsText: string
  }) {
    const { argumentsText, ...rest } = fields
    const { length } = argumentsText
    const position = invalidJsonPosition(argumentsText)
    const fault =
      position >= length
        ? `end at position ${position}, before their JSON is complete`
        : `are not valid JSON at position ${position} of ${length}`
    super({ ...rest, position, message: `The arguments of ${describeCall(rest)} ${fault}. ${answerHint}` })
    this.#text = argumentsText
  }

  /** The text of the arguments. */
  payload(): string {
    return this.#text
  }
}

/**
 * A wrong argument of a call.
 *
 * @category models
 * @since 0.1.0
 */
export interface InvalidArgument {
  /** The keys and indexes that lead to the argument. */
  readonly path: ReadonlyArray<PropertyKey>
  /** The message of the function's schema. */
  readonly message: string
}

/**
 * The arguments of a call don't fit the function's schema.
 *
 * **Details**
 *
 * The message and `fields` have paths and expectations, but nothing that the model wrote. Answer the call with
 * `fields`: they list every wrong argument, so the model can correct all at once.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidArguments extends Data.TaggedError("InvalidArguments")<{
  readonly message: string
  /** Index of the call in the response's `output`. */
  readonly outputIndex: number
  /** Id of the call. */
  readonly callId: string
  /** Name of the function. */
  readonly functionName: string
  /** Path of the first wrong argument. */
  readonly path: ReadonlyArray<PropertyKey>
  /** The wrong arguments, at most the first 100. */
  readonly fields: ReadonlyArray<InvalidArgument>
}> {
  readonly #json: Schema.Json
  readonly #issue: SchemaIssue.Issue | undefined

  constructor(fields: {
    readonly outputIndex: number
    readonly callId: string
    readonly functionName: string
    readonly fields: ReadonlyArray<InvalidArgument>
    readonly json: Schema.Json
    readonly issue?: SchemaIssue.Issue
  }) {
    const { issue, json, ...rest } = fields
    const [first, ...others] = rest.fields
    const { message = "they are not valid", path = [] } = first ?? {}
    const at = path.length === 0 ? "" : ` at ${formatPath(path)}`
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`
    super({
      ...rest,
      path,
      message: `The arguments of ${describeCall(rest)} don't fit its schema: ${message}${at}${more}. ${answerHint}`
    })
    this.#json = json
    this.#issue = issue
  }

  /** Effect's issue, for its formatters. Absent if the arguments are nested too deeply for the schema. */
  get issue(): SchemaIssue.Issue | undefined {
    return this.#issue
  }

  /** The arguments as parsed JSON. */
  payload(): Schema.Json {
    return this.#json
  }
}

/**
 * The model calls a function that has no schema.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnknownFunction extends Data.TaggedError("UnknownFunction")<{
  readonly message: string
  /** Index of the call in the response's `output`. */
  readonly outputIndex: number
  /** Id of the call. */
  readonly callId: string
  /** Name of the function, as the model wrote it. */
  readonly functionName: string
}> {
  constructor(fields: { readonly outputIndex: number; readonly callId: string; readonly functionName: string }) {
    super({
      ...fields,
      message: `There is no schema for ${describeCall(fields)}. Add one, or answer the call with an error.`
    })
  }
}

/**
 * Why a call with complete arguments can't be used.
 *
 * @category models
 * @since 0.1.0
 */
export type CallError = InvalidArgumentsJson | InvalidArguments | UnknownFunction

const answerHint = "Answer the call with an error, so that the model can correct it."

// The model writes the name, and may write anything. Providers allow these
const functionName = /^[\w.-]{1,64}$/

const describeCall = ({ functionName: name, outputIndex }: CallFields): string =>
  `${functionName.test(name) ? name : "a function"} (output item ${outputIndex})`
