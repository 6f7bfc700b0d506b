import { run } from "../contestants/floor.mjs"

export const last = async (readable) => {
  let last
  await run(readable, (event) => {
    last = event
  })
  return last
}

export const first = async (readable) => {
  let first
  await run(readable, (event) => {
    first ??= event
  })
  return first
}
