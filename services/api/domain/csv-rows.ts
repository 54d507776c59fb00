/** Spreadsheets run what begins like this; an apostrophe before it makes it a text. */
const formulaStart = /^[=+\-@\t\r]/;

const cellOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = String(value);
  const safe = formulaStart.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/**
 * Rows as a CSV file (RFC 4180) with the names of their columns; null is an empty cell. The mark at
 * the start makes spreadsheets read it as UTF-8.
 */
export const csvOf = (columns: readonly string[], rows: readonly object[]): string =>
  `\uFEFF${[columns, ...rows.map((row) => columns.map((name) => Reflect.get(row, name)))]
    .map((cells) => `${cells.map(cellOf).join(',')}\r\n`)
    .join('')}`;
