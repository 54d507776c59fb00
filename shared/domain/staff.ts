import { z } from 'zod';
import { Instant } from './instant.ts';
import { Role } from './member.ts';
import { Language } from './trip.ts';

/** Somebody who works at an agency, as the duty desk reaches them. */
export const StaffMember = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: Role,
  phone: z.string().nullable(),
  consentedAt: Instant.nullable().describe('Since when they agree to be written to there.'),
  languages: z.array(Language).describe('The best first; empty: not said.'),
});
export type StaffMember = z.output<typeof StaffMember>;
