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
import { listOf } from '../views.ts';

const Link = z
  .object({
    page: z.url().describe('To read, print and keep.'),
    calendar: z.url().describe('The same as an iCalendar file.'),
    expiresAt: Instant,
  })
  .meta({
    id: 'ItineraryLink',
    description: 'Addresses that open without a key until `expiresAt`.',
  });

const noTrip = () => new Problem('not-found', 'There is no such trip.');
const noVersion = () => new Problem('not-found', 'There is no such version.');
const noLink = () => new Problem('not-found', 'This link is not valid, or its time is over.');

const cityOf = (trip: Trip): string =>
  destinationOf(trip.destinationIata).cities[0] ?? trip.destinationIata;

/**
 * Versions of a trip's itinerary: reading, approving, asking for a new one, and links that a
 * traveller can open.
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
  const find = async (agencyId: string, tripId: string, version: number): Promise<Itinerary> => {
    const all = await itineraries.itineraries(agencyId, tripId);
    if (!all) throw noTrip();
    const found = all.find((one) => one.version === version);
    if (!found) throw noVersion();
    return found;
  };
  /** What a link opens; whatever is wrong with it, the answer is the same. */
  const opened = async (
    token: string,
  ): Promise<{ readonly trip: Trip; readonly itinerary: Itinerary }> => {
    const linked = openItineraryLink(token, linkSecret, clock.now());
    if (!linked) throw noLink();
    const { agencyId, tripId, version } = linked;
    const trip = await desk.trip(agencyId, tripId);
    const itinerary = (await itineraries.itineraries(agencyId, tripId))?.find(
      (one) => one.version === version,
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
        answers: { 200: { description: 'The versions, newest first.', schema: listOf(Itinerary) } },
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
        summary: 'Ask for a new version',
        description:
          'It is made within a minute, from the agency’s places and the traveller’s ' +
          'profile as they are now; never for a trip that has departed.',
        params: tripParams,
        answers: {
          202: { description: 'It is being made.', schema: z.object({ requestId: z.uuid() }) },
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
        answers: { 200: { description: 'The version.', schema: Itinerary } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id, version } }) => json(await find(caller.agencyId, id, version)),
    ),
    agencyRoute(
      {
        method: 'PATCH',
        path: '/trips/{id}/itineraries/{version}',
        tag: 'Itineraries',
        summary: 'Approve a version',
        description:
          'A draft becomes what the traveller sees, and the traveller is told. Approving ' +
          'again changes nothing.',
        params: versionParams,
        body: z
          .strictObject({ status: z.literal('approved') })
          .meta({ id: 'ItineraryApproval', description: 'A draft is good.' }),
        bodyTypes: ['application/json', 'application/merge-patch+json'],
        example: { status: 'approved' },
        answers: { 200: { description: 'The version as it is now.', schema: Itinerary } },
        problems: [
          'malformed-body',
          'not-found',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async ({ caller, params: { id, version } }) => {
        await find(caller.agencyId, id, version);
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
        summary: 'Make a link to a version',
        description: `Opens without a key for ${itineraryLinkHours} hours: a page, and a calendar file.`,
        params: versionParams,
        answers: { 200: { description: 'The addresses.', schema: Link } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id, version } }) => {
        await find(caller.agencyId, id, version);
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
        answers: { 200: { description: 'The page.', contentType: 'text/html' } },
      },
      async (c) => {
        const token = c.req.param('token') ?? '';
        const { trip, itinerary } = await opened(token);
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
        answers: { 200: { description: 'An iCalendar file.', contentType: 'text/calendar' } },
      },
      async (c) => {
        const { trip, itinerary } = await opened(c.req.param('token') ?? '');
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
