/**
 * The events of calls of every kind.
 *
 * @internal
 */
import type { Json } from "effect/Schema"
import type { OutputItem } from "../model/OutputItem.ts"
import type { InvalidArgumentsJson } from "./errors.ts"
import type { ArgumentsSoFar, Unfinished as UnfinishedFunction } from "./event.ts"

// -----------------------------------------------------------------------------
// Calls
// -----------------------------------------------------------------------------

/** The types of items that are neither a call nor what a call gave. What the client has sent is neither. */
type OtherType =
  | "UNKNOWN"
  | "additional_tools"
  | "agent_message"
  | "compaction"
  | "computer_call_output"
  | "custom_tool_call_output"
  | "function_call_output"
  | "local_shell_call_output"
  | "mcp_approval_response"
  | "message"
  | "reasoning"

/**
 * The type of an item that is a call, asks for one, or has the output of one.
 *
 * @category models
 * @since 0.1.0
 */
export type CallType = Exclude<OutputItem["type"], OtherType>

/**
 * The item of a call, by its type.
 *
 * @category models
 * @since 0.1.0
 */
export type CallItem<Type extends CallType = CallType> = Extract<OutputItem, { readonly type: Type }>

/**
 * The calls whose input is JSON.
 *
 * @category models
 * @since 0.1.0
 */
export type JsonCallType = "function_call" | "mcp_approval_request" | "mcp_call"

/**
 * The calls whose input is a list of commands.
 *
 * @category models
 * @since 0.1.0
 */
export type ShellCallType = "openrouter:shell" | "shell_call"

/**
 * The calls whose input grows as a text: input of a custom tool, code, the diff of a patch, or commands.
 *
 * @category models
 * @since 0.1.0
 */
export type TextCallType =
  | "apply_patch_call"
  | "code_interpreter_call"
  | "custom_tool_call"
  | "openrouter:apply_patch"
  | "openrouter:code_interpreter"
  | ShellCallType

/** Where a call is. */
interface CallPlace<Type extends CallType> {
  /** The type of the call's item. */
  readonly type: Type
  /** Identifies the call in its response: some gateways give several calls one `outputIndex`. */
  readonly key: string
  /** Index of the call's item in the response's `output`. */
  readonly outputIndex: number
  /** Latest known id of the item, where it has one. It may change during the call: `key` doesn't. */
  readonly itemId?: string
}

/** Names that a call may have. */
interface AnyNames {
  /** Id of the call, by which its output refers to it. Tools that the provider runs may have none. */
  readonly callId?: string
  /** Name of the function or tool. Absent for tools that have one name only: their `type` is their name. */
  readonly name?: string
  /** The namespace of the function or tool. Absent where it has none. */
  readonly namespace?: string
  /** Label of the MCP server, as in the request. */
  readonly serverLabel?: string
}

/** The names that the item always has. */
type NamesOf<Item> = {
  readonly [Key in Extract<keyof AnyNames, keyof Item> as Item[Key] extends string ? Key : never]: string
}

/**
 * Identifies a call. A name is absent where the item has none.
 *
 * @category models
 * @since 0.1.0
 */
export type CallIdentity<Type extends CallType = CallType> = CallPlace<Type> & AnyNames & NamesOf<CallItem<Type>>

// -----------------------------------------------------------------------------
// Events
// -----------------------------------------------------------------------------

/**
 * A call has begun. It is the first event of each call, and comes once.
 *
 * @category models
 * @since 0.1.0
 */
export type Started<Type extends CallType = CallType> = Type extends CallType
  ? CallIdentity<Type> & { readonly _tag: "Started" }
  : never

/**
 * The arguments have grown.
 *
 * @category models
 * @since 0.1.0
 */
export type Arguments<Type extends JsonCallType = JsonCallType> = Type extends JsonCallType
  ? CallIdentity<Type> &
      ArgumentsSoFar & {
        readonly _tag: "Arguments"
        /** The new text. */
        readonly delta: string
      }
  : never

