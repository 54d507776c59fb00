import type { Contact } from '#shared/domain/contact.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import {
  type Booker,
  consentFrom,
  consentNeeded,
  requiresConsent,
  withoutConsent,
} from './consent.ts';
import { type ContactEdit, contactAfterEdit } from './domain/contact-edit.ts';
import type { JourneyIssue } from './domain/journey-issue.ts';
import { editDifference } from './edit-difference.ts';

/** The outcome of editing a contact; nothing is written unless it is `edited`. */
export type ChangeContactResult =
  | {
      readonly kind: 'edited' | 'unchanged';
      readonly contact: Contact;
      readonly warnings: readonly JourneyIssue[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly JourneyIssue[] }
  | { readonly kind: 'phone-taken'; readonly contactId: string }
  | { readonly kind: 'not-found' }
  /** Somebody else edited it in between; `differs`: fields of the edit that it would change. */
  | { readonly kind: 'stale'; readonly revision: number; readonly differs: readonly string[] };

/** How often an edit is merged again after somebody else's; more conflicts hint at a fault. */
const maxAttempts = 5;

/**
 * Edits a contact, on all their trips. After a concurrent edit it is merged again, unless the
 * target names the revision that it was made against: then the outcome is `stale`.
 */
export const changeContact = async (
  stores: {
    readonly desk: Pick<TripDesk, 'settings'>;
    readonly contacts: Pick<ContactDesk, 'contact' | 'editContact'>;
  },
  booker: Booker,
  target: { readonly contactId: string; readonly revision: number | null },
  edit: ContactEdit,
  now: Instant,
): Promise<ChangeContactResult> => {
  const { desk, contacts } = stores;
  const { agencyId } = booker;
  const { contactId } = target;
  const consent =
    edit.consent === undefined
      ? null
      : consentFrom(edit.consent, {
          booker,
          now,
          mustBeExplicit: await requiresConsent(desk, agencyId),
        });
  if (consent !== null && 'code' in consent) {
    const { code, message, within } = consent;
    return {
      kind: 'refused',
      problems: [{ path: ['consent', ...(within === undefined ? [] : [within])], code, message }],
    };
  }
  for (let attempt = 1; ; attempt += 1) {
    const found = await contacts.contact(agencyId, contactId);
    if (!found) return { kind: 'not-found' };
    const { contact } = found;
    const after = contactAfterEdit(contact, edit);
    if (attempt > maxAttempts || (target.revision ?? contact.revision) !== contact.revision)
      return {
        kind: 'stale',
        revision: contact.revision,
        differs: after.ok ? editDifference(edit, { ...after.value }, contact) : [],
      };
    if (!after.ok) return { kind: 'refused', problems: after.problems };
    const result = await contacts.editContact({
      agencyId,
      contactId,
      revision: contact.revision,
      set: after.value,
      consent,
      notify: edit.notify,
      now,
    });
    if (result.kind === 'stale') continue;
    if ('contact' in result) {
      const silenced = await withoutConsent(stores, agencyId, [contactId]);
      const warnings = silenced.map(() => ({ path: ['consent'], ...consentNeeded }));
      return { ...result, warnings: [...after.warnings, ...warnings] };
    }
    return 'contactId' in result ? result : { kind: 'not-found' };
  }
};
