import { between, day, type Instant } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import { formatMoment } from '#shared/domain/local-time.ts';
import type { NewPassenger } from '#shared/domain/passenger.ts';
import type { Consent, Trip } from '#shared/domain/trip.ts';
import type { AddedTrip, NewLeg } from '#shared/ports/journey-desk.ts';
import { maxAfterDepartureMs } from '../booking.ts';
import { contactOf, firstOfEach, liveTrips } from '../journey-additions.ts';
import { flightAndDay, onlyLeg } from '../journey-legs.ts';
import { calledContact, sameName, speaksFor } from '../journey-people.ts';
import type { JourneyPlan, PlannedRow } from './plan.ts';
import type { RowIssue } from './rows.ts';

/** The flight of a leg, without the stay after it. */
export type LegFlight = Omit<NewLeg, 'stay' | 'returnDate'>;

/** Something that makes a journey what a file says of it. */
export type ImportAct =
  | {
      readonly kind: 'leg';
      readonly legId: string;
      readonly set: LegFlight;
      readonly before: LegFlight;
    }
  | {
      readonly kind: 'phone';
      readonly contactId: string;
      readonly phone: string;
      readonly before: string | null;
    }
  | {
      readonly kind: 'add';
      readonly passengers: readonly NewPassenger[];
      readonly trips: readonly AddedTrip[];
    }
  | { readonly kind: 'group'; readonly group: string; readonly before: string | null };

/** What a row changes, as people read it. */
export interface RowChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What becomes of a row of a journey that there is. */
export interface RowDifference {
  readonly row: PlannedRow;
  readonly verdict: 'new' | 'same' | 'changed';
  readonly changes: readonly RowChange[];
}

/** Where a file and a journey differ, and what makes the journey what the file says. */
export interface JourneyDifference {
  readonly rows: readonly RowDifference[];
  readonly refused: readonly { readonly row: PlannedRow; readonly problem: RowIssue }[];
  readonly acts: readonly ImportAct[];
  /** Who flies what in the journey and not in the file; nothing is done about it. */
  readonly notInFile: readonly string[];
}

/** How far a leg may have moved and still be the same one: another day, or another number. */
const sameRouteMs = 3 * day;
const sameNumberMs = 7 * day;

const flightOf = (leg: NewLeg): LegFlight => {
  const { stay: _, returnDate: __, ...flight } = onlyLeg(leg);
  return flight;
};

/** For each leg of a file the leg of the journey that it is; null: it is another one. */
const matchedLegs = (
  plan: JourneyPlan,
  present: readonly Trip[],
  now: Instant,
): readonly (Trip | null)[] => {
  const taken = new Set<string>();
  const take = (trip: Trip | undefined): Trip | null => {
    if (!trip) return null;
    taken.add(trip.legId);
    return trip;
  };
  const exact = plan.legs.map((leg) =>
    take(present.find((trip) => flightAndDay(trip) === flightAndDay(leg))),
  );
  return exact.map((known, nth) => {
    const leg = plan.legs[nth];
    if (known || !leg) return known;
    const free = present.filter(
      ({ legId, departure }) => !taken.has(legId) && between(departure, now) <= maxAfterDepartureMs,
    );
    const apart = (trip: Trip) => Math.abs(between(trip.departure, leg.departure));
    const near = [...free].sort((a, b) => apart(a) - apart(b));
    return take(
      near.find(
        (trip) =>
          apart(trip) <= sameRouteMs &&
          trip.originIata === leg.originIata &&
          trip.destinationIata === leg.destinationIata,
      ) ??
        near.find((trip) => apart(trip) <= sameNumberMs && trip.flightNumber === leg.flightNumber),
    );
  });
};

const local = (departure: Instant, zone: string, iata: string): string =>
  formatMoment(departure, { zone, iata }, 'en', { weekday: false });

const legChanges = (before: LegFlight, after: LegFlight): readonly RowChange[] =>
  (
    [
      ['flight', before.flightNumber, after.flightNumber],
      ['origin', before.originIata, after.originIata],
      ['destination', before.destinationIata, after.destinationIata],
      [
        'departure',
        local(before.departure, before.originZone, before.originIata),
        local(after.departure, after.originZone, after.originIata),
      ],
    ] as const
  ).flatMap(([field, was, is]) => (was === is ? [] : [{ field, before: was, after: is }]));

