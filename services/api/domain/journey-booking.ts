import { airport } from '#shared/domain/airports.ts';
import { callName } from '#shared/domain/call-name.ts';
import { distanceKm } from '#shared/domain/distance.ts';
import { between, hour, type Instant, minute } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import { type NewPassenger, passengerOf } from '#shared/domain/passenger.ts';
import type { Consent } from '#shared/domain/trip.ts';
import type { NewContact, NewJourney, NewLeg } from '#shared/ports/journey-desk.ts';
import {
  type FieldProblem,
  maxMetadataBytes,
  type NormaliseResult,
  normaliseBooking,
  silenceOf,
} from './booking.ts';
import type { NewJourneyInput } from './journey-input.ts';

/** What is wrong with a place in a journey, or what the agency should check there. */
export interface JourneyIssue {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
}

/** A journey in normal form, or all of its problems. */
export type NormaliseJourneyResult =
  | {
      readonly ok: true;
      readonly journey: NewJourney;
      readonly warnings: readonly JourneyIssue[];
    }
  | { readonly ok: false; readonly problems: readonly JourneyIssue[] };

type Stated = NewJourneyInput['contacts'][number]['consent'];
/** The consent of a contact as it is kept, or why it cannot be; `silent`: it may be missing. */
export type ConsentOf = (stated: Stated, silent: boolean) => Consent | FieldProblem;

/** Faster than any airliner flies from gate to gate. */
const fastestKmPerHour = 1000;

const sameName = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();

/** Stands where a booking has what a journey says elsewhere. */
const anybody = {
  clientName: 'Anybody',
  whatsapp: null,
  language: 'es',
  metadata: {},
  role: 'traveller',
} as const;

/** Names in a journey for the fields of a booking. */
const contactFields: Readonly<Record<string, string>> = {
  clientName: 'name',
  whatsapp: 'phone',
  consent: 'consent',
};

/** The first instant at which a leg can have landed. */
const firstLanding = (leg: NewLeg): number => {
  const [from, to] = [airport(leg.originIata), airport(leg.destinationIata)];
  const km =
    from && to ? distanceKm({ lat: from.lat, lng: from.lon }, { lat: to.lat, lng: to.lon }) : 0;
  return (km / fastestKmPerHour) * hour;
};

/** Legs that leave before the one listed before them can have landed. */
const impossibleConnections = (legs: readonly NewLeg[]): readonly JourneyIssue[] =>
  legs.flatMap((leg, nth) => {
    const before = legs[nth - 1];
    if (!before) return [];
    const missingMs = firstLanding(before) - between(before.departure, leg.departure);
    if (missingMs <= 0) return [];
    const minutes = Math.ceil(missingMs / minute);
    return [
      {
        path: ['legs', nth, 'departure'],
        code: 'leaves_before_arrival',
        message: `is at least ${minutes} minutes before the leg before it can have landed`,
      },
    ];
  });

const legsOf = (
  input: NewJourneyInput,
  now: Instant,
): {
  readonly legs: readonly NewLeg[];
  readonly problems: readonly JourneyIssue[];
  readonly warnings: readonly JourneyIssue[];
} => {
  const checked = input.legs.map((leg) => normaliseBooking({ ...anybody, ...leg }, now));
  const at = (nth: number) => (issue: { field: string; code: string; message: string }) => ({
    path: ['legs', nth, issue.field],
    code: issue.code,
    message: issue.message,
  });
  const legs = checked
    .flatMap((result): NewLeg[] => (result.ok ? [result.value.trip] : []))
    .map(onlyLeg);
  const flights = checked.map((result) => (result.ok ? flightAndDay(result.value.trip) : null));
  const repeated = flights.flatMap((flight, nth) =>
    flight !== null && flights.indexOf(flight) < nth
      ? [
          {
            path: ['legs', nth],
            code: 'duplicate_leg',
            message: 'is the same flight on the same day as an earlier leg',
          },
        ]
      : [],
  );
  return {
    legs,
    problems: [
      ...checked.flatMap((result, nth) => (result.ok ? [] : result.problems.map(at(nth)))),
      ...repeated,
    ],
    warnings: [
      ...checked.flatMap((result, nth) => (result.ok ? result.value.warnings.map(at(nth)) : [])),
      ...impossibleConnections(legs),
    ],
  };
};

const flightAndDay = ({ flightNumber, departure, originZone }: NewLeg): string =>
  `${flightNumber} ${localDate(departure, originZone)}`;

