/** A call that the reader's program answers. */
export interface Call {
  readonly id: string
  readonly name: string
  /** Its JSON: that of a text, for a custom tool. */
  readonly input: string
}

/** What a reader makes of an event stream. */
export interface Reading {
  /** The texts and refusals of all messages. */
  readonly text: string
  readonly calls: ReadonlyArray<Call>
  /** Whether it says that the provider failed. */
  readonly hasFailed: boolean
  /** What it finds wrong with the stream itself. */
  readonly fault?: string
}
