import { type Composed, compose, type Reader, type Words } from '../compose.ts';

export const locales = ['es', 'es-AR', 'en', 'pt'] as const;
export type Locale = (typeof locales)[number];

export const when = (at: string) => ({
  at: `2027-08-${at}:00.000Z`,
  zone: 'Europe/London',
  iata: 'LHR',
});
export const departure = when('10T16:00');
export const before = when('10T15:20');
export const route = {
  flight: 'BA820',
  origin: { iata: 'LHR', city: 'Heathrow' },
  destination: { iata: 'CPH', city: null },
};
export const flying = {
  ...route,
  departure,
  arrival: { at: '2027-08-10T17:55:00.000Z', zone: 'Europe/Copenhagen', iata: 'CPH' },
  gate: null,
  terminal: null,
};
export const reminder = {
  type: '24h_reminder',
  ...flying,
  before: null,
  airportAt: when('10T12:20'),
  note: null,
  now: '2027-08-09T15:20:00.000Z',
} as const;
export const delayed = {
  type: 'delayed',
  ...flying,
  before,
  ticket: before,
  isNear: false,
  agency: 'untold',
} as const;
export const confirmation = {
  type: 'reservation_confirmation',
  ...route,
  gate: null,
  terminal: null,
  otherLegs: [],
  isNewNumber: false,
} as const;
export const boarding = { type: 'boarding', ...flying, before: null, unchecked: false } as const;

export const reader = (locale: Locale, of: Partial<Reader> = {}): Reader => ({
  locale,
  callName: 'Ana',
  agency: { name: 'Viajes del Sur', emergencyPhone: null },
  ...of,
});
export const composed = (words: Words, locale: Locale = 'es'): Composed =>
  compose(reader(locale), words);
export const text = (words: Words, locale: Locale = 'es'): string =>
  composed(words, locale).content.text;
