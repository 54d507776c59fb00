import { type AgencyHours, isAgencyOpen, opensNext } from '#shared/domain/agency-hours.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { formatDate, localClock, localDate } from '#shared/domain/local-time.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { AgencyContext } from '#shared/ports/turn-contexts.ts';
import { texts } from '#shared/templates/catalogue.ts';

/** The weekdays of hours from Monday on, with their numbers from Sunday (0) on. */
const week = [
  ['monday', 1],
  ['tuesday', 2],
  ['wednesday', 3],
  ['thursday', 4],
  ['friday', 5],
  ['saturday', 6],
  ['sunday', 0],
] as const;

const rangesText = (ranges: AgencyHours['monday']): string =>
  ranges.map(({ from, to }) => `${from}–${to}`).join(', ');

/**
 * Opening hours as they are read, days with the same hours together: "lunes–viernes 09:00–18:00,
 * sábado 10:00–13:00"; empty: it is never open.
 */
export const hoursText = (hours: AgencyHours, locale: Locale): string => {
  const { weekdays } = texts[locale].phrases;
  const runs: { first: number; last: number; text: string }[] = [];
  for (const [day, number] of week) {
    const text = rangesText(hours[day]);
    const run = runs.at(-1);
    if (run && run.text === text) run.last = number;
    else runs.push({ first: number, last: number, text });
  }
  return runs
    .filter(({ text }) => text !== '')
    .map(({ first, last, text }) => {
      const days = first === last ? [first] : [first, last];
      return `${days.map((day) => weekdays[day] ?? '').join('–')} ${text}`;
    })
    .join(', ');
};

/** Whether somebody answers now, until when, or from when on; null: the agency has not said. */
export const opening = (
  { hours, zone }: Pick<AgencyContext, 'hours' | 'zone'>,
  locale: Locale,
  now: Instant,
): { readonly isOpen: boolean; readonly when: string } | null => {
  if (hours === null || zone === null) return null;
  if (isAgencyOpen(hours, zone, now)) {
    const clock = localClock(now, zone);
    const weekday = new Date(`${localDate(now, zone)}T00:00:00.000Z`).getUTCDay();
    const today = week.flatMap(([name, number]) => (number === weekday ? hours[name] : []));
    const range = today.find(({ from, to }) => from <= clock && clock < to);
    return { isOpen: true, when: range?.to ?? clock };
  }
  const opens = opensNext(hours, zone, now);
  if (opens === null) return null;
  const date = formatDate(localDate(opens, zone), languageOf(locale));
  return { isOpen: false, when: `${date} ${localClock(opens, zone)}` };
};
