import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from './client.ts';

/** The days of a report; both are part of it. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** The reports of an agency, in their order on the page. */
export const reportNames = [
  'delivery',
  'news',
  'answers',
  'handoffs',
  'wakings',
  'incidents',
  'cost',
] as const;
/** The name of a report. */
export type ReportName = (typeof reportNames)[number];

/** A row of a report: texts and figures by their names. */
export type ReportRow = Readonly<Record<string, string | number | null>>;
interface Report extends Days {
  readonly zone: string;
  readonly items: readonly ReportRow[];
}

/** A report of some days. */
export const reportQuery = (name: ReportName, days: Days) =>
  queryOptions({
    queryKey: ['report', name, days.from, days.to],
    queryFn: (): Promise<Report> =>
      answer(api.GET(`/reports/${name}`, { params: { query: { ...days } } })),
    staleTime: 60_000,
  });

/** Where the same rows are a file for spreadsheets. */
export const csvOfReport = (name: ReportName, { from, to }: Days): string =>
  `/reports/${name}?from=${from}&to=${to}&format=csv`;

/** Why somebody heard of something, and why not. */
export type Explained = Schemas['Explained'];

/** Every message to a contact and every silence, over all their legs. */
export const explanationQuery = (contact: string) =>
  queryOptions({
    queryKey: ['contact', 'explained', contact],
    queryFn: () => answer(api.GET('/explain', { params: { query: { contact } } })),
  });
