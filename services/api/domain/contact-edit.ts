import { z } from 'zod';
import { callName } from '#shared/domain/call-name.ts';
import type { Contact } from '#shared/domain/contact.ts';
import { mayBeLandline, normalisePhone } from '#shared/domain/phone.ts';
import { BookingInput } from '#shared/events/trips.ts';
import type { ContactWords } from '#shared/ports/contact-desk.ts';
import type { Normalised } from './journey-additions.ts';

const { shape } = BookingInput;

/** An edit of a contact, as a merge patch (RFC 7396). */
export const ContactEdit = z
  .strictObject({
    name: shape.clientName.optional(),
    callName: z.string().trim().min(1).max(60).optional(),
    phone: shape.whatsapp.optional(),
    email: z.email().max(200).nullable().optional(),
    language: shape.language.unwrap().optional(),
    consent: shape.consent
      .unwrap()
      .strict()
      .optional()
      .describe('A consent of theirs to be recorded, for the number and name after this edit.'),
    notify: z
      .boolean()
      .default(true)
      .describe('False: the new number counts as told; the agency tells the contact itself.'),
  })
  .meta({ id: 'ContactEdit', description: 'Changes to a contact, on all their trips.' });
/** A parsed edit of a contact. */
export type ContactEdit = z.output<typeof ContactEdit>;

/** What is said of a contact after an edit; a new name brings a new call name with it. */
export const contactAfterEdit = (present: Contact, edit: ContactEdit): Normalised<ContactWords> => {
  const { id: _, revision: __, ...words } = present;
  const name = (edit.name ?? present.name).replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (!/[\p{L}\p{N}]/u.test(name))
    return {
      ok: false,
      problems: [{ path: ['name'], code: 'bad_name', message: 'must contain a letter' }],
    };
  const phone = typeof edit.phone === 'string' ? normalisePhone(edit.phone) : null;
  if (typeof edit.phone === 'string' && phone === null)
    return {
      ok: false,
      problems: [
        {
          path: ['phone'],
          code: 'bad_phone',
          message: 'must be a phone number with its country code, such as +54 9 11 5555 0100',
        },
      ],
    };
  return {
    ok: true,
    value: {
      ...words,
      name,
      callName: edit.callName ?? (name === present.name ? present.callName : callName(name)),
      phone: edit.phone === undefined ? present.phone : phone,
      email: edit.email === undefined ? present.email : edit.email,
      language: edit.language ?? present.language,
    },
    warnings:
      typeof edit.phone === 'string' && phone !== present.phone && mayBeLandline(edit.phone)
        ? [
            {
              path: ['phone'],
              code: 'phone_may_be_landline',
              message: `may be a landline: it is written to as ${phone}. Does it have WhatsApp?`,
            },
          ]
        : [],
  };
};
