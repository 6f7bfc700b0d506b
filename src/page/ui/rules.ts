/**
 * The texts of the protocol's rules. The build puts them in: they are those of docs/protocol.md.
 *
 * @internal
 */
import type { RuleId } from "../../errors/protocolViolation.ts"

declare const RULE_TEXTS: Readonly<Record<RuleId, string>>

/** Whether there is a rule of that name. */
export const isRuleId = (name: string): name is RuleId => Object.hasOwn(RULE_TEXTS, name)

/** What the documentation says of a rule. Markdown, but only code. */
export const ruleText = (rule: RuleId): string => RULE_TEXTS[rule]
