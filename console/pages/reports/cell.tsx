import type { ReportRow } from '../../api/reports.ts';
import { useWords } from '../../words/language.ts';
import { reportWords } from '../../words/reports.ts';
import { termOf, terms } from '../../words/terms.ts';

/** A length of time that need not be exact: `43 s`, `12 min`, `2.5 h`. */
const lengthInWords = (seconds: number): string =>
  seconds < 90
    ? `${Math.round(seconds)} s`
    : seconds < 5_400
      ? `${Math.round(seconds / 60)} min`
      : `${(seconds / 3_600).toFixed(1)} h`;

/** A cell of a report, in words by what its column counts. */
export const Cell = ({
  column,
  value,
}: {
  readonly column: string;
  readonly value: ReportRow[string];
}) => {
  const words = useWords(reportWords);
  const { messages, reasons } = useWords(terms);
  if (value === null)
    return column.endsWith('Seconds') || column === 'purpose'
      ? '–'
      : column === 'carrier'
        ? words.none
        : words.all;
  if (typeof value === 'number')
    return column.endsWith('Seconds')
      ? lengthInWords(value)
      : column === 'usd'
        ? `US$ ${value.toFixed(2)}`
        : value.toLocaleString();
  return column === 'type'
    ? termOf(messages, value)
    : column === 'reason'
      ? termOf(reasons, value)
      : termOf(words.values, value);
};