const hears = (trip: Trip, passengerId: string): boolean =>
  speaksFor(trip.role) && trip.passengers.some(({ id }) => id === passengerId);

/**
 * Compares a journey with what a file says of it. What the file does not name stays as it is: a
 * file may be a part of what there is.
 */
export const differenceFrom = (
  journey: Journey,
  plan: JourneyPlan,
  options: { readonly now: Instant; readonly consent: Consent },
): JourneyDifference => {
  const { now, consent } = options;
  const live = liveTrips(journey);
  const present = firstOfEach(live, ({ legId }) => legId);
  const legs = matchedLegs(plan, present, now);
  const people = plan.passengers.map(
    ({ name }) => journey.passengers.find((one) => sameName(one.name, name)) ?? null,
  );
  const phoneOf = (passenger: number): string | null =>
    plan.contacts.find(({ passengers }) => passengers.includes(passenger))?.phone ?? null;
  const tripOf = (passenger: number): Trip | undefined => {
    const id = people[passenger]?.id;
    return id === undefined ? undefined : live.find((trip) => hears(trip, id));
  };

  const refused: { readonly row: PlannedRow; readonly problem: RowIssue }[] = [];
  const phones = new Map<string, ImportAct & { readonly kind: 'phone' }>();
  for (const one of plan.rows) {
    const trip = tripOf(one.passenger);
    const phone = phoneOf(one.passenger);
    if (!trip || phone === null || trip.whatsapp === phone) continue;
    const others = live
      .filter(({ contactId, role }) => contactId === trip.contactId && speaksFor(role))
      .flatMap(({ passengers }) => passengers);
    const isForAll = others.every(({ name, kind }) => {
      const nth = plan.passengers.findIndex((planned) => sameName(planned.name, name));
      return kind === 'infant' || (nth !== -1 && phoneOf(nth) === phone);
    });
    if (isForAll)
      phones.set(trip.contactId, {
        kind: 'phone',
        contactId: trip.contactId,
        phone,
        before: trip.whatsapp,
      });
    else
      refused.push({
        row: one,
        problem: {
          field: 'phone',
          code: 'number_of_others_too',
          message:
            'is another than that of their contact, who stands for others too: edit the contact',
          suggestion: trip.whatsapp,
        },
      });
  }

  const edits = legs.map((trip, nth): (ImportAct & { readonly kind: 'leg' }) | null => {
    const leg = plan.legs[nth];
    if (!trip || !leg || leg.isPast) return null;
    const [before, set] = [flightOf(trip), flightOf(leg)];
    return legChanges(before, set).length === 0
      ? null
      : { kind: 'leg', legId: trip.legId, before, set };
  });
  const flies = (passenger: number, leg: number): boolean => {
    const [id, legId] = [people[passenger]?.id, legs[leg]?.legId];
    return (
      id !== undefined &&
      legId !== undefined &&
      live.some((trip) => trip.legId === legId && trip.passengers.some((one) => one.id === id))
    );
  };

  const isRefused = (one: PlannedRow) => refused.some(({ row }) => row === one);
  const rows = plan.rows
    .filter((one) => !isRefused(one))
    .map((one): RowDifference => {
      if (one.isRepeated) return { row: one, verdict: 'same', changes: [] };
      if (!flies(one.passenger, one.leg)) return { row: one, verdict: 'new', changes: [] };
      const edit = edits[one.leg];
      const trip = tripOf(one.passenger);
      const number = trip && phones.get(trip.contactId);
      const changes = [
        ...(edit ? legChanges(edit.before, edit.set) : []),
        ...(number ? [{ field: 'phone', before: number.before, after: number.phone }] : []),
      ];
      return { row: one, verdict: changes.length > 0 ? 'changed' : 'same', changes };
    });

  const added = rows.filter(({ verdict }) => verdict === 'new').map(({ row }) => row);
  const wanted = new Set(
    plan.rows.flatMap(({ passenger, leg }) => {
      const [id, legId] = [people[passenger]?.id, legs[leg]?.legId];
      return id && legId ? [`${id} ${legId}`] : [];
    }),
  );
  return {
    rows,
    refused,
    acts: [
      ...edits.filter((edit) => edit !== null),
      ...phones.values(),
      ...additionOf({ journey, live, plan, people, added, consent }),
      ...(plan.group !== null && plan.group !== journey.group
        ? [{ kind: 'group' as const, group: plan.group, before: journey.group }]
        : []),
    ],
    notInFile: [
      ...new Set(
        live
          .filter(({ departure }) => between(departure, now) <= maxAfterDepartureMs)
          .flatMap((trip) =>
            trip.passengers
              .filter(({ id }) => !wanted.has(`${id} ${trip.legId}`))
              .map(({ name }) =>
                [
                  name,
                  trip.flightNumber,
                  local(trip.departure, trip.originZone, trip.originIata),
                ].join(' '),
              ),
          ),
      ),
    ],
  };
};

