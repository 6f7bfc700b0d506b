import * as Web from "effect-responses-stream/Web"

export const names = "camel"

export const run = async (readable, see) => {
  for await (const chunk of Web.chunks(readable)) see(chunk)
}
