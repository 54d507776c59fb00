import type { Consent } from '#shared/domain/trip.ts';
import { sameName } from './identity.ts';
import type { ContactRow } from './rows.ts';
import type { Tables } from './tables.ts';

/** Adds a consent to those of a contact. */
export const addConsent = (tables: Tables, contactId: string, consent: Consent): void => {
  tables.consents.set(contactId, [...(tables.consents.get(contactId) ?? []), consent]);
};

/** The consent of a contact for the number and name of now, explicit before attested. */
export const consentOf = (tables: Tables, contactId: string): Consent | null => {
  const all = tables.consents.get(contactId) ?? [];
  const holding = all.slice(tables.contact(contactId)?.voidConsents ?? 0);
  return holding.findLast(({ how }) => how === 'explicit') ?? holding.at(-1) ?? null;
};

/** A contact after a change: of another number or name, consents of before do not hold. */
export const asOf = (tables: Tables, before: ContactRow, after: ContactRow): ContactRow =>
  before.phone === after.phone && sameName(before.name, after.name)
    ? after
    : { ...after, voidConsents: tables.consents.get(before.id)?.length ?? 0 };
