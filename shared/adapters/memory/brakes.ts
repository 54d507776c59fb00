import { epoch, type Instant } from '#shared/domain/instant.ts';
import {
  type Brake,
  heldByPause,
  type SendingSubject,
  strictestBrake,
} from '#shared/domain/sending.ts';
import type { Brakes } from '#shared/ports/brakes.ts';
import type { EffectRow } from './rows.ts';
import type { Tables } from './tables.ts';

const keyOf = (agencyId: string | null, { scope, subject }: Pick<Brake, 'scope' | 'subject'>) =>
  `${agencyId ?? ''}|${scope}|${subject ?? ''}`;

/** What a message is about, as far as brakes go. */
const subjectOf = (tables: Tables, row: EffectRow): SendingSubject => {
  const trip = row.tripId === null ? undefined : tables.trips.get(row.tripId);
  if (trip) return { type: row.type, journeyIds: [trip.journeyId], contactIds: [trip.contactId] };
  const contact = tables.contactOfPhone(row.agencyId, row.to);
  return { type: row.type, journeyIds: [], contactIds: contact ? [contact.id] : [] };
};

/** Those of an agency and the operator's. */
const brakesOf = (tables: Tables, agencyId: string): readonly Brake[] =>
  [...tables.brakes.values()].flatMap((stored) =>
    stored.agencyId === null || stored.agencyId === agencyId ? [stored.brake] : [],
  );

/** The strictest brake on a message now; null: it is sent as ever. */
export const brakeOn = (tables: Tables, row: EffectRow, now: Instant): Brake | null =>
  tables.brakes.size === 0
    ? null
    : strictestBrake(brakesOf(tables, row.agencyId), subjectOf(tables, row), now);

/** Those that may be on messages about these journeys and contacts, for a turn. */
export const brakesAbout = (
  tables: Tables,
  agencyId: string,
  { journeyIds, contactIds }: Omit<SendingSubject, 'type'>,
) =>
  brakesOf(tables, agencyId)
    .filter(
      ({ scope, subject, state }) =>
        state !== 'live' &&
        (scope === 'journey'
          ? journeyIds.some((id) => id === subject)
          : scope === 'contact'
            ? contactIds.some((id) => id === subject)
            : true),
    )
    .map(({ scope, subject, state, until }) => ({ scope, subject, state, until }))
    .sort((a, b) => (keyOf(null, a) < keyOf(null, b) ? -1 : 1));

/** Sets a brake; null for the operator's over all. */
export const setBrake = (
  tables: Tables,
  agencyId: string | null,
  { now, ...brake }: Omit<Brake, 'since'> & { readonly now: Instant },
): Brake => {
  const set = { ...brake, since: now };
  tables.brakes.set(keyOf(agencyId, brake), { agencyId, brake: set });
  for (const row of tables.effects.values())
    if (
      (agencyId === null || row.agencyId === agencyId) &&
      row.reason === heldByPause &&
      row.nextAttemptAt !== null &&
      row.nextAttemptAt > now
    )
      tables.putEffect({ ...row, nextAttemptAt: now });
  return set;
};

/** `Brakes` over the tables, but for the report: nothing in replay or simulation reads it. */
export const memoryBrakes = (tables: Tables): Pick<Brakes, 'putBrake' | 'brakes'> => ({
  putBrake: async ({ agencyId, ...brake }) => {
    const { scope, subject } = brake;
    const isThere =
      (scope !== 'journey' || tables.journeys.get(subject ?? '')?.agencyId === agencyId) &&
      (scope !== 'contact' ||
        [...tables.contacts()].some(
          ({ id, agencyId: of, isForgotten }) => id === subject && of === agencyId && !isForgotten,
        ));
    return isThere ? setBrake(tables, agencyId, brake) : null;
  },
  brakes: async (agencyId) => ({
    brakes: [...brakesOf(tables, agencyId)].sort(
      (a, b) => epoch(b.since) - epoch(a.since) || (keyOf(null, a) < keyOf(null, b) ? -1 : 1),
    ),
    held: [...tables.effects.values()].filter(
      (row) =>
        row.agencyId === agencyId && row.reason === heldByPause && row.nextAttemptAt !== null,
    ).length,
  }),
});
