import type { Instant } from './instant.ts';
import type { Itinerary, ItineraryItem } from './itinerary.ts';
import { localClock, localDate } from './local-time.ts';
import { addDays, arrivalOf, departureOf, type JourneyFlights, type Stay } from './stay.ts';
import {
  isFree,
  nothingSold,
  type SoldHotel,
  type SoldItem,
  type SoldPlan,
  type SoldTransfer,
  soldTimes,
} from './stay-plan.ts';
import type { Trip } from './trip.ts';

/** A flight that begins or ends a stay, as it stands. */
export interface PlannedFlight {
  readonly trip: Trip;
  readonly direction: 'arrival' | 'departure';
  readonly departsAt: Instant;
  readonly arrivesAt: Instant;
  readonly originZone: string;
  readonly destinationZone: string;
}

/** One thing on a day of a stay; `start` is local where it happens, null: any time. */
export type PlanEntry = { readonly start: string | null } & (
  | { readonly kind: 'flight'; readonly flight: PlannedFlight }
  | { readonly kind: 'hotel'; readonly event: 'check_in' | 'check_out'; readonly hotel: SoldHotel }
  | { readonly kind: 'transfer'; readonly transfer: SoldTransfer }
  | { readonly kind: 'sold'; readonly item: SoldItem }
  | { readonly kind: 'idea'; readonly item: ItineraryItem }
);

/** A day of a stay with all that is on it. */
export interface PlanDay {
  readonly date: string;
  readonly entries: readonly PlanEntry[];
}

/** A stay as one contact lives it, with all that is planned. */
export interface PlannedStay {
  readonly stay: Stay;
  readonly hotel: SoldHotel | null;
  readonly days: readonly PlanDay[];
}

const flightsOf = (
  stay: Stay,
  { flights }: JourneyFlights,
  contactId: string | null,
): readonly PlannedFlight[] => {
  const planned =
    (direction: PlannedFlight['direction']) =>
    (trip: Trip): PlannedFlight => {
      const facts = flights[trip.flightKey];
      return {
        trip,
        direction,
        departsAt: departureOf(trip, facts),
        arrivesAt: arrivalOf(trip, facts),
        originZone: facts?.origin.zone ?? trip.originZone,
        destinationZone: facts?.destination.zone ?? trip.destinationZone,
      };
    };
  const isOwn = (trip: Trip) => contactId === null || trip.contactId === contactId;
  const once = (trips: readonly Trip[]) =>
    trips.filter(
      (trip, nth) => trips.findIndex((other) => other.flightKey === trip.flightKey) === nth,
    );
  return [
    ...once(stay.arrivals.filter(isOwn)).map(planned('arrival')),
    ...once(stay.departures.filter(isOwn)).map(planned('departure')),
  ];
};

/** Where they sleep: what was sold, else what the booking says. */
const hotelOf = ({ lodging }: Stay, { hotel }: SoldPlan): SoldHotel | null =>
  hotel ??
  (lodging === null
    ? null
    : { name: lodging, address: null, phone: null, checkIn: null, checkOut: null, notes: null });

type Dated = readonly [date: string, entry: PlanEntry];

/** A local time, `2027-03-03T18:30`, or a date as where and when an entry stands. */
const at = (moment: string): readonly [date: string, start: string | null] => [
  moment.slice(0, 10),
  moment.length > 10 ? moment.slice(11, 16) : null,
];

const soldEntries = (plan: SoldPlan, hotel: SoldHotel | null, stay: Stay): readonly Dated[] => {
  const dated = (moment: string, entry: (start: string | null) => PlanEntry): Dated => {
    const [date, start] = at(moment);
    return [date, entry(start)];
  };
  return [
    ...(hotel
      ? [
          dated(hotel.checkIn ?? stay.from, (start) => ({
            kind: 'hotel',
            event: 'check_in',
            hotel,
            start,
          })),
        ]
      : []),
    ...(hotel?.checkOut
      ? [dated(hotel.checkOut, (start) => ({ kind: 'hotel', event: 'check_out', hotel, start }))]
      : []),
    ...plan.transfers.map((transfer) =>
      dated(transfer.start, (start) => ({ kind: 'transfer', transfer, start })),
    ),
    ...plan.items.map((item) => dated(item.start, (start) => ({ kind: 'sold', item, start }))),
  ];
};

