import { messageTypes } from '#shared/domain/message-types.ts';
import type { QuietHours } from '#shared/domain/quiet-hours.ts';
import type { ReportName, ReportRow } from '#shared/domain/reports.ts';
import { addDays } from '#shared/domain/stay.ts';
import type { Reports } from '#shared/ports/reports.ts';
import { daysOf, type Month, monthBefore } from './month.ts';

/** Whose month it is. */
export interface MonthOf {
  readonly agencyId: string;
  readonly agencyName: string;
  readonly month: Month;
  /** IANA: whose days are meant. */
  readonly zone: string;
  readonly quiet: QuietHours;
}

/** Messages of a month, or of a day. */
export interface Delivery {
  readonly sent: number;
  readonly delivered: number;
  readonly read: number;
  readonly failed: number;
  /** Of the failed: never taken by the provider. */
  readonly unsent: number;
}

/** What a month's report says. */
export interface MonthFacts {
  readonly agencyName: string;
  readonly month: Month;
  readonly delivery: Delivery;
  /** Of the month before; null: nothing was sent then. */
  readonly before: Delivery | null;
  /** Every day of the month, the first one first. */
  readonly days: readonly (Delivery & { readonly day: string })[];
  /** The first row is all together; empty: there was none. */
  readonly news: readonly ReportRow<'news'>[];
  readonly answers: readonly ReportRow<'answers'>[];
  readonly handoffs: readonly ReportRow<'handoffs'>[];
  readonly wakings: readonly ReportRow<'wakings'>[];
  /** The most first. */
  readonly incidents: readonly ReportRow<'incidents'>[];
  readonly cost: readonly ReportRow<'cost'>[];
}

const nothing: Delivery = { sent: 0, delivered: 0, read: 0, failed: 0, unsent: 0 };
const sum = (rows: readonly Delivery[]): Delivery =>
  rows.reduce(
    (all, row) => ({
      sent: all.sent + row.sent,
      delivered: all.delivered + row.delivered,
      read: all.read + row.read,
      failed: all.failed + row.failed,
      unsent: all.unsent + row.unsent,
    }),
    nothing,
  );

const everyDay = (month: Month, rows: readonly ReportRow<'delivery'>[]): MonthFacts['days'] => {
  const { from, to } = daysOf(month);
  const byDay = Map.groupBy(rows, ({ day }) => day);
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days.map((day) => ({ day, ...sum(byDay.get(day) ?? []) }));
};

/** Whether anything happened that a report could tell of. */
export const hasHappened = ({ delivery, answers, incidents }: MonthFacts): boolean =>
  delivery.sent + delivery.unsent + answers.length + incidents.length > 0;

/** Messages that nobody had asked for. */
const isOwnWord = ({ type }: ReportRow<'delivery'>): boolean => !messageTypes[type].conversational;

/** Reads what a month's report says. */
export const readMonth = async (source: Reports, of: MonthOf): Promise<MonthFacts> => {
  const { agencyId, agencyName, month, zone, quiet } = of;
  const read = <N extends ReportName>(name: N, which: Month = month) =>
    source.read(name, { agencyId, zone, quiet, ...daysOf(which) });
  const delivery = await read('delivery');
  const earlier = sum((await read('delivery', monthBefore(month))).filter(isOwnWord));
  return {
    agencyName,
    month,
    delivery: sum(delivery.filter(isOwnWord)),
    before: earlier.sent + earlier.unsent > 0 ? earlier : null,
    days: everyDay(month, delivery),
    news: await read('news'),
    answers: await read('answers'),
    handoffs: await read('handoffs'),
    wakings: await read('wakings'),
    incidents: await read('incidents'),
    cost: await read('cost'),
  };
};
