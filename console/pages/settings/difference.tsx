import { useLanguage, useWords } from '../../words/language.ts';
import { whenWords } from '../../words/when.ts';
import styles from './setting-form.module.css';
import type { Field, Value } from './setting-values.ts';

/** A value as people say it. */
export const useValueInWords = () => {
  const words = useWords(whenWords);
  const language = useLanguage();
  return ({ options }: Field, value: Value): string =>
    typeof value === 'boolean'
      ? value
        ? words.yes
        : words.no
      : (options.find((option) => option.value === value)?.words[language] ??
        value.toLocaleString());
};

/** The sentence of a field with what it was and what it is. */
export const Difference = ({
  field,
  before,
  after,
}: {
  readonly field: Field;
  readonly before: Value;
  readonly after: Value;
}) => {
  const language = useLanguage();
  const inWords = useValueInWords();
  const [start, end = ''] = (field.words[language] ?? '').split('_');
  return (
    <span className={styles.difference}>
      {start?.trimEnd()} <del>{inWords(field, before)}</del> → <ins>{inWords(field, after)}</ins>
      {end}
    </span>
  );
};
