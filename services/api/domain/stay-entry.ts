import { cityName } from '#shared/domain/city-names.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import type { PlanEntry, PlannedFlight } from '#shared/domain/stay-days.ts';
import type { Language } from '#shared/domain/trip.ts';
import { stayWords, typeIcons } from './stay-words.ts';

/** One thing on a day, in words, for whatever shows it. */
export interface EntryText {
  readonly icon: string;
  readonly time: string;
  readonly title: string;
  /** What else there is to know, a line each. */
  readonly lines: readonly string[];
  readonly address: string | null;
  readonly phone: string | null;
  /** Where a map finds it; null: it is no place. */
  readonly mapQuery: string | null;
  readonly warnings: readonly string[];
  readonly isIdea: boolean;
}

const nothing = {
  lines: [],
  address: null,
  phone: null,
  mapQuery: null,
  warnings: [],
  isIdea: false,
};
const present = (texts: readonly (string | null | undefined)[]): string[] =>
  texts.flatMap((text) => text || []);

const flightText = (flight: PlannedFlight, language: Language) => {
  const words = stayWords[language];
  const { trip, departsAt, arrivesAt, originZone, destinationZone } = flight;
  const city = (iata: string): string => `${cityName(iata, language) ?? iata} (${iata})`;
  const [left, landed] = [localDate(departsAt, originZone), localDate(arrivesAt, destinationZone)];
  const later = landed > left ? ' +1' : '';
  return {
    ...nothing,
    icon: '✈️',
    title: words.flight(trip.flightNumber),
    lines: [
      `${city(trip.originIata)} → ${city(trip.destinationIata)}`,
      present([
        words.arrives(`${localClock(arrivesAt, destinationZone)}${later}`),
        trip.terminal && `Terminal ${trip.terminal}`,
        trip.gate && words.gate(trip.gate),
      ]).join(' · '),
    ],
    warnings: trip.status === 'cancelled' ? [words.cancelled] : [],
  };
};

/** An entry in a language; `city` is where it is. */
export const entryText = (entry: PlanEntry, city: string, language: Language): EntryText => {
  const words = stayWords[language];
  const time = entry.start ?? '';
  const queryOf = (...parts: readonly (string | null)[]): string =>
    [...present(parts), city].join(', ');
  switch (entry.kind) {
    case 'flight':
      return { time, ...flightText(entry.flight, language) };
    case 'hotel': {
      const { hotel, event } = entry;
      const isArrival = event === 'check_in';
      return {
        ...nothing,
        time,
        icon: '🏨',
        title: isArrival ? words.checkIn(hotel.name) : words.checkOut(hotel.name),
        lines: isArrival ? present([hotel.notes]) : [],
        address: isArrival ? hotel.address : null,
        phone: isArrival ? hotel.phone : null,
        mapQuery: queryOf(hotel.name, hotel.address),
      };
    }
    case 'transfer': {
      const { transfer } = entry;
      return {
        ...nothing,
        time,
        icon: '🚐',
        title: words.transfer(present([transfer.pickUp, transfer.dropOff]).join(' → ')),
        lines: present([transfer.supplier, transfer.notes]),
        phone: transfer.phone,
        mapQuery: queryOf(transfer.pickUp),
      };
    }
    case 'sold': {
      const { item } = entry;
      return {
        ...nothing,
        time,
        icon: typeIcons[item.type],
        title: item.title,
        lines: present([
          present([
            item.start.length === 10 ? words.allDay : null,
            item.end && words.until(item.end.slice(11, 16)),
            item.supplier,
          ]).join(' · '),
          item.notes,
        ]),
        address: item.address,
        phone: item.phone,
        mapQuery: item.address === null ? null : queryOf(item.address),
      };
    }
    case 'idea': {
      const { item } = entry;
      const place = item.source === 'agency' ? queryOf(item.title, item.address) : null;
      const point = item.lat !== null && item.lng !== null ? `${item.lat},${item.lng}` : null;
      return {
        ...nothing,
        time,
        icon: typeIcons[item.type],
        title: item.title,
        lines: present([item.opening_hours, item.source === 'agency' ? null : words.unchecked]),
        address: item.address,
        mapQuery: place ?? (item.address === null ? point : queryOf(item.title, item.address)),
        warnings: item.safety_warnings,
        isIdea: true,
      };
    }
  }
};