const onlyLeg = (leg: NewLeg): NewLeg => ({
  flightNumber: leg.flightNumber,
  originIata: leg.originIata,
  destinationIata: leg.destinationIata,
  originZone: leg.originZone,
  destinationZone: leg.destinationZone,
  departure: leg.departure,
  flightKey: leg.flightKey,
  stay: leg.stay,
  returnDate: leg.returnDate,
});

const peopleOf = (
  input: NewJourneyInput,
): {
  readonly passengers: readonly NewPassenger[];
  readonly problems: readonly JourneyIssue[];
  readonly warnings: readonly JourneyIssue[];
} => {
  const passengers = input.passengers.map(({ name, callName: called, kind }) => {
    const read = passengerOf(name.replace(/[\s\p{Cc}]+/gu, ' '));
    return { ...read, callName: called ?? read.callName, kind: kind ?? read.kind };
  });
  const isAccompanied = passengers.some(({ kind }) => kind !== 'infant');
  return {
    passengers,
    problems: passengers.flatMap(({ name, kind }, nth) => [
      ...(/[\p{L}\p{N}]/u.test(name)
        ? []
        : [
            {
              path: ['passengers', nth, 'name'],
              code: 'bad_name',
              message: 'must contain a letter',
            },
          ]),
      ...(kind === 'infant' && !isAccompanied
        ? [
            {
              path: ['passengers', nth],
              code: 'infant_alone',
              message: 'is an infant: somebody must fly with them',
            },
          ]
        : []),
    ]),
    warnings: passengers.flatMap(({ name }, nth) =>
      passengers.findIndex((other) => sameName(other.name, name)) < nth
        ? [
            {
              path: ['passengers', nth, 'name'],
              code: 'name_twice',
              message: 'is the name of another passenger too',
            },
          ]
        : [],
    ),
  };
};

/** The passengers that a contact names, by position; null where one is unknown. */
const named = (passengers: readonly NewPassenger[], by: string | number): readonly number[] =>
  passengers.flatMap((passenger, position) =>
    (typeof by === 'number' ? by === position : sameName(passenger.name, by)) ? [position] : [],
  );

const contactsOf = (
  input: NewJourneyInput,
  passengers: readonly NewPassenger[],
  consentOf: ConsentOf,
): {
  readonly contacts: readonly NewContact[];
  readonly problems: readonly JourneyIssue[];
  readonly warnings: readonly JourneyIssue[];
} => {
  const problems: JourneyIssue[] = [];
  const warnings: JourneyIssue[] = [];
  const contacts = input.contacts.flatMap((contact, nth): NewContact[] => {
    const refuse = (path: readonly (string | number)[], code: string, message: string) =>
      problems.push({ path: ['contacts', nth, ...path], code, message });
    const { name, phone: whatsapp } = contact;
    const checked = checkedPerson({ clientName: name, whatsapp });
    const issues = checked.ok ? checked.value.warnings : checked.problems;
    for (const { field, code, message } of issues) {
      const path = contactFields[field];
      if (path === undefined) continue;
      if (checked.ok) warnings.push({ path: ['contacts', nth, path], code, message });
      else refuse([path], code, message);
    }
    const positions = (contact.passengers ?? [...passengers.keys()]).flatMap((by, at) => {
      const found = named(passengers, by);
      if (found.length === 0)
        refuse(['passengers', at], 'unknown_passenger', 'is nobody of this journey');
      return found;
    });
    if (contact.passengers?.length === 0)
      refuse(['passengers'], 'contact_for_nobody', 'must name somebody of this journey');
    const isSilent = contact.role === 'follower' && contact.consent?.how !== 'explicit';
    const consent = consentOf(contact.consent, isSilent);
    if (contact.role === 'follower')
      for (const { field, code, message } of silenceOf({ whatsapp, consent: contact.consent }))
        warnings.push({
          path: ['contacts', nth, contactFields[field] ?? field],
          code,
          message,
        });
    if ('code' in consent) refuse(['consent'], consent.code, consent.message);
    if (!checked.ok || 'code' in consent) return [];
    const { trip } = checked.value;
    return [
      {
        name: trip.clientName,
        callName: contact.callName ?? trip.callName,
        phone: trip.whatsapp,
        email: contact.email ?? null,
        language: contact.language,
        role: contact.role,
        consent,
        passengers: [...new Set(positions)].sort((a, b) => a - b),
      },
    ];
  });
  for (const [nth, contact] of contacts.entries())
    if (contacts.slice(0, nth).some((other) => isSamePerson(contact, other)))
      problems.push({
        path: ['contacts', nth, contact.phone === null ? 'name' : 'phone'],
        code: 'duplicate_contact',
        message: 'is another contact’s too: name all their passengers in one',
      });
  return { contacts, problems, warnings };
};

