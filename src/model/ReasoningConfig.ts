/**
 * Settings of the model's reasoning, as a response echoes them.
 *
 * @since 0.1.0
 */
import { model, nullish, openEnum } from "../schema/model.ts"

/**
 * How much the model reasons, and how much of it is shown.
 *
 * @category models
 * @since 0.1.0
 */
export class ReasoningConfig extends model<ReasoningConfig>("ReasoningConfig")({
  /** Which earlier reasoning the model gets to see. Absent or null where the model has no such choice. */
  context: nullish(openEnum(["auto", "all_turns", "current_turn"])),
  /** How much effort goes into reasoning. Null where the model doesn't reason or its default applies. */
  effort: nullish(openEnum(["none", "minimal", "low", "medium", "high", "xhigh", "max"])),
  /** The older name of `summary`. Absent or null nearly everywhere. */
  generateSummary: nullish(openEnum(["auto", "concise", "detailed"])),
  /** The mode of reasoning: `pro` reasons more. Absent if the provider has only one mode. */
  mode: nullish(openEnum(["standard", "pro"])),
  /** How detailed a summary of the reasoning is written. Null when none is. */
  summary: nullish(openEnum(["auto", "concise", "detailed"]))
}) {}
