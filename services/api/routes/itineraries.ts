import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { Itinerary } from '#shared/domain/itinerary.ts';
import type { Stay } from '#shared/domain/stay.ts';
import { linksEndAt, stayLink } from '#shared/domain/stay-link.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { stayForTrip } from '../planned-stay.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { noTrip } from '../trip-responses.ts';
import { listOf } from '../views.ts';

const LinkView = z
  .object({
    page: z.url().describe('A page to read and print.'),
    calendar: z.url().describe('An iCalendar file.'),
    pdf: z.url().describe('A document to print.'),
    expiresAt: Instant,
  })
  .meta({
    id: 'ItineraryLink',
    description: 'Links that need no key until `expiresAt`.',
  });

const noVersion = () => new Problem('not-found', 'There is no such version.');
const noStay = () =>
  new Problem('not-found', 'This trip leads to no stay: it is a way home or a connection.');

/**
 * Versions of the itinerary of the stay that a trip leads to: reading, approving, requesting, and
 * links for travellers. All trips that lead there share them.
 */
export const itineraryRoutes = ({
  desk,
  clock,
  ids,
  itineraries,
  linkSecret,
  twilio,
}: Pick<
  ApiDependencies,
  'desk' | 'clock' | 'ids' | 'itineraries' | 'linkSecret' | 'twilio'
>): readonly Route[] => {
  const tripParams = z.strictObject({ id: z.uuid() });
  const versionParams = z.strictObject({
    id: z.uuid(),
    version: z.coerce.number().int().min(1).max(1_000_000),
  });
  const findStay = async (
    agencyId: string,
    tripId: string,
  ): Promise<{ readonly journey: JourneyStays; readonly stay: Stay | null }> => {
    const journey = await itineraries.journeyStays(agencyId, { tripId });
    if (!journey) throw noTrip();
    return { journey, stay: stayForTrip(journey, tripId) };
  };
  const findVersion = async (agencyId: string, tripId: string, version: number) => {
    const { journey, stay } = await findStay(agencyId, tripId);
    if (!stay) throw noStay();
    const address = { journeyId: journey.journeyId, stay: stay.key };
    const itinerary = (await itineraries.itineraries(agencyId, address)).find(
      (candidate) => candidate.version === version,
    );
    if (!itinerary) throw noVersion();
    return { journey, address, itinerary };
  };

  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/trips/{id}/itineraries',
        tag: 'Itineraries',
        summary: 'List the versions of an itinerary',
        description: 'Of the stay that the trip leads to, or ends; none for a connection.',
        params: tripParams,
        responses: {
          200: { description: 'The versions, newest first.', schema: listOf(Itinerary) },
        },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        const { journey, stay } = await findStay(caller.agencyId, id);
        const { journeyId } = journey;
        return json({
          items: stay
            ? await itineraries.itineraries(caller.agencyId, { journeyId, stay: stay.key })
            : [],
        });
      },
    ),
    agencyRoute(
      'book',
      {
        method: 'POST',
        path: '/trips/{id}/itineraries',
        tag: 'Itineraries',
        summary: 'Request a new version',
        description:
          'Made within a minute from the present places of the agency and profile of the ' +
          'traveller; never for a trip that has departed.',
        params: tripParams,
        responses: {
          202: { description: 'Accepted.', schema: z.object({ requestId: z.uuid() }) },
        },
        problems: ['not-found', 'trip-withdrawn'],
      },
      async ({ caller, params: { id } }) => {
        const requestId = ids.random();
        if (
          await itineraries.requestItinerary({
            agencyId: caller.agencyId,
            tripId: id,
            requestId,
            now: clock.now(),
          })
        )
          return json({ requestId }, 202);
        if (await desk.trip(caller.agencyId, id))
          throw new Problem('trip-withdrawn', 'The trip was cancelled.');
        throw noTrip();
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/trips/{id}/itineraries/{version}',
        tag: 'Itineraries',
        summary: 'Read a version',
        params: versionParams,
        responses: { 200: { description: 'The version.', schema: Itinerary } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id, version } }) =>
        json((await findVersion(caller.agencyId, id, version)).itinerary),
    ),
    agencyRoute(
      'care',
      {
        method: 'PATCH',
        path: '/trips/{id}/itineraries/{version}',
        tag: 'Itineraries',
        summary: 'Approve a version',
        description:
          'The traveller is told, and sees this version. Approving it again changes ' + 'nothing.',
        params: versionParams,
        body: z
          .strictObject({ status: z.literal('approved') })
          .meta({ id: 'ItineraryApproval', description: 'Approves a draft.' }),
        bodyTypes: ['application/json', 'application/merge-patch+json'],
        example: { status: 'approved' },
        responses: { 200: { description: 'The version as it is now.', schema: Itinerary } },
        problems: [
          'malformed-body',
          'not-found',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async ({ caller, params: { id, version } }) => {
        const { address } = await findVersion(caller.agencyId, id, version);
        const approved = await itineraries.approveItinerary({
          ...address,
          agencyId: caller.agencyId,
          version,
          now: clock.now(),
        });
        if (!approved) throw noVersion();
        return json(approved);
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/trips/{id}/itineraries/{version}/link',
        tag: 'Itineraries',
        summary: 'Create a link to an itinerary',
        description:
          'Links to the page, the calendar file and the PDF of the stay as it is when they are ' +
          'opened. They need no key until a week after the journey.',
        params: versionParams,
        responses: { 200: { description: 'The links.', schema: LinkView } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id, version } }) => {
        const { journey } = await findVersion(caller.agencyId, id, version);
        return json({
          ...stayLink(id, { secret: linkSecret, publicBaseUrl: twilio.publicBaseUrl }),
          expiresAt: linksEndAt(journey),
        });
      },
    ),
  ];
};
