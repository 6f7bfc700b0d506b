/** The messages of the chat, for the page and its server. */
import type { UIMessage } from "ai"
import type { DataTypes, Metadata } from "effect-responses-stream/UiMessageStream"

export type Message = UIMessage<Metadata, DataTypes>
