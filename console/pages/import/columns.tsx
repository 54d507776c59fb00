import { useState } from 'react';
import type { Import, ImportCorrection, ImportField } from '../../api/imports.ts';
import { Button } from '../../parts/button.tsx';
import { SelectField } from '../../parts/field.tsx';
import { importFields, importWords } from '../../words/import.ts';
import { useWords } from '../../words/language.ts';
import styles from './import.module.css';

type File = NonNullable<Import['file']>;
type DateOrder = NonNullable<File['dateOrder']> | '';

const fieldOf = (name: string | null): ImportField | '' =>
  importFields.find((field) => field === name) ?? '';

/** What each column is understood to say; open where something has to be said. */
export const Columns = ({
  file,
  isLocked,
  read,
}: {
  readonly file: File;
  readonly isLocked: boolean;
  readonly read: (correction: ImportCorrection) => Promise<boolean>;
}) => {
  const words = useWords(importWords);
  const [chosen, setChosen] = useState<Readonly<Record<number, ImportField | ''>>>({});
  const [order, setOrder] = useState<DateOrder | null>(null);
  const { columns, missing, dateOrder, asksDateOrder } = file;
  const fields = columns.map(({ field }, place) => chosen[place] ?? fieldOf(field));
  const isChanged = Object.keys(chosen).length > 0 || order !== null;
  const send = async (): Promise<void> => {
    const isRead = await read({
      mapping: fields.map((field) => (field === '' ? null : field)),
      ...(order !== null && { dateOrder: order === '' ? null : order }),
    });
    if (!isRead) return;
    setChosen({});
    setOrder(null);
  };
  return (
    <details className={styles.columns} open={missing.length > 0 || asksDateOrder}>
      <summary>
        {words.columns}{' '}
        <small>
          {columns.filter(({ field }) => field !== null).length} / {columns.length}
        </small>
      </summary>
      {missing.length > 0 && (
        <p className={styles.wrong} role="alert">
          {words.missing(missing.map((name) => words.fields[fieldOf(name) || 'flight']).join(', '))}
        </p>
      )}
      {asksDateOrder && <p className={styles.wrong}>{words.asksDateOrder}</p>}
      <div className={styles.mapping}>
        {columns.map(({ name, samples }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name
          <div key={place}>
            <SelectField
              label={name || words.noName}
              help={samples.slice(0, 3).join(' · ')}
              value={fields[place] ?? ''}
              onChange={(field) => setChosen({ ...chosen, [place]: field })}
              options={[
                { value: '' as const, label: words.notReadColumn },
                ...importFields.map((value) => ({ value, label: words.fields[value] })),
              ]}
            />
          </div>
        ))}
        <SelectField<DateOrder>
          label={words.dateOrder}
          value={order ?? dateOrder ?? ''}
          onChange={setOrder}
          options={(['', 'dmy', 'mdy'] as const).map((value) => ({
            value,
            label: words.dateOrders[value || 'none'],
          }))}
        />
      </div>
      <Button
        look={isChanged ? 'strong' : 'plain'}
        disabled={isLocked || !isChanged}
        onClick={() => void send()}
      >
        {words.readSo}
      </Button>
    </details>
  );
};