/** Check-in without a time comes after what has one. */
const sortKey = ({ start, kind }: PlanEntry): string => start ?? (kind === 'hotel' ? '15:00' : '');

/**
 * The days of a stay: its flights, what was sold, and of what we planned only what leaves that
 * alone. `contactId`: whose flights; null: everybody's.
 */
const plannedStay = (
  stay: Stay,
  journey: JourneyFlights,
  plan: SoldPlan,
  itinerary: Itinerary | null,
  contactId: string | null,
): PlannedStay => {
  const hotel = hotelOf(stay, plan);
  const taken = soldTimes(plan);
  const ideas = (itinerary?.days ?? []).flatMap(({ date, items }) =>
    items
      // A lodging from the agency's places is said by the hotel.
      .filter(({ type }) => hotel === null || type !== 'hotel')
      .filter(({ start }) => start === null || isFree(taken, date, start))
      .map((item): Dated => [date, { kind: 'idea', item, start: item.start }]),
  );
  const flights = flightsOf(stay, journey, contactId).map((flight): Dated => {
    const { departsAt, originZone } = flight;
    return [
      localDate(departsAt, originZone),
      { kind: 'flight', flight, start: localClock(departsAt, originZone) },
    ];
  });
  const dated = [...flights, ...soldEntries(plan, hotel, stay), ...ideas];
  const dates = dated.map(([date]) => date);
  const first = [stay.from, ...dates].reduce((a, b) => (b < a ? b : a));
  const last = [stay.isEndKnown ? stay.to : stay.from, ...dates].reduce((a, b) => (b > a ? b : a));
  const days: PlanDay[] = [];
  for (let date = first; date <= last; date = addDays(date, 1))
    days.push({
      date,
      entries: dated
        .filter(([one]) => one === date)
        .map(([, entry]) => entry)
        .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0)),
    });
  return { stay, hotel, days };
};

/** A journey with what is sold and planned for its stays. */
export interface JourneyPlans extends JourneyFlights {
  readonly plans: readonly { readonly stay: string; readonly plan: SoldPlan }[];
  readonly itineraries: readonly { readonly stay: string; readonly shown: Itinerary | null }[];
}

/** What the agency sold for a stay. */
export const soldFor = (
  { plans }: Pick<JourneyPlans, 'plans'>,
  { key }: Pick<Stay, 'key'>,
): SoldPlan => plans.find(({ stay }) => stay === key)?.plan ?? nothingSold;

/** A stay with what was sold and what travellers may see of our plan. */
export const stayWithPlan = (
  journey: JourneyPlans,
  stay: Stay,
  contactId: string | null,
): PlannedStay =>
  plannedStay(
    stay,
    journey,
    soldFor(journey, stay),
    journey.itineraries.find((one) => one.stay === stay.key)?.shown ?? null,
    contactId,
  );

/** Days in a row with nothing on them, as one; `to` is `from` where it is a single day. */
export interface FreeDays {
  readonly from: string;
  readonly to: string;
}

/** The days with what is on them, and those in a row without anything folded into one. */
export const foldedDays = (days: readonly PlanDay[]): readonly (PlanDay | FreeDays)[] => {
  const folded: (PlanDay | FreeDays)[] = [];
  for (const one of days) {
    const last = folded.at(-1);
    if (one.entries.length > 0) folded.push(one);
    else if (last && 'to' in last) folded.splice(-1, 1, { from: last.from, to: one.date });
    else folded.push({ from: one.date, to: one.date });
  }
  return folded;
};
