import pg from 'pg';
import { z } from 'zod';
import { staysOf } from '#shared/domain/stay.ts';
import { JourneyStays } from '#shared/ports/itineraries.ts';
import { emptyDatabase, type FreshDatabase } from '#shared/testing/postgres.ts';
import {
  applyMigrations,
  migrate,
  readMigrations,
  sessionOf,
  supabaseDirectory,
} from '../migrate.ts';

const agencyId = '00000000-0000-4000-8000-00000000aaaa';
const journeyId = '00000000-0000-4000-8000-00000000bbbb';
const contactId = '00000000-0000-4000-8000-00000000cccc';
const [ana, beto] = ['a1', 'b1'].map((end) => `00000000-0000-4000-8000-0000000000${end}`);
const tripId = (n: number): string => `00000000-0000-4000-9000-00000000000${n}`;

interface OldTrip {
  readonly route: string;
  readonly date: string;
  readonly passengers: readonly (string | undefined)[];
  readonly status?: 'withdrawn';
}
/** Two passengers of one contact: to London, on to Paris, and to London again on the way home. */
const trips: readonly OldTrip[] = [
  { route: 'EZE-LHR', date: '2027-03-01', passengers: [ana, beto], status: 'withdrawn' },
  { route: 'EZE-LHR', date: '2027-03-02', passengers: [ana] },
  // Moved to another flight: a trip of their own, and the same visit.
  { route: 'EZE-LGW', date: '2027-03-03', passengers: [beto] },
  { route: 'LHR-CDG', date: '2027-03-08', passengers: [ana, beto] },
  { route: 'CDG-LHR', date: '2027-03-12', passengers: [ana, beto] },
  { route: 'LHR-EZE', date: '2027-03-16', passengers: [ana, beto] },
];

const insertTrip = async (
  client: pg.Client,
  { route, date, passengers, status }: OldTrip,
  n: number,
): Promise<void> => {
  const [origin, destination] = route.split('-');
  const key = `BA${100 + n}/${route}/${date}/12`;
  const leg = await client.query<{ id: string }>(
    `insert into bauhaus.legs (agency_id, journey_id, flight_number, origin_iata, destination_iata,
       departure_date, flight_key, inserted_at)
     values ($1, $2, $3, $4, $5, $6, $7, now()) returning id`,
    [agencyId, journeyId, `BA${100 + n}`, origin, destination, `${date}T12:00:00Z`, key],
  );
  await client.query(
    `insert into bauhaus.trips (id, agency_id, journey_id, leg_id, contact_id, client_name,
       whatsapp, language, flight_number, origin_iata, destination_iata, origin_zone,
       destination_zone, departure_date, flight_key, status, consent, inserted_at, updated_at)
     values ($1, $2, $3, $4, $5, 'Ana', '+5491155550101', 'es', $6, $7, $8, 'UTC', 'UTC', $9, $10,
       $11, '{"how": "attested", "at": "2027-01-01T00:00:00Z", "by": "main key"}', now(), now())`,
    [
      tripId(n),
      agencyId,
      journeyId,
      leg.rows[0]?.id,
      contactId,
      `BA${100 + n}`,
      origin,
      destination,
      `${date}T12:00:00Z`,
      key,
      status ?? 'booked',
    ],
  );
  for (const passenger of passengers)
    await client.query(
      `insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, booked_as, joined_at,
         left_at)
       values ($1, $2, $3, 'x', now(), case when $4 then now() end)`,
      [agencyId, tripId(n), passenger, status === 'withdrawn'],
    );
};

const insertItinerary = (client: pg.Client, n: number, version: number, title: string) =>
  client.query(
    `insert into bauhaus.itineraries (agency_id, trip_id, version, status, parsed_itinerary,
       generated_at)
     values ($1, $2, $3, 'approved', $4, $5)`,
    [
      agencyId,
      tripId(n),
      version,
      JSON.stringify({ origin: 'model', days: [], title }),
      `2027-01-0${n + version}T00:00:00Z`,
    ],
  );

