import { z } from 'zod';
import { weekdays } from '#shared/domain/agency-hours.ts';
import {
  DutyHole,
  DutyRoster,
  dutyChangesAt,
  holesOf,
  onDuty,
} from '#shared/domain/duty-roster.ts';
import { Incident, severityAt } from '#shared/domain/incident.ts';
import { Instant } from '#shared/domain/instant.ts';
import { scopesOfRole } from '#shared/domain/member.ts';
import { StaffMember } from '#shared/domain/staff.ts';
import { Language } from '#shared/domain/trip.ts';
import type { Duty } from '#shared/ports/duty-desk.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { type FieldError, Problem } from '../problem.ts';
import { agencyRoute, type Caller, json, type Route } from '../route.ts';
import { phoneNumber } from './filters.ts';

const tag = 'Duty';

const RosterView = z
  .object({
    zone: z.string().nullable().describe('On whose clocks it is; null: UTC, until you say.'),
    roster: DutyRoster.nullable().describe('Null: there is none, and owners are always on duty.'),
    holes: z.array(DutyHole).describe('When nobody is on duty, so that owners are.'),
    revision: z.int().describe('Counts up with each roster; 0: there was none.'),
    updatedAt: Instant.nullable(),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'Duty', description: 'Who is on duty, hour by hour, and when nobody is.' });
const OnDutyMember = z.object({
  id: z.uuid(),
  name: z.string(),
  byWhatsApp: z.boolean().describe('They have a phone, and agree to be written to there.'),
});
const DutyNow = z
  .object({
    at: Instant,
    first: OnDutyMember.nullable(),
    second: OnDutyMember.nullable(),
    owners: z.array(OnDutyMember).describe('Who is asked after them, or in a hole first.'),
    isHole: z.boolean().describe('Nobody is on duty now.'),
    until: Instant.nullable().describe('When others are on duty; null: not within a week.'),
    untold: z
      .array(Incident)
      .describe('Incidents that nobody answered, or of which nobody could be told.'),
  })
  .meta({ id: 'DutyNow', description: 'Who is on duty now, and of what nobody has heard.' });
const Reach = StaffMember.pick({ id: true, name: true, phone: true, languages: true })
  .extend({ consentedAt: Instant.nullable().describe('Since when they agree to be written to.') })
  .meta({ id: 'Reach', description: 'How the duty desk reaches a member, besides mail.' });
const ReachInput = z
  .strictObject({
    phone: phoneNumber.nullable(),
    consent: z
      .boolean()
      .describe('They agree to be written to there as staff; another phone asks for it anew.'),
    languages: z.array(Language).max(3).default([]).describe('The best first.'),
  })
  .meta({ id: 'ReachInput' });

const bodyProblems = [
  'malformed-body',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
] as const;

const memberOf = ({ members }: Duty, id: string | null | undefined) => {
  const found = members.find((member) => member.id === id);
  return found
    ? {
        id: found.id,
        name: found.name,
        byWhatsApp: found.phone !== null && found.consentedAt !== null,
      }
    : null;
};

/** Whom a roster names who may not be on duty, and where. */
const unknownIn = (roster: DutyRoster, known: ReadonlySet<string>): readonly FieldError[] => {
  const ofShifts = (shifts: DutyRoster['monday'], path: string): readonly FieldError[] =>
    shifts.flatMap((shift, index) =>
      (['first', 'second'] as const).flatMap((name) => {
        const id = shift[name];
        return id === null || known.has(id)
          ? []
          : [
              {
                pointer: `#${path}/${index}/${name}`,
                code: 'unknown_member',
                message: 'is no member of yours who may be on duty',
              },
            ];
      }),
    );
  return [
    ...weekdays.flatMap((weekday) => ofShifts(roster[weekday], `/${weekday}`)),
    ...roster.holidays.flatMap(({ shifts }, index) =>
      ofShifts(shifts, `/holidays/${index}/shifts`),
    ),
  ];
};

/** Who may be asked and change how a member is reached: the member, and who manages members. */
const isAllowed = (caller: Caller, memberId: string): boolean =>
  caller.scopes.includes('admin') || (caller.member !== null && caller.id === memberId);

