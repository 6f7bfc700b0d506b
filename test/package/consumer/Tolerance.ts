import * as Tolerance from "effect-responses-stream/Tolerance"

export const names: ReadonlyArray<Tolerance.RepairName> = Tolerance.repairs.map((repair) => repair.name)

export const tolerance: Tolerance.Tolerance = "recorded"
