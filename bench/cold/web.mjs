import * as Web from "effect-responses-stream/Web"

export const first = async (readable) => {
  const chunks = Web.chunks(readable)
  const { value } = await chunks.next()
  await chunks.return()
  return value
}

export const last = async (readable) => {
  let last
  for await (const chunk of Web.chunks(readable)) last = chunk
  return last
}
