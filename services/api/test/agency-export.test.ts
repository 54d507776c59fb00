import { z } from 'zod';
import { normalisePhone } from '#shared/domain/phone.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { fieldFile } from '#shared/testing/field-cases.ts';
import { journeysOf, type Segment, segmentsOf } from './agency-export.ts';
import { type Answer, anApi, mistakes } from './harness.ts';

const file = fieldFile('agency-export.csv');
const describeWithFile = file === null ? describe.skip : describe;

const Passengers = z.array(z.object({ name: z.string() }));
const Booked = z.object({
  id: z.uuid(),
  reference: z.string(),
  group: z.string().nullable(),
  passengers: Passengers,
  legs: z.array(z.object({ id: z.uuid() })),
  trips: z.array(
    z.object({
      legId: z.uuid(),
      contactId: z.uuid(),
      whatsapp: z.string().nullable(),
      flightNumber: z.string(),
      originIata: z.string(),
      destinationIata: z.string(),
      local: z.object({ departure: z.string() }),
      passengers: Passengers,
    }),
  ),
});
type Booked = z.infer<typeof Booked>;

/** Who flies what, and hears of it where: one line for each segment of the export. */
const flown = (journey: Booked): readonly string[] =>
  journey.trips.flatMap((trip) =>
    trip.passengers.map(({ name }) =>
      [
        journey.reference,
        name,
        trip.whatsapp ?? '',
        trip.flightNumber,
        trip.originIata,
        trip.destinationIata,
        trip.local.departure.slice(0, 16),
      ].join(' '),
    ),
  );
/** The same line, read off the export. */
const asFlown = ({ pnr, pax, tel, al, fl, o, d, date, time }: Segment): string =>
  [pnr, pax, tel && normalisePhone(tel), al + fl, o, d, `${date}T${time}`].join(' ');

/** Warnings of an answer with their places. */
const warnings = ({ json, ...answer }: Answer): readonly string[] =>
  mistakes({ ...answer, json: { errors: json['warnings'] } });

/** The bookings of the export that are wrong, and where. */
const wrong = {
  TYP001: ['#/legs/0/originIata unknown_airport'],
  TYP002: ['#/legs/0/departure bad_departure'],
  TYP003: ['#/contacts/0/phone bad_phone'],
  TYP004: ['#/legs/0/flightNumber bad_flight_number'],
  TYP005: ['#/legs/0/departure departure_past'],
};

describeWithFile('the export of an agency', () => {
  const segments = segmentsOf(file ?? '', '2026-11-29', aMoment);
  const journeys = journeysOf(segments);
  const right = segments.filter(({ pnr }) => !(pnr in wrong));

  /** Books the whole export, and reads it back. */
  const imported = async () => {
    const api = await anApi();
    const { south } = api;
    const book = async () => {
      const answers = new Map<string, Answer>();
      for (const journey of journeys)
        answers.set(journey.reference, await south.ask('POST', '/journeys', journey));
      return answers;
    };
    const read = async (): Promise<readonly Booked[]> => {
      const { json } = await south.ask('GET', '/journeys?limit=100');
      const ids = z.array(z.object({ id: z.uuid() })).parse(json['items']);
      const found: Booked[] = [];
      for (const { id } of ids)
        found.push(Booked.parse((await south.ask('GET', `/journeys/${id}`)).json));
      return found;
    };
    return { api, book, read, answers: await book() };
  };

  it('is refused where it is wrong, with the places and the words for them', async () => {
    const { answers } = await imported();
    const refused = [...answers].filter(([, { status }]) => status !== 201);
    expect(Object.fromEntries(refused.map(([pnr, answer]) => [pnr, mistakes(answer)]))).toEqual(
      wrong,
    );
    expect(refused.map(([, { status }]) => status)).toEqual([422, 422, 422, 422, 422]);
  });

  it('is booked segment by segment, each once', async () => {
    const { read } = await imported();
    const found = await read();
    expect([segments.length, journeys.length, found.length]).toEqual([159, 30, 25]);
    expect(found.flatMap(flown).sort()).toEqual(right.map(asFlown).sort());
  });

  it('is a trip for each leg and phone: of a family, a connection, a school', async () => {
    const { read, api } = await imported();
    const found = new Map((await read()).map((journey) => [journey.reference, journey]));
    const trips = (pnr: string) => found.get(pnr)?.trips ?? [];
    const counts = (pnr: string) => [
      found.get(pnr)?.legs.length,
      new Set(trips(pnr).map(({ contactId }) => contactId)).size,
      trips(pnr).length,
    ];
    expect([counts('FAM000'), counts('CNX000'), counts('GRPSCH'), counts('NOWA01')]).toEqual([
      [2, 1, 2],
      [4, 1, 4],
      [2, 39, 78],
      [1, 1, 1],
    ]);
    expect(trips('FAM000').map(({ passengers }) => passengers.length)).toEqual([4, 4]);
    expect(found.get('GRPSCH')).toMatchObject({ group: 'Colegio San Martín 5to' });
    const pairs = [...found.values()].flatMap((journey) =>
      journey.trips.map(({ legId, contactId }) => `${legId} ${contactId}`),
    );
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(await api.eventTypes()).toEqual(pairs.map(() => 'TripBooked'));
  });

  it('warns of who is to be called, and of a number that may be a landline', async () => {
    const { answers } = await imported();
    const warned = [...answers].map(([pnr, answer]) => [pnr, warnings(answer)] as const);
    expect(Object.fromEntries(warned.filter(([, found]) => found.length > 0))).toEqual({
      GRPSCH: [
        '#/passengers/36 passenger_without_contact',
        '#/passengers/37 passenger_without_contact',
      ],
      NOWA01: ['#/passengers/0 passenger_without_contact'],
      NOWA02: ['#/contacts/0/phone phone_may_be_landline'],
    });
  });

  it('changes nothing the second time', async () => {
    const { api, book, read, answers } = await imported();
    const before = await read();
    const again = await book();
    for (const [pnr, answer] of again)
      expect([pnr, answer.status, answer.json['id']]).toEqual([
        pnr,
        pnr in wrong ? 422 : 200,
        answers.get(pnr)?.json['id'],
      ]);
    expect(await read()).toEqual(before);
    expect(await api.eventTypes()).toHaveLength(before.flatMap(({ trips }) => trips).length);
  });
});
