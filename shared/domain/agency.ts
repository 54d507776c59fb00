import { z } from 'zod';
import { AgencyHours } from './agency-hours.ts';
import { Language } from './trip.ts';

/** An agency as it is set up, before anybody books: by the demo, by replay and by tests. */
export interface AgencySeed {
  readonly id: string;
  readonly name: string;
  /** The WhatsApp number it writes from, E.164. */
  readonly sender: string;
  readonly emergencyPhone: string | null;
  /** What it says of itself besides; absent: nothing yet. */
  readonly phone?: string | null;
  readonly zone?: string | null;
  readonly hours?: AgencyHours | null;
  readonly languages?: readonly Language[];
  readonly revision?: number;
  /** sha256 (hex) of its API key; without one it has no access over HTTP. */
  readonly keyHash?: string;
  /** Why it is suspended; null or absent: it is not. */
  readonly suspendedBecause?: string | null;
  /** setting_key -> setting_value, over the defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** An agency as it shows itself: to travellers in messages and answers, to agents in contexts. */
export const AgencyProfile = z
  .object({
    id: z.uuid(),
    name: z.string().describe('As travellers read it.'),
    sender: z.string().describe('The WhatsApp number it writes from, E.164; the operator sets it.'),
    phone: z.string().nullable().describe('Where it is called within its hours, E.164.'),
    emergencyPhone: z.string().nullable().describe('Where it is called at any time, E.164.'),
    zone: z.string().nullable().describe('Its IANA time zone; null: not said.'),
    hours: AgencyHours.nullable().describe('When people answer; null: not said.'),
    languages: z.array(Language).describe('Which its people speak; empty: not said.'),
    revision: z.int(),
  })
  .meta({ id: 'Agency', description: 'An agency as it shows itself to travellers.' });
export type AgencyProfile = z.infer<typeof AgencyProfile>;
