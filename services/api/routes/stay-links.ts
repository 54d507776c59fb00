import { z } from 'zod';
import { actingAs } from '#shared/acting.ts';
import type { Stay } from '#shared/domain/stay.ts';
import { stayWithPlan } from '#shared/domain/stay-days.ts';
import { linksEndAt, openStayToken, stayLink } from '#shared/domain/stay-link.ts';
import { isLive, type Trip } from '#shared/domain/trip.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { stayCalendar } from '../domain/stay-calendar.ts';
import { stayPdf } from '../pdf/stay-pdf.ts';
import { cityOf, otherStays, stayForTrip } from '../planned-stay.ts';
import { Problem } from '../problem.ts';
import { openRoute, type Route } from '../route.ts';
import { closedLinkPage, stayPage, todayOf } from '../stay-page.ts';
import { stayPreview } from '../stay-preview.ts';

const noLink = () => new Problem('not-found', 'This link is not valid, or has expired.');

/** A file name that every chat and disk can show. */
const fileNameOf = (city: string): string =>
  city
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'plan';

/** The response with a PDF, which a chat shows as a document of that name. */
export const pdfResponse = (file: Uint8Array, city: string): Response =>
  new Response(Buffer.from(file), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${fileNameOf(city)}.pdf"`,
    },
  });

/** What a traveller opens without a key: the page of a stay, its calendar file and its PDF. */
export const stayLinkRoutes = ({
  audit,
  clock,
  ids,
  itineraries,
  linkSecret,
  twilio: { publicBaseUrl },
}: Pick<
  ApiDependencies,
  'audit' | 'ids' | 'clock' | 'itineraries' | 'linkSecret' | 'twilio'
>): readonly Route[] => {
  const links = { secret: linkSecret, publicBaseUrl };
  /** 404: not a link of ours; 410: what it opened is over, was withdrawn or erased. */
  const openLink = async (
    token: string,
  ): Promise<
    { readonly journey: JourneyStays; readonly trip: Trip; readonly stay: Stay } | 404 | 410
  > => {
    const tripId = openStayToken(token, linkSecret);
    if (!tripId) return 404;
    const agencyId = await itineraries.agencyOfTrip(tripId);
    const journey = agencyId ? await itineraries.journeyStays(agencyId, { tripId }) : null;
    if (!journey) return 410;
    const trip = journey.trips.find(({ id }) => id === tripId);
    const stay = stayForTrip(journey, tripId);
    const endsAt = linksEndAt(journey);
    if (!trip || !isLive(trip.status) || !stay || endsAt === null || endsAt <= clock.now())
      return 410;
    await actingAs(
      {
        actor: { kind: 'link', id: tripId, name: null },
        requestId: ids.random(),
        at: clock.now(),
      },
      () =>
        audit.record(trip.agencyId, {
          action: 'link.open',
          objectKind: 'trips',
          objectId: tripId,
        }),
    );
    return { journey, trip, stay };
  };
  const openOrRefuse = async (token: string) => {
    const opened = await openLink(token);
    if (opened === 404) throw noLink();
    if (opened === 410) throw new Problem('gone', 'This stay is no longer available.');
    return opened;
  };
  const doc = {
    tag: 'Stays',
    method: 'GET',
    params: z.strictObject({ token: z.string().max(100) }),
    problems: ['not-found', 'gone'],
  } as const;

  return [
    openRoute(
      {
        tag: 'Stays',
        method: 'GET',
        path: '/i/preview.png',
        summary: 'The picture beside a link to a stay',
        responses: { 200: { description: 'A picture.', contentType: 'image/png' } },
        problems: [],
      },
      async () =>
        new Response(new Uint8Array(stayPreview()), {
          headers: { 'content-type': 'image/png', 'cache-control': 'public, max-age=604800' },
        }),
    ),
    openRoute(
      {
        ...doc,
        path: '/i/{token}',
        summary: 'A stay as a page',
        description: 'Opens until a week after the journey. What does not open is a page too.',
        responses: { 200: { description: 'The page.', contentType: 'text/html' } },
      },
      async (c) => {
        const opened = await openLink(c.req.param('token') ?? '');
        if (typeof opened === 'number') return (await closedLinkPage(opened))();
        const { journey, trip, stay } = opened;
        const planned = stayWithPlan(journey, stay, trip.contactId);
        const page = await stayPage(planned, {
          language: trip.language,
          city: cityOf(journey, stay, trip.language),
          agency: journey.agencyName,
          emergencyPhone: journey.emergencyPhone,
          link: stayLink(trip.id, links),
          publicBaseUrl,
          others: otherStays(journey, trip, stay, links),
          today: todayOf(planned, clock.now()),
        });
        return page();
      },
    ),
    openRoute(
      {
        ...doc,
        path: '/i/{token}/calendar.ics',
        summary: 'A stay as a calendar file',
        responses: { 200: { description: 'An iCalendar file.', contentType: 'text/calendar' } },
      },
      async (c) => {
        const { journey, trip, stay } = await openOrRefuse(c.req.param('token') ?? '');
        const city = cityOf(journey, stay, trip.language);
        const file = stayCalendar(stayWithPlan(journey, stay, trip.contactId), {
          journeyId: journey.journeyId,
          language: trip.language,
          city,
          now: clock.now(),
        });
        return new Response(file, {
          headers: {
            'content-type': 'text/calendar; charset=utf-8',
            'content-disposition': `attachment; filename="${fileNameOf(city)}.ics"`,
          },
        });
      },
    ),
    openRoute(
      {
        ...doc,
        path: '/i/{token}/plan.pdf',
        summary: 'A stay as a PDF',
        responses: { 200: { description: 'A PDF.', contentType: 'application/pdf' } },
      },
      async (c) => {
        const { journey, trip, stay } = await openOrRefuse(c.req.param('token') ?? '');
        const city = cityOf(journey, stay, trip.language);
        const file = stayPdf(stayWithPlan(journey, stay, trip.contactId), {
          language: trip.language,
          city,
          agency: journey.agencyName,
          emergencyPhone: journey.emergencyPhone,
          pageUrl: stayLink(trip.id, links).page,
        });
        return pdfResponse(file, city);
      },
    ),
  ];
};