/**
 * An input that is no JSON has grown.
 *
 * @category models
 * @since 0.1.0
 */
export type Input<Type extends TextCallType = TextCallType> = Type extends TextCallType
  ? CallIdentity<Type> & {
      readonly _tag: "Input"
      /** The new text. */
      readonly delta: string
      /** The text so far: input of a custom tool, code, a diff, or one command. */
      readonly input: string
    } & (Type extends ShellCallType
        ? {
            /** Index of the command in the list of commands. */
            readonly commandIndex: number
          }
        : unknown)
  : never

/**
 * A shell command has written something.
 *
 * @category models
 * @since 0.1.0
 */
export type Output<Type extends "shell_call_output" | ShellCallType = "shell_call_output" | ShellCallType> =
  Type extends CallType
    ? CallIdentity<Type> & {
        readonly _tag: "Output"
        /** Index of the command in the call's list of commands. */
        readonly commandIndex: number
        /** What it wrote to its standard output since. Empty where it wrote nothing. */
        readonly stdout: string
        /** What it wrote to its standard error since. Empty where it wrote nothing. */
        readonly stderr: string
      }
    : never

/**
 * A chunk reports another status. It is a preview: a call of which a chunk says `completed` is not finished.
 *
 * @category models
 * @since 0.1.0
 */
export type StatusChanged<Type extends CallType = CallType> = Type extends CallType
  ? CallIdentity<Type> & {
      readonly _tag: "StatusChanged"
      /** The new status, such as `searching`. */
      readonly status: string
    }
  : never

/**
 * The call is complete, as its item or the response says.
 *
 * @category models
 * @since 0.1.0
 */
export type Finished<Type extends CallType = CallType> = Type extends CallType
  ? CallIdentity<Type> & {
      readonly _tag: "Finished"
      /** The final item: the input of the call, and its output, where the provider runs it. */
      readonly item: CallItem<Type>
    } & (Type extends JsonCallType
        ? {
            /** The final text of the arguments. It may differ from the deltas. */
            readonly argumentsText: string
            /** The arguments. A call without arguments has `{}`. */
            readonly arguments: Json
          }
        : unknown)
  : never

/**
 * The arguments are complete and aren't JSON.
 *
 * @category models
 * @since 0.1.0
 */
export type Invalid<Type extends JsonCallType = JsonCallType> = Type extends JsonCallType
  ? CallIdentity<Type> & {
      readonly _tag: "Invalid"
      /** The final text of the arguments. */
      readonly argumentsText: string
      /** The final item. */
      readonly item: CallItem<Type>
      /** What is wrong. */
      readonly error: InvalidArgumentsJson
    }
  : never

/**
 * The call failed, or will never be complete. Don't run such a call, even if its input looks complete.
 *
 * @category models
 * @since 0.1.0
 */
export type Unfinished<Type extends CallType = CallType> = Type extends CallType
  ? CallPlace<Type> &
      AnyNames & {
        readonly _tag: "Unfinished"
        /** The last item, with its input as far as it came, and the error of a call that failed. Absent if none came. */
        readonly item?: CallItem<Type>
        /**
         * How the response, or the call's item, ended. `"Completed"`: the response is completed without this call.
         * `"Failed"`: the call failed, as its item says, or the response did.
         */
        readonly verdict: UnfinishedFunction["verdict"]
      } & (Type extends JsonCallType ? ArgumentsSoFar : unknown)
  : never

/**
 * How a call ended.
 *
 * @category models
 * @since 0.1.0
 */
export type Outcome<Type extends CallType = CallType> =
  | Finished<Type>
  | Invalid<Extract<Type, JsonCallType>>
  | Unfinished<Type>

/**
 * An event of a call: `Started`, then any number of `Arguments`, `Input`, `Output` and `StatusChanged`, then one
 * {@link Outcome}.
 *
 * @category models
 * @since 0.1.0
 */
export type CallEvent = Started | Arguments | Input | Output | StatusChanged | Outcome
