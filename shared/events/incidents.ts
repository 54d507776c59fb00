import { z } from 'zod';
import { IncidentKind } from '#shared/domain/incident.ts';
import { Instant } from '#shared/domain/instant.ts';
import { TaskSeverity } from '#shared/domain/task.ts';
import { defineEvent } from './envelope.ts';

const incident = {
  incidentId: z.uuid(),
  kind: IncidentKind,
  severity: TaskSeverity,
};
const counts = {
  ...incident,
  people: z.int().describe('Contacts whose trips it is about.'),
  unreached: z.int().describe('Of them: who could not be told, and is to be called.'),
  minors: z.int().describe('Children who travel.'),
  deadline: Instant.nullable().describe('The first departure that it is about.'),
  urgentFrom: Instant.nullable().describe('From then on it is urgent, whatever its tasks are.'),
};
const uuid = '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10';
const example = {
  incidentId: uuid,
  kind: 'flight',
  severity: 'urgent',
  people: 38,
  unreached: 2,
  minors: 36,
  deadline: '2027-10-05T14:05:00.000Z',
  urgentFrom: '2027-10-05T11:05:00.000Z',
} as const;

const IncidentOpened = defineEvent('IncidentOpened', 1, z.object(counts), {
  description:
    'An incident waits for somebody of the agency: it began, was opened again, or was given back.',
  producers: ['kernel', 'api'],
  subscribers: ['duty-desk'],
  example,
});

const IncidentWorsened = defineEvent('IncidentWorsened', 1, z.object(counts), {
  description:
    'An open incident became urgent, will be so sooner than was known, or concerns many more ' +
    'people.',
  producers: ['kernel', 'api'],
  subscribers: ['duty-desk'],
  example,
});

const IncidentClaimed = defineEvent(
  'IncidentClaimed',
  1,
  z.object({
    ...incident,
    memberId: z.uuid().nullable().describe('Whose it is now; null: of somebody without a login.'),
  }),
  {
    description: 'Somebody of the agency has taken an incident, or was given it.',
    producers: ['api'],
    subscribers: ['duty-desk'],
    example: { incidentId: uuid, kind: 'flight', severity: 'urgent', memberId: uuid },
  },
);

const IncidentClosed = defineEvent(
  'IncidentClosed',
  1,
  z.object({ ...incident, reason: z.string().nullable().describe('A stable code.') }),
  {
    description: 'An incident is over: somebody resolved it, or the facts have overtaken it.',
    producers: ['kernel', 'api'],
    subscribers: ['duty-desk'],
    example: { incidentId: uuid, kind: 'flight', severity: 'urgent', reason: 'reinstated' },
  },
);

const StaffAnswered = defineEvent(
  'StaffAnswered',
  1,
  z.object({
    incidentId: z.uuid(),
    memberId: z.uuid(),
    outcome: z
      .enum(['claimed', 'taken', 'closed', 'unclear'])
      .describe('`taken`: somebody else has it; `unclear`: it is no answer that we know.'),
  }),
  {
    description:
      'A member answered an alert from their phone. What they wrote is kept nowhere; what was to ' +
      'be done has been.',
    producers: ['api'],
    subscribers: ['duty-desk'],
    example: { incidentId: uuid, memberId: uuid, outcome: 'claimed' },
  },
);

const DutyPlanChanged = defineEvent('DutyPlanChanged', 1, z.object({}), {
  description: 'The roster of an agency was replaced, or how one of its members is reached.',
  producers: ['api'],
  subscribers: ['duty-desk'],
  example: {},
});

const count = z.int().min(0);
/** What is to be watched on a day. */
export const DutyDay = z.object({
  urgent: count.describe('Incidents that wait for somebody and are urgent.'),
  normal: count.describe('Those that wait and are not.'),
  tight: count.describe('Connections at risk or missed.'),
  unreached: count.describe('Trips whose contact could not be told, or is to be called.'),
  unmatched: count.describe('Flights that were not found, or found elsewhere.'),
  drafts: count.describe('Itineraries that wait for approval.'),
});
/** What is to be watched on a day. */
export type DutyDay = z.output<typeof DutyDay>;

const StaffNoticeRequested = defineEvent(
  'StaffNoticeRequested',
  1,
  z.object({
    memberId: z.uuid(),
    since: Instant.describe('When the alert began, or the day did: it names the notice.'),
    incidentId: z.uuid().nullable().describe('Null: it is the digest of a day.'),
    day: DutyDay.nullable(),
  }),
  {
    description:
      'A member is to be written to by mail and in their browsers, a step of the duty desk.',
    producers: ['duty-desk'],
    subscribers: ['duty-desk'],
    example: {
      memberId: uuid,
      since: '2027-10-05T03:00:00.000Z',
      incidentId: uuid,
      day: null,
    },
  },
);

/** Events about incidents and those who look after them. */
export const incidentEvents = [
  IncidentOpened,
  IncidentWorsened,
  IncidentClaimed,
  IncidentClosed,
  StaffAnswered,
  DutyPlanChanged,
  StaffNoticeRequested,
] as const;
