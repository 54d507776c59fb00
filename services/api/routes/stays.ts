import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { Itinerary } from '#shared/domain/itinerary.ts';
import { addDays, type Stay, staysOf } from '#shared/domain/stay.ts';
import { stayWithPlan } from '#shared/domain/stay-days.ts';
import { linksEndAt, stayLink } from '#shared/domain/stay-link.ts';
import { planFaults, SoldPlan, type StoredPlan } from '#shared/domain/stay-plan.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { stayPdf } from '../pdf/stay-pdf.ts';
import { cityOf } from '../planned-stay.ts';
import { Problem, pointer } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { editedMeanwhile } from '../trip-responses.ts';
import { listOf } from '../views.ts';
import { ifMatch, revisionOf } from './headers.ts';
import { pdfResponse } from './stay-links.ts';

const StayView = z
  .object({
    n: z.int().positive().describe('Its place in the journey, by arrival.'),
    city: z.string(),
    iata: z.string().describe('The airport of the first arrival.'),
    zone: z.string().describe('IANA time zone.'),
    from: z.iso.date().describe('Local date of the first arrival.'),
    to: z.iso.date().describe('Local date of the last departure; a guess where none is known.'),
    isEndKnown: z.boolean(),
    arrivesAt: Instant,
    leavesAt: Instant.nullable(),
    tripIds: z.array(z.uuid()).describe('The trips that lead there.'),
    plan: SoldPlan.nullable().describe('What the agency sold.'),
    itinerary: Itinerary.nullable().describe('What we planned, as travellers see it.'),
    links: z
      .array(
        z.object({
          contactId: z.uuid(),
          page: z.url(),
          calendar: z.url(),
          pdf: z.url(),
          expiresAt: Instant,
        }),
      )
      .describe('What each contact may open without a key.'),
  })
  .meta({ id: 'Stay', description: 'Time in one city between an arrival and the next departure.' });

const examplePlan = {
  hotel: {
    name: 'Hotel Alexandra',
    address: 'H. C. Andersens Blvd. 8',
    phone: '+45 33 5555 0144',
    checkIn: '2027-03-03T15:00',
    checkOut: '2027-03-07T11:00',
  },
  transfers: [
    {
      start: '2027-03-03T19:45',
      pickUp: 'Arrivals hall, terminal 3',
      dropOff: 'Hotel Alexandra',
      supplier: 'Nordic Transfers',
      phone: '+45 33 5555 0101',
    },
  ],
  items: [
    {
      title: 'Canal tour',
      type: 'activity',
      start: '2027-03-04T10:30',
      end: '2027-03-04T12:00',
      address: 'Nyhavn 3',
      supplier: 'Canal Tours',
      phone: '+45 33 5555 0130',
    },
  ],
};

/** Every day of a stay is shown: without a limit a plan for the year 9999 would be millions. */
const maxUnknownDays = 365;

const noStay = () =>
  new Problem(
    'not-found',
    'The journey has no such stay. A way home is none, nor is a connection of at most 24 hours ' +
      'without a lodging (`stay`).',
  );
const noPlan = () => new Problem('not-found', 'No plan was uploaded for this stay.');
const etag = ({ revision }: StoredPlan) => ({ etag: `"${revision}"` });

