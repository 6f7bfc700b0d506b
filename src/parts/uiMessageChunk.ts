/**
 * The chunks of the AI SDK's UI message stream, version 1. They are those of its `UIMessageChunk` that a response makes.
 *
 * @internal
 */
import type { Usage } from "../model/Usage.ts"
import type { Failure } from "./part.ts"

/**
 * Options of {@link chunks}.
 *
 * @category options
 * @since 0.1.0
 */
export interface UiMessageOptions<E = unknown> {
  /**
   * Id of the message. Without it, the page makes one, or goes on with its last message, as it does after the output of
   * a tool.
   */
  readonly messageId?: string
  /**
   * Makes the text of an error, which goes to the client. By default it names only the kind of the error, and also
   * if this throws or gives no text, which is reported to `console.error`. The failure of a tool, or of an image, has a
   * `toolName`: its text is the `errorText` of the tool's part.
   */
  readonly toErrorText?: (error: E | Failure) => string
}

// -----------------------------------------------------------------------------
// What an application names in its messages
// -----------------------------------------------------------------------------

/**
 * The metadata of a message.
 *
 * @category models
 * @since 0.1.0
 */
export interface Metadata {
  /** Id of the response. That of the last one, if the message is made from several. */
  readonly responseId?: string
  /** Name of the model. */
  readonly model?: string
  /** Tokens and cost of the response. It comes with the response's end. */
  readonly usage?: Usage
}

/**
 * A preview of an image.
 *
 * @category models
 * @since 0.1.0
 */
export interface PartialImage {
  /** The image as a data URL. */
  readonly url: string
  /** Media type of the image, such as `image/png`. */
  readonly mediaType: string
  /** Index of the preview. */
  readonly index: number
}

// `UIMessage` asks for types with an index signature, which an interface doesn't have
/**
 * The data parts of a message, by their names. All are transient: `onData` gets them, and messages don't keep them.
 *
 * @category models
 * @since 0.1.0
 */
export type DataTypes = {
  readonly "partial-image": PartialImage
}

// -----------------------------------------------------------------------------
// Chunks
// -----------------------------------------------------------------------------

// A type, as above
/**
 * What `@ai-sdk/openai` needs of a part to send it again, and where a cited file is.
 *
 * @category models
 * @since 0.1.0
 */
export type ProviderMetadata = {
  readonly openai: {
    /** Id of the output item. */
    readonly itemId?: string
    /** Whether a message is commentary or the final answer. */
    readonly phase?: string
    /** The reasoning in a form that only the provider reads. */
    readonly reasoningEncryptedContent?: string
    /** Id of the file that a text cites. */
    readonly fileId?: string
    /** Id of the container that has the file. */
    readonly containerId?: string
  }
}

interface WithProviderMetadata {
  readonly providerMetadata?: ProviderMetadata
}

/**
 * A chunk of a UI message stream: one of the AI SDK's `UIMessageChunk`.
 *
 * @category models
 * @since 0.1.0
 */
export type UiMessageChunk =
  | { readonly type: "start"; readonly messageId?: string }
  | { readonly type: "start-step" }
  | ({ readonly type: "text-start"; readonly id: string } & WithProviderMetadata)
  | { readonly type: "text-delta"; readonly id: string; readonly delta: string }
  | { readonly type: "text-end"; readonly id: string }
  | ({ readonly type: "reasoning-start"; readonly id: string } & WithProviderMetadata)
  | { readonly type: "reasoning-delta"; readonly id: string; readonly delta: string }
  | ({ readonly type: "reasoning-end"; readonly id: string } & WithProviderMetadata)
  | ({ readonly type: "tool-input-start" } & NamedCall)
  | { readonly type: "tool-input-delta"; readonly toolCallId: string; readonly inputTextDelta: string }
  | ({ readonly type: "tool-input-available"; readonly input: unknown } & NamedCall & WithProviderMetadata)
  | ({ readonly type: "tool-input-error"; readonly input: unknown; readonly errorText: string } & NamedCall)
  | { readonly type: "tool-approval-request"; readonly approvalId: string; readonly toolCallId: string }
  | ({ readonly type: "tool-output-available"; readonly output: unknown } & RunCall)
  | ({ readonly type: "tool-output-error"; readonly errorText: string } & RunCall)
  | { readonly type: "source-url"; readonly sourceId: string; readonly url: string; readonly title?: string }
  | ({
      readonly type: "source-document"
      readonly sourceId: string
      readonly mediaType: string
      readonly title: string
    } & WithProviderMetadata)
  | ({ readonly type: "file"; readonly url: string; readonly mediaType: string } & WithProviderMetadata)
  | {
      readonly type: "data-partial-image"
      readonly id: string
      readonly data: PartialImage
      readonly transient: true
    }
  | { readonly type: "message-metadata"; readonly messageMetadata: Metadata }
  | { readonly type: "error"; readonly errorText: string }
  | { readonly type: "finish-step" }
  | { readonly type: "finish"; readonly finishReason: FinishReason }

/** Names a call that has begun. */
interface RunCall {
  readonly toolCallId: string
  /** Present if the provider runs the call. */
  readonly providerExecuted?: true
  /** Present if the tool isn't declared in the request: it is one of an MCP server. */
  readonly dynamic?: true
}

interface NamedCall extends RunCall {
  readonly toolName: string
}

/**
 * Why a message ended. It is `other` if the chunks ended before the response did.
 *
 * @category models
 * @since 0.1.0
 */
export type FinishReason = "stop" | "length" | "content-filter" | "tool-calls" | "error" | "other"
