/**
 * Arguments by the schemas of their functions.
 *
 * @internal
 */
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import { InvalidArguments, UnknownFunction, type InvalidArgument } from "./errors.ts"
import type { Finished } from "./event.ts"