const isSamePerson = (a: NewContact, b: NewContact): boolean =>
  a.phone === b.phone && (a.phone !== null || sameName(a.name, b.name));

const checkedPerson = (person: { clientName: string; whatsapp: string | null }): NormaliseResult =>
  normaliseBooking(
    {
      ...anybody,
      ...person,
      flightNumber: 'BA820',
      originIata: 'LHR',
      destinationIata: 'CPH',
      departure: '2000-01-01T12:00',
    },
    null,
  );

/**
 * The contacts of passengers for whom nobody is named: an infant's is one of the others', everybody
 * else is called.
 */
const withUnspokenFor = (
  passengers: readonly NewPassenger[],
  contacts: readonly NewContact[],
  consent: Consent,
): { readonly contacts: readonly NewContact[]; readonly warnings: readonly JourneyIssue[] } => {
  const spokenFor = new Set(
    contacts
      .filter(({ role }) => role === 'traveller' || role === 'guardian')
      .flatMap((contact) => contact.passengers),
  );
  const unspoken = [...passengers.entries()].filter(([position]) => !spokenFor.has(position));
  const called = new Map<string, NewContact>();
  for (const [position, { name, callName: called_, kind }] of unspoken) {
    if (kind === 'infant') continue;
    const known = called.get(plain(name));
    called.set(plain(name), {
      name,
      callName: called_ || callName(name),
      phone: null,
      email: null,
      language: contacts[0]?.language ?? 'es',
      role: 'traveller',
      consent,
      passengers: [...(known?.passengers ?? []), position],
    });
  }
  const infants = unspoken.flatMap(([position, { kind }]) => (kind === 'infant' ? [position] : []));
  const all = [...contacts, ...called.values()];
  const companion = all.findIndex(({ role }) => role === 'traveller' || role === 'guardian');
  return {
    contacts: all.map((contact, nth) =>
      nth === companion && infants.length > 0
        ? { ...contact, passengers: [...contact.passengers, ...infants].sort((a, b) => a - b) }
        : contact,
    ),
    warnings: unspoken.map(([position, { kind }]) => ({
      path: ['passengers', position],
      code: 'passenger_without_contact',
      message:
        kind === 'infant'
          ? 'has no contact: goes with the first one of the journey'
          : 'has no contact: what is critical becomes a task to call them',
    })),
  };
};

/**
 * Brings a journey into normal form. Problems and warnings name their places in the document.
 */
export const normaliseJourney = (
  input: NewJourneyInput,
  options: { readonly now: Instant; readonly consentOf: ConsentOf; readonly by: string },
): NormaliseJourneyResult => {
  const { now, consentOf, by } = options;
  const legs = legsOf(input, now);
  const people = peopleOf(input);
  const stated = contactsOf(input, people.passengers, consentOf);
  const contacts = withUnspokenFor(people.passengers, stated.contacts, {
    how: 'attested',
    at: now,
    by,
  });
  const whole = checkedWhole(input);
  const problems = [...whole, ...people.problems, ...legs.problems, ...stated.problems];
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    journey: {
      reference: input.reference ?? null,
      title: input.title ?? null,
      owner: input.owner ?? null,
      group: input.group ?? null,
      notes: input.notes ?? null,
      metadata: input.metadata,
      passengers: people.passengers,
      legs: legs.legs,
      contacts: contacts.contacts,
    },
    warnings: [...people.warnings, ...legs.warnings, ...stated.warnings, ...contacts.warnings],
  };
};

/** Whether the metadata of a journey is too large. */
export const metadataIssues = (
  metadata: Readonly<Record<string, unknown>>,
): readonly JourneyIssue[] =>
  Buffer.byteLength(JSON.stringify(metadata)) > maxMetadataBytes
    ? [
        {
          path: ['metadata'],
          code: 'metadata_too_large',
          message: `must be at most ${maxMetadataBytes} bytes of JSON`,
        },
      ]
    : [];

/** What is wrong with a journey as a whole. */
const checkedWhole = (input: NewJourneyInput): readonly JourneyIssue[] => [
  ...(input.legs.length > 0
    ? []
    : [{ path: ['legs'], code: 'no_legs', message: 'must hold a flight' }]),
  ...(input.passengers.length > 0
    ? []
    : [{ path: ['passengers'], code: 'no_passengers', message: 'must hold somebody who flies' }]),
  ...(/\p{Cc}/u.test(input.reference ?? '')
    ? [
        {
          path: ['reference'],
          code: 'bad_reference',
          message: 'must not contain control characters',
        },
      ]
    : []),
  ...metadataIssues(input.metadata),
];
