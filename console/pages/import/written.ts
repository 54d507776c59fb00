import type { ImportedRow, ImportField } from '../../api/imports.ts';

const flightText =
  /^(?<flight>.*?)\s*\b(?<origin>\p{L}*)-(?<destination>\p{L}*)(?:\s+(?<moment>.*))?$/u;
const dateThenTime = /^(?<date>.*?)(?:\s+(?<time>\d{1,2}[:.hH]\d{2}\S*))?$/;

/**
 * What the file says in the columns of a row, as far as the row tells it: its passenger, its number
 * where it is one, and its flight, written `AR1690 AEP-BRC 2027-04-03 07:15`.
 */
export const writtenIn = ({
  passenger,
  phone,
  flight,
}: Pick<ImportedRow, 'passenger' | 'phone' | 'flight'>): Partial<Record<ImportField, string>> => {
  const { moment = '', ...leg } = flightText.exec(flight)?.groups ?? {};
  return { passenger, phone: phone ?? '', ...leg, ...dateThenTime.exec(moment)?.groups };
};
