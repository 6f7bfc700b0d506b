/**
 * Errors of structured output.
 *
 * @internal
 */
import * as Data from "effect/Data"
import type { Json } from "effect/Schema"
import type * as SchemaIssue from "effect/SchemaIssue"
import { invalidJsonPosition } from "../base/jsonPosition.ts"
import { describeFields } from "../errors/fieldPath.ts"
import type { IncompleteDetails } from "../model/Response.ts"
import { maxFields } from "../wire/ownSchema.ts"
import type { Mismatch } from "../wire/ownSchema.ts"
import type { Verdict } from "../stream/verdict.ts"

// What the model writes is in private fields: serializers and loggers can't see it.

/**
 * The text of a completed response is not JSON.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidOutputJson extends Data.TaggedError("InvalidOutputJson")<{
  readonly message: string
  /** Offset in the text, in UTF-16 code units, of the first character that JSON doesn't allow there. */
  readonly position: number
}> {
  readonly #text: string

  constructor({ text }: { readonly text: string }) {
    const position = invalidJsonPosition(text)
    super({
      position,
      message:
        `The text of the response is not valid JSON at position ${position} of ${text.length}. ` +
        "Send text.format with the request, and choose a model that follows it."
    })
    this.#text = text
  }

  /** The text. */
  payload(): string {
    return this.#text
  }
}

/**
 * A wrong field of the output.
 *
 * @category models
 * @since 0.1.0
 */
export interface InvalidOutputField {
  /** The keys and indexes that lead to the field. */
  readonly path: ReadonlyArray<PropertyKey>
  /** The message of the schema. */
  readonly message: string
}

/**
 * The JSON of a completed response doesn't fit the schema.
 *
 * **Details**
 *
 * The message has paths and, of an Effect schema, what was expected. Of what the model wrote, it has only keys that are
 * identifiers, and what a message of the schema quotes. Messages of other libraries may quote more: only `fields` has them.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidOutput extends Data.TaggedError("InvalidOutput")<{
  readonly message: string
}> {
  readonly #fields: ReadonlyArray<InvalidOutputField>
  readonly #json: Json
  readonly #issue: SchemaIssue.Issue | undefined

  constructor({ fields: all, issue, json, mayQuote }: Mismatch & { readonly json: Json }) {
    const fields = all.slice(0, maxFields)
    const shown = mayQuote === true ? fields.map(({ path }) => ({ path, message: "a wrong value" })) : fields
    super({
      message: `The output of the model doesn't fit its schema: ${describeFields(shown) || "it is not valid"}. Read fields for all of it.`
    })
    this.#fields = fields
    this.#json = json
    this.#issue = issue
  }

  /** Path of the first wrong field. */
  get path(): ReadonlyArray<PropertyKey> {
    return this.#fields[0]?.path ?? []
  }

  /** The wrong fields, at most the first 100. They are no field, since paths may have keys that the model wrote. */
  get fields(): ReadonlyArray<InvalidOutputField> {
    return this.#fields
  }

  /** Effect's issue, for its formatters. Absent for schemas of other libraries, and if the output nests too deeply. */
  get issue(): SchemaIssue.Issue | undefined {
    return this.#issue
  }

  /** The output as parsed JSON. */
  payload(): Json {
    return this.#json
  }
}

/**
 * The model refuses to answer.
 *
 * @category errors
 * @since 0.1.0
 */
export class OutputRefused extends Data.TaggedError("OutputRefused")<{
  readonly message: string
}> {
  readonly #refusal: string

  constructor({ refusal }: { readonly refusal: string }) {
    super({ message: "The model refuses to answer. Read refusal for its explanation." })
    this.#refusal = refusal
  }

  /** The model's explanation. It is no field, so that no log shows it. */
  get refusal(): string {
    return this.#refusal
  }
}

/** What came of an answer that isn't whole. */
interface CutOutput {
  readonly verdict: Exclude<Verdict, "ItemsCompleteWithoutTerminal">
  readonly incompleteDetails?: IncompleteDetails
  readonly text: string
  readonly partial: Json | undefined
}

/**
 * The response has no whole answer.
 *
 * @category errors
 * @since 0.1.0
 */
export class OutputUnfinished extends Data.TaggedError("OutputUnfinished")<{
  readonly message: string
  /** How the response ended, as in `Unfinished`. */
  readonly verdict: CutOutput["verdict"]
}> {
  readonly #output: CutOutput

  constructor(output: CutOutput) {
    const { verdict } = output
    super({
      verdict,
      message: `There is no whole answer: ${reasons[verdict]}. Read incompleteDetails and text for more.`
    })
    this.#output = output
  }

  /** Why the response is incomplete, if it says so. It is no field, since providers may write what they like. */
  get incompleteDetails(): IncompleteDetails | undefined {
    return this.#output.incompleteDetails
  }

  /** The text so far. It is no field, so that no log shows it. */
  get text(): string {
    return this.#output.text
  }

  /** The value so far. `undefined` if nothing is known. */
  get partial(): Json | undefined {
    return this.#output.partial
  }
}

const reasons: { readonly [_ in CutOutput["verdict"]]: string } = {
  Completed: "the response is completed, and its text is empty or stops before its JSON ends",
  Incomplete: "the response is incomplete",
  Failed: "the response failed",
  Cancelled: "the response was canceled",
  Errored: "an error came in the stream",
  Truncated: "the stream ended before the response did"
}

/**
 * Why a text can't be used although it is complete.
 *
 * @category models
 * @since 0.1.0
 */
export type OutputError = InvalidOutputJson | InvalidOutput
