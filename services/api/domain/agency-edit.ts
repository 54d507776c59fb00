import { z } from 'zod';
import type { AgencyProfile } from '#shared/domain/agency.ts';
import { AgencyHoursEdit, hoursAfterEdit } from '#shared/domain/agency-hours.ts';
import { dialledNumber } from '#shared/domain/phone.ts';
import { Language } from '#shared/domain/trip.ts';
import { isZone } from '#shared/domain/zone-offset.ts';
import type { AgencyWords } from '#shared/ports/agency-desk.ts';
import type { Normalised } from './journey-additions.ts';
import type { JourneyIssue } from './journey-issue.ts';

const phone = z.string().trim().min(1).max(40).nullable().optional();

/** An edit of what an agency says of itself, as a merge patch. */
export const AgencyEdit = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
      .optional()
      .describe('As travellers read it.'),
    phone: phone.describe('With its country code, in any writing.'),
    emergencyPhone: phone.describe('With its country code, in any writing.'),
    zone: z
      .string()
      .max(60)
      .nullable()
      .optional()
      .describe('An IANA time zone, such as America/Argentina/Buenos_Aires.'),
    hours: AgencyHoursEdit.nullable().optional(),
    languages: z.array(Language).max(3).optional(),
  })
  .meta({ id: 'AgencyEdit', description: 'Changes to how the agency shows itself.' });
/** A parsed edit of an agency. */
export type AgencyEdit = z.output<typeof AgencyEdit>;

type Read<T> = { readonly value: T; readonly problems: readonly JourneyIssue[] };
const fine = <T>(value: T): Read<T> => ({ value, problems: [] });

const phoneAfter = (
  field: 'phone' | 'emergencyPhone',
  edit: AgencyEdit,
  present: AgencyProfile,
): Read<string | null> => {
  const text = edit[field];
  if (text === undefined) return fine(present[field]);
  const number = text === null ? null : dialledNumber(text);
  const message = 'must be a phone number with its country code, such as +54 11 5555 0100';
  return {
    value: number,
    problems:
      text !== null && number === null ? [{ path: [field], code: 'bad_phone', message }] : [],
  };
};

/** What an agency says of itself after an edit. */
export const agencyAfterEdit = (
  present: AgencyProfile,
  edit: AgencyEdit,
): Normalised<AgencyWords> => {
  const phoneNow = phoneAfter('phone', edit, present);
  const emergencyPhone = phoneAfter('emergencyPhone', edit, present);
  const hours = edit.hours ? hoursAfterEdit(present.hours, edit.hours) : edit.hours;
  const hoursNow = hours === undefined ? present.hours : hours;
  const zone = edit.zone === undefined ? present.zone : edit.zone;
  const issues: JourneyIssue[] = [...phoneNow.problems, ...emergencyPhone.problems];
  if (zone !== null && !isZone(zone))
    issues.push({
      path: ['zone'],
      code: 'unknown_zone',
      message: 'must be an IANA time zone, such as America/Argentina/Buenos_Aires',
    });
  if (zone === null && hoursNow !== null)
    issues.push({
      path: ['zone'],
      code: 'required',
      message: 'must be given where there are hours: they are on its clocks',
    });
  if (issues.length > 0) return { ok: false, problems: issues };
  return {
    ok: true,
    value: {
      name: edit.name ?? present.name,
      phone: phoneNow.value,
      emergencyPhone: emergencyPhone.value,
      zone,
      hours: hoursNow,
      languages: [...new Set(edit.languages ?? present.languages)],
    },
    warnings: [],
  };
};
