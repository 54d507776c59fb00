import type { AgencySeed } from '#shared/domain/agency.ts';
import { AgencyHours } from '#shared/domain/agency-hours.ts';
import { isOpen } from '#shared/domain/opening-hours.ts';
import type { EvaluatedAgency } from './context.ts';
import { ownAgency } from './world.ts';

/** Where an agency is that does not say so. */
const usualZone = 'America/Argentina/Buenos_Aires';
/** A week of dates, from its Monday on. */
const week = {
  monday: '2027-08-09',
  tuesday: '2027-08-10',
  wednesday: '2027-08-11',
  thursday: '2027-08-12',
  friday: '2027-08-13',
  saturday: '2027-08-14',
  sunday: '2027-08-15',
};
const stepMinutes = 15;

const weekdayWords = /\b(?:weekdays|entre semana|d[ií]as (?:de semana|h[áa]biles|[úu]teis))\b/giu;

/** A day's hours as words: `9-18`, `["9-13", "15-18"]`, `["9:00", "18:00"]`, `{ open, close }`. */
const asWords = (open: unknown): string => {
  if (Array.isArray(open)) {
    const isPair = open.every((one) => typeof one === 'string' && !/[-–a]/.test(one));
    return open.map(asWords).join(isPair ? '-' : ', ');
  }
  return typeof open === 'object' && open !== null
    ? Object.values(open).map(String).join('-')
    : String(open ?? 'closed');
};

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** When a text says that somebody is open on a day. */
const rangesOn = (text: string, date: string): AgencyHours['monday'] => {
  const ranges: { from: string; to: string }[] = [];
  let from: number | null = null;
  for (let at = 0; at <= 24 * 60; at += stepMinutes) {
    const open = at < 24 * 60 && isOpen(text, date, clock(at), stepMinutes) === true;
    if (open && from === null) from = at;
    if (!open && from !== null) {
      ranges.push({ from: clock(from), to: clock(at) });
      from = null;
    }
  }
  return ranges;
};

/**
 * Hours as a file writes them: as the API takes them, or in words ("Mon-Fri 9-18"), for each day
 * or for all; null where they cannot be read.
 */
export const agencyHours = (hours: EvaluatedAgency['hours']): AgencyHours | null => {
  if (hours == null) return null;
  const asIs = typeof hours === 'string' ? null : AgencyHours.safeParse(hours);
  if (asIs?.success) return asIs.data;
  const said =
    typeof hours === 'string'
      ? hours
      : Object.entries(hours)
          .map(([days, open]) => `${days}: ${asWords(open)}`)
          .join('; ');
  const text = said.replace(weekdayWords, 'mon-fri');
  if (isOpen(text, week.monday, '12:00', 0) === null) return null;
  return AgencyHours.parse(
    Object.fromEntries(Object.entries(week).map(([day, date]) => [day, rangesOn(text, date)])),
  );
};

/** The agency that the traveller writes to, with what the file says of it. */
export const agencyOf = (said: EvaluatedAgency | null | undefined): AgencySeed => ({
  ...ownAgency,
  zone: said?.zone ?? usualZone,
  phone: said?.phone ?? null,
  hours: agencyHours(said?.hours),
  ...(said?.name !== undefined && { name: said.name }),
  ...(said?.emergencyPhone !== undefined && { emergencyPhone: said.emergencyPhone }),
});
