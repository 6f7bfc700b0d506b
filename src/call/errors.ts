/**
 * Errors of calls whose arguments are complete.
 *
 * @internal
 */
import * as Data from "effect/Data"
import type * as Schema from "effect/Schema"
import type * as SchemaIssue from "effect/SchemaIssue"
import { invalidJsonPosition } from "../base/jsonPosition.ts"
import { describeFields } from "../errors/fieldPath.ts"
import { maxFields } from "../wire/ownSchema.ts"

// The model writes ids and names, so they are in private fields: serializers and loggers can't see them.

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
  /** Offset in the arguments, in UTF-16 code units, of the first character that JSON doesn't allow there. */
  readonly position: number
}> {
  readonly #call: CallFields
  readonly #text: string

  constructor(fields: CallFields & { readonly argumentsText: string }) {
    const { argumentsText, ...call } = fields
    const { outputIndex } = call
    const { length } = argumentsText
    const position = invalidJsonPosition(argumentsText)
    const fault =
      position >= length
        ? `end at position ${position}, before their JSON is complete`
        : `are not valid JSON at position ${position} of ${length}`
    super({ outputIndex, position, message: `The arguments of ${describeCall(call)} ${fault}. ${answerHint}` })
    this.#call = call
    this.#text = argumentsText
  }

  /** Id of the call. It is no field, so that no log shows it. */
  get callId(): string {
    return this.#call.callId
  }

  /** Name of the function, as the model wrote it. It is no field: `message` has it only if it is a valid name. */
  get functionName(): string {
    return this.#call.functionName
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
 * The message has paths and expectations. Of what the model wrote, it has only keys that are identifiers, and what a
 * message of the schema quotes.
 * Answer the call with `fields`: they list every wrong argument, so the model can correct all at once.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidArguments extends Data.TaggedError("InvalidArguments")<{
  readonly message: string
  /** Index of the call in the response's `output`. */
  readonly outputIndex: number
}> {
  readonly #call: CallFields
  readonly #fields: ReadonlyArray<InvalidArgument>
  readonly #json: Schema.Json
  readonly #issue: SchemaIssue.Issue | undefined

  constructor(
    args: CallFields & {
      readonly fields: ReadonlyArray<InvalidArgument>
      readonly json: Schema.Json
      readonly issue?: SchemaIssue.Issue
    }
  ) {
    const { fields: all, issue, json, ...call } = args
    const fields = all.slice(0, maxFields)
    const what = describeFields(fields) || "they are not valid"
    super({
      outputIndex: call.outputIndex,
      message: `The arguments of ${describeCall(call)} don't fit its schema: ${what}. ${answerHint}`
    })
    this.#call = call
    this.#fields = fields
    this.#json = json
    this.#issue = issue
  }

  /** Id of the call. It is no field, so that no log shows it. */
  get callId(): string {
    return this.#call.callId
  }

  /** Name of the function. It is no field: `message` has it only if it is a valid name. */
  get functionName(): string {
    return this.#call.functionName
  }

  /** Path of the first wrong argument. */
  get path(): ReadonlyArray<PropertyKey> {
    return this.#fields[0]?.path ?? []
  }

  /** The wrong arguments, at most the first 100. They are no field: their paths may have keys that the model wrote. */
  get fields(): ReadonlyArray<InvalidArgument> {
    return this.#fields
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
}> {
  readonly #call: CallFields

  constructor(call: CallFields) {
    super({
      outputIndex: call.outputIndex,
      message: `There is no schema for ${describeCall(call)}. Add one, or answer the call with an error.`
    })
    this.#call = call
  }

  /** Id of the call. It is no field, so that no log shows it. */
  get callId(): string {
    return this.#call.callId
  }

  /** Name of the function, as the model wrote it. It is no field: `message` has it only if it is a valid name. */
  get functionName(): string {
    return this.#call.functionName
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
