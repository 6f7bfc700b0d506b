/**
 * Opens files of a person's choice.
 *
 * @internal
 */
import { useRef } from "preact/hooks"
import { Icon } from "./icon.tsx"
import { streamHash } from "./route.ts"
import { openFiles } from "./sources.ts"
import { go } from "./state.ts"

/** Opens files, and shows the first. */
export const showFiles = (files: Iterable<File>): void => {
  const [first] = openFiles(files)
  if (first !== undefined) go(streamHash(first))
}

/** A button that asks for files. */
export const OpenButton = ({
  isMain = false,
  onFiles = showFiles,
  word
}: {
  readonly word: string
  readonly isMain?: boolean
  readonly onFiles?: (files: ReadonlyArray<File>) => void
}) => {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button
        type="button"
        class={isMain ? "button primary" : "button"}
        onClick={() => {
          input.current?.click()
        }}
      >
        <Icon name="open" size={14} />
        {word}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files"
        onChange={({ currentTarget }) => {
          onFiles(Array.from(currentTarget.files ?? []))
          currentTarget.value = ""
        }}
      />
    </>
  )
}
