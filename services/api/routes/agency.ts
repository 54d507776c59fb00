import { z } from 'zod';
import { AgencyProfile } from '#shared/domain/agency.ts';
import { isAgencyOpen, opensNext } from '#shared/domain/agency-hours.ts';
import { Instant } from '#shared/domain/instant.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { AgencyEdit, agencyAfterEdit } from '../domain/agency-edit.ts';
import { editDifference } from '../edit-difference.ts';
import { placed } from '../journey-responses.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { editedMeanwhile } from '../trip-responses.ts';
import { ifMatch, revisionOf } from './headers.ts';
import { SendingView, sendingOf } from './sending.ts';

const AgencyView = AgencyProfile.extend({
  isOpen: z.boolean().nullable().describe('Whether people answer now; null: no hours are said.'),
  sending: SendingView.describe('Whether its messages leave as ever: a band while they do not.'),
  opensAt: Instant.nullable().describe('When they answer next, within two weeks.'),
}).meta({ id: 'AgencyNow', description: 'An agency as it shows itself, and whether it is open.' });

/** How often an edit is merged again after somebody else's; more conflicts hint at a fault. */
const maxAttempts = 5;

/** What an agency says of itself. */
export const agencyRoutes = ({
  agencyDesk,
  brakes,
  clock,
}: Pick<ApiDependencies, 'agencyDesk' | 'brakes' | 'clock'>): readonly Route[] => {
  const response = async (agency: AgencyProfile): Promise<Response> => {
    const { hours, zone, revision } = agency;
    const now = clock.now();
    const isSaid = hours !== null && zone !== null;
    return json(
      {
        ...agency,
        isOpen: isSaid ? isAgencyOpen(hours, zone, now) : null,
        sending: sendingOf((await brakes.brakes(agency.id)).brakes, now),
        opensAt: isSaid ? opensNext(hours, zone, now) : null,
      },
      200,
      { etag: `"${revision}"` },
    );
  };
  const answer = {
    description: 'The agency as it is now.',
    schema: AgencyView,
    headers: { ETag: 'Its revision, for `If-Match`.' },
  };
  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/agency',
        tag: 'Settings',
        summary: 'Read how the agency shows itself',
        responses: { 200: answer },
        problems: [],
      },
      async ({ caller }) => response(await agencyDesk.agencyProfile(caller.agencyId)),
    ),
    agencyRoute(
      'admin',
      {
        method: 'PATCH',
        path: '/agency',
        tag: 'Settings',
        summary: 'Edit how the agency shows itself',
        description:
          'A merge patch (RFC 7396), down to single weekdays: `{"hours": {"saturday": null}}` ' +
          'closes on Saturdays. Hours need a zone. The sender is the operator’s.',
        headers: z.object({ 'if-match': ifMatch }),
        body: AgencyEdit,
        bodyTypes: ['application/json', 'application/merge-patch+json'],
        example: {
          zone: 'America/Argentina/Buenos_Aires',
          hours: { monday: [{ from: '09:00', to: '18:00' }], holidays: ['2027-12-25'] },
          emergencyPhone: '+54 9 11 5555 0109',
        },
        responses: { 200: answer },
        problems: [
          'malformed-body',
          'edited-meanwhile',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async ({ caller: { agencyId }, headers, body }) => {
        const asked = revisionOf(headers['if-match']);
        for (let attempt = 1; ; attempt += 1) {
          const present = await agencyDesk.agencyProfile(agencyId);
          const after = agencyAfterEdit(present, body);
          if (attempt > maxAttempts || (asked ?? present.revision) !== present.revision)
            throw editedMeanwhile({
              revision: present.revision,
              differs: after.ok ? editDifference(body, { ...after.value }, present) : [],
            });
          if (!after.ok)
            throw new Problem('invalid-fields', 'The agency cannot be like this.', {
              errors: after.problems.map(placed),
            });
          const { revision } = present;
          const now = clock.now();
          const result = await agencyDesk.editAgency({ agencyId, revision, set: after.value, now });
          if (result.kind !== 'stale') return response(result.agency);
        }
      },
    ),
  ];
};
