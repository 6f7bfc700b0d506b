/**
 * A choice of one out of few, side by side.
 *
 * @internal
 */
import { useId } from "preact/hooks"

/** Radio buttons that look like one button in parts. */
export const Segments = <Value extends string>({
  legend,
  onChoose,
  options,
  value
}: {
  readonly legend: string
  readonly value: Value
  readonly options: ReadonlyArray<readonly [value: Value, word: string]>
  readonly onChoose: (value: Value) => void
}) => {
  const name = useId()
  return (
    <span class="segments" role="radiogroup" aria-label={legend}>
      {options.map(([option, word]) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            checked={option === value}
            onChange={() => {
              onChoose(option)
            }}
          />
          {word}
        </label>
      ))}
    </span>
  )
}
