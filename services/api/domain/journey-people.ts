import { callName } from '#shared/domain/call-name.ts';
import { type NewPassenger, passengerOf } from '#shared/domain/passenger.ts';
import type { Consent } from '#shared/domain/trip.ts';
import type { NewContact } from '#shared/ports/journey-desk.ts';
import { type FieldProblem, type NormaliseResult, normaliseBooking, silenceOf } from './booking.ts';
import type { NewJourneyInput } from './journey-input.ts';
import { anybody, type JourneyIssue } from './journey-issue.ts';

type Stated = NewJourneyInput['contacts'][number]['consent'];
/** The consent of a contact as it is kept, or why it cannot be; `silent`: it may be missing. */
export type ConsentOf = (stated: Stated, silent: boolean) => Consent | FieldProblem;

/** Whether two names are one person's, however they are written. */
export const sameName = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
/** Names in a journey for the fields of a booking. */
const contactFields: Readonly<Record<string, string>> = {
  clientName: 'name',
  whatsapp: 'phone',
  consent: 'consent',
};

/** A passenger as the agency names them. */
const passengerFrom = ({
  name,
  callName: called,
  kind,
}: NewJourneyInput['passengers'][number]): NewPassenger => {
  const read = passengerOf(name.replace(/[\s\p{Cc}]+/gu, ' '));
  return { ...read, callName: called ?? read.callName, kind: kind ?? read.kind };
};

/** Those who fly in normal form, with what is wrong or to be checked about them. */
export const peopleOf = (
  input: Pick<NewJourneyInput, 'passengers'>,
): {
  readonly passengers: readonly NewPassenger[];
  readonly problems: readonly JourneyIssue[];
  readonly warnings: readonly JourneyIssue[];
} => {
  const passengers = input.passengers.map(passengerFrom);
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

/** The contacts in normal form, with what is wrong or to be checked about them. */
export const contactsOf = (
  input: Pick<NewJourneyInput, 'contacts'>,
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
    if ('code' in consent)
      refuse(
        ['consent', ...(consent.within === undefined ? [] : [consent.within])],
        consent.code,
        consent.message,
      );
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

/** Whether a contact of that role hears all that a passenger is to hear. */
export const speaksFor = (role: NewContact['role']): boolean =>
  role === 'traveller' || role === 'guardian';

/** A passenger who is their own contact, and is called. */
export const calledContact = (
  { name, callName: called }: NewPassenger,
  language: NewContact['language'],
  consent: Consent,
): Omit<NewContact, 'passengers'> => ({
  name,
  callName: called || callName(name),
  phone: null,
  email: null,
  language,
  role: 'traveller',
  consent,
});

/** Says that nobody is named to whom a passenger's news goes, and what happens instead. */
export const withoutContact = (
  path: JourneyIssue['path'],
  kind: NewPassenger['kind'],
): JourneyIssue => ({
  path,
  code: 'passenger_without_contact',
  message:
    kind === 'infant'
      ? 'has no contact: goes with the first one of the journey'
      : 'has no contact: what is critical becomes a task to call them',
});

/**
 * The contacts of passengers for whom nobody is named: an infant's is one of the others', everybody
 * else is called.
 */
export const withUnspokenFor = (
  passengers: readonly NewPassenger[],
  contacts: readonly NewContact[],
  consent: Consent,
): { readonly contacts: readonly NewContact[]; readonly warnings: readonly JourneyIssue[] } => {
  const spokenFor = new Set(
    contacts.filter(({ role }) => speaksFor(role)).flatMap((contact) => contact.passengers),
  );
  const unspoken = [...passengers.entries()].filter(([position]) => !spokenFor.has(position));
  const called = new Map<string, NewContact>();
  for (const [position, passenger] of unspoken) {
    if (passenger.kind === 'infant') continue;
    const known = called.get(plain(passenger.name));
    called.set(plain(passenger.name), {
      ...calledContact(passenger, contacts[0]?.language ?? 'es', consent),
      passengers: [...(known?.passengers ?? []), position],
    });
  }
  const infants = unspoken.flatMap(([position, { kind }]) => (kind === 'infant' ? [position] : []));
  const all = [...contacts, ...called.values()];
  const companion = all.findIndex(({ role }) => speaksFor(role));
  return {
    contacts: all.map((contact, nth) =>
      nth === companion && infants.length > 0
        ? { ...contact, passengers: [...contact.passengers, ...infants].sort((a, b) => a - b) }
        : contact,
    ),
    warnings: unspoken.map(([position, { kind }]) =>
      withoutContact(['passengers', position], kind),
    ),
  };
};
