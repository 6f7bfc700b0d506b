/**
 * The command `effect-responses-stream`: its subcommands, and how they meet Node.
 *
 * @internal
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import { ExitCode } from "./ExitCode.ts"
import { inspect } from "./inspect/inspect.ts"
import { presenter } from "./presenter.ts"
import { replay } from "./replay/replay.ts"
import { version } from "./version.ts"
import { view } from "./view/view.ts"
import { watch } from "./watch/watch.ts"

const command = Command.make("effect-responses-stream").pipe(
  Command.withDescription("Tools for the event streams of the OpenRouter and OpenAI Responses API"),
  Command.withSubcommands([inspect, replay, view, watch])
)

const layer = Layer.mergeAll(
  NodeServices.layer,
  CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] }),
  CliOutput.layerPresenter(presenter)
)

// A closed pipe is no reason to crash: the writer gets the same error, and ends quietly
process.stdout.on("error", () => {})
process.stderr.on("error", () => {})

command.pipe(
  Command.run({ version }),
  Effect.catchTag("ShowHelp", () => Effect.fail(new ExitCode({ code: 2 }))),
  Effect.provide(layer),
  NodeRuntime.runMain({
    // Standard input may be open still, so that the process wouldn't end by itself; what was written may be on its way
    teardown: (exit) =>
      Runtime.defaultTeardown(exit, (code) => {
        process.stdout.write("", () => process.exit(process.exitCode ?? code))
      })
  })
)
