/** A part of a message, as `ai` reads it. */
export interface MessagePart {
  readonly type: string
  readonly [key: string]: unknown
}

/** A message, as `ai` reads it. */
export interface Message {
  readonly id: string
  readonly metadata?: { readonly [key: string]: unknown }
  readonly parts: ReadonlyArray<MessagePart>
}

/** What `uiMessageChunkSchema` has against a chunk. */
export declare const faultOf: (chunk: unknown) => Promise<string | undefined>

/** Reads chunks by `readUIMessageStream`: the last message, and the texts of errors. */
export declare const readMessage: (
  chunks: ReadonlyArray<unknown>
) => Promise<{ readonly message: Message | undefined; readonly errors: ReadonlyArray<string> }>

/** Reads the body of a response by `DefaultChatTransport`. */
export declare const chunksOf: (response: Response) => Promise<ReadonlyArray<{ readonly type: string }>>

/** Reads the body of a response by a chat: the last message, the reason that `onFinish` has, and the texts of errors. */
export declare const chat: (response: Response) => Promise<{
  readonly errors: ReadonlyArray<string>
  readonly finishReason: string | undefined
  readonly message: Message | undefined
}>

/** The headers that `createUIMessageStreamResponse` sends. */
export declare const headers: { readonly [name: string]: string }
