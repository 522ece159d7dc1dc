import classes from './Seg.module.css';

type Props<T extends string> = {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
};

/** One of a few, all of them to be seen: radio buttons in one line. */
export function Seg<T extends string>({ label, value, choices, onChange }: Props<T>) {
  return (
    <fieldset className={classes.seg}>
      <legend className="hidden-text">{label}</legend>
      {choices.map((one) => (
        <label key={one.value}>
          <input
            type="radio"
            name={label}
            className="hidden-text"
            checked={one.value === value}
            onChange={() => onChange(one.value)}
          />
          <span>{one.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