describe('the migration to stays', () => {
  let database: FreshDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await emptyDatabase();
    client = new pg.Client({ connectionString: database.url });
    client.on('notice', () => undefined);
    await client.connect();
    const all = await readMigrations(supabaseDirectory);
    const before = all.filter(({ version }) => version < '20261201000000');
    await client.query('begin');
    await applyMigrations(sessionOf(client), before);
    await client.query('commit');
    await client.query(
      `insert into bauhaus.agencies (id, name, sender) values ($1, 'Sur', '+12025550100')`,
      [agencyId],
    );
    await client.query(
      `insert into bauhaus.journeys (id, agency_id, inserted_at) values ($1, $2, now())`,
      [journeyId, agencyId],
    );
    await client.query(
      `insert into bauhaus.contacts (id, agency_id, name, call_name, phone, language, inserted_at,
         updated_at)
       values ($1, $2, 'Ana', 'Ana', '+5491155550101', 'es', now(), now())`,
      [contactId, agencyId],
    );
    for (const [id, name] of [
      [ana, 'Ana'],
      [beto, 'Beto'],
    ])
      await client.query(
        `insert into bauhaus.passengers (id, agency_id, journey_id, name, call_name, inserted_at)
         values ($1, $2, $3, $4, $4, now())`,
        [id, agencyId, journeyId, name],
      );
    for (const [n, trip] of trips.entries()) await insertTrip(client, trip, n);
    await insertItinerary(client, 0, 1, 'withdrawn');
    await insertItinerary(client, 1, 1, 'of Ana');
    await insertItinerary(client, 2, 1, 'of Beto');
    await insertItinerary(client, 1, 3, 'of Ana again');
    await insertItinerary(client, 4, 1, 'London again');
    await client.query(
      `insert into bauhaus.actors (agent, actor_id, agency_id, version, schema_version, state,
         updated_at)
       values ('itinerary', $1, $2, 1, 1, '{}', now()), ('concierge', $1, $2, 1, 1, '{}', now())`,
      [tripId(3), agencyId],
    );
    await client.query(
      `insert into bauhaus.timers (agent, actor_id, kind, generation, due, agency_id, trip_id,
         updated_at)
       select 'itinerary', x.id, 'ItineraryDue', 1, x.due, $3, x.id::uuid, now()
         from (values ($1, '2027-02-02T00:00:00Z'::timestamptz), ($2, '2027-02-01T00:00:00Z'))
           as x (id, due)`,
      [tripId(3), tripId(4), agencyId],
    );
    await migrate({ url: database.url });
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });

  it('gives each itinerary to the stay that its trip leads to, in their order', async () => {
    const { rows } = await client.query(
      `select stay, version, parsed_itinerary ->> 'title' as title from bauhaus.itineraries
        order by stay, version`,
    );
    expect(rows.map(({ stay, version, title }) => [stay, version, title])).toEqual([
      ['LON', 1, 'of Ana'],
      ['LON', 2, 'of Beto'],
      ['LON', 3, 'of Ana again'],
      ['LON-2', 1, 'London again'],
      ['LON-3', 1, 'withdrawn'],
    ]);
  });

  it('names stays as they are named from then on', async () => {
    const { rows } = await client.query(
      'select bauhaus.stays_json(j) as journey from bauhaus.journeys j',
    );
    const [{ journey }] = z.tuple([z.object({ journey: JourneyStays })]).parse(rows);
    const named = staysOf(journey).map(({ key, arrivals }) => [key, arrivals.map(({ id }) => id)]);
    expect(named).toEqual([
      ['LON', [tripId(1), tripId(2)]],
      ['PAR', [tripId(3)]],
      ['LON-2', [tripId(4)]],
    ]);
  });

  it('leaves the plans that are waited for due, as one timer of the journey', async () => {
    const timers = await client.query(
      `select actor_id, due, trip_id from bauhaus.timers where agent = 'itinerary'`,
    );
    expect(timers.rows).toEqual([
      { actor_id: journeyId, due: new Date('2027-02-01T00:00:00Z'), trip_id: tripId(4) },
    ]);
    const actors = await client.query('select agent from bauhaus.actors');
    expect(actors.rows).toEqual([{ agent: 'concierge' }]);
  });
});
