import { type ReactNode, useId } from 'react';
import styles from './field.module.css';

interface FieldProps {
  readonly label: string;
  /** Under the field: what it is for, or how it is written. */
  readonly help?: string | undefined;
  /** What is wrong with it. */
  readonly wrong?: string | undefined;
  readonly isLabelHidden?: boolean;
}
type Described = FieldProps & {
  readonly children: (ids: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': boolean;
  }) => ReactNode;
};

/** A label, what belongs to it, and what is wrong, tied together. */
const Field = ({ label, help, wrong, isLabelHidden, children }: Described) => {
  const id = useId();
  const described = [help && `${id}-help`, wrong && `${id}-wrong`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : undefined}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': wrong !== undefined,
      })}
      {help && (
        <p id={`${id}-help`} className={styles.help}>
          {help}
        </p>
      )}
      {wrong && (
        <p id={`${id}-wrong`} className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
};

interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'email' | 'tel' | 'search' | 'time' | 'date' | 'datetime-local';
  readonly isRequired?: boolean;
  readonly isReadOnly?: boolean;
  readonly placeholder?: string;
  readonly rows?: number;
}

/** A line, or with `rows` several lines, of text. */
export const TextField = ({
  value,
  onChange,
  type = 'text',
  isRequired,
  isReadOnly,
  placeholder,
  rows,
  ...field
}: TextFieldProps) => (
  <Field {...field}>
    {(ids) =>
      rows === undefined ? (
        <input
          {...ids}
          className={styles.input}
          type={type}
          value={value}
          required={isRequired}
          readOnly={isReadOnly}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <textarea
          {...ids}
          className={styles.input}
          rows={rows}
          value={value}
          required={isRequired}
          readOnly={isReadOnly}
          placeholder={placeholder}
          onChange={(event) => onChange(event.target.value)}
        />
      )
    }
  </Field>
);

/** One of a few. The one of the machine: it is right on every phone. */
export const SelectField = <T extends string>({
  value,
  onChange,
  options,
  ...field
}: FieldProps & {
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string }[];
}) => (
  <Field {...field}>
    {(ids) => (
      <select
        {...ids}
        className={styles.input}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    )}
  </Field>
);