/** Who is on duty, and how they are reached. */
export const dutyRoutes = ({
  duty,
  clock,
}: Pick<ApiDependencies, 'duty' | 'clock'>): readonly Route[] => {
  const params = z.strictObject({ id: z.uuid() });
  const noMember = () => new Problem('not-found', 'There is no such member who is on duty.');
  const view = ({ zone, roster, revision, updatedAt, updatedBy }: Duty) =>
    json(
      {
        zone,
        roster,
        holes: holesOf(roster ?? DutyRoster.parse({})),
        revision,
        updatedAt,
        updatedBy,
      },
      200,
      { etag: `"${revision}"` },
    );
  const answer = {
    description: 'The roster.',
    schema: RosterView,
    headers: { etag: 'The revision, for `If-Match`.' },
  };
  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/duty',
        tag,
        summary: 'Read the roster',
        responses: { 200: answer },
        problems: [],
      },
      async ({ caller }) => view(await duty.duty(caller.agencyId)),
    ),
    agencyRoute(
      'admin',
      {
        method: 'PUT',
        path: '/duty',
        tag,
        summary: 'Replace the roster',
        description:
          'By weekday and local time in the zone of the agency, with holidays. Holes are ' +
          'accepted and shown: then the owners are asked. Past midnight a shift is two.',
        headers: z.object({
          'if-match': z
            .string()
            .regex(/^"\d{1,9}"$/, 'must be an ETag as it was read')
            .optional()
            .describe('The roster that it replaces; without it, whichever there is.'),
        }),
        body: DutyRoster,
        example: {
          monday: [
            {
              from: '00:00',
              to: '24:00',
              first: '6d0f1c7e-3b7a-4a55-9d0e-0a1f1d2c3b4a',
              second: null,
            },
          ],
        },
        responses: { 200: answer },
        problems: [...bodyProblems, 'edited-meanwhile'],
      },
      async ({ caller, headers, body }) => {
        const present = await duty.duty(caller.agencyId);
        const able = present.members.filter(({ role }) => scopesOfRole[role].includes('care'));
        const errors = unknownIn(body, new Set(able.map(({ id }) => id)));
        if (errors.length > 0)
          throw new Problem('invalid-fields', 'Somebody on it may not be on duty.', { errors });
        const asked = headers['if-match'];
        const outcome = await duty.putRoster(caller.agencyId, {
          roster: body,
          revision: asked === undefined ? present.revision : Number(asked.slice(1, -1)),
          by: caller.name,
          now: clock.now(),
        });
        if (outcome === 'stale')
          throw new Problem('edited-meanwhile', 'The roster was replaced in between.', {
            extra: { revision: present.revision },
          });
        return view(await duty.duty(caller.agencyId));
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/duty/now',
        tag,
        summary: 'Who is on duty now',
        description: 'With the incidents of which nobody has heard: show them.',
        responses: { 200: { description: 'Who is asked now.', schema: DutyNow } },
        problems: [],
      },
      async ({ caller }) => {
        const present = await duty.duty(caller.agencyId);
        const { roster, zone, members, untold } = present;
        const at = clock.now();
        const now = roster && onDuty(roster, zone ?? 'UTC', at);
        return json({
          at,
          first: memberOf(present, now?.first),
          second: memberOf(present, now?.second),
          owners: members
            .filter(({ role }) => role === 'owner')
            .flatMap(({ id }) => memberOf(present, id) ?? []),
          isHole: memberOf(present, now?.first) === null,
          until: roster && dutyChangesAt(roster, zone ?? 'UTC', at),
          untold: untold.map((incident) => ({ ...incident, severity: severityAt(incident, at) })),
        });
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/members/{id}/reach',
        tag,
        summary: 'How a member is reached on duty',
        description: 'Each their own; who manages members, everybody’s.',
        params,
        responses: { 200: { description: 'Phone and languages.', schema: Reach } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        const found = (await duty.duty(caller.agencyId)).members.find(
          (member) => member.id === id && isAllowed(caller, id),
        );
        if (!found) throw noMember();
        return json(Reach.parse(found));
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'PUT',
        path: '/members/{id}/reach',
        tag,
        summary: 'Set how a member is reached on duty',
        description:
          'Without their consent nothing is written to the phone; mail comes all the same.',
        params,
        body: ReachInput,
        example: { phone: '+54 9 11 5555 0104', consent: true, languages: ['es'] },
        responses: { 200: { description: 'Phone and languages.', schema: Reach } },
        problems: [...bodyProblems, 'not-found'],
      },
      async ({ caller, params: { id }, body: { phone, consent, languages } }) => {
        if (!isAllowed(caller, id)) throw noMember();
        const reached = await duty.putReach(caller.agencyId, id, {
          phone,
          mayWrite: consent,
          languages,
          now: clock.now(),
        });
        if (!reached) throw noMember();
        return json(Reach.parse(reached));
      },
    ),
  ];
};
