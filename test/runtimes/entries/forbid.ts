/** For Bun, which has no switch for it: from here on no code can be made of strings. */

const refuse = (): never => {
  throw new EvalError("Code generation from strings is disallowed")
}

const functions = [() => {}, async () => {}, function* () {}, async function* () {}]

for (const { constructor } of functions) {
  const refusing = new Proxy(constructor, { apply: refuse, construct: refuse })
  Object.defineProperty(constructor.prototype, "constructor", { value: refusing })
  if (constructor === globalThis.Function) Object.defineProperty(globalThis, "Function", { value: refusing })
}
Object.defineProperty(globalThis, "eval", { value: refuse })
