/** A module as another copy of the package in the same program has it: its classes are not those of the first. */
export const anotherCopy = async <Module>(file: string): Promise<Module> =>
  (await import(/* @vite-ignore */ `../../${file}?copy`)) as Module
