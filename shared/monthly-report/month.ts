import type { Instant } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { ReportSpan } from '#shared/domain/reports.ts';

/** A calendar month: `YYYY-MM`. */
export type Month = string;

const shifted = (month: Month, by: number): Month => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
};

/** The month before. */
export const monthBefore = (month: Month): Month => shifted(month, -1);

/** The last month that is over in a zone. */
export const lastMonth = (now: Instant, zone: string): Month =>
  monthBefore(localDate(now, zone).slice(0, 7));

/** The days of a month. */
export const daysOf = (month: Month): ReportSpan => ({
  from: `${month}-01`,
  to: new Date(Date.parse(`${shifted(month, 1)}-01T00:00:00.000Z`) - 1).toISOString().slice(0, 10),
});
