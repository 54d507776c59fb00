import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import { noTimes } from '../domain/facts.ts';
import type { Booked } from '../domain/match.ts';
import type { Reading, Times } from '../domain/reading.ts';

export const departure = '2027-03-03T16:20:00.000Z';
export const key = 'BA820/LHR-CPH/2027-03-03';
export const booked: Booked = {
  designator: 'BA820',
  origin: 'LHR',
  destination: 'CPH',
  date: '2027-03-03',
  departure,
  originZone: 'Europe/London',
  destinationZone: 'Europe/Copenhagen',
};
export const at = (minutes: number): Instant => plus(departure, minutes * minute);

const place = (iata: string, timezone: string, city: string) => ({
  code: `E${iata}`,
  code_icao: `E${iata}`,
  code_iata: iata,
  timezone,
  name: city,
  city,
});
export const airports = {
  LHR: place('LHR', 'Europe/London', 'London'),
  LGW: place('LGW', 'Europe/London', 'London'),
  CPH: place('CPH', 'Europe/Copenhagen', 'Copenhagen'),
  GOT: place('GOT', 'Europe/Stockholm', 'Gothenburg'),
};

/** BA820 as AeroAPI shows it, `late` minutes after the booked time where given. */
export const aRecord = (
  over: Readonly<Record<string, unknown>> = {},
  scheduledAt = 0,
): AeroFlight =>
  AeroFlight.parse({
    ident: 'BAW820',
    ident_icao: 'BAW820',
    ident_iata: 'BA820',
    fa_flight_id: 'BAW820-1-schedule-1p',
    codeshares: ['AAL6945'],
    codeshares_iata: ['AA6945'],
    status: 'Scheduled',
    origin: airports.LHR,
    destination: airports.CPH,
    scheduled_out: at(scheduledAt),
    estimated_out: at(scheduledAt),
    scheduled_off: at(scheduledAt + 15),
    scheduled_on: at(scheduledAt + 107),
    estimated_on: at(scheduledAt + 107),
    scheduled_in: at(scheduledAt + 115),
    estimated_in: at(scheduledAt + 115),
    ...over,
  });

export const aReading = (
  over: Partial<Omit<Reading, 'times'>> & { times?: Partial<Times> } = {},
): Reading => ({
  at: at(-300),
  source: 'look',
  status: 'Scheduled',
  cancelled: false,
  diverted: false,
  gate: null,
  terminal: null,
  belt: null,
  divertedTo: null,
  ...over,
  times: {
    ...noTimes,
    scheduledOut: departure,
    estimatedOut: departure,
    scheduledIn: at(115),
    scheduledOn: at(107),
    ...over.times,
  },
});

/** A traveller of BA820 who booked it before AeroAPI knew it. */
export const ana = {
  bookedAt: at(-52 * 60),
  departure,
  originZone: 'Europe/London',
  destinationZone: 'Europe/Copenhagen',
};

export type Change = readonly [minutes: number, over: Readonly<Record<string, unknown>>];
/** BA820 with what changes from an instant on. */
export const changing =
  (...changes: readonly Change[]) =>
  (now: Instant): AeroFlight[] => [
    aRecord(Object.assign({}, ...changes.filter(([m]) => at(m) <= now).map(([, over]) => over))),
  ];

/** It leaves on time and lands. */
export const flown = [
  [0, { actual_out: at(0), status: 'Taxiing / Left Gate' }],
  [15, { actual_off: at(15), status: 'En Route / On Time' }],
  [107, { actual_on: at(107), status: 'Landed / Taxiing' }],
] as const;