/**
 * The trips of those who are not on a leg yet, with the contacts that there are where there are.
 */
const additionOf = ({
  journey,
  live,
  plan,
  people,
  added,
  consent,
}: {
  readonly journey: Journey;
  readonly live: readonly Trip[];
  readonly plan: JourneyPlan;
  readonly people: readonly ({ readonly id: string } | null)[];
  readonly added: readonly PlannedRow[];
  readonly consent: Consent;
}): readonly ImportAct[] => {
  if (added.length === 0) return [];
  const newcomers = [...new Set(added.map(({ passenger }) => passenger))].filter(
    (nth) => !people[nth],
  );
  const companion = live.find(({ role }) => speaksFor(role));
  const hearing = (
    passenger: number,
  ): Omit<AddedTrip, 'passengers' | 'trip'> & {
    readonly person: Pick<
      AddedTrip['trip'],
      'clientName' | 'callName' | 'whatsapp' | 'language' | 'email'
    >;
  } => {
    const id = people[passenger]?.id;
    const own = id === undefined ? undefined : live.find((trip) => hears(trip, id));
    const contact = plan.contacts.find(({ passengers }) => passengers.includes(passenger));
    const sharing = contact && live.find(({ whatsapp }) => whatsapp === contact.phone);
    const person = plan.passengers[passenger];
    const known = own ?? sharing ?? (person?.kind === 'infant' && !contact ? companion : undefined);
    if (known) return contactOf(journey, known);
    const called = calledContact(
      person ?? { name: '', callName: '', kind: 'adult' },
      companion?.language ?? 'es',
      consent,
    );
    const named = plan.passengers.find(({ name }) => name === contact?.name);
    return {
      contactId: null,
      role: 'traveller',
      consent,
      person: {
        clientName: contact?.name ?? called.name,
        callName: named?.callName ?? called.callName,
        whatsapp: contact?.phone ?? null,
        language: contact?.language ?? called.language,
        email: contact?.email ?? null,
      },
    };
  };
  const hearings = new Map(added.map(({ passenger }) => [passenger, hearing(passenger)] as const));
  const groups = Map.groupBy(added, ({ passenger, leg }) => {
    const to = hearings.get(passenger);
    return [leg, to?.contactId ?? '', to?.person.whatsapp ?? to?.person.clientName ?? ''].join(' ');
  });
  return [
    {
      kind: 'add',
      passengers: newcomers.flatMap((nth) => plan.passengers[nth] ?? []),
      trips: [...groups.values()].flatMap((rows): readonly AddedTrip[] => {
        const leg = plan.legs[rows[0]?.leg ?? -1];
        const to = hearings.get(rows[0]?.passenger ?? -1);
        if (!leg || !to) return [];
        const { person, ...contact } = to;
        return [
          {
            ...contact,
            trip: { ...onlyLeg(leg), ...person },
            passengers: rows.map(
              ({ passenger }) => people[passenger]?.id ?? newcomers.indexOf(passenger),
            ),
          },
        ];
      }),
    },
  ];
};
