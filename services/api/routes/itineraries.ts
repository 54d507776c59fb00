import { z } from 'zod';
import { destinationOf } from '#shared/domain/destination.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Itinerary } from '#shared/domain/itinerary.ts';
import {
  itineraryLink,
  itineraryLinkHours,
  openItineraryLink,
} from '#shared/domain/itinerary-link.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { itineraryCalendar } from '../domain/itinerary-calendar.ts';
import { itineraryPage } from '../itinerary-page.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, openRoute, type Route } from '../route.ts';
import { noTrip } from '../trip-responses.ts';
import { listOf } from '../views.ts';

const LinkView = z
  .object({
    page: z.url().describe('A page to read and print.'),
    calendar: z.url().describe('An iCalendar file.'),
    expiresAt: Instant,
  })
  .meta({
    id: 'ItineraryLink',
    description: 'Links that need no key until `expiresAt`.',
  });

const noVersion = () => new Problem('not-found', 'There is no such version.');
const noLink = () => new Problem('not-found', 'This link is not valid, or has expired.');

const cityOf = (trip: Trip): string =>
  destinationOf(trip.destinationIata).cities[0] ?? trip.destinationIata;

/** Versions of a trip's itinerary: reading, approving, requesting, and links for travellers. */
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
  const findVersion = async (
    agencyId: string,
    tripId: string,
    version: number,
  ): Promise<Itinerary> => {
    const versions = await itineraries.itineraries(agencyId, tripId);
    if (!versions) throw noTrip();
    const itinerary = versions.find((candidate) => candidate.version === version);
    if (!itinerary) throw noVersion();
    return itinerary;
  };
  /** Opens a link. Whatever is wrong with it, the problem is the same: a guess learns nothing. */
  const openLink = async (
    token: string,
  ): Promise<{ readonly trip: Trip; readonly itinerary: Itinerary }> => {
    const target = openItineraryLink(token, linkSecret, clock.now());
    if (!target) throw noLink();
    const { agencyId, tripId, version } = target;
    const trip = await desk.trip(agencyId, tripId);
    const itinerary = (await itineraries.itineraries(agencyId, tripId))?.find(
      (candidate) => candidate.version === version,
    );
    if (!trip || trip.status === 'withdrawn' || !itinerary) throw noLink();
    return { trip, itinerary };
  };
  const pageDoc = {
    tag: 'Itineraries',
    params: z.strictObject({ token: z.string().max(300) }),
    problems: ['not-found'],
  } as const;

  return [
    agencyRoute(
      {
        method: 'GET',
        path: '/trips/{id}/itineraries',
        tag: 'Itineraries',
        summary: 'List the versions of a trip’s itinerary',
        params: tripParams,
        responses: {
          200: { description: 'The versions, newest first.', schema: listOf(Itinerary) },
        },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        const items = await itineraries.itineraries(caller.agencyId, id);
        if (!items) throw noTrip();
        return json({ items });
      },
    ),
    agencyRoute(
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
        json(await findVersion(caller.agencyId, id, version)),
    ),
    agencyRoute(
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
        await findVersion(caller.agencyId, id, version);
        const approved = await itineraries.approveItinerary({
          agencyId: caller.agencyId,
          tripId: id,
          version,
          now: clock.now(),
        });
        if (!approved) throw noVersion();
        return json(approved);
      },
    ),
    agencyRoute(
      {
        method: 'POST',
        path: '/trips/{id}/itineraries/{version}/link',
        tag: 'Itineraries',
        summary: 'Create a link to a version',
        description:
          'Links to a page and to a calendar file, which need no key for ' +
          `${itineraryLinkHours} hours.`,
        params: versionParams,
        responses: { 200: { description: 'The links.', schema: LinkView } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id, version } }) => {
        await findVersion(caller.agencyId, id, version);
        const itinerary = { agencyId: caller.agencyId, tripId: id, version };
        return json(
          itineraryLink({
            itinerary,
            secret: linkSecret,
            publicBaseUrl: twilio.publicBaseUrl,
            now: clock.now(),
          }),
        );
      },
    ),
    openRoute(
      {
        ...pageDoc,
        method: 'GET',
        path: '/itineraries/{token}',
        summary: 'An itinerary as a page',
        responses: { 200: { description: 'The page.', contentType: 'text/html' } },
      },
      async (c) => {
        const token = c.req.param('token') ?? '';
        const { trip, itinerary } = await openLink(token);
        const page = await itineraryPage(itinerary, {
          language: trip.language,
          city: cityOf(trip),
          calendarUrl: `${token}/calendar.ics`,
        });
        return page();
      },
    ),
    openRoute(
      {
        ...pageDoc,
        method: 'GET',
        path: '/itineraries/{token}/calendar.ics',
        summary: 'An itinerary as a calendar file',
        responses: { 200: { description: 'An iCalendar file.', contentType: 'text/calendar' } },
      },
      async (c) => {
        const { trip, itinerary } = await openLink(c.req.param('token') ?? '');
        const file = itineraryCalendar(itinerary, {
          tripId: trip.id,
          zone: trip.destinationZone,
          language: trip.language,
          city: cityOf(trip),
        });
        return new Response(file, {
          headers: {
            'content-type': 'text/calendar; charset=utf-8',
            'content-disposition': 'attachment; filename="itinerary.ics"',
          },
        });
      },
    ),
  ];
};