/** The stays of a journey, and the plan that the agency sold for each. */
export const stayRoutes = ({
  clock,
  itineraries,
  linkSecret,
  twilio: { publicBaseUrl },
}: Pick<ApiDependencies, 'clock' | 'itineraries' | 'linkSecret' | 'twilio'>): readonly Route[] => {
  const links = { secret: linkSecret, publicBaseUrl };
  const params = z.strictObject({
    id: z.uuid(),
    n: z.coerce.number().int().min(1).max(1_000),
  });
  const journeyOf = async (agencyId: string, journeyId: string): Promise<JourneyStays> => {
    const journey = await itineraries.journeyStays(agencyId, { journeyId });
    if (!journey) throw new Problem('not-found', 'There is no such journey.');
    return journey;
  };
  const findStay = async (
    agencyId: string,
    { id, n }: z.output<typeof params>,
  ): Promise<{ readonly journey: JourneyStays; readonly stay: Stay }> => {
    const journey = await journeyOf(agencyId, id);
    const stay = staysOf(journey).find((one) => one.n === n);
    if (!stay) throw noStay();
    return { journey, stay };
  };
  const planOf = ({ plans }: JourneyStays, { key }: Stay): StoredPlan | null =>
    plans.find(({ stay }) => stay === key) ?? null;
  const view = (journey: JourneyStays, stay: Stay): z.input<typeof StayView> => {
    const { n, iata, zone, from, to, isEndKnown, arrivesAt, leavesAt, arrivals } = stay;
    const expiresAt = linksEndAt(journey);
    return {
      n,
      city: cityOf(journey, stay, arrivals[0]?.language ?? 'es'),
      iata,
      zone,
      from,
      to,
      isEndKnown,
      arrivesAt,
      leavesAt,
      tripIds: arrivals.map(({ id }) => id),
      plan: planOf(journey, stay)?.plan ?? null,
      itinerary: journey.itineraries.find((one) => one.stay === stay.key)?.shown ?? null,
      links: expiresAt
        ? arrivals.map(({ id, contactId }) => ({ contactId, ...stayLink(id, links), expiresAt }))
        : [],
    };
  };
  const tag = 'Stays';
  const plan = { tag, path: '/journeys/{id}/stays/{n}/plan', params } as const;
  const planResponse = {
    description: 'The plan.',
    schema: SoldPlan,
    headers: { ETag: 'Its revision, for `If-Match`.' },
  };

  return [
    agencyRoute(
      'read',
      {
        tag,
        method: 'GET',
        path: '/journeys/{id}/stays',
        summary: 'List the stays of a journey',
        description:
          'A stay is the time in one city from an arrival to the next departure from there, for ' +
          'all who travel. A way home is none, nor is a connection of at most 24 hours without a ' +
          'lodging.',
        params: z.strictObject({ id: z.uuid() }),
        responses: { 200: { description: 'The stays, by arrival.', schema: listOf(StayView) } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        const journey = await journeyOf(caller.agencyId, id);
        return json({ items: staysOf(journey).map((stay) => view(journey, stay)) });
      },
    ),
    agencyRoute(
      'read',
      {
        ...plan,
        method: 'GET',
        summary: 'Read the plan that was sold',
        responses: { 200: planResponse },
        problems: ['not-found'],
      },
      async ({ caller, params: address }) => {
        const { journey, stay } = await findStay(caller.agencyId, address);
        const stored = planOf(journey, stay);
        if (!stored) throw noPlan();
        return json(stored.plan, 200, etag(stored));
      },
    ),
    agencyRoute(
      'book',
      {
        ...plan,
        method: 'PUT',
        summary: 'Upload or replace the plan that was sold',
        description:
          'Hotel, transfers, excursions and tickets. This is the plan: what we suggest only ' +
          'fills what it leaves free. Times are local at the destination; where the end of the ' +
          'stay is not known, within a year of the arrival. Written whole or not at all.',
        headers: z.object({ 'if-match': ifMatch }),
        body: SoldPlan,
        example: examplePlan,
        responses: { 200: planResponse },
        problems: [
          'malformed-body',
          'not-found',
          'edited-meanwhile',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async ({ caller: { agencyId }, params: address, headers, body }) => {
        const { journey, stay } = await findStay(agencyId, address);
        const to = stay.isEndKnown ? stay.to : addDays(stay.from, maxUnknownDays);
        const faults = planFaults(body, { from: stay.from, to });
        if (faults.length > 0)
          throw new Problem('invalid-fields', 'The plan does not fit the stay.', {
            errors: faults.map(({ path, code, message }) => ({
              pointer: pointer(path),
              code,
              message,
            })),
          });
        const result = await itineraries.putPlan({
          agencyId,
          journeyId: journey.journeyId,
          stay: stay.key,
          plan: body,
          revision: revisionOf(headers['if-match']),
          now: clock.now(),
        });
        switch (result.kind) {
          case 'written':
          case 'unchanged':
            return json(result.stored.plan, 200, etag(result.stored));
          case 'stale':
            throw editedMeanwhile();
          case 'removed':
          case 'not-found':
            throw noStay();
        }
      },
    ),
    agencyRoute(
      'book',
      {
        ...plan,
        method: 'DELETE',
        summary: 'Remove the plan that was sold',
        headers: z.object({ 'if-match': ifMatch }),
        responses: { 204: { description: 'Removed.' } },
        problems: ['not-found', 'edited-meanwhile'],
      },
      async ({ caller: { agencyId }, params: address, headers }) => {
        const { journey, stay } = await findStay(agencyId, address);
        const result = await itineraries.putPlan({
          agencyId,
          journeyId: journey.journeyId,
          stay: stay.key,
          plan: null,
          revision: revisionOf(headers['if-match']),
          now: clock.now(),
        });
        if (result.kind === 'stale') throw editedMeanwhile();
        if (result.kind !== 'removed') throw noPlan();
        return new Response(null, { status: 204 });
      },
    ),
    agencyRoute(
      'read',
      {
        tag,
        method: 'GET',
        path: '/journeys/{id}/stays/{n}/plan.pdf',
        summary: 'A stay as a PDF',
        description: 'With the flights of all who travel, as the travellers’ own document is.',
        params,
        responses: { 200: { description: 'A PDF.', contentType: 'application/pdf' } },
        problems: ['not-found'],
      },
      async ({ caller: { agencyId }, params: address }) => {
        const { journey, stay } = await findStay(agencyId, address);
        const language = stay.arrivals[0]?.language ?? 'es';
        const city = cityOf(journey, stay, language);
        const file = stayPdf(stayWithPlan(journey, stay, null), {
          language,
          city,
          agency: journey.agencyName,
          emergencyPhone: journey.emergencyPhone,
          pageUrl: null,
        });
        return pdfResponse(file, city);
      },
    ),
  ];
};
