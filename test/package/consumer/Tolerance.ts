import * as Tolerance from "effect-responses-stream/Tolerance"

export const names: ReadonlyArray<Tolerance.RepairName> = Tolerance.repairs

export const tolerance: Tolerance.Tolerance = "recorded"
