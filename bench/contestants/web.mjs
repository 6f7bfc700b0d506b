import * as Web from "../dist/web/Web.js"

export const names = "camel"

export const run = async (readable, see) => {
  for await (const chunk of Web.chunks(readable)) see(chunk)
}
