// Runs a script in Vercel's edge runtime: node edge.mjs SCRIPT
import { readFileSync } from "node:fs"
import { EdgeRuntime } from "edge-runtime"

const runtime = new EdgeRuntime()
// What it prints is read line by line
runtime.context.console = console
runtime.evaluate(readFileSync(process.argv[2], "utf8"))
