import { z } from 'zod';
import { AlertState } from '#shared/domain/incident.ts';
import { Instant } from '#shared/domain/instant.ts';

/** Somebody who was asked to take an incident. */
const Asked = z.object({
  memberId: z.uuid(),
  at: Instant,
  /** The key of the message to their phone; null: there is none that may be written to. */
  message: z.string().nullable(),
  /** Whether mail or their browser took the notice; null: not known yet. */
  isNoticed: z.boolean().nullable(),
});
export type Asked = z.infer<typeof Asked>;

/** An incident that somebody is being asked to take. */
export const Alert = z.object({
  /** When the asking began; it names the messages of this alert. */
  since: Instant,
  /** What is answered to take it. */
  number: z.int(),
  /** How many people it was said to be about. */
  people: z.int(),
  outcome: AlertState,
  asked: z.array(Asked),
  /** Who was called after that; a call is a message that no mail goes beside. */
  called: z.array(Asked).default([]),
});
export type Alert = z.infer<typeof Alert>;

/** What the duty desk remembers of an agency: ids, numbers and times, no person. */
export const DutyState = z.object({
  /** By incident. */
  alerts: z.record(z.string(), Alert),
  askAt: Instant.nullable(),
  urgentAt: Instant.nullable(),
  digestAt: Instant.nullable(),
});
export type DutyState = z.infer<typeof DutyState>;

/** The desk of an agency of which nothing was heard yet. */
export const noAlerts: DutyState = { alerts: {}, askAt: null, urgentAt: null, digestAt: null };
